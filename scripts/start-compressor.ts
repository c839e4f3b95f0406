import { Worker } from 'node:worker_threads';
import type { Helper } from '../shared/repository/compressor.ts';

/** A helper in a thread of Node, which does not keep the process from ending. */
export function startCompressor(): Helper {
  const worker = new Worker(new URL('./compressor.mjs', import.meta.url));
  worker.unref();
  return {
    post: (question, transfer) => worker.postMessage(question, transfer),
    listen: (answer, failed) => {
      worker.on('message', answer);
      worker.on('error', failed);
    },
  };
}
