import { answerCompressor } from './answer-compressor.ts';
import type { HelperQuestion } from './compressor.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;

scope.addEventListener('message', ({ data }: MessageEvent<HelperQuestion>) => {
  void answerCompressor(data, (answer, transfer) => scope.postMessage(answer, transfer));
});
