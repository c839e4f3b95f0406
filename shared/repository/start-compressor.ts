import type { Helper } from './compressor.ts';

/** A helper of a browser's worker, which may be the engine's. */
export function startCompressor(): Helper {
  const worker = new Worker(new URL('./compressor.worker.ts', import.meta.url), { type: 'module' });
  return {
    post: (question, transfer) => worker.postMessage(question, transfer),
    listen: (answer, failed) => {
      worker.addEventListener('message', ({ data }) => answer(data));
      worker.addEventListener('error', () => {
        worker.terminate();
        failed();
      });
    },
  };
}
