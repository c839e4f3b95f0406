import type { Packed } from './compress.ts';
import { packTogether } from './compress.ts';
import type { Compressor } from './compressor.ts';
import type { SegmentKind } from './format.ts';
import type { NewBlob } from './pack-builder.ts';

interface Packing {
  kind: SegmentKind;
  blobs: readonly NewBlob[];
  sizeBytes: number;
  /** Never rejects. When it failed, the entry is still in the queue. */
  placed: Promise<void>;
}

type Place = (kind: SegmentKind, blobs: readonly NewBlob[], packed: Packed) => void;

/** Segments that are compressed elsewhere; each gets its place in a pack in the order they came. */
export class PackingQueue {
  readonly #compressor: Compressor;
  readonly #place: Place;
  readonly #entries: Packing[] = [];

  constructor(compressor: Compressor, place: Place) {
    this.#compressor = compressor;
    this.#place = place;
  }

  get sizeBytes(): number {
    return this.#entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  }

  add(kind: SegmentKind, blobs: readonly NewBlob[]): void {
    const before = this.#entries.at(-1)?.placed;
    const sizeBytes = blobs.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
    const entry: Packing = { kind, blobs, sizeBytes, placed: Promise.resolve() };
    this.#entries.push(entry);
    entry.placed = this.#finish(entry, before);
  }

  /** Resolves when one more would not be too many. Throws what `pack` throws. */
  async ready(): Promise<void> {
    while (this.#entries.length > this.#compressor.atOnce) await this.#settleOldest();
  }

  /** All that came in are in packs when this resolves. Throws what `pack` throws. */
  async flush(): Promise<void> {
    while (this.#entries.length > 0) await this.#settleOldest();
  }

  async #finish(entry: Packing, before: Promise<void> | undefined): Promise<void> {
    try {
      const packed = await this.#compressor.pack(entry.blobs.map(({ bytes }) => bytes));
      await before;
      this.#leave(entry, packed);
    } catch {
      // `#settleOldest` does it again, and throws when that fails as well.
    }
  }

  /** What could not be done elsewhere is done here. */
  async #settleOldest(): Promise<void> {
    const [oldest] = this.#entries;
    if (oldest === undefined) return;
    await oldest.placed;
    if (this.#entries[0] === oldest) this.#leave(oldest, packTogether(oldest.blobs));
  }

  #leave(entry: Packing, packed: Packed): void {
    this.#place(entry.kind, entry.blobs, packed);
    this.#entries.splice(this.#entries.indexOf(entry), 1);
  }
}
