// Zip archives without compression, for recover.html: what is in them is read by every system.

const encoder = new TextEncoder();

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/** Of a file's bytes so much is held in memory; the rest a browser can put aside. */
const HELD = 16 * 1024 * 1024;
const MOST_32 = 0xffffffff;
const MOST_16 = 0xffff;

/**
 * @typedef {object} Entry
 * @property {Uint8Array<ArrayBuffer>} name
 * @property {number} time
 * @property {number} crc
 * @property {number} size
 * @property {number} offset
 * @property {boolean} isFolder
 */

/**
 * Fields of a record, each [bytes, value]; little-endian.
 * @param {number[][]} fields @returns {Uint8Array<ArrayBuffer>}
 */
function record(fields) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else if (size === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}

/** As DOS has it: two seconds, from 1980 on. @param {Date | null} date */
function dosTime(date) {
  const year = date?.getUTCFullYear() ?? 0;
  if (date === null || !(year >= 1980 && year < 2108)) return 0x00210000;
  const day = ((year - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time =
    (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  return day * 65_536 + time;
}

/** Writes as it goes: no more than one file is held at a time. */
export class ZipWriter {
  #write;
  #offset;
  /** @type {Entry[]} */
  #entries = [];

  /**
   * @param {(part: Uint8Array<ArrayBuffer> | Blob) => Promise<void> | void} write
   * @param {number} offset of what was written before
   */
  constructor(write, offset = 0) {
    this.#write = write;
    this.#offset = offset;
  }

  /**
   * Adds a file, or a folder if the path ends with "/". If `chunks` throws, nothing is added.
   * @param {string} path @param {Date | null} date @param {AsyncIterable<Uint8Array>} chunks
   */
  async add(path, date, chunks) {
    /** @type {(Uint8Array<ArrayBuffer> | Blob)[]} */
    let parts = [];
    const kept = [];
    let held = 0;
    let size = 0;
    let crc = MOST_32;
    for await (const chunk of chunks) {
      for (const byte of chunk) crc = (crc >>> 8) ^ CRC[(crc ^ byte) & 255];
      size += chunk.length;
      held += chunk.length;
      parts.push(/** @type {Uint8Array<ArrayBuffer>} */ (chunk));
      if (held < HELD) continue;
      kept.push(new Blob(parts));
      parts = [];
      held = 0;
    }
    const name = /** @type {Uint8Array<ArrayBuffer>} */ (encoder.encode(path));
    const entry = { name, time: dosTime(date), crc: (crc ^ MOST_32) >>> 0, size };
    const whole = { ...entry, offset: this.#offset, isFolder: path.endsWith('/') };
    this.#entries.push(whole);
    const large = size >= MOST_32;
    const extra = large
      ? record([
          [2, 1],
          [2, 16],
          [8, size],
          [8, size],
        ])
      : record([]);
    await this.#put(record([[4, 0x04034b50], ...shared(whole, large ? 45 : 20, extra)]));
    await this.#put(name);
    await this.#put(extra);
    for (const part of [...kept, ...parts]) await this.#put(part);
  }

  /** Writes the directory. */
  async finish() {
    const start = this.#offset;
    for (const entry of this.#entries) {
      const { name, size, offset, isFolder } = entry;
      const fields =
        size >= MOST_32
          ? [
              [8, size],
              [8, size],
            ]
          : [];
      if (offset >= MOST_32) fields.push([8, offset]);
      const extra =
        fields.length > 0 ? record([[2, 1], [2, 8 * fields.length], ...fields]) : record([]);
      const version = fields.length > 0 ? 45 : 20;
      await this.#put(
        record([
          ...[
            [4, 0x02014b50],
            [2, version],
          ],
          ...shared(entry, version, extra),
          ...[
            [2, 0],
            [2, 0],
            [2, 0],
            [4, isFolder ? 16 : 0],
            [4, Math.min(offset, MOST_32)],
          ],
        ]),
      );
      await this.#put(name);
      await this.#put(extra);
    }
    const count = this.#entries.length;
    const end = this.#offset;
    const length = end - start;
    if (count >= MOST_16 || end >= MOST_32) {
      await this.#put(
        record([
          ...[
            [4, 0x06064b50],
            [8, 44],
            [2, 45],
            [2, 45],
            [4, 0],
            [4, 0],
          ],
          ...[
            [8, count],
            [8, count],
            [8, length],
            [8, start],
          ],
          ...[
            [4, 0x07064b50],
            [4, 0],
            [8, end],
            [4, 1],
          ],
        ]),
      );
    }
    const few = Math.min(count, MOST_16);
    await this.#put(
      record([
        ...[
          [4, 0x06054b50],
          [2, 0],
          [2, 0],
          [2, few],
          [2, few],
        ],
        ...[
          [4, Math.min(length, MOST_32)],
          [4, Math.min(start, MOST_32)],
          [2, 0],
        ],
      ]),
    );
  }

  /** @param {Uint8Array<ArrayBuffer> | Blob} part */
  async #put(part) {
    this.#offset += part instanceof Blob ? part.size : part.length;
    await this.#write(part);
  }
}

/**
 * What a file's own header and its line in the directory have in common.
 * @param {Entry} entry @param {number} version @param {Uint8Array} extra @returns {number[][]}
 */
function shared({ name, time, crc, size }, version, extra) {
  const length = Math.min(size, MOST_32);
  // Bit 11: the name is UTF-8.
  return [
    ...[
      [2, version],
      [2, 0x0800],
      [2, 0],
      [4, time],
      [4, crc],
      [4, length],
      [4, length],
    ],
    ...[
      [2, name.length],
      [2, extra.length],
    ],
  ];
}
