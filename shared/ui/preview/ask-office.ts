import type { OfficeAnswer, OfficeQuestion, OfficeReply } from './office-words.ts';
import { previewFault } from './trouble.ts';

/** Longer than real files take on a slow machine; what goes on then is most likely made to hang. */
const MOST_MS = 20_000;

/**
 * Reads an office file in a worker of its own, which is ended when it has answered, takes too long,
 * or nobody waits any more.
 */
export function askOffice(question: OfficeQuestion, signal: AbortSignal): Promise<OfficeAnswer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(new URL('./office.worker.ts', import.meta.url), { type: 'module' });
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      worker.terminate();
    };
    const fail = (error: unknown) => {
      end();
      reject(error);
    };
    const abort = () => fail(signal.reason);
    const timer = setTimeout(() => fail(previewFault('too-slow')), MOST_MS);
    signal.addEventListener('abort', abort);
    worker.addEventListener('error', ({ message }) => fail(new Error(`office worker: ${message}`)));
    worker.addEventListener('message', ({ data }: MessageEvent<OfficeReply>) => {
      end();
      if ('answer' in data) resolve(data.answer);
      else reject(previewFault(data.trouble, new Error(data.message)));
    });
    worker.postMessage(question);
  });
}
