import { parentPort } from 'node:worker_threads';
import { ThreadWork } from '../shared/repository/thread-work.ts';

const work = new ThreadWork((answer) => parentPort?.postMessage(answer));

parentPort?.on('message', (question) => void work.take(question));
