import type { Digest } from '../lib/hash.ts';
import type { CutSizes } from './chunking.ts';

/** FastCDC's normalisation: chunks below the average are two bits harder to end, others easier. */
const NORMALISATION = 2;

/** Ends chunks: says where the one that begins at `from` ends, of the bytes up to `to`. */
export interface Cutter {
  /** No chunk is longer, so that with so many bytes at hand the answer is final. */
  readonly maxBytes: number;
  end(bytes: Uint8Array, from: number, to: number): number;
}

/** One number for each byte, from the repository's key: cuts tell a stranger less of the bytes. */
export function makeGearTable(keyed: Digest): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    const digest = keyed.small(Uint8Array.of(byte));
    return new DataView(digest.buffer, digest.byteOffset).getUint32(0, true);
  });
}

/** Cuts by content, as docs/repository-format.md says: what stands before a chunk has no say. */
export class GearCutter implements Cutter {
  readonly maxBytes: number;
  readonly #table: Int32Array;
  readonly #sizes: CutSizes;

  constructor(table: Uint32Array, sizes: CutSizes) {
    this.maxBytes = sizes.max;
    // Signed, as the sum is: with numbers above 2^31 the loop takes half as long again.
    this.#table = Int32Array.from(table);
    this.#sizes = sizes;
  }

  end(bytes: Uint8Array, from: number, to: number): number {
    const { min, average, max } = this.#sizes;
    const bits = Math.log2(average);
    const last = Math.min(to, from + max);
    const middle = Math.min(last, from + average);
    if (from + min >= last) return last;
    const run = { at: from + min, hash: 0 };
    const isEnded =
      goOn(run, bytes, middle, this.#table, highBits(bits + NORMALISATION)) ||
      goOn(run, bytes, last, this.#table, highBits(bits - NORMALISATION));
    return isEnded ? run.at : last;
  }
}

/**
 * Whether the chunk ends before `to`, and where. It is run for each byte of everything large; as a
 * part of a longer function it takes more than twice the time.
 */
function goOn(
  run: { at: number; hash: number },
  bytes: Uint8Array,
  to: number,
  table: Int32Array,
  mask: number,
): boolean {
  let { at, hash } = run;
  let isEnded = false;
  while (at < to && !isEnded) {
    hash = ((hash << 1) + (table[bytes[at] as number] as number)) | 0;
    at += 1;
    isEnded = (hash & mask) === 0;
  }
  run.at = at;
  run.hash = hash;
  return isEnded;
}

/** At least one of them, and not all. */
function highBits(count: number): number {
  return -1 << (32 - count);
}

/** Version 1: as long as possible. */
export class FixedCutter implements Cutter {
  readonly maxBytes: number;

  constructor(sizeBytes: number) {
    this.maxBytes = sizeBytes;
  }

  end(_bytes: Uint8Array, from: number, to: number): number {
    return Math.min(to, from + this.maxBytes);
  }
}
