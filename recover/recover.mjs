#!/usr/bin/env node
/*
 * Reads a Holdfast repository without Holdfast.
 *
 *     node recover.mjs list DIR [--snapshot ID|latest]
 *     node recover.mjs verify DIR
 *     node recover.mjs export DIR [--snapshot ID|latest] [--to DIR]
 *
 * DIR is the folder that holds the file called "format". Written from docs/repository-format.md
 * alone, and shares no code with the product: where the two disagree, one of them has a bug. It is all in
 * this file and needs no package. Nothing is ever written into the repository.
 *
 * The first and larger part is the reader. It needs WebCrypto and nothing else, so that the same lines
 * run in Node and, put into recover.html, in a browser. The last part is the command line.
 */
// ---- The reader begins ---------------------------------------------------------------------------

/**
 * A file of the repository, wherever it lies.
 * @typedef {object} StoredFile
 * @property {string} path from the repository's folder on, with "/"
 * @property {number} size
 * @property {(start: number, end: number) => Promise<Uint8Array>} read
 *
 * @typedef {object} Problem what is wrong, in words for a person
 * @property {string} what
 * @property {string} [file] path of the file that is damaged
 * @property {string} [folder] path of the folder that is affected
 * @property {string} [item] title of the item that is affected
 * @property {number[]} [snapshots] sequence numbers of the snapshots that are affected
 *
 * @typedef {object} Progress
 * @property {string} step
 * @property {number} done
 * @property {number} total
 *
 * @typedef {object} Head
 * @property {number} classBit of packs: 0 data, 1 state
 * @property {CryptoKey | null} key null in version 1
 *
 * @typedef {object} Segment
 * @property {number} offset
 * @property {number} stored
 * @property {number} plain
 * @property {number} method
 * @property {number} kind
 * @property {number} firstBlob
 * @property {number} blobs
 *
 * @typedef {object} Directory
 * @property {Segment[]} segments
 * @property {number} blobCount
 * @property {number} blobsAt where the blobs begin in `bytes`
 * @property {number} classBit
 * @property {number} end where the directory begins in the pack
 * @property {Uint8Array} bytes
 *
 * @typedef {object} Pack
 * @property {string} hash
 * @property {StoredFile} file
 * @property {Directory} directory
 * @property {Promise<Head> | null} head
 *
 * @typedef {object} Slot
 * @property {StoredFile} file
 * @property {Record<string, any>} fields
 *
 * @typedef {object} Container
 * @property {string} account
 * @property {string} source
 * @property {string} id
 * @property {string | null} parent
 * @property {string} name
 * @property {string | null} role
 * @property {boolean} hidden
 * @property {string | null} items
 * @property {number} itemCount
 * @property {Record<string, any>[]} gaps
 *
 * @typedef {object} Snapshot
 * @property {string} hash
 * @property {number} sequence
 * @property {string} endedAt
 * @property {boolean} isRunEnd
 * @property {boolean} complete
 * @property {string | null} receipt
 * @property {{id: string, name: string, username: string}[]} accounts
 * @property {Container[]} containers
 * @property {Record<string, any>} json all of it, as it was written
 *
 * @typedef {object} Item
 * @property {string} id
 * @property {string} version
 * @property {string} meta id of a blob
 * @property {boolean} whole
 * @property {{role: number, id: string}[]} parts
 *
 * @typedef {object} Page
 * @property {number} level
 * @property {Item[]} items of a leaf
 * @property {{key: Uint8Array, page: string, items: number, unwhole: number}[]} children of others
 * @property {Uint8Array} firstKey
 * @property {Uint8Array} lastKey
 *
 * @typedef {object} ExportedFile
 * @property {string} path
 * @property {Date | null} date
 * @property {() => AsyncIterable<Uint8Array>} chunks throws `Damage` at the end when it was not what it claims
 * @property {string} folder for messages to people
 * @property {string} title
 */

/** Stored bytes are not what they must be, or are nowhere to be found. */
export class Damage extends Error {
  /** @override */
  name = 'Damage';
}

/** Stored bytes are nowhere to be found; whether that is damage depends on who needs them. */
class Missing extends Damage {}

/** It can't be opened at all: no repository, a newer format, a wrong secret. */
export class CannotOpen extends Error {
  /** @override */
  name = 'CannotOpen';
}

const MIB = 1024 * 1024;
const MOST_SEGMENT = 4 * MIB;
const MOST_DIRECTORY = 64 * MIB;
const MOST_TEXT_FILE = 65_536;
const MOST_WINDOW = 8 * MIB;
const MOST_BLOB = 2 ** 48;
const MOST_PIECES = 65_536;
const MOST_LISTS_DEEP = 3;
const MOST_PAGE_LEVEL = 16;
const MOST_KEY = 1024;
const HEAD = 96;
const TAG = 16;
const TAIL = 24;
/** Bytes of a file read and hashed at once. */
const STRETCH = 4 * MIB;
/** Decoded segments that are kept for the next blob of the same segment. */
const MOST_CACHED = 64 * MIB;
/** What is put together in memory at most: a message has 150 MB at Microsoft. */
const MOST_IN_MEMORY = 1024 * MIB;

const FILE_KINDS = /** @type {const} */ ({
  pack: { number: 1, magic: 'HOLDPACK', most: 2 ** 32 - 1 },
  index: { number: 2, magic: 'HOLDINDX', most: 256 * MIB },
  snapshot: { number: 3, magic: 'HOLDSNAP', most: 64 * MIB },
  journal: { number: 4, magic: 'HOLDJRNL', most: 16 * MIB },
  mark: { number: 6, magic: 'HOLDMARK', most: 16 * MIB },
  gone: { number: 7, magic: 'HOLDGONE', most: 16 * MIB },
});
/** @typedef {keyof typeof FILE_KINDS} FileKind */

const MESSAGE = { segment: 1, directory: 2, body: 3 };
const KIND = { meta: 1, body: 2, content: 3, page: 4, receipt: 5, list: 6, piece: 7 };
const STATE_KINDS = [KIND.meta, KIND.page, KIND.receipt, KIND.list];
const KINDS_IN_LISTS = [KIND.meta, KIND.body, KIND.content, KIND.receipt, KIND.piece];
const ROLES = ['', 'body', 'mime', 'attachments', 'attachment'];

// ---- Bytes

const encoder = new TextEncoder();
/** @type {(text: string) => Uint8Array<ArrayBuffer>} */
const utf8 = (text) => /** @type {Uint8Array<ArrayBuffer>} */ (encoder.encode(text));
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @param {Uint8Array} bytes */
function textOf(bytes) {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    throw new Damage('text that is not UTF-8');
  }
}

/** @param {Uint8Array} bytes @returns {any} */
function jsonOf(bytes) {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    throw new Damage('JSON that can not be read');
  }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** @param {Uint8Array} bytes @param {number} [start] @param {number} [end] */
function hexOf(bytes, start = 0, end = bytes.length) {
  let text = '';
  for (let at = start; at < end; at += 1) text += HEX[bytes[at]];
  return text;
}

/** @param {unknown} text @param {number} length in bytes @returns {text is string} */
function isHex(text, length) {
  return typeof text === 'string' && text.length === 2 * length && /^[0-9a-f]*$/.test(text);
}

/** @param {string} text */
function bytesOfHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {(Uint8Array | number[])[]} parts */
function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} a @param {Uint8Array} b negative, zero or positive, as unsigned bytes */
function compareBytes(a, b) {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = a[at] - b[at];
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** @param {number} value */
function u32Bytes(value) {
  return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
}

/** Takes fields from bytes, one after the other, and never beyond their end. */
class Cursor {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = 0;
  }
  get left() {
    return this.bytes.length - this.at;
  }
  /** @param {number} length */
  skip(length) {
    if (length > this.left) throw new Damage('it ends too early');
    this.at += length;
    return this.at - length;
  }
  u8() {
    return this.view.getUint8(this.skip(1));
  }
  u16() {
    return this.view.getUint16(this.skip(2), true);
  }
  u32() {
    return this.view.getUint32(this.skip(4), true);
  }
  u64() {
    const value = this.view.getBigUint64(this.skip(8), true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Damage('a number beyond all limits');
    return Number(value);
  }
  /** @param {number} length */
  take(length) {
    const start = this.skip(length);
    return this.bytes.subarray(start, start + length);
  }
  /** @param {number} length */
  zeros(length) {
    if (this.take(length).some((byte) => byte !== 0)) throw new Damage('an unsupported format');
  }
}

let lastPauseAt = 0;

/** Gives a browser time to draw, a few times a second. */
async function pause() {
  if (performance.now() - lastPauseAt < 50) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  lastPauseAt = performance.now();
}

// ---- SHA-256 and HMAC
// WebCrypto can only hash what is in memory as one; files and large blobs are not.

const SHA_K = new Int32Array(64);
const SHA_START = new Int32Array(8);
{
  // The fractional parts of cube and square roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3).
  const fraction = (/** @type {number} */ root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  for (let number = 2, count = 0; count < 64; number += 1) {
    let isPrime = true;
    for (let by = 2; by * by <= number; by += 1) if (number % by === 0) isPrime = false;
    if (!isPrime) continue;
    if (count < 8) SHA_START[count] = fraction(Math.sqrt(number));
    SHA_K[count] = fraction(Math.cbrt(number));
    count += 1;
  }
}

export class Sha256 {
  #state = SHA_START.slice();
  #words = new Int32Array(64);
  #rest = new Uint8Array(64);
  #restLength = 0;
  #length = 0;

  /** @param {Uint8Array | number[]} bytes */
  update(bytes) {
    this.#length += bytes.length;
    let at = 0;
    if (this.#restLength > 0) {
      while (this.#restLength < 64 && at < bytes.length) {
        this.#rest[this.#restLength++] = bytes[at++];
      }
      if (this.#restLength < 64) return this;
      this.#block(this.#rest, 0);
    }
    for (; at + 64 <= bytes.length; at += 64) this.#block(bytes, at);
    this.#restLength = bytes.length - at;
    for (let next = 0; at < bytes.length; ) {
      this.#rest[next++] = bytes[at++];
    }
    return this;
  }

  digest() {
    const bits = this.#length * 8;
    const padding = new Uint8Array(((119 - (this.#length % 64)) % 64) + 9);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(padding.length - 4, bits % 2 ** 32);
    this.update(padding);
    const hash = new DataView(new ArrayBuffer(32));
    this.#state.forEach((word, nth) => {
      hash.setInt32(4 * nth, word);
    });
    return new Uint8Array(hash.buffer);
  }

  /** @param {Uint8Array | number[]} bytes @param {number} at */
  #block(bytes, at) {
    const w = this.#words;
    for (let i = 0; i < 16; i += 1, at += 4) {
      w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    const state = this.#state;
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let i = 0; i < 64; i += 1) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + SHA_K[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}

export class HmacSha256 {
  #inner;
  #outer;
  /** @param {Uint8Array} key of 64 bytes at most */
  constructor(key) {
    const padded = joined(key, new Uint8Array(64 - key.length));
    this.#inner = new Sha256().update(padded.map((byte) => byte ^ 0x36));
    this.#outer = new Sha256().update(padded.map((byte) => byte ^ 0x5c));
  }
  /** @param {Uint8Array | number[]} bytes */
  update(bytes) {
    this.#inner.update(bytes);
    return this;
  }
  digest() {
    return this.#outer.update(this.#inner.digest()).digest();
  }
}

/** @param {Uint8Array} bytes */
async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', own(bytes)));
}

/**
 * WebCrypto's types want bytes that are not shared between threads; none here are.
 * @param {Uint8Array} bytes
 */
const own = (bytes) => /** @type {Uint8Array<ArrayBuffer>} */ (bytes);

/** @param {StoredFile} file @param {(bytes: number) => Promise<void> | void} [onRead] */
async function hashOfFile(file, onRead) {
  if (file.size <= STRETCH) {
    const bytes = await file.read(0, file.size);
    await onRead?.(bytes.length);
    return hexOf(await sha256(bytes));
  }
  const hash = new Sha256();
  for (let at = 0; at < file.size; at += STRETCH) {
    const bytes = await file.read(at, Math.min(file.size, at + STRETCH));
    hash.update(bytes);
    await onRead?.(bytes.length);
  }
  return hexOf(hash.digest());
}

// ---- Argon2id (RFC 9106), with BLAKE2b (RFC 7693)

const BLAKE_START = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];
/** The order of the message's words in each round, one hex digit a word. */
const BLAKE_ORDER = [
  '0123456789abcdef',
  'ea489fd61c02b753',
  'b8c052fdae367194',
  '7931dcbe265a40f8',
  '905724afe1bc683d',
  '2c6a0b834d75fe19',
  'c51fed4a0763928b',
  'db7ec13950f4862a',
  '6fe9b308c2d714a5',
  'a2847615fb9e3cd0',
];
/** What each of the eight mixing steps of a round works on: columns, then diagonals. */
const MIXED = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
];
const MASK_64 = 2n ** 64n - 1n;

/** @param {number} length @param {Uint8Array} input */
export function blake2b(length, input) {
  const h = BLAKE_START.slice();
  h[0] ^= 0x01010000n ^ BigInt(length);
  const blocks = Math.max(1, Math.ceil(input.length / 128));
  const padded = joined(input, new Uint8Array(128 * blocks - input.length));
  const view = new DataView(padded.buffer);
  for (let block = 0; block < blocks; block += 1) {
    const isLast = block === blocks - 1;
    const v = [...h, ...BLAKE_START];
    v[12] ^= BigInt(isLast ? input.length : 128 * (block + 1));
    if (isLast) v[14] ^= MASK_64;
    for (let round = 0; round < 12; round += 1) {
      const order = BLAKE_ORDER[round % 10];
      MIXED.forEach(([a, b, c, d], step) => {
        const word = (/** @type {number} */ nth) =>
          view.getBigUint64(128 * block + 8 * Number.parseInt(order[nth], 16), true);
        v[a] = (v[a] + v[b] + word(2 * step)) & MASK_64;
        v[d] = turned(v[d] ^ v[a], 32n);
        v[c] = (v[c] + v[d]) & MASK_64;
        v[b] = turned(v[b] ^ v[c], 24n);
        v[a] = (v[a] + v[b] + word(2 * step + 1)) & MASK_64;
        v[d] = turned(v[d] ^ v[a], 16n);
        v[c] = (v[c] + v[d]) & MASK_64;
        v[b] = turned(v[b] ^ v[c], 63n);
      });
    }
    for (let nth = 0; nth < 8; nth += 1) h[nth] ^= v[nth] ^ v[nth + 8];
  }
  const out = new BigUint64Array(8);
  const outView = new DataView(out.buffer);
  h.forEach((word, nth) => {
    outView.setBigUint64(8 * nth, word, true);
  });
  return new Uint8Array(out.buffer).slice(0, length);
}

/** @param {bigint} word @param {bigint} by */
function turned(word, by) {
  return ((word >> by) | (word << (64n - by))) & MASK_64;
}

/** H' of RFC 9106, 3.3. @param {number} length @param {Uint8Array} input */
function blakeOfAnyLength(length, input) {
  const first = joined(u32Bytes(length), input);
  if (length <= 64) return blake2b(length, first);
  const parts = [];
  let left = length;
  let last = blake2b(64, first);
  for (; left > 64; left -= 32) {
    parts.push(last.subarray(0, 32));
    if (left - 32 > 64) last = blake2b(64, last);
  }
  return joined(...parts, blake2b(left, last));
}

const BLOCK_WORDS = 256;
/** Blocks between two pauses. */
const BLOCKS_AT_ONCE = 4096;

/**
 * The memory is one array of 32-bit words, 256 a block; each 64-bit word of the standard is two of
 * them, the lower half first, which is many times faster than JavaScript's 64-bit numbers.
 *
 * @param {{password: Uint8Array, salt: Uint8Array, memoryKiB: number, iterations: number,
 *   parallelism: number, length: number, secret?: Uint8Array, data?: Uint8Array}} input
 * @param {(progress: Progress) => void} [onProgress]
 */
export async function argon2id(input, onProgress) {
  const { password, salt, memoryKiB, iterations, parallelism: lanes, length } = input;
  const secret = input.secret ?? new Uint8Array();
  const data = input.data ?? new Uint8Array();
  const segment = Math.floor(memoryKiB / (4 * lanes));
  const lane = 4 * segment;
  const memory = new Uint32Array(lanes * lane * BLOCK_WORDS);
  const start = blake2b(
    64,
    joined(
      ...[lanes, length, memoryKiB, iterations, 0x13, 2].map(u32Bytes),
      ...[password, salt, secret, data].flatMap((part) => [u32Bytes(part.length), part]),
    ),
  );
  for (let nth = 0; nth < lanes; nth += 1) {
    for (const column of [0, 1]) {
      const block = blakeOfAnyLength(1024, joined(start, u32Bytes(column), u32Bytes(nth)));
      memory.set(wordsOf(block), (nth * lane + column) * BLOCK_WORDS);
    }
  }

  const zero = new Uint32Array(BLOCK_WORDS);
  const counters = new Uint32Array(BLOCK_WORDS);
  const addresses = new Uint32Array(BLOCK_WORDS);
  const total = iterations * lanes * lane;
  let done = 0;
  for (let pass = 0; pass < iterations; pass += 1) {
    for (let slice = 0; slice < 4; slice += 1) {
      for (let own = 0; own < lanes; own += 1) {
        const isIndependent = pass === 0 && slice < 2;
        const isFirst = pass === 0 && slice === 0;
        counters.fill(0);
        [pass, own, slice, lanes * lane, iterations, 2].forEach((value, nth) => {
          counters[2 * nth] = value;
        });
        for (let at = isFirst ? 2 : 0; at < segment; at += 1) {
          if (isIndependent && (at % 128 === 0 || (isFirst && at === 2))) {
            counters[12] += 1;
            mixBlocks(zero, 0, counters, 0, addresses, 0, false);
            mixBlocks(zero, 0, addresses, 0, addresses, 0, false);
          }
          const column = slice * segment + at;
          const previous = own * lane + ((column + lane - 1) % lane);
          const [from, word] = isIndependent
            ? [addresses, 2 * (at % 128)]
            : [memory, previous * BLOCK_WORDS];
          const other = isFirst ? own : from[word + 1] % lanes;
          const finished = pass === 0 ? slice * segment : lane - segment;
          const area = finished + (other === own ? at - 1 : at === 0 ? -1 : 0);
          const back = highHalf(area, highHalf(from[word], from[word])) >>> 0;
          const oldest = pass === 0 ? 0 : ((slice + 1) % 4) * segment;
          const reference = other * lane + ((oldest + area - 1 - back) % lane);
          mixBlocks(
            ...[memory, previous * BLOCK_WORDS, memory, reference * BLOCK_WORDS],
            ...[memory, (own * lane + column) * BLOCK_WORDS, pass > 0],
          );
          done += 1;
          if (done % BLOCKS_AT_ONCE === 0) {
            onProgress?.({ step: 'Working out the key', done, total });
            await pause();
          }
        }
      }
    }
  }

  const last = new Uint32Array(BLOCK_WORDS);
  for (let nth = 0; nth < lanes; nth += 1) {
    const at = (nth * lane + lane - 1) * BLOCK_WORDS;
    for (let word = 0; word < BLOCK_WORDS; word += 1) last[word] ^= memory[at + word];
  }
  return blakeOfAnyLength(length, joined(...Array.from(last, u32Bytes)));
}

/** @param {Uint8Array} bytes */
function wordsOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, nth) => view.getUint32(4 * nth, true));
}

