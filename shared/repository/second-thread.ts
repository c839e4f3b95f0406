import type { SegmentsToCheck, ThreadAnswer, ThreadKeys, ThreadQuestion } from './thread-words.ts';

/** A thread that does `ThreadWork`: a worker, in a browser or in Node. */
export interface ThreadPort {
  post(question: ThreadQuestion, transfer: ArrayBuffer[]): void;
  listen(answered: (answer: ThreadAnswer) => void, failed: () => void): void;
  /** Its memory is given back. */
  end(): void;
}

/** Starts one. */
export type StartThread = () => ThreadPort;

/** What is there at the same time is in memory: more than the next question need not wait. */
const MOST_WAITING = 2;

interface Waiting {
  resolve(answer: ThreadAnswer): void;
  reject(error: Error): void;
}

/**
 * Does what is heavy while this thread goes on: with two cores, twice as much. It is started for a
 * job and ended with it, and it is not relied upon: what it can't do is rejected, and whoever asked
 * does it in this thread.
 */
export class SecondThread {
  readonly #start: StartThread;
  #port: ThreadPort | undefined;
  #keys: ThreadKeys | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #hasFailed = false;

  constructor(start: StartThread) {
    this.#start = start;
  }

  /** Whether one more question would be answered soon. */
  get hasRoom(): boolean {
    return !this.#hasFailed && this.#waiting.size < MOST_WAITING;
  }

  /** Starts it already, as that takes its time. What it checks is opened with these. */
  prepare(keys: ThreadKeys): void {
    this.#keys = keys;
    if (!this.#hasFailed) this.#open();
  }

  /** Numbers of segments that are not what they were, or could not be looked at. */
  async check(check: SegmentsToCheck): Promise<readonly number[]> {
    const number = this.#asked++;
    const answer = await this.#ask({ kind: 'check', number, check }, [check.bytes.buffer]);
    if (answer.kind !== 'checked') throw new Error('the second thread could not check');
    return answer.unsound;
  }

  /** The next question starts another one. */
  end(): void {
    this.#port?.end();
    this.#port = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(new Error('the second thread has ended'));
  }

  #ask(question: ThreadQuestion & { number: number }, transfer: ArrayBuffer[]) {
    return new Promise<ThreadAnswer>((resolve, reject) => {
      if (this.#hasFailed) throw new Error('the second thread has failed');
      const port = this.#open();
      this.#waiting.set(question.number, { resolve, reject });
      port.post(question, transfer);
    });
  }

  #open(): ThreadPort {
    if (this.#port !== undefined) return this.#port;
    const port = this.#start();
    this.#port = port;
    port.listen(
      (answer) => {
        this.#waiting.get(answer.number)?.resolve(answer);
        this.#waiting.delete(answer.number);
      },
      () => {
        if (this.#port !== port) return;
        // One that fails once would fail again, at a price each time.
        this.#hasFailed = true;
        this.end();
      },
    );
    if (this.#keys !== undefined) port.post({ kind: 'keys', keys: this.#keys }, []);
    return port;
  }
}
