import { type Bytes, release } from '../lib/bytes.ts';
import type { Cutter } from './cut.ts';

/** Memory for what comes without a length. */
const FIRST_BYTES = 64 * 1024;

/**
 * Chunks of bytes that come in slices of any size, cut as if all were there at once. Bytes are
 * copied into one piece of memory and are looked at only when there are enough for an answer.
 */
export class StreamCutter {
  readonly #cutter: Cutter;
  readonly #mostBytes: number;
  #buffer: Bytes;
  /** Where the bytes that are in no chunk yet begin and end. */
  #from = 0;
  #to = 0;
  #sizeBytes = 0;
  #isCut = false;

  /**
   * Nothing is cut before there are more than `wholeUpTo` bytes. As many as `expectedBytes` are likely
   * to come, 0 where nobody knows: most files are small, and memory that nobody fills is made and
   * thrown away for each.
   */
  constructor(cutter: Cutter, wholeUpTo: number, expectedBytes = 0) {
    this.#cutter = cutter;
    this.#mostBytes = Math.max(2 * cutter.maxBytes, wholeUpTo + 1);
    const first = expectedBytes > 0 ? expectedBytes : FIRST_BYTES;
    this.#buffer = new Uint8Array(Math.min(first, this.#mostBytes));
  }

  /** Of all that came in. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The chunks that are certain by now, each in memory of its own. */
  *take(bytes: Bytes): Generator<Bytes, void> {
    this.#sizeBytes += bytes.byteLength;
    for (let taken = 0; taken < bytes.byteLength; ) {
      if (this.#to === this.#buffer.byteLength) yield* this.#makeRoom();
      const room = this.#buffer.byteLength - this.#to;
      const part = bytes.subarray(taken, taken + room);
      this.#buffer.set(part, this.#to);
      this.#to += part.byteLength;
      taken += part.byteLength;
    }
  }

  /** All bytes, when there were so few that none has been cut off. Nothing more may be taken. */
  wholeIfUncut(): Bytes | undefined {
    if (this.#isCut) return undefined;
    return this.#to === this.#buffer.byteLength ? this.#buffer : this.#buffer.slice(0, this.#to);
  }

  /** The chunks of what is left, when no more comes. */
  *rest(): Generator<Bytes, void> {
    while (this.#from < this.#to) yield this.#next();
  }

  *#makeRoom(): Generator<Bytes, void> {
    if (this.#buffer.byteLength < this.#mostBytes) {
      const larger = new Uint8Array(Math.min(2 * this.#buffer.byteLength, this.#mostBytes));
      larger.set(this.#buffer);
      release(this.#buffer);
      this.#buffer = larger;
      return;
    }
    while (this.#to - this.#from >= this.#cutter.maxBytes) yield this.#next();
    this.#buffer.copyWithin(0, this.#from, this.#to);
    this.#to -= this.#from;
    this.#from = 0;
  }

  #next(): Bytes {
    this.#isCut = true;
    const end = this.#cutter.end(this.#buffer, this.#from, this.#to);
    const chunk = this.#buffer.slice(this.#from, end);
    this.#from = end;
    return chunk;
  }
}
