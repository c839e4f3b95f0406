import { type Bytes, joinBytes } from '../lib/bytes.ts';
import type { Packed } from './compress.ts';

/** Compresses somewhere else, while this thread goes on. */
export interface Compressor {
  /** More than so many segments at a time are not worth their memory. */
  readonly atOnce: number;
  /** Does with the parts, one after another, what `pack` does; rejects when it can't. */
  pack(parts: readonly Bytes[]): Promise<Packed>;
}

/** A worker that does `answerCompressor`, in a browser or in Node. Its answers come in order. */
export interface Helper {
  post(question: HelperQuestion, transfer: ArrayBuffer[]): void;
  listen(answer: (answer: HelperAnswer) => void, failed: () => void): void;
}

export interface HelperQuestion {
  memory: ArrayBuffer;
  /** The segment stands at its beginning. */
  sizeBytes: number;
}

export interface HelperAnswer {
  /** That of the question, to be used again. */
  memory: ArrayBuffer;
  /** Null when something went wrong. */
  packed: Packed | null;
}

interface Waiting {
  resolve(packed: Packed): void;
  reject(error: Error): void;
}

/** One helper, started when there is something to do for it. */
export class HelpedCompressor implements Compressor {
  readonly atOnce = 3;
  readonly #start: () => Helper;
  #helper: Helper | undefined;
  /** In the order of their questions. */
  #waiting: Waiting[] = [];
  /** Memory goes to the helper and comes back: what is made anew each time piles up. */
  #spare: ArrayBuffer[] = [];

  constructor(start: () => Helper) {
    this.#start = start;
  }

  pack(parts: readonly Bytes[]): Promise<Packed> {
    this.#helper ??= this.#begin();
    const helper = this.#helper;
    const { memory, sizeBytes } = this.#fill(parts);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      helper.post({ memory, sizeBytes }, [memory]);
    });
  }

  #begin(): Helper {
    const helper = this.#start();
    helper.listen(
      ({ memory, packed }) => {
        this.#spare.push(memory);
        const waiting = this.#waiting.shift();
        if (packed === null) waiting?.reject(new Error('a helper could not compress'));
        else waiting?.resolve(packed);
      },
      () => this.#giveUp(),
    );
    return helper;
  }

  /** What it had to do comes back undone; the next question starts another one. */
  #giveUp(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#helper = undefined;
    for (const { reject } of waiting) reject(new Error('a helper has ended'));
  }

  #fill(parts: readonly Bytes[]): HelperQuestion {
    const sizeBytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    const spare = this.#spare.pop();
    if (spare === undefined || spare.byteLength < sizeBytes) {
      return { memory: joinBytes(parts).buffer, sizeBytes };
    }
    const bytes = new Uint8Array(spare);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.byteLength;
    }
    return { memory: spare, sizeBytes };
  }
}
