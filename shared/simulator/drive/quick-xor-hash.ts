import { toBase64 } from '../base64.ts';

/** Bits of the state; also after how many bytes the shifts begin anew. */
const BITS = 160;
const SHIFT = 11;

/**
 * Microsoft's quickXorHash: byte `i` of a file is XORed, turned left by 11·i bits, into a ring of
 * 160 bits; the length goes over the last eight bytes of the result. As 160 bytes later the turn is
 * the same, bytes are first XORed into 160 columns, and the columns are turned at the end only.
 * Source: learn.microsoft.com/onedrive/developer/code-snippets/quickxorhash (its description).
 */
export class QuickXorHash {
  readonly #columns = new Uint8Array(BITS);
  readonly #words = new Uint32Array(this.#columns.buffer);
  #length = 0;

  update(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && (this.#length + at) % BITS !== 0) at = this.#single(bytes, at);
    const rows = Math.floor((bytes.length - at) / BITS);
    if (rows > 0) {
      const isAligned = (bytes.byteOffset + at) % 4 === 0;
      const whole = isAligned
        ? new Uint32Array(bytes.buffer, bytes.byteOffset + at, rows * this.#words.length)
        : new Uint32Array(bytes.slice(at, at + rows * BITS).buffer);
      this.#rows(whole);
      at += rows * BITS;
    }
    while (at < bytes.length) at = this.#single(bytes, at);
    this.#length += bytes.length;
  }

  /** In base64, as Graph shows it. */
  digest(): string {
    const ring = (1n << BigInt(BITS)) - 1n;
    let state = 0n;
    for (const [at, byte] of this.#columns.entries()) {
      const turned = BigInt(byte) << BigInt((at * SHIFT) % BITS);
      state ^= (turned & ring) | (turned >> BigInt(BITS));
    }
    const bytes = new Uint8Array(BITS / 8);
    for (let at = 0; at < bytes.length; at += 1) {
      bytes[at] = Number((state >> BigInt(8 * at)) & 255n);
    }
    let length = BigInt(this.#length);
    for (let at = bytes.length - 8; at < bytes.length; at += 1) {
      bytes[at] = (bytes[at] ?? 0) ^ Number(length & 255n);
      length >>= 8n;
    }
    return toBase64(bytes);
  }

  #single(bytes: Uint8Array, at: number): number {
    const column = (this.#length + at) % BITS;
    this.#columns[column] = (this.#columns[column] ?? 0) ^ (bytes[at] ?? 0);
    return at + 1;
  }

  #rows(whole: Uint32Array): void {
    const words = this.#words;
    const width = words.length;
    for (let row = 0; row < whole.length; row += width) {
      // Whole rows only: both are within their bounds.
      for (let column = 0; column < width; column += 1) {
        words[column] = (words[column] as number) ^ (whole[row + column] as number);
      }
    }
  }
}

/** What Graph says of a deleted file, whatever was in it. */
export const ZERO_HASH = 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=';