const mixInput = new Uint32Array(BLOCK_WORDS);
const mixWork = new Uint32Array(BLOCK_WORDS);

/**
 * The compression function G of RFC 9106, 3.5: `to` becomes G(x, y), or is combined with it.
 * @param {Uint32Array} x @param {number} xAt @param {Uint32Array} y @param {number} yAt
 * @param {Uint32Array} to @param {number} toAt @param {boolean} isCombined
 */
function mixBlocks(x, xAt, y, yAt, to, toAt, isCombined) {
  for (let word = 0; word < BLOCK_WORDS; word += 1) {
    mixInput[word] = mixWork[word] = x[xAt + word] ^ y[yAt + word];
  }
  // Eight rows of sixteen 64-bit words that lie side by side, then eight columns of eight pairs.
  for (let row = 0; row < 8; row += 1) permute(mixWork, 32 * row, 4);
  for (let column = 0; column < 8; column += 1) permute(mixWork, 4 * column, 32);
  for (let word = 0; word < BLOCK_WORDS; word += 1) {
    const mixed = mixInput[word] ^ mixWork[word];
    to[toAt + word] = isCombined ? to[toAt + word] ^ mixed : mixed;
  }
}

/**
 * @param {Uint32Array} v @param {number} at where the first pair of 64-bit words begins
 * @param {number} pair from there to the next pair
 */
function permute(v, at, pair) {
  const place = (/** @type {number} */ nth) => at + (nth >> 1) * pair + (nth & 1) * 2;
  const p0 = place(0);
  const p1 = place(1);
  const p2 = place(2);
  const p3 = place(3);
  const p4 = place(4);
  const p5 = place(5);
  const p6 = place(6);
  const p7 = place(7);
  const p8 = place(8);
  const p9 = place(9);
  const p10 = place(10);
  const p11 = place(11);
  const p12 = place(12);
  const p13 = place(13);
  const p14 = place(14);
  const p15 = place(15);
  mix(v, p0, p4, p8, p12);
  mix(v, p1, p5, p9, p13);
  mix(v, p2, p6, p10, p14);
  mix(v, p3, p7, p11, p15);
  mix(v, p0, p5, p10, p15);
  mix(v, p1, p6, p11, p12);
  mix(v, p2, p7, p8, p13);
  mix(v, p3, p4, p9, p14);
}

/**
 * BLAKE2b's mixing step with a product in each sum: x + y + 2 · low half of x · low half of y.
 * @param {Uint32Array} v @param {number} a @param {number} b @param {number} c @param {number} d
 */
function mix(v, a, b, c, d) {
  let aLow = v[a] | 0;
  let aHigh = v[a + 1] | 0;
  let bLow = v[b] | 0;
  let bHigh = v[b + 1] | 0;
  let cLow = v[c] | 0;
  let cHigh = v[c + 1] | 0;
  let dLow = v[d] | 0;
  let dHigh = v[d + 1] | 0;
  let high = 0;
  let low = 0;
  let sum = 0;

  high = highHalf(aLow, bLow);
  low = Math.imul(aLow, bLow);
  sum = (aLow >>> 0) + (bLow >>> 0) + ((low << 1) >>> 0);
  aHigh = (aHigh + bHigh + ((high << 1) | (low >>> 31)) + ((sum / 4294967296) | 0)) | 0;
  aLow = sum | 0;
  high = dHigh ^ aHigh;
  dHigh = dLow ^ aLow;
  dLow = high;

  high = highHalf(cLow, dLow);
  low = Math.imul(cLow, dLow);
  sum = (cLow >>> 0) + (dLow >>> 0) + ((low << 1) >>> 0);
  cHigh = (cHigh + dHigh + ((high << 1) | (low >>> 31)) + ((sum / 4294967296) | 0)) | 0;
  cLow = sum | 0;
  low = bLow ^ cLow;
  high = bHigh ^ cHigh;
  bLow = (low >>> 24) | (high << 8);
  bHigh = (high >>> 24) | (low << 8);

  high = highHalf(aLow, bLow);
  low = Math.imul(aLow, bLow);
  sum = (aLow >>> 0) + (bLow >>> 0) + ((low << 1) >>> 0);
  aHigh = (aHigh + bHigh + ((high << 1) | (low >>> 31)) + ((sum / 4294967296) | 0)) | 0;
  aLow = sum | 0;
  low = dLow ^ aLow;
  high = dHigh ^ aHigh;
  dLow = (low >>> 16) | (high << 16);
  dHigh = (high >>> 16) | (low << 16);

  high = highHalf(cLow, dLow);
  low = Math.imul(cLow, dLow);
  sum = (cLow >>> 0) + (dLow >>> 0) + ((low << 1) >>> 0);
  cHigh = (cHigh + dHigh + ((high << 1) | (low >>> 31)) + ((sum / 4294967296) | 0)) | 0;
  cLow = sum | 0;
  low = bLow ^ cLow;
  high = bHigh ^ cHigh;
  bLow = (low << 1) | (high >>> 31);
  bHigh = (high << 1) | (low >>> 31);

  v[a] = aLow;
  v[a + 1] = aHigh;
  v[b] = bLow;
  v[b + 1] = bHigh;
  v[c] = cLow;
  v[c + 1] = cHigh;
  v[d] = dLow;
  v[d + 1] = dHigh;
}

/** The upper 32 bits of the product of two unsigned numbers of 32. @param {number} x @param {number} y */
function highHalf(x, y) {
  const xLow = x & 0xffff;
  const xHigh = x >>> 16;
  const yLow = y & 0xffff;
  const yHigh = y >>> 16;
  const low = Math.imul(xLow, yLow);
  const middle = (Math.imul(xHigh, yLow) + (low >>> 16)) | 0;
  const other = (Math.imul(xLow, yHigh) + (middle & 0xffff)) | 0;
  return (Math.imul(xHigh, yHigh) + (middle >>> 16) + (other >>> 16)) | 0;
}

// ---- Recovery codes

const CODE_DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The 20 bytes of a recovery code; null for anything else. @param {string} text */
export async function bytesOfCode(text) {
  const plain = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const digits = Array.from(plain, (digit) => CODE_DIGITS.indexOf(digit));
  if (digits.length !== 34 || digits.includes(-1)) return null;
  let number = 0n;
  for (const digit of digits.slice(0, 32)) number = number * 32n + BigInt(digit);
  const bytes = bytesOfHex(number.toString(16).padStart(40, '0'));
  const check = await sha256(bytes);
  const isRight =
    digits[32] === check[0] >> 3 && digits[33] === ((check[0] & 7) << 2) + (check[1] >> 6);
  return isRight ? bytes : null;
}

// ---- Keys and sealed messages

/** HKDF-SHA-256. @param {Uint8Array} input @param {Uint8Array} salt @param {Uint8Array} info @param {number} length */
async function derive(input, salt, info, length) {
  const key = await crypto.subtle.importKey('raw', own(input), 'HKDF', false, ['deriveBits']);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: own(salt), info: own(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 8 * length));
}

/** @param {Uint8Array} key */
function aesKey(key) {
  return crypto.subtle.importKey('raw', own(key), 'AES-GCM', false, ['decrypt']);
}

/**
 * @param {CryptoKey} key @param {Uint8Array} nonce @param {Uint8Array} context
 * @param {Uint8Array} sealed ends with the tag
 */
async function unseal(key, nonce, context, sealed) {
  const how = { name: 'AES-GCM', iv: own(nonce), additionalData: own(context), tagLength: 128 };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, key, own(sealed)));
  } catch {
    throw new Damage('it is not what was sealed');
  }
}

// ---- zstd (RFC 8878)

