import { parentPort } from 'node:worker_threads';
import { answerCompressor } from '../shared/repository/answer-compressor.ts';

parentPort?.on('message', (question) => {
  void answerCompressor(question, (answer, transfer) => parentPort?.postMessage(answer, transfer));
});
