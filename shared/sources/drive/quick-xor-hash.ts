/**
 * Microsoft's quickXorHash, the one hash that both kinds of drive tell of a file. Byte `i` is XORed
 * into a ring of 160 bits at bit `11·i`; at the end the length is XORed over the last eight of the 20
 * bytes, lowest first. No protection against anybody: it tells whether bytes arrived as they left.
 * Source: learn.microsoft.com/onedrive/developer/code-snippets/quickxorhash.
 *
 * Bytes that lie 160 apart meet the same bits, so they may be XORed with each other before they are
 * turned: the state is 160 sums, and most of the work is done four bytes at a time, down a few columns
 * whose sums need not be written in between.
 */
export class QuickXorHash {
  readonly #sums = new Uint8Array(PERIOD);
  readonly #wide = new Int32Array(this.#sums.buffer);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  update(bytes: Uint8Array): void {
    const { length } = bytes;
    let at = 0;
    // Up to a whole word of the memory, wherever in the ring that is.
    for (; at < length && (bytes.byteOffset + at) % 4 !== 0; at += 1) this.#add(at, bytes[at]);
    at = this.#addRows(bytes, at);
    for (; at < length; at += 1) this.#add(at, bytes[at]);
    this.#length += length;
  }

  /** As JSON: the sums and the length so far. */
  save(): unknown {
    return { length: this.#length, sums: [...this.#wide] };
  }

  /** Goes on from there; false, and nothing has changed, when it is nothing of the kind. */
  load(saved: unknown): boolean {
    const { length, sums } = (saved ?? {}) as { length?: unknown; sums?: unknown };
    if (!Number.isSafeInteger(length) || !Array.isArray(sums) || sums.length !== WORDS)
      return false;
    this.#wide.set(sums);
    this.#length = length as number;
    return true;
  }

  /** In base64, as Graph tells it. */
  digest(): string {
    const ring = new Uint8Array(RING_BYTES);
    for (const [column, sum] of this.#sums.entries()) {
      const bit = (column * TURN_BITS) % (8 * RING_BYTES);
      const place = bit >> 3;
      const turned = sum << (bit & 7);
      flip(ring, place, turned & 0xff);
      flip(ring, (place + 1) % RING_BYTES, turned >> 8);
    }
    let length = this.#length;
    for (let place = RING_BYTES - 8; length > 0; place += 1) {
      flip(ring, place, length % 256);
      length = Math.floor(length / 256);
    }
    return btoa(String.fromCharCode(...ring));
  }

  /** `at` is counted from what came before. */
  #add(at: number, byte = 0): void {
    flip(this.#sums, (this.#length + at) % PERIOD, byte);
  }

  /** Whole rows of 160 bytes, of which the first may stand anywhere; answers where they end. */
  #addRows(bytes: Uint8Array, from: number): number {
    const rows = Math.floor((bytes.length - from) / PERIOD);
    if (rows === 0) return from;
    // A view: a copy of all that passes would keep the collector busier than the sums the processor.
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + from, rows * WORDS);
    for (let column = 0; column < WORDS; column += COLUMNS_AT_ONCE) {
      xorColumns(ROW, words, column);
    }
    for (const [column, sum] of new Uint8Array(ROW.buffer).entries()) this.#add(from + column, sum);
    return from + rows * PERIOD;
  }
}

const PERIOD = 160;
const WORDS = PERIOD / 4;
const COLUMNS_AT_ONCE = 4;
const RING_BYTES = 20;
const TURN_BITS = 11;
/** The sums of rows, while they are added. */
const ROW = new Int32Array(WORDS);

/** Four words of the sum of all rows. There are whole rows only: all is within its bounds. */
function xorColumns(sum: Int32Array, words: Int32Array, column: number): void {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let at = column; at < words.length; at += WORDS) {
    first ^= words[at] as number;
    second ^= words[at + 1] as number;
    third ^= words[at + 2] as number;
    fourth ^= words[at + 3] as number;
  }
  sum.set([first, second, third, fourth], column);
}

function flip(bytes: Uint8Array, at: number, bits: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ bits;
}