const BROKEN_FRAME = 'a zstd frame that is broken';
const MOST_BLOCK = 131_072;
/** Extra bits of each code for a number of literals and for the length of a match (3.1.1.3.2.1). */
const LITERALS_BITS = [
  ...zeros(16),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
];
const MATCH_BITS = [
  ...[...zeros(32), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5],
  ...[7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
];
/** Distances of more than 24 bits are beyond every window that is allowed. */
const MOST_DISTANCE_CODE = 24;

/** @param {number} count @returns {number[]} */
function zeros(count) {
  return Array.from({ length: count }, () => 0);
}

/** Where each code's numbers begin. @param {number[]} bits @param {number} first */
function startsOf(bits, first) {
  let next = first;
  return bits.map((count) => {
    next += 2 ** count;
    return next - 2 ** count;
  });
}

const LITERALS_FROM = startsOf(LITERALS_BITS, 0);
const MATCH_FROM = startsOf(MATCH_BITS, 3);

/**
 * A table of finite state entropy (4.1): for each state its symbol, and how to get to the next.
 * @typedef {object} StateTable
 * @property {number} accuracy
 * @property {Uint8Array} symbols
 * @property {Uint8Array} bits
 * @property {Uint16Array} next
 *
 * @typedef {object} HuffmanTable indexed by the next `length` bits
 * @property {number} length
 * @property {Uint8Array} symbols
 * @property {Uint8Array} bits
 *
 * @typedef {object} FrameState what one block hands to the next
 * @property {Uint8Array} out
 * @property {number} at
 * @property {number} mostBlock
 * @property {HuffmanTable | null} huffman
 * @property {(StateTable | null)[]} tables for literals, distances, matches
 * @property {number[]} distances the last three
 */

/** Reads bits from the end of bytes to their start, as zstd writes them. */
class BackwardBits {
  /** @param {Uint8Array} bytes whose last one has a 1 bit that says where they begin */
  constructor(bytes) {
    const last = bytes[bytes.length - 1] ?? 0;
    if (last === 0) throw new Damage(BROKEN_FRAME);
    this.bytes = bytes;
    this.left = 8 * bytes.length - Math.clz32(last) + 23;
  }
  /** @param {number} count at most 24; zeros come after the start */
  peek(count) {
    const from = this.left - count;
    if (from < 0) return (this.#at(0) << -from) & ((1 << count) - 1);
    return (this.#at(from >> 3) >>> (from & 7)) & ((1 << count) - 1);
  }
  /** @param {number} count at most 24 */
  take(count) {
    if (count > this.left) throw new Damage(BROKEN_FRAME);
    const bits = this.peek(count);
    this.left -= count;
    return bits;
  }
  /** @param {number} at */
  #at(at) {
    const b = this.bytes;
    return b[at] | (b[at + 1] << 8) | (b[at + 2] << 16) | (b[at + 3] << 24);
  }
}

/** @param {number[]} shares of the states each symbol has; -1 is less than one @param {number} accuracy @returns {StateTable} */
function stateTable(shares, accuracy) {
  const size = 1 << accuracy;
  const symbols = new Uint8Array(size);
  const counts = shares.map((share) => Math.abs(share));
  let high = size - 1;
  for (const [symbol, share] of shares.entries()) if (share === -1) symbols[high--] = symbol;
  let at = 0;
  for (const [symbol, share] of shares.entries()) {
    for (let left = share; left > 0; left -= 1) {
      symbols[at] = symbol;
      do at = (at + (size >> 1) + (size >> 3) + 3) & (size - 1);
      while (at > high);
    }
  }
  if (at !== 0) throw new Damage(BROKEN_FRAME);
  const bits = new Uint8Array(size);
  const next = new Uint16Array(size);
  for (let state = 0; state < size; state += 1) {
    const nth = counts[symbols[state]]++;
    bits[state] = accuracy - (31 - Math.clz32(nth));
    next[state] = (nth << bits[state]) - size;
  }
  return { accuracy, symbols, bits, next };
}

/** The tables used where a block brings none (3.1.1.3.2.2), in the order literals, distances, matches. */
const GIVEN_TABLES = [
  stateTable(
    [
      ...[4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2],
      ...[2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1],
    ],
    6,
  ),
  stateTable([1, 1, 1, 1, 1, 1, 2, 2, 2, ...zeros(15).map(() => 1), ...zeros(5).map(() => -1)], 5),
  stateTable([1, 4, 3, 2, 2, 2, 2, 2, 2, ...zeros(37).map(() => 1), ...zeros(7).map(() => -1)], 6),
];
const MOST_ACCURACY = [9, 8, 9];
const MOST_CODE = [LITERALS_BITS.length - 1, MOST_DISTANCE_CODE, MATCH_BITS.length - 1];

/**
 * The description of a table (4.1.1), at the start of `bytes`.
 * @param {Uint8Array} bytes @param {number} mostAccuracy @param {number} mostSymbol
 */
function readStateTable(bytes, mostAccuracy, mostSymbol) {
  let at = 4;
  const peek = (/** @type {number} */ count) => {
    const byte = at >> 3;
    const word = bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16);
    return (word >>> (at & 7)) & ((1 << count) - 1);
  };
  const accuracy = ((bytes[0] ?? 0) & 15) + 5;
  if (accuracy > mostAccuracy) throw new Damage(BROKEN_FRAME);
  const shares = [];
  for (let left = 1 << accuracy; left > 0; ) {
    const count = 32 - Math.clz32(left + 1);
    const half = 1 << (count - 1);
    const spare = 2 * half - 1 - (left + 1);
    let value = peek(count);
    if ((value & (half - 1)) < spare) {
      value &= half - 1;
      at += count - 1;
    } else {
      if (value >= half) value -= spare;
      at += count;
    }
    const share = value - 1;
    left -= Math.abs(share);
    shares.push(share);
    for (let more = share === 0 ? 3 : 0; more === 3; ) {
      more = peek(2);
      at += 2;
      shares.push(...zeros(more));
      if (shares.length > 256) throw new Damage(BROKEN_FRAME);
    }
    if (left < 0 || shares.length > mostSymbol + 1) throw new Damage(BROKEN_FRAME);
  }
  const length = (at + 7) >> 3;
  if (length > bytes.length) throw new Damage(BROKEN_FRAME);
  return { table: stateTable(shares, accuracy), length };
}

/** The description of a Huffman table (4.2.1). @param {Cursor} at @returns {HuffmanTable} */
function readHuffman(at) {
  const header = at.u8();
  const weights = [];
  if (header >= 128) {
    const bytes = at.take((header - 126) >> 1);
    for (let nth = 0; nth < header - 127; nth += 1) {
      weights.push(nth % 2 === 0 ? bytes[nth >> 1] >> 4 : bytes[nth >> 1] & 15);
    }
  } else {
    const bytes = at.take(header);
    const { table, length } = readStateTable(bytes, 6, 255);
    const bits = new BackwardBits(bytes.subarray(length));
    const states = [bits.take(table.accuracy), bits.take(table.accuracy)];
    for (let turn = 0; ; turn ^= 1) {
      const state = states[turn];
      weights.push(table.symbols[state]);
      if (weights.length > 255) throw new Damage(BROKEN_FRAME);
      if (table.bits[state] > bits.left) {
        weights.push(table.symbols[states[turn ^ 1]]);
        break;
      }
      states[turn] = table.next[state] + bits.take(table.bits[state]);
    }
  }
  const sum = weights.reduce((all, weight) => all + (weight === 0 ? 0 : 2 ** (weight - 1)), 0);
  const length = 32 - Math.clz32(sum);
  const rest = 2 ** length - sum;
  // The last weight is not written: it makes the sum a power of two.
  if (sum === 0 || length > 11 || (rest & (rest - 1)) !== 0 || weights.length > 255) {
    throw new Damage(BROKEN_FRAME);
  }
  weights.push(32 - Math.clz32(rest));
  const symbols = new Uint8Array(2 ** length);
  const bits = new Uint8Array(2 ** length);
  let from = 0;
  for (let weight = 1; weight <= length; weight += 1) {
    for (const [symbol, own] of weights.entries()) {
      if (own !== weight) continue;
      const to = from + 2 ** (weight - 1);
      symbols.fill(symbol, from, to);
      bits.fill(length + 1 - weight, from, to);
      from = to;
    }
  }
  return { length, symbols, bits };
}

/** @param {HuffmanTable} table @param {Uint8Array} stream @param {Uint8Array} out */
function readHuffmanStream({ length, symbols, bits: lengths }, stream, out) {
  const bits = new BackwardBits(stream);
  for (let at = 0; at < out.length; at += 1) {
    const code = bits.peek(length);
    out[at] = symbols[code];
    bits.left -= lengths[code];
    if (bits.left < 0) throw new Damage(BROKEN_FRAME);
  }
  if (bits.left !== 0) throw new Damage(BROKEN_FRAME);
}

/** The literals of a block (3.1.1.3.1). @param {Cursor} at @param {FrameState} frame */
function readLiterals(at, frame) {
  const first = at.u8();
  const kind = first & 3;
  const form = (first >> 2) & 3;
  if (kind < 2) {
    const more = [0, 1, 0, 2][form];
    let length = more === 0 ? first >> 3 : first >> 4;
    if (more > 0) length += at.u8() << 4;
    if (more > 1) length += at.u8() << 12;
    if (length > frame.mostBlock) throw new Damage(BROKEN_FRAME);
    return kind === 0 ? at.take(length) : new Uint8Array(length).fill(at.u8());
  }
  // Two lengths of 10, 14 or 18 bits, after the four bits above.
  const size = [10, 10, 14, 18][form];
  const numbers = at.take((2 * size + 4) / 8 - 1);
  let value = first >> 4;
  numbers.forEach((byte, nth) => {
    value += byte * 2 ** (8 * nth + 4);
  });
  const length = value % 2 ** size;
  const stored = Math.floor(value / 2 ** size);
  if (length > frame.mostBlock) throw new Damage(BROKEN_FRAME);
  const streams = new Cursor(at.take(stored));
  if (kind === 2) frame.huffman = readHuffman(streams);
  if (frame.huffman === null) throw new Damage(BROKEN_FRAME);
  const out = new Uint8Array(length);
  if (form === 0) {
    readHuffmanStream(frame.huffman, streams.take(streams.left), out);
    return out;
  }
  const lengths = [streams.u16(), streams.u16(), streams.u16()];
  const quarter = (length + 3) >> 2;
  if (3 * quarter > length) throw new Damage(BROKEN_FRAME);
  for (let nth = 0; nth < 4; nth += 1) {
    const stream = streams.take(nth < 3 ? lengths[nth] : streams.left);
    readHuffmanStream(
      frame.huffman,
      stream,
      out.subarray(nth * quarter, nth < 3 ? (nth + 1) * quarter : length),
    );
  }
  return out;
}

/** A block: literals, and how they and what came before are put together. @param {Uint8Array} block @param {FrameState} frame */
function readBlock(block, frame) {
  const at = new Cursor(block);
  const literals = readLiterals(at, frame);
  let count = at.u8();
  if (count === 255) count = at.u16() + 0x7f00;
  else if (count > 127) count = ((count - 128) << 8) + at.u8();
  const end = Math.min(frame.out.length, frame.at + frame.mostBlock);
  let literal = 0;
  if (count > 0) {
    const modes = at.u8();
    if ((modes & 3) !== 0) throw new Damage(BROKEN_FRAME);
    for (const nth of [0, 1, 2]) readMode((modes >> (6 - 2 * nth)) & 3, nth, at, frame);
    literal = runSequences(count, new BackwardBits(at.take(at.left)), literals, end, frame);
  }
  if (at.left !== 0 || literals.length - literal > end - frame.at) throw new Damage(BROKEN_FRAME);
  frame.out.set(literals.subarray(literal), frame.at);
  frame.at += literals.length - literal;
}

/** @param {number} mode @param {number} nth @param {Cursor} at @param {FrameState} frame */
function readMode(mode, nth, at, frame) {
  if (mode === 0) frame.tables[nth] = GIVEN_TABLES[nth];
  else if (mode === 1) {
    const symbols = at.take(1);
    if (symbols[0] > MOST_CODE[nth]) throw new Damage(BROKEN_FRAME);
    frame.tables[nth] = { accuracy: 0, symbols, bits: new Uint8Array(1), next: new Uint16Array(1) };
  } else if (mode === 2) {
    const rest = at.bytes.subarray(at.at);
    const { table, length } = readStateTable(rest, MOST_ACCURACY[nth], MOST_CODE[nth]);
    at.skip(length);
    frame.tables[nth] = table;
  } else if (frame.tables[nth] === null) throw new Damage(BROKEN_FRAME);
}

/**
 * Each sequence: so many literals, then so many bytes again from so far back.
 * @param {number} count @param {BackwardBits} bits @param {Uint8Array} literals @param {number} end
 * @param {FrameState} frame @returns {number} how many literals were used
 */
function runSequences(count, bits, literals, end, frame) {
  const [byLiterals, byDistance, byMatch] = /** @type {StateTable[]} */ (frame.tables);
  let literalsState = bits.take(byLiterals.accuracy);
  let distanceState = bits.take(byDistance.accuracy);
  let matchState = bits.take(byMatch.accuracy);
  const { out, distances } = frame;
  let used = 0;
  for (let left = count; left > 0; left -= 1) {
    const literalsCode = byLiterals.symbols[literalsState];
    const distanceCode = byDistance.symbols[distanceState];
    const matchCode = byMatch.symbols[matchState];
    const far = (1 << distanceCode) + bits.take(distanceCode);
    const match = MATCH_FROM[matchCode] + bits.take(MATCH_BITS[matchCode]);
    const own = LITERALS_FROM[literalsCode] + bits.take(LITERALS_BITS[literalsCode]);
    if (left > 1) {
      literalsState = byLiterals.next[literalsState] + bits.take(byLiterals.bits[literalsState]);
      matchState = byMatch.next[matchState] + bits.take(byMatch.bits[matchState]);
      distanceState = byDistance.next[distanceState] + bits.take(byDistance.bits[distanceState]);
    }
    const distance = nextDistance(far, own, distances);
    if (used + own > literals.length || frame.at + own + match > end)
      throw new Damage(BROKEN_FRAME);
    let to = frame.at;
    for (let nth = 0; nth < own; nth += 1) out[to++] = literals[used++];
    if (distance < 1 || distance > to) throw new Damage(BROKEN_FRAME);
    // Byte by byte, as what is copied may reach into itself.
    for (let nth = 0; nth < match; nth += 1, to += 1) out[to] = out[to - distance];
    frame.at = to;
  }
  if (bits.left !== 0) throw new Damage(BROKEN_FRAME);
  return used;
}

/** Small values name one of the last three distances (3.1.1.5). @param {number} value @param {number} own @param {number[]} last */
function nextDistance(value, own, last) {
  const nth = value > 3 ? 3 : value - 1 + (own === 0 ? 1 : 0);
  if (nth === 0) return last[0];
  const again = nth < 3 ? last[nth] : last[0] - 1;
  const distance = value > 3 ? value - 3 : again;
  if (nth > 1) last[2] = last[1];
  last[1] = last[0];
  last[0] = distance;
  return distance;
}

/**
 * Nothing is made room for before the frame was found to claim the right length, no dictionary and
 * no large window. Its checksum is passed over: everything here is under a hash or a seal anyway.
 * @param {Uint8Array} bytes @param {number} plain
 */
export function decompress(bytes, plain) {
  const at = new Cursor(bytes);
  if (at.u32() !== 0xfd2fb528) throw new Damage('not a zstd frame');
  const flags = at.u8();
  const isSingle = (flags & 0x20) !== 0;
  if ((flags & 0x0b) !== 0) throw new Damage('a zstd frame of another kind');
  const exponent = isSingle ? 0 : at.u8();
  const sizes = [
    () => (isSingle ? at.u8() : -1),
    () => at.u16() + 256,
    () => at.u32(),
    () => at.u64(),
  ];
  const size = sizes[flags >> 6]();
  if (size !== plain) throw new Damage('a zstd frame of another length');
  const window = isSingle ? size : 2 ** (10 + (exponent >> 3)) * (1 + (exponent & 7) / 8);
  if (window > MOST_WINDOW) throw new Damage('a zstd frame with too large a window');
  /** @type {FrameState} */
  const frame = {
    out: new Uint8Array(plain),
    at: 0,
    mostBlock: Math.min(window, MOST_BLOCK),
    huffman: null,
    tables: [null, null, null],
    distances: [1, 4, 8],
  };
  for (let isLast = false; !isLast; ) {
    const header = at.u16() + at.u8() * 65_536;
    const length = header >> 3;
    const kind = (header >> 1) & 3;
    isLast = (header & 1) === 1;
    if (kind === 3 || length > frame.mostBlock) throw new Damage(BROKEN_FRAME);
    if (kind === 2) {
      readBlock(at.take(length), frame);
      continue;
    }
    const end = frame.at + length;
    if (end > plain) throw new Damage(BROKEN_FRAME);
    if (kind === 1) frame.out.fill(at.u8(), frame.at, end);
    else frame.out.set(at.take(length), frame.at);
    frame.at = end;
  }
  if ((flags & 4) !== 0) at.skip(4);
  if (at.left !== 0) throw new Damage('something after a zstd frame');
  if (frame.at !== plain) throw new Damage(BROKEN_FRAME);
  return frame.out;
}

/** @param {number} method @param {Uint8Array} stored @param {number} plain */
function unpacked(method, stored, plain) {
  if (method === 0) {
    if (stored.length !== plain) throw new Damage('lengths that differ');
    return stored;
  }
  if (method !== 1) throw new Damage('an unsupported method of compression');
  return decompress(stored, plain);
}

// ---- Pack directories, lists and pages

/**
 * @param {Uint8Array} bytes @param {number} packSize as the index or the tail has it
 * @returns {Directory}
 */
function readDirectory(bytes, packSize) {
  const at = new Cursor(bytes);
  const segmentCount = at.u32();
  const blobCount = at.u32();
  if (segmentCount > 65_535) throw new Damage('a directory of too many segments');
  if (bytes.length !== 8 + 16 * segmentCount + 37 * blobCount) {
    throw new Damage('a directory whose counts do not give its length');
  }
  const blobsAt = 8 + 16 * segmentCount;
  const blobs = new DataView(bytes.buffer, bytes.byteOffset + blobsAt, 37 * blobCount);
  const segments = [];
  let offset = HEAD;
  let blob = 0;
  let classBit = 0;
  for (let nth = 0; nth < segmentCount; nth += 1) {
    const segment = { offset: at.u32(), stored: at.u32(), plain: at.u32(), method: at.u8() };
    const whole = { ...segment, kind: at.u8(), blobs: at.u16(), firstBlob: blob };
    const isState = STATE_KINDS.includes(whole.kind);
    if (whole.kind < 1 || whole.kind > 7) throw new Damage('an unsupported kind of segment');
    if (nth === 0) classBit = Number(isState);
    if (Number(isState) !== classBit) throw new Damage('a pack of two classes');
    if (whole.offset !== offset) throw new Damage('segments with a gap between them');
    if (whole.plain > MOST_SEGMENT) throw new Damage('a segment that is too large');
    if (blob + whole.blobs > blobCount) throw new Damage('a directory with too few blobs');
    let left = whole.plain;
    for (const end = blob + whole.blobs; blob < end; blob += 1) {
      left -= blobs.getUint32(37 * blob + 32, true);
      const kind = blobs.getUint8(37 * blob + 36);
      const isRight =
        whole.kind === KIND.list ? KINDS_IN_LISTS.includes(kind) : kind === whole.kind;
      if (!isRight) throw new Damage('a blob of another kind than its segment');
    }
    if (left !== 0) throw new Damage('a segment whose blobs do not give its length');
    offset += whole.stored + TAG;
    segments.push(whole);
  }
  if (blob !== blobCount) throw new Damage('a directory with too many blobs');
  if (offset + bytes.length + TAG + TAIL !== packSize) {
    throw new Damage('a directory that does not fit its pack');
  }
  return { segments, blobCount, blobsAt, classBit, end: offset, bytes };
}

/** @param {Directory} directory @param {number} blob */
function blobOf({ bytes, blobsAt, segments }, blob) {
  let low = 0;
  for (let high = segments.length; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if (segments[middle].firstBlob <= blob) low = middle;
    else high = middle;
  }
  // Segments without blobs share the first blob of the one after them.
  const view = new DataView(bytes.buffer, bytes.byteOffset + blobsAt);
  let offset = 0;
  for (let nth = segments[low].firstBlob; nth < blob; nth += 1) {
    offset += view.getUint32(37 * nth + 32, true);
  }
  return {
    segment: low,
    offset,
    length: view.getUint32(37 * blob + 32, true),
    kind: view.getUint8(37 * blob + 36),
    isList: segments[low].kind === KIND.list,
  };
}

/** @param {Uint8Array} bytes @param {number} version of the repository */
function readList(bytes, version) {
  const at = new Cursor(bytes);
  if (at.u8() !== version) throw new Damage('a list of pieces of an unsupported version');
  at.zeros(3);
  const total = at.u64();
  const count = at.u32();
  const entry = version === 1 ? 36 : 40;
  if (count < 1 || count > MOST_PIECES || at.left !== count * entry || total > MOST_BLOB) {
    throw new Damage('a list of pieces whose numbers do not fit');
  }
  const pieces = [];
  let sum = 0;
  for (let nth = 0; nth < count; nth += 1) {
    const piece = { id: hexOf(at.take(32)), length: version === 1 ? at.u32() : at.u64() };
    if (piece.length === 0) throw new Damage('an empty piece');
    sum += piece.length;
    pieces.push(piece);
  }
  if (sum !== total) throw new Damage('a list of pieces whose lengths do not give the whole');
  return { total, pieces };
}

/** @param {Uint8Array} bytes @param {number | null} level that it must have @returns {Page} */
function readPage(bytes, level) {
  const at = new Cursor(bytes);
  if (at.u8() !== 1) throw new Damage('a page of an unsupported version');
  const own = at.u8();
  if (own > MOST_PAGE_LEVEL || (level !== null && own !== level)) {
    throw new Damage('a page of the wrong level');
  }
  at.zeros(2);
  const count = at.u32();
  if (count < 1) throw new Damage('an empty page');
  /** @type {Item[]} */
  const items = [];
  /** @type {Page['children']} */
  const children = [];
  /** @type {Uint8Array | null} */
  let firstKey = null;
  /** @type {Uint8Array} */
  let lastKey = new Uint8Array();
  for (let nth = 0; nth < count; nth += 1) {
    const key = at.take(at.u16());
    if (key.length > MOST_KEY) throw new Damage('an item id that is too long');
    if (firstKey !== null && compareBytes(lastKey, key) >= 0) {
      throw new Damage('a page whose entries are not in order');
    }
    firstKey ??= key;
    lastKey = key;
    if (own === 0) items.push(readItem(key, at));
    else {
      const child = hexOf(at.take(32));
      children.push({ key, page: child, items: at.u32(), unwhole: at.u32() });
    }
  }
  if (at.left !== 0) throw new Damage('something after the entries of a page');
  return { level: own, items, children, firstKey: firstKey ?? lastKey, lastKey };
}

/** @param {Uint8Array} key @param {Cursor} at @returns {Item} */
function readItem(key, at) {
  const version = textOf(at.take(at.u16()));
  const meta = hexOf(at.take(32));
  const flags = at.u8();
  if (flags > 1) throw new Damage('an item with unsupported flags');
  const parts = [];
  for (let left = at.u16(); left > 0; left -= 1) {
    parts.push({ role: at.u8(), id: hexOf(at.take(32)) });
  }
  return { id: textOf(key), version, meta, whole: flags === 1, parts };
}

/** The kind of blob a part must be; 0 for a role this reader does not know. @param {number} role */
function kindOfRole(role) {
  return [0, KIND.body, KIND.content, KIND.content, KIND.content][role] ?? 0;
}

// ---- The repository

const HASHED = '([0-9a-f]{64})';
const NAMES = /** @type {const} */ ([
  ['pack', /^packs\/([0-9a-f]{2})\/(\1[0-9a-f]{62})\.pack$/],
  ['index', new RegExp(`^index/()${HASHED}\\.idx$`)],
  ['snapshot', new RegExp(`^snapshots/()${HASHED}\\.snap$`)],
  ['journal', new RegExp(`^journal/()${HASHED}\\.journal$`)],
  ['key', new RegExp(`^keys/()${HASHED}\\.key$`)],
  ['mark', new RegExp(`^marks/()${HASHED}\\.mark$`)],
  ['gone', new RegExp(`^gone/()${HASHED}\\.gone$`)],
]);
/** What lies in a repository's folder and is not part of it. */
const BESIDE = /^(readme\.txt|recover\.html|locks\/[0-9a-f]+\.lock)$/;
/** Blobs a pack can have at most, with the largest directory: below this. */
const BLOBS_A_PACK = 2 ** 21;

/**
 * Sorts files by what they are, hash → file.
 * @param {Iterable<StoredFile>} files
 */
function sorted(files) {
  /** @type {Record<'pack' | 'index' | 'snapshot' | 'journal' | 'key' | 'mark' | 'gone', Map<string, StoredFile>>} */
  const kinds = {
    pack: new Map(),
    index: new Map(),
    snapshot: new Map(),
    journal: new Map(),
    key: new Map(),
    mark: new Map(),
    gone: new Map(),
  };
  /** @type {StoredFile | null} */
  let format = null;
  /** @type {string[]} */
  const foreign = [];
  /** @type {string[]} */
  const empty = [];
  for (const given of files) {
    const file = guarded(given);
    const name = file.path.toLowerCase();
    const found = NAMES.find(([, pattern]) => pattern.test(name));
    if (found === undefined && name !== 'format') {
      if (!BESIDE.test(name)) foreign.push(file.path);
    } else if (file.size === 0) empty.push(file.path);
    else if (found === undefined) format = file;
    else kinds[found[0]].set(/** @type {string} */ (found[1].exec(name)?.[2]), file);
  }
  return { ...kinds, format: /** @type {StoredFile | null} */ (format), foreign, empty };
}

/** A file that can't be read, or gives less than it should, is a damaged one. @param {StoredFile} file @returns {StoredFile} */
function guarded({ path, size, read }) {
  return {
    path,
    size,
    async read(start, end) {
      let bytes;
      try {
        bytes = await read(start, end);
      } catch (error) {
        throw new Damage(`it can not be read (${reasonOf(error)})`);
      }
      if (bytes.length !== end - start) throw new Damage('it has become shorter');
      return bytes;
    },
  };
}

/**
 * `format` and key slots: a title, a line of JSON, and the hash of both.
 * @param {StoredFile} file @param {string} title @returns {Promise<Record<string, any>>}
 */
async function readThreeLines(file, title) {
  if (file.size > MOST_TEXT_FILE) throw new Damage('it is too long');
  const bytes = await file.read(0, file.size);
  const [, first, second, hash] = /^(.*)\n(.*)\n([0-9a-f]{64})\n$/.exec(textOf(bytes)) ?? [];
  if (first !== title || second === undefined)
    throw new Damage(`it does not begin with "${title}"`);
  if (hexOf(await sha256(utf8(`${first}\n${second}\n`))) !== hash) {
    throw new Damage('its lines do not match its last one');
  }
  const json = jsonOf(utf8(second));
  if (typeof json !== 'object' || json === null) throw new Damage('it holds no JSON object');
  return json;
}

/**
 * Reading a file may fail by chance; before anything is called damaged it is read once more.
 * @template T @param {() => Promise<T>} read @returns {Promise<T>}
 */
async function twice(read) {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    return read();
  }
}

