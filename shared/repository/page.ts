import {
  ByteReader,
  type Bytes,
  ByteWriter,
  decodeText,
  encodeText,
  fromHex,
  toHex,
} from '../lib/bytes.ts';
import { asId, type BlobId } from '../model/ids.ts';
import { type ItemEntry, PART_ROLES, type PartRole } from '../model/item.ts';
import { HASH_BYTES } from './format.ts';

const PAGE_VERSION = 1;
const MAX_LEVEL = 16;
const MAX_KEY_BYTES = 1_024;
const MAX_VERSION_BYTES = 1_024;
const MAX_PARTS = 65_535;
const WHOLE = 1;
export const PAGE_HEAD_BYTES = 8;

const ROLE_NUMBERS: Readonly<Record<PartRole, number>> = {
  body: 1,
  mime: 2,
  attachments: 3,
  attachment: 4,
};

/** An entry of a page with its encoding, which decides where pages are cut. */
export interface Cell {
  key: string;
  keyBytes: Bytes;
  /** The whole entry as it stands in the page. */
  bytes: Bytes;
}

export interface LeafCell extends Cell {
  entry: ItemEntry;
}

/** A page as its parent knows it. `key` is the last key in it. */
export interface ChildCell extends Cell {
  child: BlobId;
  count: number;
  unwhole: number;
}

export type Page =
  | { level: number; leaves: readonly LeafCell[]; children?: never }
  | { level: number; children: readonly ChildCell[]; leaves?: never };

/** What is wrong with a key or version is a bug of the caller: Graph's are far shorter. */
export function makeLeafCell(key: string, entry: ItemEntry): LeafCell {
  const keyBytes = encodeKey(key);
  const version = encodeText(entry.version);
  if (version.byteLength > MAX_VERSION_BYTES) throw new RangeError('version too long');
  if (entry.parts.length > MAX_PARTS) throw new RangeError('too many parts');
  const partBytes = entry.parts.length * (HASH_BYTES + 1);
  const writer = new ByteWriter(
    keyBytes.byteLength + version.byteLength + partBytes + HASH_BYTES + 7,
  )
    .u16(keyBytes.byteLength)
    .bytes(keyBytes)
    .u16(version.byteLength)
    .bytes(version)
    .bytes(fromHex(entry.meta))
    .u8(entry.whole ? WHOLE : 0)
    .u16(entry.parts.length);
  for (const part of entry.parts) writer.u8(ROLE_NUMBERS[part.role]).bytes(fromHex(part.blob));
  return { key, keyBytes, bytes: writer.done(), entry };
}

export function makeChildCell(
  key: string,
  child: BlobId,
  count: number,
  unwhole: number,
): ChildCell {
  const keyBytes = encodeKey(key);
  const bytes = new ByteWriter(keyBytes.byteLength + HASH_BYTES + 10)
    .u16(keyBytes.byteLength)
    .bytes(keyBytes)
    .bytes(fromHex(child))
    .u32(count)
    .u32(unwhole)
    .done();
  return { key, keyBytes, bytes, child, count, unwhole };
}

export function encodePage(level: number, cells: readonly Cell[]): Bytes {
  const sizeBytes = cells.reduce((sum, cell) => sum + cell.bytes.byteLength, PAGE_HEAD_BYTES);
  const writer = new ByteWriter(sizeBytes).u8(PAGE_VERSION).u8(level).u16(0).u32(cells.length);
  for (const cell of cells) writer.bytes(cell.bytes);
  return writer.done();
}

/** Throws a `RangeError` (or `TypeError`) for anything the format refuses. */
export function decodePage(bytes: Bytes): Page {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  const level = reader.u8();
  const reserved = reader.u16();
  const count = reader.u32();
  if (version !== PAGE_VERSION || reserved !== 0 || level > MAX_LEVEL) {
    throw new RangeError('unknown kind of page');
  }
  if (count === 0 || count > reader.left) throw new RangeError('wrong count');
  const page: Page =
    level === 0
      ? { level: 0, leaves: decodeCells<LeafCell>(reader, count, bytes, decodeEntry) }
      : { level, children: decodeCells<ChildCell>(reader, count, bytes, decodeChild) };
  if (reader.left !== 0) throw new RangeError('bytes after the end');
  return page;
}

/** Keys are ordered as unsigned bytes of UTF-8. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const difference = inByteOrder(a.charCodeAt(at)) - inByteOrder(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Surrogates stand for characters above all others, though their numbers are not the highest. */
function inByteOrder(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

function decodeCells<T extends Cell>(
  reader: ByteReader,
  count: number,
  page: Bytes,
  decode: (reader: ByteReader) => Omit<T, keyof Cell>,
): T[] {
  const cells: T[] = [];
  for (let at = 0; at < count; at++) {
    const start = page.byteLength - reader.left;
    const keyBytes = reader.bytes(reader.u16());
    if (keyBytes.byteLength > MAX_KEY_BYTES) throw new RangeError('key too long');
    const key = decodeText(keyBytes);
    const last = cells.at(-1);
    if (last !== undefined && compareKeys(last.key, key) >= 0) {
      throw new RangeError('keys are not in order');
    }
    const rest = decode(reader);
    const bytes = page.subarray(start, page.byteLength - reader.left);
    // `decode` gives all of `T` but what a cell of any level has.
    cells.push({ key, keyBytes, bytes, ...rest } as T);
  }
  return cells;
}

function decodeEntry(reader: ByteReader): { entry: ItemEntry } {
  const versionLength = reader.u16();
  if (versionLength > MAX_VERSION_BYTES) throw new RangeError('version too long');
  const version = decodeText(reader.bytes(versionLength));
  const meta = readId(reader);
  const flags = reader.u8();
  if ((flags & ~WHOLE) !== 0) throw new RangeError('unknown flags');
  const parts = Array.from({ length: reader.u16() }, () => ({
    role: readRole(reader),
    blob: readId(reader),
  }));
  return { entry: { version, meta, whole: flags === WHOLE, parts } };
}

function decodeChild(reader: ByteReader): Omit<ChildCell, keyof Cell> {
  return { child: readId(reader), count: reader.u32(), unwhole: reader.u32() };
}

function readRole(reader: ByteReader): PartRole {
  const number = reader.u8();
  const role = PART_ROLES.find((name) => ROLE_NUMBERS[name] === number);
  if (role === undefined) throw new RangeError('unknown role');
  return role;
}

function readId(reader: ByteReader): BlobId {
  return asId<BlobId>(toHex(reader.bytes(HASH_BYTES)));
}

function encodeKey(key: string): Bytes {
  const bytes = encodeText(key);
  if (bytes.byteLength > MAX_KEY_BYTES) throw new RangeError('key too long');
  if (/\p{Surrogate}/u.test(key)) throw new RangeError('key is not well-formed text');
  return bytes;
}
