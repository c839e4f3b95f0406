import { readHexWords } from '../lib/bytes.ts';
import type { BlobId } from '../model/ids.ts';
import { Rows } from './rows.ts';

/** Of 256 bits: that two blobs share these by accident is out of the question. */
const ID_NUMBERS = 4;
const FEWEST_SLOTS = 1_024;
const FULL_AT = 0.6;

/** Which blobs were met, in about 25 bytes each: as texts a million of them would be 100 MB. */
export class BlobSet {
  readonly #rows = new Rows(ID_NUMBERS);
  readonly #row = new Uint32Array(ID_NUMBERS);
  /** Row number + 1; 0 is empty. */
  #slots = new Uint32Array(FEWEST_SLOTS);

  get count(): number {
    return this.#rows.count;
  }

  has(id: BlobId): boolean {
    readHexWords(id, this.#row, ID_NUMBERS);
    return this.#slots[this.#slotOf()] !== 0;
  }

  /** Whether it is new. */
  add(id: BlobId): boolean {
    readHexWords(id, this.#row, ID_NUMBERS);
    let slot = this.#slotOf();
    if (this.#slots[slot] !== 0) return false;
    if (this.#rows.count >= this.#slots.length * FULL_AT) {
      this.#grow();
      slot = this.#slotOf();
    }
    this.#slots[slot] = this.#rows.add(this.#row) + 1;
    return true;
  }

  /** The slot that holds this id, or the empty one where it belongs. */
  #slotOf(): number {
    const mask = this.#slots.length - 1;
    let slot = (this.#row[0] as number) & mask;
    for (;;) {
      const found = this.#slots[slot] as number;
      if (found === 0 || this.#isRow(found - 1)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isRow(row: number): boolean {
    for (let at = 0; at < ID_NUMBERS; at++) {
      if (this.#rows.get(row, at) !== this.#row[at]) return false;
    }
    return true;
  }

  #grow(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.#rows.count; row++) {
      let slot = this.#rows.get(row, 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}