/** Whatever reading a file threw, in words. @param {unknown} error */
function reasonOf(error) {
  return error instanceof Error ? error.message : String(error);
}

export class Repository {
  version = 0;
  id = '';
  /** The newest first. @type {Snapshot[]} */
  snapshots = [];
  /** The newest snapshot whose lists are there. @type {Snapshot | undefined} */
  newest = undefined;
  /** Whatever was found to be wrong since it was opened. @type {Problem[]} */
  problems = [];
  /** What is worth telling and no damage. @type {string[]} */
  notes = [];
  /** @type {ReturnType<typeof sorted>} */
  files;

  /** The problems, as text. @type {Set<string>} */
  #told = new Set();
  /** @type {Slot[]} */
  #slots = [];
  /** @type {string | null} hash of the file `format`; null when it is lost */
  #formatHash = null;
  /** @type {{id: string, master: Uint8Array, blobs: Uint8Array} | null} null in version 1 and while locked */
  #key = null;
  /** @type {CryptoKey | null} of HMAC */
  #idKey = null;
  /** @type {Pack[]} */
  #packs = [];
  /** Blob id → number of its pack · BLOBS_A_PACK + number in the pack. @type {Map<string, number>} */
  #places = new Map();
  /** Further copies of the same blob. @type {Map<string, number[]>} */
  #copies = new Map();
  /** The last segments that were decoded, oldest first. @type {Map<string, Uint8Array>} */
  #cache = new Map();
  #cached = 0;
  /** Segments that can not be read. @type {Map<string, Damage>} */
  #broken = new Map();

  /** Use `openRepository`. @param {ReturnType<typeof sorted>} files */
  constructor(files) {
    this.files = files;
  }

  get isLocked() {
    return this.version !== 1 && this.#key === null;
  }

  /** What can open it: "passphrase", "code". @returns {string[]} */
  get secrets() {
    return [...new Set(this.#slots.map(({ fields }) => fields.kind))];
  }

  /** @param {string} what @param {Omit<Problem, 'what'>} [where] */
  #report(what, where = {}) {
    const problem = { what, ...where };
    const key = JSON.stringify(problem);
    if (!this.#told.has(key)) this.problems.push(problem);
    this.#told.add(key);
  }

  // -- Opening

  /** Reads `format` and the key slots. */
  async begin() {
    const { format } = this.files;
    for (const path of this.files.empty) this.#report('it is empty', { file: path });
    try {
      if (format === null) throw new Damage('it is missing');
      const json = await twice(() => readThreeLines(format, 'holdfast repository'));
      this.#checkFormat(json);
      this.#formatHash = hexOf(await sha256(await format.read(0, format.size)));
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.#report(error.message, { file: 'format' });
    }
    await this.#readSlots();
    if (this.version === 0) await this.#guessFormat();
    const open = this.#slots.find(({ fields }) => fields.kind === 'open');
    if (open !== undefined)
      await this.#useMaster(bytesOfHex(open.fields.master), open.fields.keyId);
    if (this.isLocked && this.#slots.length === 0) {
      throw new CannotOpen(
        'the folder "keys" is missing or damaged; without it nothing can be read',
      );
    }
  }

  /** @param {Record<string, any>} json */
  #checkFormat(json) {
    if (json.version !== 1 && json.version !== 2) {
      throw new CannotOpen(
        `it has version ${json.version} of the format; this reader knows 1 and 2`,
      );
    }
    const needed = json.features?.read ?? [];
    if (!Array.isArray(needed) || needed.length > 0) {
      throw new CannotOpen(`it needs a reader that knows: ${printable(String(needed))}`);
    }
    const isSealed = json.version === 2;
    const ids = isSealed ? 'hmac-sha-256' : 'sha-256';
    if (!isHex(json.id, 16) || json.sealed !== isSealed || json.ids !== ids) {
      throw new Damage('its members do not fit together');
    }
    this.version = json.version;
    this.id = json.id;
  }

  async #readSlots() {
    for (const [hash, file] of this.files.key) {
      try {
        const fields = await twice(async () => {
          const json = await readThreeLines(file, 'holdfast key');
          if ((await hashOfFile(file)) !== hash) throw new Damage('it is not what its name says');
          return json;
        });
        if (fields.version !== 2) throw new Damage('an unsupported version');
        if (!isHex(fields.repository, 16) || !isHex(fields.keyId, 16)) {
          throw new Damage('its members do not fit together');
        }
        if (this.id !== '' && fields.repository !== this.id) {
          throw new Damage('it belongs to another repository');
        }
        if (isUsableSlot(fields)) this.#slots.push({ file, fields });
        else this.notes.push(`${file.path}: a kind of key this reader can not use`);
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        this.#report(error.message, { file: file.path });
      }
    }
  }

