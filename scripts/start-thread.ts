import { Worker } from 'node:worker_threads';
import type { ThreadPort } from '../shared/repository/second-thread.ts';

/** The second thread in Node, which does not keep the process from ending. */
export function startThread(): ThreadPort {
  // What this process was told of TypeScript would start a thread of its own there.
  const worker = new Worker(new URL('./thread.cjs', import.meta.url), { execArgv: [] });
  worker.unref();
  return {
    post: (question, transfer) => worker.postMessage(question, transfer),
    listen: (answered, failed) => {
      worker.on('message', answered);
      worker.on('error', failed);
      worker.on('messageerror', failed);
      worker.on('exit', failed);
    },
    end: () => void worker.terminate(),
  };
}
