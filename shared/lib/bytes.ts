/** A byte array over its own memory: what storage and WebCrypto take. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A segment, and the byte before it that says what it is. */
const LARGEST_JOIN_BYTES = 4 * 1024 * 1024 + 1;
const WORDS_AT_ONCE = 4_096;
const ALIGNED = [new Uint32Array(WORDS_AT_ONCE), new Uint32Array(WORDS_AT_ONCE)] as const;
let nobody: MessagePort | undefined;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const HEX_DIGITS = encoder.encode('0123456789abcdef');
/** Room for a hash. */
const SHORT_HEX = new Uint8Array(64);

/** In one go: a text put together of many is taken apart again whenever it is read. */
export function toHex(bytes: Uint8Array): string {
  const length = 2 * bytes.byteLength;
  const digits = length > SHORT_HEX.byteLength ? new Uint8Array(length) : SHORT_HEX;
  for (let at = 0; at < bytes.byteLength; at++) {
    const byte = bytes[at] as number;
    digits[2 * at] = HEX_DIGITS[byte >> 4] as number;
    digits[2 * at + 1] = HEX_DIGITS[byte & 15] as number;
  }
  return decoder.decode(digits.subarray(0, length));
}

/** Throws a `RangeError` for anything but pairs of hex digits. */
export function fromHex(text: string): Bytes {
  if (text.length % 2 !== 0) throw new RangeError('odd number of hex digits');
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    const high = hexDigit(text.charCodeAt(2 * at));
    bytes[at] = (high << 4) | hexDigit(text.charCodeAt(2 * at + 1));
  }
  return bytes;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  throw new RangeError('not a hex digit');
}

/**
 * The first hex digits of a text as numbers of 32 bits, eight digits each, as many as there is room
 * for. For texts that are known to be hex digits: nothing is checked, as this is done a million
 * times in a row.
 */
export function readHexWords(text: string, into: Uint32Array, count: number): void {
  for (let at = 0; at < count; at++) {
    let word = 0;
    for (let digit = 8 * at; digit < 8 * at + 8; digit++) {
      // Digits are 0x30 to 0x39, letters 0x61 to 0x66.
      const code = text.charCodeAt(digit);
      word = (word << 4) | ((code & 15) + 9 * (code >> 6));
    }
    into[at] = word;
  }
}

export function joinBytes(parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.byteLength;
  }
  return joined;
}

/**
 * Joins parts in memory that is used again by the next call: for what is copied or read at once.
 * Megabytes that are thrown away each time keep the collector busier than the work itself.
 */
export class JoinBuffer {
  #memory: Bytes = new Uint8Array();

  /** Holds until the next call. */
  join(parts: readonly Uint8Array[]): Bytes {
    const sizeBytes = parts.reduce((sum, part) => sum + part.byteLength, 0);
    if (sizeBytes > LARGEST_JOIN_BYTES) return joinBytes(parts);
    if (sizeBytes > this.#memory.byteLength) {
      this.#memory = new Uint8Array(Math.min(2 * sizeBytes, LARGEST_JOIN_BYTES));
    }
    let at = 0;
    for (const part of parts) {
      this.#memory.set(part, at);
      at += part.byteLength;
    }
    return this.#memory.subarray(0, sizeBytes);
  }
}

export function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  const length = a.byteLength;
  if (length !== b.byteLength) return false;
  const words = Math.floor(length / 4);
  for (let from = 0; from < words; from += WORDS_AT_ONCE) {
    const count = Math.min(WORDS_AT_ONCE, words - from);
    const [wordsOfA, wordsOfB] = [wordsOf(a, from, count, 0), wordsOf(b, from, count, 1)];
    for (let at = 0; at < count; at++) if (wordsOfA[at] !== wordsOfB[at]) return false;
  }
  for (let at = 4 * words; at < length; at++) {
    if (a[at] !== b[at]) return false;
  }
  return true;
}

/** Bytes that do not begin at a whole word are copied: that costs a tenth of comparing each. */
function wordsOf(bytes: Uint8Array, from: number, count: number, side: 0 | 1): Uint32Array {
  const start = bytes.byteOffset + 4 * from;
  if (start % 4 === 0) return new Uint32Array(bytes.buffer, start, count);
  const words = ALIGNED[side].subarray(0, count);
  const target = new Uint8Array(words.buffer, 0, 4 * count);
  target.set(bytes.subarray(4 * from, 4 * (from + count)));
  return words;
}

/**
 * Gives the memory of bytes back at once, all of it if they are a part; they are empty afterwards.
 * Without it megabytes wait for the next collection of garbage. What was given back already is left
 * alone.
 */
export function release(bytes: Bytes): void {
  const { buffer } = bytes as { buffer: ArrayBuffer & { transfer?(length: number): ArrayBuffer } };
  if (buffer.byteLength === 0) return;
  if (buffer.transfer !== undefined) buffer.transfer(0);
  else toNobody().postMessage(0, [buffer]);
}

/** Takes the memory along to where nobody is: for Node 20 and browsers of before 2024. */
function toNobody(): MessagePort {
  if (nobody === undefined) {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    nobody = port1;
  }
  return nobody;
}

/** Order of unsigned bytes; a beginning comes before what it begins. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.byteLength, b.byteLength);
  for (let at = 0; at < shorter; at++) {
    const difference = (a[at] as number) - (b[at] as number);
    if (difference !== 0) return difference;
  }
  return a.byteLength - b.byteLength;
}

export function encodeText(text: string): Bytes {
  return encoder.encode(text);
}

/** Throws a `TypeError` for bytes that are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Writes little-endian fields one after another; its memory grows as needed. */
export class ByteWriter {
  #bytes: Bytes;
  #view: DataView;
  #length = 0;

  constructor(sizeBytes = 256) {
    this.#bytes = new Uint8Array(sizeBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    // The view may be another one after taking room.
    const at = this.#take(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#take(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.#take(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  /** Up to 2^53 − 1. */
  u64(value: number): this {
    return this.u32(value % 0x1_0000_0000).u32(Math.floor(value / 0x1_0000_0000));
  }

  bytes(bytes: Uint8Array): this {
    const at = this.#take(bytes.byteLength);
    this.#bytes.set(bytes, at);
    return this;
  }

  zeros(count: number): this {
    this.#take(count);
    return this;
  }

  /** What was written so far, as a view; write no more after it. */
  done(): Bytes {
    return this.#bytes.subarray(0, this.#length);
  }

  #take(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.byteLength) {
      const larger = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.byteLength));
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** Reads little-endian fields one after another; throws a `RangeError` beyond the end. */
export class ByteReader {
  readonly #bytes: Bytes;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.byteLength - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** Throws above 2^53 − 1. */
  u64(): number {
    const low = this.u32();
    const high = this.u32();
    if (high >= 0x20_0000) throw new RangeError('number too large');
    return high * 0x1_0000_0000 + low;
  }

  /** A view, not a copy. */
  bytes(count: number): Bytes {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  skip(count: number): void {
    this.#take(count);
  }

  #take(count: number): number {
    if (count > this.left) throw new RangeError('unexpected end');
    const at = this.#at;
    this.#at += count;
    return at;
  }
}
