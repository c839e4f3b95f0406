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
  readonly #table: Uint32Array;
  readonly #sizes: CutSizes;

  constructor(table: Uint32Array, sizes: CutSizes) {
    this.maxBytes = sizes.max;
    this.#table = table;
    this.#sizes = sizes;
  }

  end(bytes: Uint8Array, from: number, to: number): number {
    const { min, average, max } = this.#sizes;
    const bits = Math.log2(average);
    const last = Math.min(to, from + max);
    const middle = Math.min(last, from + average);
    const table = this.#table;
    let at = from + min;
    if (at >= last) return last;
    let hash = 0;
    // Twice the same loop: it is run for each byte of everything large.
    let shift = 32 - (bits + NORMALISATION);
    for (; at < middle; at++) {
      hash = ((hash << 1) + (table[bytes[at] as number] as number)) | 0;
      if (hash >>> shift === 0) return at + 1;
    }
    shift = 32 - (bits - NORMALISATION);
    for (; at < last; at++) {
      hash = ((hash << 1) + (table[bytes[at] as number] as number)) | 0;
      if (hash >>> shift === 0) return at + 1;
    }
    return last;
  }
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