  /** Without `format`, the other files tell what it said. */
  async #guessFormat() {
    const slot = this.#slots[0];
    if (slot !== undefined) {
      this.version = 2;
      this.id = slot.fields.repository;
      return;
    }
    for (const file of this.files.snapshot.values()) {
      try {
        const bytes = await file.read(0, Math.min(file.size, FILE_KINDS.snapshot.most));
        const body = bodyParts(bytes, 'snapshot');
        if (body.version !== 1) continue;
        const json = jsonOf(unpacked(body.method, body.stored.subarray(0, -TAG), body.plain));
        if (!isHex(json?.repository, 16)) continue;
        this.version = 1;
        this.id = json.repository;
        return;
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
      }
    }
    throw new CannotOpen(
      'the file "format" is missing or damaged, and nothing else tells how to read the rest',
    );
  }

  /**
   * Tries a passphrase or a recovery code, whichever it is. False when it opens nothing.
   * @param {string} secret @param {(progress: Progress) => void} [onProgress]
   */
  async unlock(secret, onProgress) {
    const code = await bytesOfCode(secret);
    const password = utf8(secret.normalize('NFKC'));
    /** Both copies of a slot may have the same salt; the work is done once. @type {Map<string, Uint8Array>} */
    const known = new Map();
    for (const { file, fields } of this.#slots) {
      const salt = bytesOfHex(fields.salt);
      /** @type {Uint8Array | null} */
      let input = code;
      if (fields.kind === 'passphrase') {
        const { memoryKiB, iterations, parallelism } = fields.kdf;
        const work = JSON.stringify([fields.salt, memoryKiB, iterations, parallelism]);
        const costs = { memoryKiB, iterations, parallelism, length: 32 };
        const secretBytes =
          known.get(work) ?? (await argon2id({ password, salt, ...costs }, onProgress));
        known.set(work, secretBytes);
        input = secretBytes;
      }
      if (input === null) continue;
      const context = joined(
        utf8('holdfast 2 slot'),
        bytesOfHex(this.id),
        bytesOfHex(fields.keyId),
      );
      const keys = await derive(input, salt, context, 64);
      if (hexOf(keys, 32) !== fields.commitment) continue;
      try {
        const wrap = await aesKey(keys.subarray(0, 32));
        const about = joined(context, utf8(fields.kind));
        const wrapped = bytesOfHex(fields.wrapped);
        await this.#useMaster(await unseal(wrap, new Uint8Array(12), about, wrapped), fields.keyId);
        return true;
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        this.#report('the key in it is damaged', { file: file.path });
      }
    }
    return false;
  }

  /** @param {Uint8Array} master @param {string} id */
  async #useMaster(master, id) {
    const blobs = await derive(master, bytesOfHex(this.id), utf8('holdfast 2 blob ids'), 32);
    const how = { name: 'HMAC', hash: 'SHA-256' };
    this.#idKey = await crypto.subtle.importKey('raw', blobs, how, false, ['sign']);
    this.#key = { id, master, blobs };
  }

  /** Finds out what there is. @param {(progress: Progress) => void} [onProgress] */
  async load(onProgress) {
    /** @type {Set<string>} */
    const gone = new Set();
    for (const [hash, file] of this.files.gone) {
      const json = await this.#tryJson('gone', hash, file);
      for (const each of json?.packs ?? []) gone.add(`pack ${each}`);
      for (const each of json?.indexes ?? []) gone.add(`index ${each}`);
      for (const each of json?.snapshots ?? []) gone.add(`snapshot ${each?.id}`);
    }
    for (const [hash, file] of this.files.snapshot) {
      if (gone.has(`snapshot ${hash}`)) continue;
      try {
        const json = await twice(() => this.#readJson('snapshot', hash, file));
        this.snapshots.push(snapshotOf(hash, json));
        if (this.#formatHash !== null && json.format !== this.#formatHash) {
          this.#report('it was written for another file "format"', { file: file.path });
        }
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        this.#report(reasonOf(error), { file: file.path });
      }
    }
    this.snapshots.sort((a, b) => b.sequence - a.sequence || (a.hash < b.hash ? 1 : -1));
    await this.#loadDirectories(gone, onProgress);
    for (const snapshot of this.snapshots) {
      const { sequence, receipt, containers } = snapshot;
      const roots = containers.flatMap(({ items }) => (items === null ? [] : [items]));
      const isThere =
        roots.every((id) => this.#has(id, KIND.page)) &&
        (receipt === null || this.#has(receipt, KIND.receipt));
      if (isThere) this.newest ??= snapshot;
      else this.#report('lists of its items or its receipt are missing', { snapshots: [sequence] });
    }
  }

  /** @param {Set<string>} gone @param {((progress: Progress) => void) | undefined} onProgress */
  async #loadDirectories(gone, onProgress) {
    /** @type {Set<string>} */
    const replaced = new Set();
    /** @type {Map<string, {hash: string, size: number, directory: Directory}>} */
    const indexed = new Map();
    for (const [hash, file] of this.files.index) {
      if (gone.has(`index ${hash}`)) continue;
      try {
        const index = await twice(async () => readIndex(await this.#readBody('index', hash, file)));
        for (const each of index.replaced) replaced.add(each);
        for (const pack of index.packs) {
          // An index that was replaced may name packs that are rightly gone, but it describes what is there.
          if (!indexed.has(pack.hash)) indexed.set(pack.hash, { ...pack, hash });
        }
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        this.#report(reasonOf(error), { file: file.path });
      }
    }
    for (const [pack, { hash: index }] of indexed) {
      const isWanted = !replaced.has(index) && !gone.has(`pack ${pack}`);
      if (isWanted && !this.files.pack.has(pack)) {
        this.#report('it is missing', { file: `packs/${pack.slice(0, 2)}/${pack}.pack` });
      }
    }
    let done = 0;
    const total = this.files.pack.size;
    for (const [hash, file] of this.files.pack) {
      done += 1;
      if (gone.has(`pack ${hash}`)) continue;
      const known = indexed.get(hash);
      try {
        if (known === undefined) {
          const { directory } = await twice(() => this.#openPack(file));
          this.#addPack({ hash, file, directory, head: null });
        } else {
          // What is left of a pack that was cut short can still be read, with the directory from the index.
          this.#addPack({ hash, file, directory: known.directory, head: null });
          if (file.size !== known.size) {
            throw new Damage(`it has ${file.size} bytes and must have ${known.size}`);
          }
        }
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        this.#report(reasonOf(error), { file: file.path });
      }
      if (done % 64 === 0) onProgress?.({ step: 'Looking at packs', done, total });
    }
  }

  /** @param {Pack} pack */
  #addPack(pack) {
    const { bytes, blobsAt, blobCount } = pack.directory;
    const first = this.#packs.length * BLOBS_A_PACK;
    this.#packs.push(pack);
    for (let nth = 0; nth < blobCount; nth += 1) {
      const at = blobsAt + 37 * nth;
      const id = hexOf(bytes, at, at + 32);
      if (!this.#places.has(id)) this.#places.set(id, first + nth);
      else this.#copies.set(id, [...(this.#copies.get(id) ?? []), first + nth]);
    }
  }

  // -- Sealed files

  /** @param {FileKind} kind @param {StoredFile} file @returns {Promise<Head>} */
  async #openHead(kind, file) {
    if (file.size < HEAD) throw new Damage('it ends too early');
    const at = new Cursor(await file.read(0, HEAD));
    const { magic, number } = FILE_KINDS[kind];
    if (textOf(at.take(8)) !== magic) throw new Damage('it does not begin as it must');
    const version = at.u16();
    if (version !== this.version) throw new Damage(`version ${version} of the format`);
    const flags = at.u16();
    const sealed = version === 2 ? 1 : 0;
    const mostFlags = kind === 'pack' ? 3 : 1;
    if ((flags & 1) !== sealed || flags > mostFlags) throw new Damage('unsupported flags');
    at.zeros(4);
    const classBit = flags >> 1;
    if (version === 1) {
      at.zeros(80);
      return { classBit, key: null };
    }
    const keyId = hexOf(at.take(16));
    const salt = at.take(32);
    const commitment = hexOf(at.take(32));
    if (this.#key === null) throw new Damage('it is locked');
    if (keyId !== this.#key.id) throw new Damage('it is sealed with another key');
    const info = joined(utf8('holdfast 2 file'), bytesOfHex(this.id), [number]);
    const keys = await derive(this.#key.master, salt, info, 64);
    if (hexOf(keys, 32) !== commitment) throw new Damage('it is sealed with another key');
    return { classBit, key: await aesKey(keys.subarray(0, 32)) };
  }

  /**
   * @param {Head} head @param {Uint8Array} sealed with its tag
   * @param {{file: FileKind, message: number, number?: number, kind?: number, method: number, plain: number}} about
   */
  async #openMessage(head, sealed, { file, message, number = 0, kind = 0, method, plain }) {
    if (sealed.length < TAG) throw new Damage('it ends too early');
    const stored = sealed.length - TAG;
    const context = joined(
      utf8('holdfast'),
      [this.version, 0],
      bytesOfHex(this.id),
      [FILE_KINDS[file].number, message],
      u32Bytes(number),
      [kind, method, 0, 0],
      u32Bytes(plain),
      u32Bytes(stored),
    );
    if (head.key !== null) {
      const nonce = joined([message, 0, 0, 0, 0, 0, 0, 0], u32Bytes(number));
      return unpacked(method, await unseal(head.key, nonce, context, sealed), plain);
    }
    const tag = await sha256(joined(context, sealed.subarray(0, stored)));
    if (compareBytes(tag.subarray(0, TAG), sealed.subarray(stored)) !== 0) {
      throw new Damage('it does not match its tag');
    }
    return unpacked(method, sealed.subarray(0, stored), plain);
  }

  /** @param {FileKind} kind @param {string} hash @param {StoredFile} file */
  async #readBody(kind, hash, file) {
    // Compressed bytes are never more than plain ones, as writers compress only where it saves.
    if (file.size > HEAD + 12 + TAG + FILE_KINDS[kind].most) throw new Damage('it is too long');
    const bytes = await file.read(0, file.size);
    if (hexOf(await sha256(bytes)) !== hash) throw new Damage('it is not what its name says');
    const head = await this.#openHead(kind, file);
    const { method, plain, stored } = bodyParts(bytes, kind);
    return this.#openMessage(head, stored, { file: kind, message: MESSAGE.body, method, plain });
  }

  /** @param {FileKind} kind @param {string} hash @param {StoredFile} file */
  async #readJson(kind, hash, file) {
    const json = jsonOf(await this.#readBody(kind, hash, file));
    const isRight = typeof json === 'object' && json !== null && json.version === this.version;
    if (!isRight) throw new Damage('it holds something else');
    if (kind !== 'journal' && json.repository !== this.id) {
      throw new Damage('it belongs to another repository');
    }
    return json;
  }

  /** @param {FileKind} kind @param {string} hash @param {StoredFile} file */
  async #tryJson(kind, hash, file) {
    try {
      return await twice(() => this.#readJson(kind, hash, file));
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.#report(reasonOf(error), { file: file.path });
      return null;
    }
  }

  /** The head and the directory of a pack, from the pack itself. @param {StoredFile} file */
  async #openPack(file) {
    const { size } = file;
    if (size > FILE_KINDS.pack.most) throw new Damage('it is too long');
    if (size < HEAD + TAG + TAIL) throw new Damage('it ends too early');
    const head = await this.#openHead('pack', file);
    const tail = new Cursor(await file.read(size - TAIL, size));
    const offset = tail.u32();
    const plain = tail.u32();
    if (tail.u64() !== size || textOf(tail.take(8)) !== 'HOLDTAIL') {
      throw new Damage('its end is not there, or not what it must be');
    }
    if (plain > MOST_DIRECTORY || offset < HEAD || offset + plain + TAG + TAIL !== size) {
      throw new Damage('its directory is not where it must be');
    }
    const sealed = await file.read(offset, size - TAIL);
    const about = {
      file: /** @type {const} */ ('pack'),
      message: MESSAGE.directory,
      method: 0,
      plain,
    };
    const directory = readDirectory(await this.#openMessage(head, sealed, about), size);
    if (directory.segments.length > 0 && directory.classBit !== head.classBit) {
      throw new Damage('its segments are of the other class');
    }
    return { head, directory };
  }

  // -- Blobs

  /** @param {Pack} pack @param {number} number */
  async #readSegment(pack, number) {
    const { offset, stored, plain, method, kind } = pack.directory.segments[number];
    pack.head ??= this.#openHead('pack', pack.file);
    const head = await pack.head.catch((error) => {
      pack.head = null;
      throw error;
    });
    if (head.classBit !== pack.directory.classBit) throw new Damage('segments of the other class');
    const end = offset + stored + TAG;
    if (end > pack.file.size) throw new Damage('it ends too early');
    const sealed = await pack.file.read(offset, end);
    const about = { file: /** @type {const} */ ('pack'), message: MESSAGE.segment };
    return this.#openMessage(head, sealed, { ...about, number, kind, method, plain });
  }

  /** @param {number} packNumber @param {number} number */
  async #segment(packNumber, number) {
    const key = `${packNumber} ${number}`;
    let bytes = this.#cache.get(key);
    this.#cache.delete(key);
    if (bytes === undefined) {
      const broken = this.#broken.get(key);
      if (broken !== undefined) throw broken;
      try {
        bytes = await twice(() => this.#readSegment(this.#packs[packNumber], number));
      } catch (error) {
        // Hundreds of blobs may lie in it, and each would read it again.
        if (error instanceof Damage) this.#broken.set(key, error);
        throw error;
      }
      this.#cached += bytes.length;
      for (const [oldest, { length }] of this.#cache) {
        if (this.#cached <= MOST_CACHED) break;
        this.#cache.delete(oldest);
        this.#cached -= length;
      }
    }
    this.#cache.set(key, bytes);
    return bytes;
  }

  /** @param {string} id @returns {number[]} */
  #placesOf(id) {
    const first = this.#places.get(id);
    return first === undefined ? [] : [first, ...(this.#copies.get(id) ?? [])];
  }

  /** @param {number} place */
  #blobAt(place) {
    const pack = Math.floor(place / BLOBS_A_PACK);
    return { pack, ...blobOf(this.#packs[pack].directory, place % BLOBS_A_PACK) };
  }

  /** @param {string} id @param {number} place */
  #forget(id, place) {
    const left = this.#placesOf(id).filter((each) => each !== place);
    this.#copies.delete(id);
    if (left[0] === undefined) this.#places.delete(id);
    else this.#places.set(id, left[0]);
    if (left.length > 1) this.#copies.set(id, left.slice(1));
  }

  /** @param {number} kind @param {Uint8Array} bytes */
  async #idOf(kind, bytes) {
    // For little data the way into WebCrypto and back takes longer than the work.
    if (bytes.length < 4096) return hexOf(this.#idStream().update([kind]).update(bytes).digest());
    const message = joined([kind], bytes);
    if (this.#idKey === null) return hexOf(await sha256(message));
    return hexOf(new Uint8Array(await crypto.subtle.sign('HMAC', this.#idKey, message)));
  }

  #idStream() {
    return this.#key === null ? new Sha256() : new HmacSha256(this.#key.blobs);
  }

  /**
   * The bytes at a place: the blob, or the list of its pieces, which has no hash of its own.
   * @param {string} id @param {number} place
   */
  async #load(id, place) {
    const { pack, segment, offset, length, kind, isList } = this.#blobAt(place);
    const whole = await this.#segment(pack, segment);
    const bytes = whole.subarray(offset, offset + length);
    if (!isList && (await this.#idOf(kind, bytes)) !== id) {
      this.#cached -= whole.length;
      this.#cache.delete(`${pack} ${segment}`);
      throw new Damage('the bytes are not those that were kept');
    }
    return bytes;
  }

  /** @param {number} depth of a list; the outermost has 1 */
  #checkDepth(depth) {
    const most = this.version === 1 ? 1 : MOST_LISTS_DEEP;
    if (depth > most) throw new Damage('too many lists of pieces within one another');
  }

  /** The list at a place, compared with the directories. @param {string} id @param {number} place @param {number} depth */
  async #loadList(id, place, depth) {
    this.#checkDepth(depth);
    const list = readList(await twice(() => this.#load(id, place)), this.version);
    for (const { id: piece, length } of list.pieces) {
      const found = await this.#lengthOf(piece, KIND.piece, depth + 1);
      if (found === null) throw new Missing('a piece of it is missing');
      if (found !== length) throw new Damage('a piece of it has another length');
    }
    return list;
  }

  /** @param {string} id @param {number} kind @param {number} depth of lists @returns {Promise<number | null>} */
  async #lengthOf(id, kind, depth = 1) {
    for (const place of this.#placesOf(id)) {
      const blob = this.#blobAt(place);
      if (kind !== 0 && blob.kind !== kind) continue;
      if (!blob.isList) return blob.length;
      this.#checkDepth(depth);
      try {
        // Only its own numbers: what is in it is compared when it is read.
        return readList(await twice(() => this.#load(id, place)), this.version).total;
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
      }
    }
    return null;
  }

  /**
   * A blob as a stream; each piece is compared with its id before it comes, the whole at the end.
   * @param {string} id @param {number} kind or 0 for any @returns {AsyncGenerator<Uint8Array, void>}
   */
  async *chunks(id, kind, depth = 1) {
    const places = this.#placesOf(id).map((place) => ({ place, ...this.#blobAt(place) }));
    const right = places.filter((each) => kind === 0 || each.kind === kind);
    if (right[0] === undefined) throw new Missing('it is missing');
    /** @type {unknown} */
    let trouble = null;
    for (const { place, isList, kind: own } of right.sort((a, b) => +a.isList - +b.isList)) {
      /** @type {ReturnType<typeof readList>} */
      let list;
      try {
        if (!isList) {
          yield await twice(() => this.#load(id, place));
          return;
        }
        list = await this.#loadList(id, place, depth);
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        trouble = error;
        continue;
      }
      const hash = this.#idStream().update([own]);
      for (const piece of list.pieces) {
        for await (const bytes of this.chunks(piece.id, KIND.piece, depth + 1)) {
          hash.update(bytes);
          yield bytes;
        }
      }
      if (hexOf(hash.digest()) !== id) throw new Damage('the pieces do not give what was kept');
      return;
    }
    throw trouble;
  }

  /** A blob in one. @param {string} id @param {number} kind */
  async blob(id, kind) {
    const length = await this.#lengthOf(id, kind);
    // Without a length `chunks` tells the reason.
    if (length !== null && length > MOST_IN_MEMORY)
      throw new Damage('it is too large to be put together');
    const parts = [];
    for await (const bytes of this.chunks(id, kind)) parts.push(bytes);
    return parts.length === 1 ? parts[0] : joined(...parts);
  }

  /** What is known of an item, as its source wrote it. @param {Item} item @returns {Promise<any>} */
  async meta(item) {
    return jsonOf(await this.blob(item.meta, KIND.meta));
  }

  // -- Item maps

  /** @param {string} id @param {number | null} level */
  async #page(id, level) {
    return readPage(await this.blob(id, KIND.page), level);
  }

  /**
   * The items of a container, in the order of their ids. What can't be read is told and passed over.
   * @param {Container} container @param {(what: string) => void} onDamage
   * @returns {AsyncGenerator<Item, void>}
   */
  async *items(container, onDamage) {
    if (container.items === null) return;
    /** @type {{page: string, level: number | null, items: number, key: Uint8Array | null}[]} */
    const stack = [{ page: container.items, level: null, items: container.itemCount, key: null }];
    /** @type {Uint8Array} */
    let last = new Uint8Array();
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      try {
        const page = await this.#page(next.page, next.level);
        checkOrder(page, last, next.key);
        if (page.level === 0) last = page.lastKey;
        yield* page.items;
        for (const { key, page: child, items } of page.children.reverse()) {
          stack.push({ page: child, level: page.level - 1, items, key });
        }
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        onDamage(`a part of its list can not be read, with ${next.items} items: ${error.message}`);
      }
    }
  }

  // -- Verifying

  /**
   * Reads every byte there is, and then looks at every item of every snapshot whether all of it is
   * there. What is wrong goes into `problems`.
   * @param {(progress: Progress) => void} [onProgress]
   */
  async verify(onProgress) {
    for (const kind of /** @type {const} */ (['mark', 'journal'])) {
      for (const [hash, file] of this.files[kind]) await this.#tryJson(kind, hash, file);
    }
    const total = this.#packs.reduce((sum, { file }) => sum + 2 * file.size, 0);
    let done = 0;
    let blobs = 0;
    const read = async (/** @type {number} */ bytes) => {
      done += bytes;
      onProgress?.({ step: 'Reading packs', done, total });
      await pause();
    };
    for (const number of this.#packs.keys()) blobs += await this.#verifyPack(number, read);
    await this.#verifyLists(onProgress);
    const items = await this.#verifySnapshots(onProgress);
    return { packs: this.#packs.length, blobs, items, snapshots: this.snapshots.length };
  }

  /** @param {number} number @param {(bytes: number) => Promise<void>} onRead */
  async #verifyPack(number, onRead) {
    const pack = this.#packs[number];
    const { file, directory } = pack;
    const where = { file: file.path };
    try {
      await twice(async () => {
        if ((await hashOfFile(file)) !== pack.hash)
          throw new Damage('it is not what its name says');
      });
      await onRead(file.size);
      const own = await twice(() => this.#openPack(file));
      if (compareBytes(own.directory.bytes, directory.bytes) !== 0) {
        throw new Damage('its directory is another one than in the index');
      }
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      this.#report(reasonOf(error), where);
    }
    let blob = 0;
    for (const [nth, segment] of directory.segments.entries()) {
      /** @type {Uint8Array | null} */
      let bytes = null;
      try {
        bytes = await twice(() => this.#readSegment(pack, nth));
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        const which = `part ${nth + 1} of ${directory.segments.length}`;
        this.#report(`${which}, with ${segment.blobs} pieces of data: ${reasonOf(error)}`, where);
      }
      let offset = 0;
      for (const end = blob + segment.blobs; blob < end; blob += 1) {
        const at = new Cursor(directory.bytes.subarray(directory.blobsAt + 37 * blob));
        const id = hexOf(at.take(32));
        const length = at.u32();
        const own = bytes?.subarray(offset, offset + length);
        offset += length;
        const isList = segment.kind === KIND.list;
        if (own !== undefined && (isList || (await this.#idOf(segment.kind, own)) === id)) continue;
        if (own !== undefined) this.#report('data in it is not what was kept', where);
        this.#forget(id, number * BLOBS_A_PACK + blob);
      }
      await onRead(segment.stored + TAG);
    }
    return blob;
  }

  /** Joins what is stored in pieces. @param {((progress: Progress) => void) | undefined} onProgress */
  async #verifyLists(onProgress) {
    const lists = [];
    for (const [number, { directory }] of this.#packs.entries()) {
      for (const segment of directory.segments.filter(({ kind }) => kind === KIND.list)) {
        for (let nth = 0; nth < segment.blobs; nth += 1) {
          lists.push(number * BLOBS_A_PACK + segment.firstBlob + nth);
        }
      }
    }
    /** @type {Set<string>} */
    const joinedOnce = new Set();
    for (const [done, place] of lists.entries()) {
      const { pack, kind } = this.#blobAt(place);
      const { bytes, blobsAt } = this.#packs[pack].directory;
      const at = blobsAt + 37 * (place % BLOBS_A_PACK);
      const id = hexOf(bytes, at, at + 32);
      onProgress?.({ step: 'Joining large files', done, total: lists.length });
      if (!this.#placesOf(id).includes(place)) continue;
      try {
        await this.#loadList(id, place, 1);
        if (joinedOnce.has(id)) continue;
        for await (const _chunk of this.chunks(id, kind)) await pause();
        joinedOnce.add(id);
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        this.#forget(id, place);
        // Pieces that nothing needs any more are removed while their list may still be there.
        if (error instanceof Missing) continue;
        this.#report(`something large: ${error.message}`, { file: this.#packs[pack].file.path });
      }
    }
  }

  /** @param {((progress: Progress) => void) | undefined} onProgress */
  async #verifySnapshots(onProgress) {
    /** Pages under which all is well, with what they say. @type {Map<string, TreeSum>} */
    const sound = new Map();
    /** @type {Map<string, Problem & {snapshots: number[]}>} */
    const affected = new Map();
    let items = 0;
    const total = this.snapshots.reduce((sum, { containers }) => sum + containers.length, 0);
    let done = 0;
    for (const snapshot of this.snapshots) {
      const tell = (/** @type {Problem} */ problem) => {
        const key = JSON.stringify(problem);
        const known = affected.get(key) ?? { ...problem, snapshots: [] };
        if (!known.snapshots.includes(snapshot.sequence)) known.snapshots.push(snapshot.sequence);
        affected.set(key, known);
      };
      if (snapshot.receipt !== null && !this.#has(snapshot.receipt, KIND.receipt)) {
        tell({ what: 'the receipt of the run is lost' });
      }
      const paths = new FolderPaths(snapshot);
      for (const container of snapshot.containers) {
        items += await this.#verifyContainer(container, paths.of(container), sound, tell);
        done += 1;
        onProgress?.({ step: 'Looking for every item', done, total });
        await pause();
      }
    }
    for (const problem of affected.values()) this.#report(problem.what, problem);
    return items;
  }

  /**
   * @typedef {object} TreeSum
   * @property {number} items
   * @property {number} unwhole
   * @property {number} level
   * @property {Uint8Array} firstKey
   * @property {Uint8Array} lastKey
   * @property {boolean} isSound
   *
   * @param {Container} container @param {string} folder @param {Map<string, TreeSum>} sound
   * @param {(problem: Problem) => void} tell
   */
  async #verifyContainer(container, folder, sound, tell) {
    if (container.items === null) {
      if (container.itemCount > 0) tell({ folder, what: 'the list of its items is not named' });
      return 0;
    }
    /** @param {string} id @param {number | null} level @returns {Promise<TreeSum>} */
    const sum = async (id, level) => {
      const known = sound.get(id);
      if (known !== undefined && (level === null || known.level === level)) return known;
      const page = await this.#page(id, level);
      const { firstKey, lastKey } = page;
      const tree = { items: 0, unwhole: 0, level: page.level, firstKey, lastKey, isSound: true };
      for (const item of page.items) {
        tree.items += 1;
        if (!item.whole) tree.unwhole += 1;
        const lost = this.#lostOf(item);
        if (lost === '') continue;
        tree.isSound = false;
        tell({ folder, item: await this.#titleOf(container, item), what: `lost: ${lost}` });
      }
      /** @type {Uint8Array | null} */
      let before = null;
      for (const child of page.children) {
        try {
          const below = await sum(child.page, page.level - 1);
          const isRight =
            below.items === child.items &&
            below.unwhole === child.unwhole &&
            compareBytes(below.lastKey, child.key) === 0 &&
            (before === null || compareBytes(before, below.firstKey) < 0);
          if (!isRight) throw new Damage('a page says something else than the one above it');
          before = below.lastKey;
          if (tree.items === 0) tree.firstKey = below.firstKey;
          tree.isSound &&= below.isSound;
        } catch (error) {
          if (!(error instanceof Damage)) throw error;
          tree.isSound = false;
          const what = `a part of its list can not be read, with ${child.items} items`;
          tell({ folder, what: `${what}: ${error.message}` });
        }
        tree.items += child.items;
        tree.unwhole += child.unwhole;
      }
      if (tree.isSound) sound.set(id, tree);
      return tree;
    };
    try {
      const tree = await sum(container.items, null);
      if (tree.items !== container.itemCount) {
        // Nothing is lost by it: the number is there to be shown, the list is what counts.
        const says = `a snapshot says ${container.itemCount} items, its list has ${tree.items}`;
        if (!this.notes.includes(`${folder}: ${says}`)) this.notes.push(`${folder}: ${says}`);
      }
      return tree.items;
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      const what = `its list can not be read, with ${container.itemCount} items`;
      tell({ folder, what: `${what}: ${error.message}` });
      return container.itemCount;
    }
  }

  /** @param {string} id @param {number} kind */
  #has(id, kind) {
    return this.#placesOf(id).some((place) => kind === 0 || this.#blobAt(place).kind === kind);
  }

  /** What of an item is nowhere to be found, in words. @param {Item} item */
  #lostOf(item) {
    const lost = item.parts
      .filter(({ role, id }) => !this.#has(id, kindOfRole(role)))
      .map(({ role }) => WORDS_OF_ROLES[role] ?? 'a part of it');
    if (!this.#has(item.meta, KIND.meta)) lost.unshift('its properties');
    return [...new Set(lost)].join(', ');
  }

  /** @param {Container} container @param {Item} item */
  async #titleOf(container, item) {
    try {
      const { date, title } = summaryOf(container.source, await this.meta(item), item.id);
      return printable(`${dayOf(date)} ${title}`.trim());
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      return printable(item.id);
    }
  }
}

const WORDS_OF_ROLES = [
  '',
  'its text',
  'its original',
  'the list of its attachments',
  'an attachment',
];

/** @param {Page} page @param {Uint8Array} after the last key before @param {Uint8Array | null} last it must end with */
function checkOrder(page, after, last) {
  if (after.length > 0 && compareBytes(after, page.firstKey) >= 0) {
    throw new Damage('a list that is not in order');
  }
  if (last !== null && compareBytes(last, page.lastKey) !== 0) {
    throw new Damage('a page says something else than the one above it');
  }
}

/** @param {Record<string, any>} fields of a slot; throws when it can't be one, false when it is no use here */
function isUsableSlot(fields) {
  if (fields.kind === 'open') {
    if (!isHex(fields.master, 32)) throw new Damage('it holds no key');
    return true;
  }
  if (fields.kind !== 'passphrase' && fields.kind !== 'code') return false;
  const { salt, commitment, wrapped, kdf } = fields;
  if (!isHex(salt, 32) || !isHex(commitment, 32) || !isHex(wrapped, 48)) {
    throw new Damage('its members do not fit together');
  }
  if (fields.kind === 'code') return true;
  const isWithin = (
    /** @type {unknown} */ value,
    /** @type {number} */ least,
    /** @type {number} */ most,
  ) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
  const isRight =
    kdf?.name === 'argon2id' &&
    isWithin(kdf.parallelism, 1, 16) &&
    isWithin(kdf.iterations, 1, 16) &&
    isWithin(kdf.memoryKiB, 8 * kdf.parallelism, 1_048_576);
  if (!isRight) throw new Damage('it asks for a way to work out the key that is refused');
  return true;
}

/**
 * What follows the head of every file but packs. `stored` has its tag.
 * @param {Uint8Array} bytes @param {FileKind} kind
 */
function bodyParts(bytes, kind) {
  const at = new Cursor(bytes);
  at.skip(8);
  const version = at.u16();
  at.skip(HEAD - 10);
  const method = at.u8();
  at.zeros(3);
  const plain = at.u32();
  const length = at.u32();
  if (plain > FILE_KINDS[kind].most) throw new Damage('it claims to be too long');
  if (at.left !== length + TAG) throw new Damage('it is longer or shorter than it says');
  return { version, method, plain, stored: at.take(at.left) };
}

/** @param {Uint8Array} bytes */
function readIndex(bytes) {
  const at = new Cursor(bytes);
  const replaced = [];
  for (let left = at.u32(); left > 0; left -= 1) replaced.push(hexOf(at.take(32)));
  const packs = [];
  for (let left = at.u32(); left > 0; left -= 1) {
    const hash = hexOf(at.take(32));
    const size = at.u64();
    const length = at.u32();
    if (length > MOST_DIRECTORY) throw new Damage('a directory that is too long');
    packs.push({ hash, size, directory: readDirectory(at.take(length), size) });
  }
  if (at.left !== 0) throw new Damage('something after its last pack');
  return { replaced, packs };
}

/** @param {string} hash @param {Record<string, any>} json @returns {Snapshot} */
function snapshotOf(hash, json) {
  const isText = (/** @type {unknown} */ value) => typeof value === 'string';
  const isCount = (/** @type {unknown} */ value) =>
    Number.isSafeInteger(value) && Number(value) >= 0;
  const isId = (/** @type {unknown} */ value) => value === null || isHex(value, 32);
  const isRight =
    isCount(json.sequence) &&
    isText(json.endedAt) &&
    isId(json.receipt) &&
    Array.isArray(json.accounts) &&
    json.accounts.every((each) => isText(each?.id)) &&
    Array.isArray(json.containers) &&
    json.containers.every(
      (each) =>
        [each?.account, each?.source, each?.id, each?.name].every(isText) &&
        (each.parent === null || isText(each.parent)) &&
        isId(each.items) &&
        isCount(each.itemCount) &&
        Array.isArray(each.gaps),
    );
  if (!isRight) throw new Damage('its members are not what they must be');
  const { sequence, endedAt, receipt, accounts, containers } = json;
  const isRunEnd = json.isRunEnd === true;
  const complete = json.complete === true;
  return { hash, sequence, endedAt, isRunEnd, complete, receipt, accounts, containers, json };
}

/**
 * Begins to read a repository. If it `isLocked`, call `unlock`; then `load`.
 * @param {Iterable<StoredFile>} files @returns {Promise<Repository>}
 */
export async function openRepository(files) {
  const found = sorted(files);
  const { format, pack, snapshot, key } = found;
  if (format === null && pack.size + snapshot.size + key.size === 0) {
    throw new CannotOpen(
      'there is no Holdfast repository here (a folder with a file called "format")',
    );
  }
  const repository = new Repository(found);
  await repository.begin();
  return repository;
}

// ---- Names for people and file systems

/** Text for a terminal or a page: nothing that moves a cursor, hides or turns. @param {string} text */
export function printable(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** Bytes a name may have; file systems take 255, and a number and an ending are added. */
const MOST_NAME = 120;

/** A name every file system takes and that leaves its folder nowhere. @param {string} words */
function safeName(words) {
  const plain = printable(words.slice(0, 4 * MOST_NAME))
    .normalize('NFC')
    .replace(/[\\/:*?"<>|]/g, '_')
    .replace(/\s+/g, ' ');
  let name = '';
  let length = 0;
  for (const character of plain) {
    length += utf8(character).length;
    if (length > MOST_NAME) break;
    name += character;
  }
  name = name.replace(/^[. ]+|[. ]+$/g, '') || 'untitled';
  // Windows keeps these names for devices, whatever their ending.
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name) ? `_${name}` : name;
}

/** Gives each name in a folder once; the second "Hello.eml" is "Hello (2).eml". */
class Names {
  /** @type {Set<string>} */
  #taken = new Set();
  /** Where counting goes on. @type {Map<string, number>} */
  #counts = new Map();

  /** @param {string} words @param {string} [ending] with its dot */
  take(words, ending = '') {
    const base = safeName(words);
    const key = `${base}/${ending}`.toLowerCase();
    for (let count = (this.#counts.get(key) ?? 0) + 1; ; count += 1) {
      const name = `${base}${count === 1 ? '' : ` (${count})`}${ending}`;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#counts.set(key, count);
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}

/** Deeper ones are put at the top; Outlook makes 300 at most, and file systems give up before. */
const MOST_FOLDERS_DEEP = 100;

/** Where the export keeps what is no item: the snapshot's record, a line for each item. */
const RECORDS = '_holdfast';

/** A path for each container, as it lies in its account, and names for the files in it. */
class FolderPaths {
  #containers;
  /** @type {Map<string, string>} */
  #paths = new Map();
  /** Names taken in a path. @type {Map<string, Names>} */
  #names = new Map();
  /** @type {Map<string, string>} */
  #tops = new Map();

  /** @param {Snapshot} snapshot */
  constructor(snapshot) {
    this.#containers = new Map(snapshot.containers.map((each) => [keyOf(each, each.id), each]));
    this.take('', RECORDS);
    const accounts = new Set(snapshot.containers.map(({ account }) => account));
    const sources = new Set(snapshot.containers.map(({ source }) => source));
    for (const account of accounts) {
      const known = snapshot.accounts.find(({ id }) => id === account);
      const name = known?.username || known?.name || account;
      const top = accounts.size > 1 ? this.take('', String(name)) : '';
      for (const source of sources) {
        const path = sources.size > 1 ? within(top, this.take(top, source)) : top;
        this.#tops.set(JSON.stringify([account, source]), path);
      }
    }
  }

  /** @param {Container} container @param {number} depth @returns {string} */
  of(container, depth = 0) {
    const key = keyOf(container, container.id);
    const known = this.#paths.get(key);
    if (known !== undefined) return known;
    const top = this.#tops.get(JSON.stringify([container.account, container.source])) ?? '';
    // Taken as the top while its parents are looked up: a circle of parents ends there.
    this.#paths.set(key, top);
    const parent = this.#containers.get(keyOf(container, container.parent ?? ''));
    const isTop = parent === undefined || depth >= MOST_FOLDERS_DEEP;
    const above = isTop ? top : this.of(parent, depth + 1);
    const path = within(above, this.take(above, container.name || container.id));
    this.#paths.set(key, path);
    return path;
  }

  /** @param {string} folder @param {string} words @param {string} [ending] */
  take(folder, words, ending = '') {
    const names = this.#names.get(folder) ?? new Names();
    this.#names.set(folder, names);
    return names.take(words, ending);
  }
}

/** @param {Container} container @param {string} id of it or of its parent */
function keyOf({ account, source }, id) {
  return JSON.stringify([account, source, id]);
}

/** @param {string} folder @param {string} name */
function within(folder, name) {
  return folder === '' ? name : `${folder}/${name}`;
}

/** @param {Date | null} date */
export function dayOf(date) {
  return date === null ? '' : date.toISOString().slice(0, 10);
}

// ---- Items
// What a source writes into its blobs is described under "What is in the blobs".

/**
 * What a list shows of an item. Sources this reader does not know are asked for the usual names.
 * @param {string} source @param {any} meta @param {string} id
 */
export function summaryOf(source, meta, id) {
  const isMail = source === 'mail';
  const times = isMail
    ? [
        ...(meta?.isDraft === true ? [meta?.createdDateTime] : []),
        ...[meta?.receivedDateTime, meta?.sentDateTime, meta?.createdDateTime],
      ]
    : [meta?.date, meta?.lastModifiedDateTime, meta?.createdDateTime, meta?.sentDateTime];
  const time = times.find((each) => typeof each === 'string' && !Number.isNaN(Date.parse(each)));
  const titles = isMail
    ? [meta?.subject ?? '']
    : [meta?.name, meta?.subject, meta?.title, meta?.topic, id];
  const title = titles.find((each) => typeof each === 'string') ?? '';
  const author = meta?.from ?? meta?.sender;
  if (source === 'chats') return chatSummaryOf(meta, id);
  return {
    date: time === undefined ? null : new Date(time),
    title: title === '' ? '(no subject)' : String(title),
    from: nameOf(author),
    preview: typeof meta?.bodyPreview === 'string' ? printable(meta.bodyPreview) : '',
  };
}

/** @param {any} meta @param {string} id */
function chatSummaryOf(meta, id) {
  const said = meta?.message ?? meta?.chat ?? {};
  const body = meta?.message?.body?.content || (meta?.earlier ?? []).at(-1)?.body?.content;
  const text = typeof body === 'string' ? printable(body.replace(/<[^>]*>/g, ' ')) : '';
  const preview = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  const time = said.createdDateTime;
  const isTime = typeof time === 'string' && !Number.isNaN(Date.parse(time));
  const name = said.from?.user?.displayName ?? said.from?.application?.displayName;
  return {
    date: isTime ? new Date(time) : null,
    title: preview.slice(0, 60) || String(said.topic ?? said.subject ?? id),
    from: typeof name === 'string' ? name : '',
    preview,
  };
}

/** @param {any} person */
function nameOf(person) {
  const { name, address } = person ?? {};
  if (typeof name === 'string' && name !== '') return name;
  return typeof address === 'string' ? address : '';
}

/**
 * A mail message as one file: its MIME as Microsoft made it, or else one made of what is there.
 * @param {Repository} repository @param {Item} item @param {any} meta null when it is lost
 * @param {(what: string) => void} onDamage
 */
async function emlOf(repository, item, meta, onDamage) {
  /** @param {number} role @param {number} nth */
  const load = async (role, nth) => {
    const part = item.parts.filter((each) => each.role === role)[nth];
    if (part === undefined) return null;
    try {
      return await repository.blob(part.id, kindOfRole(role));
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      onDamage(`${WORDS_OF_ROLES[role]}: ${error.message}`);
      return null;
    }
  };
  const mime = await load(2, 0);
  if (mime !== null) return mime;
  const hadMime = item.parts.some(({ role }) => role === 2);
  const body = await load(1, 0);
  const headers = await load(1, 1);
  const list = await load(3, 0);
  /** @type {MailPart[]} */
  const attachments = [];
  if (hadMime) attachments.push({ ...NO_ATTACHMENT, name: 'the original, with its attachments' });
  let nth = 0;
  for (const entry of list === null ? [] : listOf(list, onDamage)) {
    const bytes = entry?.stored === true ? await load(4, nth++) : null;
    attachments.push({
      name: String(entry?.name ?? ''),
      type: String(entry?.type ?? ''),
      isInline: entry?.inline === true,
      contentId: String(entry?.contentId ?? ''),
      bytes,
    });
  }
  if (list === null) {
    // Without their list the bytes are all that is known of them.
    for (const count = item.parts.filter(({ role }) => role === 4).length; nth < count; nth += 1) {
      const name = `attachment-${nth + 1}`;
      attachments.push({
        name,
        type: '',
        isInline: false,
        contentId: '',
        bytes: await load(4, nth),
      });
    }
  }
  return writeEml(meta ?? {}, body, headers === null ? [] : listOf(headers, onDamage), attachments);
}

/** @param {Uint8Array} bytes @param {(what: string) => void} onDamage @returns {any[]} */
function listOf(bytes, onDamage) {
  try {
    const list = jsonOf(bytes);
    if (Array.isArray(list)) return list;
    onDamage('a list in it is something else');
  } catch (error) {
    onDamage(reasonOf(error));
  }
  return [];
}

/**
 * @typedef {object} MailPart
 * @property {string} name
 * @property {string} type
 * @property {boolean} isInline
 * @property {string} contentId
 * @property {Uint8Array | null} bytes null when they are not kept
 *
 * @typedef {object} MimePart headers, and bytes that end with a line end
 * @property {string[]} headers
 * @property {Uint8Array} bytes
 */

/** @type {MailPart} */
const NO_ATTACHMENT = { name: '', type: '', isInline: false, contentId: '', bytes: null };

/** Headers that hold addresses, which must not be encoded as one word. */
const ADDRESSES = /^(from|sender|reply-to|to|cc|bcc)$/i;

/**
 * A MIME message (RFC 5322, 2045–2047, 2231) from properties, text and attachments. The same input
 * always gives the same bytes.
 * @param {any} meta @param {Uint8Array | null} body @param {any[]} original headers as Graph gave them
 * @param {MailPart[]} attachments @returns {Promise<Uint8Array>}
 */
export async function writeEml(meta, body, original, attachments) {
  const headers = [];
  const has = new Set();
  for (const each of original) {
    const name = String(each?.name ?? '').replace(/[^!-9;-~]/g, '');
    // How the body is written, the parts below say; and addresses beyond ASCII are better made anew.
    if (name === '' || /^(content-.*|mime-version)$/i.test(name)) continue;
    const value = oneLine(String(each?.value ?? ''));
    if (ADDRESSES.test(name) && !isAscii(value)) continue;
    headers.push(header(name, encoded(value)));
    has.add(name.toLowerCase());
  }
  const sender = meta.sender?.address === meta.from?.address ? [] : [meta.sender];
  const time = meta.sentDateTime ?? meta.receivedDateTime ?? meta.createdDateTime;
  const date = typeof time === 'string' ? new Date(time) : new Date(Number.NaN);
  const importance = meta.importance === 'normal' ? '' : (meta.importance ?? '');
  const made = [
    ['From', people([meta.from])],
    ['Sender', people(sender)],
    ['Reply-To', people(meta.replyTo)],
    ['To', people(meta.toRecipients)],
    ['Cc', people(meta.ccRecipients)],
    ['Bcc', people(meta.bccRecipients)],
    ['Subject', encoded(oneLine(String(meta.subject ?? '')))],
    ['Date', Number.isNaN(date.getTime()) ? '' : date.toUTCString().replace('GMT', '+0000')],
    ['Message-ID', oneLine(String(meta.internetMessageId ?? ''))],
    ['Importance', oneLine(String(importance))],
  ];
  for (const [name, value] of made) {
    if (value !== '' && !has.has(name.toLowerCase())) headers.push(header(name, value));
  }
  for (const { name } of attachments.filter(({ bytes }) => bytes === null)) {
    headers.push(header('X-Not-Kept', encoded(oneLine(name || 'an attachment'))));
  }
  const kept = attachments.filter(({ bytes }) => bytes !== null);
  const inline = kept.filter(({ contentId }) => contentId !== '');
  const others = kept.filter(({ contentId }) => contentId === '');
  let whole = textPart(meta.bodyType === 'text' ? 'plain' : 'html', body ?? new Uint8Array());
  if (inline.length > 0) whole = multipart('related', [whole, ...inline.map(filePart)]);
  if (others.length > 0) whole = multipart('mixed', [whole, ...others.map(filePart)]);
  const lines = [...headers, 'MIME-Version: 1.0', ...whole.headers, '', ''];
  return joined(utf8(lines.join('\r\n')), whole.bytes);
}

/** @param {string} kind @param {Uint8Array} bytes @returns {MimePart} */
function textPart(kind, bytes) {
  const type = `Content-Type: text/${kind}; charset=utf-8`;
  return { headers: [type, 'Content-Transfer-Encoding: base64'], bytes: base64(bytes) };
}

/** @param {MailPart} part @returns {MimePart} */
function filePart({ name, type, isInline, contentId, bytes }) {
  const given = oneLine(type).toLowerCase();
  const isMessage = given === 'message/rfc822';
  // A message in a message must not be base64 (RFC 2046, 5.2.1), and it may not be fit to stand as it is.
  const isPlain =
    /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/.test(given) && !/^(message|multipart)\//.test(given);
  const ending = isMessage && !/\.eml$/i.test(name) ? '.eml' : '';
  const escaped = encodeURIComponent(
    new TextDecoder().decode(utf8(oneLine(name) + ending)),
  ).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  const headers = [
    `Content-Type: ${isPlain ? given : 'application/octet-stream'}`,
    `Content-Disposition: ${isInline ? 'inline' : 'attachment'};`,
    ` filename*=utf-8''${escaped}`,
    'Content-Transfer-Encoding: base64',
  ];
  if (contentId !== '') headers.push(`Content-ID: <${oneLine(contentId).replace(/[<>\s]/g, '')}>`);
  return { headers, bytes: base64(bytes ?? new Uint8Array()) };
}

/** @param {string} kind @param {MimePart[]} parts @returns {MimePart} */
function multipart(kind, parts) {
  // Nothing in them begins with "--": they are base64, or multiparts with a boundary of their own.
  const boundary = `=_holdfast_${kind}`;
  const bytes = parts.flatMap((part) => [
    utf8([`--${boundary}`, ...part.headers, '', ''].join('\r\n')),
    part.bytes,
  ]);
  return {
    headers: [`Content-Type: multipart/${kind}; boundary="${boundary}"`],
    bytes: joined(...bytes, utf8(`--${boundary}--\r\n`)),
  };
}

/** @param {string} name @param {string} value folded at 76 characters where it has spaces */
function header(name, value) {
  let line = `${name}:`;
  const lines = [];
  for (const word of value.split(' ')) {
    if (line.length + 1 + word.length > 76 && line.trim() !== '' && line !== `${name}:`) {
      lines.push(line);
      line = '';
    }
    line += ` ${word}`;
  }
  return [...lines, line].filter((each) => each.trim() !== '').join('\r\n');
}

/** Line ends in a value would end the header and begin another. @param {string} value */
function oneLine(value) {
  return value.replace(/[\r\n\0]+\s*/g, ' ').trim();
}

/** @param {string} text */
function isAscii(text) {
  return /^[\t -~]*$/.test(text);
}

/** Words beyond ASCII as RFC 2047 has them, cut between characters. @param {string} text */
function encoded(text) {
  if (isAscii(text)) return text;
  const words = [''];
  for (const character of text) {
    const last = words.length - 1;
    if (utf8(words[last] + character).length > 45) words.push(character);
    else words[last] += character;
  }
  return words.map((word) => `=?utf-8?B?${textOf(base64(utf8(word))).trim()}?=`).join(' ');
}

/** @param {unknown} list of `{name, address}` */
function people(list) {
  const known = (Array.isArray(list) ? list : []).filter(
    (each) => typeof each?.address === 'string',
  );
  return known
    .map((each) => {
      const name = oneLine(String(each.name ?? ''));
      const phrase = isAscii(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : encoded(name);
      const address = `<${oneLine(each.address).replace(/[<>\s]/g, '')}>`;
      return name === '' ? address : `${phrase} ${address}`;
    })
    .join(', ');
}

const BASE64 = utf8('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

/** Lines of 76 digits, each ended. @param {Uint8Array} bytes */
function base64(bytes) {
  const digits = 4 * Math.ceil(bytes.length / 3);
  const out = new Uint8Array(digits + 2 * Math.ceil(digits / 76));
  let to = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const three = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    out[to++] = BASE64[three >> 18];
    out[to++] = BASE64[(three >> 12) & 63];
    out[to++] = left > 1 ? BASE64[(three >> 6) & 63] : 61;
    out[to++] = left > 2 ? BASE64[three & 63] : 61;
    if (at % 57 === 54 || left <= 3) {
      out[to++] = 13;
      out[to++] = 10;
    }
  }
  return out;
}

// ---- Exporting

/** A stream of what is in memory already. @param {Uint8Array} bytes */
async function* once(bytes) {
  yield bytes;
}

/**
 * Everything of a snapshot as plain files, one after the other; a path that ends with "/" is a folder.
 * What can't be read is told and passed over.
 * @param {Repository} repository @param {Snapshot} snapshot @param {(problem: Problem) => void} onDamage
 * @param {(progress: Progress) => void} [onProgress] @returns {AsyncGenerator<ExportedFile, void>}
 */
export async function* exportSnapshot(repository, snapshot, onDamage, onProgress) {
  const paths = new FolderPaths(snapshot);
  /** @type {(path: string, bytes: Uint8Array) => ExportedFile} */
  const record = (path, bytes) => {
    return { path, date: null, chunks: () => once(bytes), folder: '', title: path };
  };
  yield record(`${RECORDS}/snapshot.json`, utf8(`${JSON.stringify(snapshot.json, null, 2)}\n`));
  if (snapshot.receipt !== null) {
    try {
      const receipt = await repository.blob(snapshot.receipt, KIND.receipt);
      yield record(`${RECORDS}/receipt.json`, receipt);
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      onDamage({ what: `the receipt of the run: ${error.message}` });
    }
  }
  // All names of folders are taken before any of a file, so that a folder has the same path every time.
  for (const container of snapshot.containers) paths.of(container);
  const total = snapshot.containers.reduce((sum, { itemCount }) => sum + itemCount, 0);
  let done = 0;
  for (const [nth, container] of snapshot.containers.entries()) {
    const folder = paths.of(container);
    yield {
      path: `${folder}/`,
      date: null,
      chunks: () => once(new Uint8Array()),
      folder,
      title: '',
    };
    /** @type {Uint8Array[]} */
    const lines = [];
    const tell = (/** @type {string} */ what) => onDamage({ folder, what });
    for await (const item of repository.items(container, tell)) {
      onProgress?.({ step: 'Writing files', done, total });
      done += 1;
      const { files, meta } = await filesOf(repository, container, item, folder, paths, onDamage);
      yield* files;
      const { id, version, whole } = item;
      const names = files.map(({ path }) => path);
      lines.push(utf8(`${JSON.stringify({ files: names, id, version, whole, meta })}\n`));
    }
    yield record(`${RECORDS}/items/${nth + 1}.jsonl`, joined(...lines));
  }
}

/**
 * @param {Repository} repository @param {Container} container @param {Item} item
 * @param {string} folder @param {FolderPaths} paths @param {(problem: Problem) => void} onDamage
 */
async function filesOf(repository, container, item, folder, paths, onDamage) {
  /** @type {any} */
  let meta = null;
  let title = printable(item.id);
  const tell = (/** @type {string} */ what) => onDamage({ folder, item: title, what });
  try {
    meta = await repository.meta(item);
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    tell(`its properties: ${error.message}`);
  }
  const { date, title: words } = summaryOf(container.source, meta, item.id);
  title = `${dayOf(date)} ${meta === null ? item.id.slice(-24) : words}`.trim();
  /** @type {ExportedFile[]} */
  const files = [];
  const add = (/** @type {string} */ name, /** @type {ExportedFile['chunks']} */ chunks) => {
    files.push({ path: within(folder, name), date, chunks, folder, title });
  };
  // Mail of a later kind is taken out as it is, like a source that is not known.
  const isMail = container.source === 'mail' && (meta?.v ?? 1) === 1;
  if (isMail) {
    const hasAny = meta !== null || item.parts.length > 0;
    const eml = hasAny ? await emlOf(repository, item, meta, tell) : null;
    if (eml !== null) add(paths.take(folder, title, '.eml'), () => once(eml));
    return { files, meta };
  }
  const json = utf8(`${JSON.stringify({ id: item.id, version: item.version, meta }, null, 2)}\n`);
  add(paths.take(folder, title, '.json'), () => once(json));
  if (container.source === 'drive' && meta?.v === 1 && typeof meta.name === 'string') {
    const named = await driveParts(repository, item, meta.name, tell);
    for (const { words, ending, id } of named) {
      add(paths.take(folder, words, ending), () => repository.chunks(id, kindOfRole(4)));
    }
    return { files, meta };
  }
  const isFile = item.parts.length === 1 && typeof meta?.name === 'string';
  for (const [nth, { role, id }] of item.parts.entries()) {
    const given = isFile ? (/\.[a-z0-9]{1,10}$/i.exec(meta.name)?.[0] ?? '') : '.bin';
    const ending = container.source === 'mail' && role === 2 ? '.eml' : given;
    const words = isFile
      ? meta.name.slice(0, meta.name.length - given.length)
      : `${title}, part ${nth + 1} ${ROLES[role] ?? role}`;
    const kind = kindOfRole(role);
    add(paths.take(folder, words, ending), () => repository.chunks(id, kind));
  }
  return { files, meta };
}

/**
 * The bytes of a file of a drive under its name, and those of its older versions under their dates.
 * @param {Repository} repository @param {Item} item @param {string} name
 * @param {(what: string) => void} onDamage
 */
async function driveParts(repository, item, name, onDamage) {
  const ending = /\.[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? '';
  const words = name.slice(0, name.length - ending.length);
  const contents = item.parts.filter(({ role }) => role === 4);
  const said = item.parts.find(({ role }) => role === 3);
  /** @type {any[]} */
  let versions = [];
  try {
    const bytes = said && (await repository.blob(said.id, kindOfRole(3)));
    const list = bytes === undefined ? null : JSON.parse(textOf(bytes)).versions;
    if (Array.isArray(list)) versions = list;
  } catch (error) {
    if (!(error instanceof Damage) && !(error instanceof SyntaxError)) throw error;
    onDamage(`what is said of its versions: ${error.message}`);
  }
  return contents.map(({ id }, nth) => {
    // Versions with the same bytes are one part; the first one told is the newest.
    const version = nth === 0 ? undefined : versions.find((each) => each?.part === nth);
    const day = String(version?.modifiedAt ?? '').slice(0, 10);
    const number = printable(String(version?.id ?? nth));
    const of = nth === 0 ? '' : ` (version ${number}${day === '' ? '' : `, ${day}`})`;
    return { words: `${words}${of}`, ending, id };
  });
}

/** One mail message, for who wants no more. @param {Repository} repository @param {Container} container @param {Item} item */
export async function exportItem(repository, container, item) {
  /** @type {Problem[]} */
  const problems = [];
  const paths = new FolderPaths({ ...EMPTY_SNAPSHOT, containers: [container] });
  const folder = paths.of(container);
  const { files } = await filesOf(repository, container, item, folder, paths, (each) => {
    problems.push(each);
  });
  return { files, problems };
}

/** @type {Snapshot} */
const EMPTY_SNAPSHOT = {
  hash: '',
  sequence: 0,
  endedAt: '',
  isRunEnd: true,
  complete: true,
  receipt: null,
  accounts: [],
  containers: [],
  json: {},
};

/** Where each container of a snapshot lies. @param {Snapshot} snapshot @returns {{container: Container, path: string}[]} */
export function foldersOf(snapshot) {
  const paths = new FolderPaths(snapshot);
  return snapshot.containers.map((container) => ({ container, path: paths.of(container) }));
}

/** @param {Problem} problem one line */
export function lineOf({ what, file, folder, item, snapshots }) {
  const where = [file, folder, item].filter((each) => each !== undefined).join(' / ');
  const when = snapshots === undefined ? '' : ` (snapshot ${snapshots.join(', ')})`;
  return printable(`${where === '' ? '' : `${where}: `}${what}${when}`);
}

// ---- The reader ends -----------------------------------------------------------------------------

const USAGE = `Reads a Holdfast repository without Holdfast, and changes nothing in it.

  node recover.mjs list DIR                     the snapshots in DIR
  node recover.mjs list DIR --snapshot ID       the items of one of them
  node recover.mjs verify DIR                   reads everything and tells what is damaged
  node recover.mjs export DIR [--snapshot ID] [--to DIR]
                                                writes everything of a snapshot to plain files

DIR is the folder with the file called "format". ID is "latest" (what export takes when nothing is
said), a number, or the beginning of what list shows at the end of a line. Without --to the files go
to holdfast-export, which must not exist yet.

If the repository is locked, the passphrase is taken from HOLDFAST_PASSPHRASE or the recovery code
from HOLDFAST_CODE, and otherwise asked for.

Exit code: 0 all is well, 1 something is damaged, 2 it could not be opened or the command is wrong.
`;

/** @param {string[]} words */
function readCommand(words) {
  const command = { name: '', folder: '', snapshot: '', to: 'holdfast-export' };
  const left = words.flatMap((word) => (/^--\w+=/.test(word) ? word.split(/=(.*)/s, 2) : [word]));
  const plain = [];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!word.startsWith('--')) plain.push(word);
    else if (word === '--snapshot') command.snapshot = left.shift() ?? '';
    else if (word === '--to') command.to = left.shift() ?? '';
    else return null;
  }
  [command.name = '', command.folder = ''] = plain;
  const isRight = ['list', 'verify', 'export'].includes(command.name) && plain.length === 2;
  return isRight && command.to !== '' ? command : null;
}

/** @param {string} folder @returns {Promise<StoredFile[]>} */
async function filesIn(folder) {
  const { open, readdir, stat } = await import('node:fs/promises');
  const path = await import('node:path');
  /** @type {StoredFile[]} */
  const files = [];
  /** @param {string} name @param {number} depth */
  const look = async (name, depth) => {
    for (const entry of await readdir(path.join(folder, name), { withFileTypes: true })) {
      const inner = name === '' ? entry.name : `${name}/${entry.name}`;
      if (entry.isDirectory() && depth < 2) await look(inner, depth + 1);
      if (!entry.isFile()) continue;
      const full = path.join(folder, inner);
      const read = async (/** @type {number} */ start, /** @type {number} */ end) => {
        const handle = await open(full, 'r');
        try {
          const bytes = new Uint8Array(end - start);
          for (let at = 0; at < bytes.length; ) {
            const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
            if (bytesRead === 0) return bytes.subarray(0, at);
            at += bytesRead;
          }
          return bytes;
        } finally {
          await handle.close();
        }
      };
      files.push({ path: inner, size: (await stat(full)).size, read });
    }
  };
  await look('', 0);
  return files;
}

/** @param {string} question @returns {Promise<string>} what is typed, which is not shown */
function askSecret(question) {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    throw new CannotOpen('it is locked: set HOLDFAST_PASSPHRASE or HOLDFAST_CODE');
  }
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve) => {
    let typed = '';
    const finish = () => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    };
    const onData = (/** @type {string} */ data) => {
      for (const character of data) {
        if (character === '\u0003' || (character === '\u0004' && typed === '')) {
          finish();
          process.exit(2);
        } else if (character === '\r' || character === '\n') {
          finish();
          resolve(typed);
          return;
        } else if (character === '\u007f' || character === '\b') {
          typed = Array.from(typed).slice(0, -1).join('');
        } else typed += character;
      }
    };
    stdin.on('data', onData);
  });
}

/** @param {Repository} repository */
async function unlockFromTerminal(repository) {
  const given = process.env.HOLDFAST_PASSPHRASE ?? process.env.HOLDFAST_CODE;
  for (let tries = 0; repository.isLocked; tries += 1) {
    if (tries === (given === undefined ? 3 : 1)) {
      throw new CannotOpen('this passphrase or recovery code does not open it');
    }
    const again = tries === 0 ? '' : 'That does not open it.\n';
    const secret = given ?? (await askSecret(`${again}Passphrase or recovery code: `));
    await repository.unlock(secret, tellProgress);
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  }
}

let lastProgressAt = 0;

/** One line that is written over, and only where somebody is looking. @param {Progress} progress */
function tellProgress({ step, done, total }) {
  if (!process.stderr.isTTY || performance.now() - lastProgressAt < 200) return;
  lastProgressAt = performance.now();
  const share = total === 0 ? 100 : Math.floor((100 * done) / total);
  process.stderr.write(`\r\u001b[K${step}: ${share} %`);
}

/** @param {string} line */
function print(line) {
  if (process.stderr.isTTY && lastProgressAt > 0) process.stderr.write('\r\u001b[K');
  process.stdout.write(`${line}\n`);
}

/** @param {number} count @param {string} thing */
function counted(count, thing) {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** @param {Repository} repository @param {string} which */
function choose(repository, which) {
  const { snapshots } = repository;
  const found =
    which === 'latest'
      ? [repository.newest]
      : snapshots.filter(({ hash, sequence }) =>
          /^\d{1,6}$/.test(which)
            ? sequence === Number(which)
            : hash.startsWith(which.toLowerCase()),
        );
  if (found[0] === undefined) throw new CannotOpen(`there is no snapshot ${printable(which)}`);
  if (found.length > 1) throw new CannotOpen(`there is more than one snapshot ${printable(which)}`);
  return found[0];
}

/** @param {Repository} repository */
function listSnapshots({ snapshots }) {
  for (const { hash, sequence, endedAt, isRunEnd, complete, containers } of snapshots) {
    const items = containers.reduce((sum, { itemCount }) => sum + itemCount, 0);
    const state = !isRunEnd ? 'in the middle of a run' : complete ? 'complete' : 'not complete';
    const contents = `${counted(items, 'item')} in ${counted(containers.length, 'folder')}`;
    print(printable(`${sequence}  ${endedAt}  ${contents}, ${state}  ${hash}`));
  }
}

/** @param {Repository} repository @param {Snapshot} snapshot */
async function listItems(repository, snapshot) {
  for (const { container, path } of foldersOf(snapshot)) {
    print(printable(`${path}/ (${counted(container.itemCount, 'item')})`));
    const tell = (/** @type {string} */ what) => {
      repository.problems.push({ folder: path, what });
    };
    for await (const item of repository.items(container, tell)) {
      try {
        const { date, title, from } = summaryOf(
          container.source,
          await repository.meta(item),
          item.id,
        );
        const fields = [date?.toISOString().slice(0, 16).replace('T', ' ') ?? '', from, title];
        const line = fields.map(printable).filter((field) => field !== '');
        print(`  ${line.join('  ')}${item.whole ? '' : '  (not whole)'}`);
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        repository.problems.push({ folder: path, item: item.id, what: error.message });
      }
    }
  }
}

/** @param {Repository} repository @param {Snapshot} snapshot @param {string} to */
async function exportTo(repository, snapshot, to) {
  const { mkdir, open, readdir, rm, utimes } = await import('node:fs/promises');
  const path = await import('node:path');
  await mkdir(to, { recursive: true });
  if ((await readdir(to)).length > 0) throw new CannotOpen(`${to} is not empty`);
  const tell = (/** @type {Problem} */ problem) => {
    repository.problems.push(problem);
  };
  let count = 0;
  for await (const file of exportSnapshot(repository, snapshot, tell, tellProgress)) {
    const full = path.join(to, ...file.path.split('/'));
    if (file.path.endsWith('/')) {
      await mkdir(full, { recursive: true });
      continue;
    }
    await mkdir(path.dirname(full), { recursive: true });
    const handle = await open(full, 'wx');
    try {
      for await (const bytes of file.chunks()) await handle.writeFile(bytes);
      await handle.close();
      if (file.date !== null) await utimes(full, file.date, file.date);
      count += 1;
    } catch (error) {
      await handle.close();
      await rm(full);
      if (!(error instanceof Damage)) throw error;
      tell({ folder: file.folder, item: file.title, what: error.message });
    }
  }
  print(`${counted(count, 'file')} written to ${to}`);
}

/** @param {string[]} words @returns {Promise<number>} the exit code */
async function main(words) {
  const command = readCommand(words);
  if (command === null) {
    const isAsked = words.includes('--help');
    process[isAsked ? 'stdout' : 'stderr'].write(USAGE);
    return isAsked ? 0 : 2;
  }
  try {
    const repository = await openRepository(await filesIn(command.folder));
    await unlockFromTerminal(repository);
    await repository.load(tellProgress);
    if (command.name === 'verify') {
      const { packs, blobs, snapshots, items } = await repository.verify(tellProgress);
      const parts = [counted(snapshots, 'snapshot'), counted(items, 'item')];
      parts.push(counted(blobs, 'blob'), counted(packs, 'pack'));
      print(`Read: ${parts.join(', ')}`);
    } else if (command.name === 'export') {
      await exportTo(repository, choose(repository, command.snapshot || 'latest'), command.to);
    } else if (command.snapshot === '') listSnapshots(repository);
    else await listItems(repository, choose(repository, command.snapshot));
    for (const note of repository.notes) print(`note: ${printable(note)}`);
    for (const problem of repository.problems) print(`damaged: ${lineOf(problem)}`);
    if (command.name === 'verify' && repository.problems.length === 0) print('Sound.');
    return repository.problems.length === 0 ? 0 : 1;
  } catch (error) {
    const isExpected = error instanceof CannotOpen || /^E[A-Z]+$/.test(Object(error).code ?? '');
    if (!isExpected) throw error;
    process.stderr.write(`recover: ${printable(reasonOf(error))}\n`);
    return 2;
  }
}

const isProgram = await (async () => {
  const { realpath } = await import('node:fs/promises');
  const { fileURLToPath } = await import('node:url');
  const [, started] = process.argv;
  return started !== undefined && (await realpath(started)) === fileURLToPath(import.meta.url);
})();
if (isProgram) process.exitCode = await main(process.argv.slice(2));
