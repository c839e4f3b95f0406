import type { ThreadPort } from './second-thread.ts';

/** The second thread in a browser: a worker, which a worker may have. */
export function startThread(): ThreadPort {
  const worker = new Worker(new URL('./thread.worker.ts', import.meta.url), { type: 'module' });
  return {
    post: (question, transfer) => worker.postMessage(question, transfer),
    listen: (answered, failed) => {
      worker.addEventListener('message', ({ data }) => answered(data));
      worker.addEventListener('error', failed);
      worker.addEventListener('messageerror', failed);
    },
    end: () => worker.terminate(),
  };
}
