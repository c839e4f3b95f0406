import { parentPort } from 'node:worker_threads';
import { ThreadWork } from '../shared/repository/thread-work.ts';

const work = new ThreadWork((answer, transfer) => parentPort?.postMessage(answer, transfer));

parentPort?.on('message', (question) => void work.take(question));
