import type { Bytes } from '../lib/bytes.ts';
import { PIECES_SEGMENT_BYTES } from './format.ts';

const CAPACITY_BYTES = 8 * 1024 * 1024;
/** Larger segments hold one blob, which is not read twice in a row; those of pieces have many. */
const LARGEST_BYTES = PIECES_SEGMENT_BYTES;

/** Decoded segments, the last used ones: neighbours in a group are read together. */
export class SegmentCache {
  readonly #segments = new Map<number, Bytes>();
  #sizeBytes = 0;

  get(segment: number): Bytes | undefined {
    const bytes = this.#segments.get(segment);
    if (bytes === undefined) return undefined;
    // A `Map` keeps the order of insertion: the first one is the one not used for longest.
    this.#segments.delete(segment);
    this.#segments.set(segment, bytes);
    return bytes;
  }

  set(segment: number, bytes: Bytes): void {
    if (bytes.byteLength > LARGEST_BYTES) return;
    this.#remove(segment);
    this.#segments.set(segment, bytes);
    this.#sizeBytes += bytes.byteLength;
    for (const oldest of this.#segments.keys()) {
      if (this.#sizeBytes <= CAPACITY_BYTES) return;
      this.#remove(oldest);
    }
  }

  #remove(segment: number): void {
    this.#sizeBytes -= this.#segments.get(segment)?.byteLength ?? 0;
    this.#segments.delete(segment);
  }
}
