import type { ThreadQuestion } from './thread-words.ts';
import { ThreadWork } from './thread-work.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const work = new ThreadWork((answer) => scope.postMessage(answer));

scope.addEventListener('message', ({ data }: MessageEvent<ThreadQuestion>) => {
  void work.take(data);
});
