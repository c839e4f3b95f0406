import type { ThreadQuestion } from './thread-words.ts';
import { ThreadWork } from './thread-work.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const work = new ThreadWork((answer, transfer) => scope.postMessage(answer, transfer));

scope.addEventListener('message', ({ data }: MessageEvent<ThreadQuestion>) => {
  void work.take(data);
});
