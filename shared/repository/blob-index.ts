import type { BlobId } from '../model/ids.ts';
import type { SegmentEntry } from './directory.ts';
import { KIND_NUMBERS, kindOf, type SegmentKind } from './format.ts';
import { Rows } from './rows.ts';

/** Where a blob lies. `segment` counts over all packs, `numberInPack` within its own. */
export interface BlobPlace {
  pack: number;
  segment: number;
  numberInPack: number;
  offset: number;
  storedLength: number;
  plainLength: number;
  method: number;
  segmentKind: SegmentKind;
  /** Of the blob within the plain bytes of its segment. */
  innerOffset: number;
  length: number;
  kind: SegmentKind;
}

const ID_NUMBERS = 8;
const BLOB = { segment: 8, innerOffset: 9, length: 10, kind: 11 } as const;
const SEGMENT = {
  pack: 0,
  numberInPack: 1,
  offset: 2,
  storedLength: 3,
  plainLength: 4,
  method: 5,
  kind: 6,
} as const;
const BLOB_WIDTH = 12;
const SEGMENT_WIDTH = 7;
const FEWEST_SLOTS = 1_024;
const FULL_AT = 0.6;

/**
 * Which blob lies in which pack, in 48 bytes a blob and 28 a segment. An open-addressed table over
 * the ids' first 32 bits finds the row; ids are hashes, so those bits are spread already.
 */
export class BlobIndex {
  readonly #blobs = new Rows(BLOB_WIDTH);
  readonly #segments = new Rows(SEGMENT_WIDTH);
  readonly #row = new Uint32Array(BLOB_WIDTH);
  /** Row number + 1; 0 is empty. */
  #slots = new Uint32Array(FEWEST_SLOTS);

  get count(): number {
    return this.#blobs.count;
  }

  /** Takes in a segment and its blobs; a blob that is known stays where it was. */
  addSegment(pack: number, numberInPack: number, entry: SegmentEntry): void {
    const { offset, storedLength, plainLength, method, kind } = entry;
    const kindNumber = KIND_NUMBERS[kind];
    const segment = this.#segments.add([
      pack,
      numberInPack,
      offset,
      storedLength,
      plainLength,
      method,
      kindNumber,
    ]);
    let innerOffset = 0;
    for (const blob of entry.blobs) {
      this.#addBlob(blob.id, segment, innerOffset, blob.length, blob.kind);
      innerOffset += blob.length;
    }
  }

  has(id: BlobId): boolean {
    readId(id, this.#row);
    return this.#slots[this.#slotOf(this.#row)] !== 0;
  }

  find(id: BlobId): BlobPlace | undefined {
    readId(id, this.#row);
    const found = this.#slots[this.#slotOf(this.#row)] as number;
    if (found === 0) return undefined;
    const row = found - 1;
    const segment = this.#blobs.get(row, BLOB.segment);
    return {
      pack: this.#segments.get(segment, SEGMENT.pack),
      segment,
      numberInPack: this.#segments.get(segment, SEGMENT.numberInPack),
      offset: this.#segments.get(segment, SEGMENT.offset),
      storedLength: this.#segments.get(segment, SEGMENT.storedLength),
      plainLength: this.#segments.get(segment, SEGMENT.plainLength),
      method: this.#segments.get(segment, SEGMENT.method),
      segmentKind: kindOf(this.#segments.get(segment, SEGMENT.kind)),
      innerOffset: this.#blobs.get(row, BLOB.innerOffset),
      length: this.#blobs.get(row, BLOB.length),
      kind: kindOf(this.#blobs.get(row, BLOB.kind)),
    };
  }

  #addBlob(
    id: BlobId,
    segment: number,
    innerOffset: number,
    length: number,
    kind: SegmentKind,
  ): void {
    const row = this.#row;
    readId(id, row);
    let slot = this.#slotOf(row);
    if (this.#slots[slot] !== 0) return;
    if (this.#blobs.count >= this.#slots.length * FULL_AT) {
      this.#grow();
      slot = this.#slotOf(row);
    }
    row[BLOB.segment] = segment;
    row[BLOB.innerOffset] = innerOffset;
    row[BLOB.length] = length;
    row[BLOB.kind] = KIND_NUMBERS[kind];
    this.#slots[slot] = this.#blobs.add(row) + 1;
  }

  /** The slot that holds this id, or the empty one where it belongs. */
  #slotOf(id: Uint32Array): number {
    const mask = this.#slots.length - 1;
    let slot = (id[0] as number) & mask;
    for (;;) {
      const found = this.#slots[slot] as number;
      if (found === 0 || this.#hasId(found - 1, id)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #hasId(row: number, id: Uint32Array): boolean {
    for (let at = 0; at < ID_NUMBERS; at++) {
      if (this.#blobs.get(row, at) !== id[at]) return false;
    }
    return true;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.#blobs.count; row++) {
      let slot = this.#blobs.get(row, 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}

function readId(id: BlobId, into: Uint32Array): void {
  for (let at = 0; at < ID_NUMBERS; at++) {
    into[at] = Number.parseInt(id.slice(at * 8, at * 8 + 8), 16);
  }
}
