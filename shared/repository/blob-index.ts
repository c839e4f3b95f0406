import { type Bytes, readHexWords } from '../lib/bytes.ts';
import type { BlobId } from '../model/ids.ts';
import { type SegmentEntry, walkDirectory } from './directory.ts';
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
 * the ids' first 32 bits finds the row; ids are hashes, so those bits are spread already. A blob
 * that lies in several packs has a row for each; only the first one is in the table.
 */
export class BlobIndex {
  readonly #blobs = new Rows(BLOB_WIDTH);
  readonly #segments = new Rows(SEGMENT_WIDTH);
  readonly #row = new Uint32Array(BLOB_WIDTH);
  /** Row number + 1; 0 is empty. */
  #slots = new Uint32Array(FEWEST_SLOTS);
  /** Further rows of the few blobs that have more than one, by their first. */
  readonly #others = new Map<number, number[]>();
  #otherCount = 0;
  readonly #marked = new Set<number>();

  /** Blobs, each counted once. */
  get count(): number {
    return this.#blobs.count - this.#otherCount;
  }

  /** What lies only in marked packs can be read and counts as not stored. */
  mark(packs: Iterable<number>): void {
    for (const pack of packs) this.#marked.add(pack);
  }

  /**
   * Takes in a pack's directory as it stands, without making objects of it. `end` is where it begins
   * in its pack. Throws a `RangeError` when it is not a directory; then some of it is taken in.
   */
  addDirectory(pack: number, directory: Bytes, end: number): void {
    const view = new DataView(directory.buffer, directory.byteOffset, directory.byteLength);
    const row = this.#row;
    let segment = 0;
    let innerOffset = 0;
    walkDirectory(directory, null, end, {
      // In the order of the columns.
      segment: (...told) => {
        segment = this.#segments.add([pack, ...told]);
        innerOffset = 0;
      },
      blob: (idAt, length, kind) => {
        for (let at = 0; at < ID_NUMBERS; at++) row[at] = view.getUint32(idAt + at * 4);
        this.#addRow(segment, innerOffset, length, kind);
        innerOffset += length;
      },
    });
  }

  /** Takes in a segment and its blobs; a blob that is known has one more place. */
  addSegment(pack: number, numberInPack: number, entry: SegmentEntry): void {
    const { offset, storedLength, plainLength, method, kind } = entry;
    const columns = [offset, storedLength, plainLength, method, KIND_NUMBERS[kind]];
    const segment = this.#segments.add([pack, numberInPack, ...columns]);
    let innerOffset = 0;
    for (const blob of entry.blobs) {
      readHexWords(blob.id, this.#row, ID_NUMBERS);
      this.#addRow(segment, innerOffset, blob.length, KIND_NUMBERS[blob.kind]);
      innerOffset += blob.length;
    }
  }

  /** Whether it is stored, and not only in marked packs. */
  has(id: BlobId): boolean {
    const row = this.#rowOf(id);
    if (row === undefined || this.#marked.size === 0) return row !== undefined;
    return this.#rowsOf(row).some((each) => !this.#isMarked(each));
  }

  /** Whether it lies in a pack, marked or not, that `isExcluded` does not name. */
  isIn(id: BlobId, isExcluded: (pack: number) => boolean): boolean {
    const row = this.#rowOf(id);
    if (row === undefined) return false;
    return this.#rowsOf(row).some((each) => !isExcluded(this.#packOf(each)));
  }

  /** The place to read it from; undefined when it is nowhere. */
  find(id: BlobId): BlobPlace | undefined {
    const row = this.#rowOf(id);
    if (row === undefined) return undefined;
    if (!this.#others.has(row)) return this.#place(row);
    return this.places(id)[0];
  }

  /** Every place, the best one first. */
  places(id: BlobId): BlobPlace[] {
    const first = this.#rowOf(id);
    if (first === undefined) return [];
    const rows = this.#rowsOf(first);
    const sound = rows.filter((row) => !this.#isMarked(row));
    const marked = rows.filter((row) => this.#isMarked(row));
    return [...sound, ...marked].map((row) => this.#place(row));
  }

  #rowsOf(first: number): number[] {
    return [first, ...(this.#others.get(first) ?? [])];
  }

  #isMarked(row: number): boolean {
    return this.#marked.has(this.#packOf(row));
  }

  #packOf(row: number): number {
    return this.#segments.get(this.#blobs.get(row, BLOB.segment), SEGMENT.pack);
  }

  #rowOf(id: BlobId): number | undefined {
    readHexWords(id, this.#row, ID_NUMBERS);
    const found = this.#slots[this.#slotOf(this.#row)] as number;
    return found === 0 ? undefined : found - 1;
  }

  #place(row: number): BlobPlace {
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

  /** `#row` has the id already. */
  #addRow(segment: number, innerOffset: number, length: number, kind: number): void {
    const row = this.#row;
    let slot = this.#slotOf(row);
    const known = this.#slots[slot] as number;
    row[BLOB.segment] = segment;
    row[BLOB.innerOffset] = innerOffset;
    row[BLOB.length] = length;
    row[BLOB.kind] = kind;
    if (known !== 0) {
      const others = this.#others.get(known - 1) ?? [];
      this.#others.set(known - 1, [...others, this.#blobs.add(row)]);
      this.#otherCount++;
      return;
    }
    if (this.#blobs.count >= this.#slots.length * FULL_AT) {
      this.#grow();
      slot = this.#slotOf(row);
    }
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
    const others = new Set([...this.#others.values()].flat());
    for (let row = 0; row < this.#blobs.count; row++) {
      if (others.has(row)) continue;
      let slot = this.#blobs.get(row, 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}
