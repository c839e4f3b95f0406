import { ByteReader, type Bytes, ByteWriter, fromHex, toHex } from '../lib/bytes.ts';
import { type Directory, decodeDirectory, walkDirectory } from './directory.ts';
import { HASH_BYTES, MAX_DIRECTORY_BYTES, TAG_BYTES, TAIL_BYTES } from './format.ts';

export interface IndexedPack {
  hash: string;
  sizeBytes: number;
  /** As it stands in the pack. */
  directory: Bytes;
}

/** `replaces` are index files that this one stands for. */
export function encodeIndex(
  packs: readonly IndexedPack[],
  replaces: readonly string[] = [],
): Bytes {
  const least = 8 + replaces.length * HASH_BYTES;
  const sizeBytes = packs.reduce((sum, pack) => sum + pack.directory.byteLength + 44, least);
  const writer = new ByteWriter(sizeBytes).u32(replaces.length);
  for (const hash of replaces) writer.bytes(fromHex(hash));
  writer.u32(packs.length);
  for (const pack of packs) {
    writer
      .bytes(fromHex(pack.hash))
      .u64(pack.sizeBytes)
      .u32(pack.directory.byteLength)
      .bytes(pack.directory);
  }
  return writer.done();
}

/** A pack's directory as objects, which take several times the memory. Throws a `RangeError`. */
export function directoryOf(pack: IndexedPack): Directory {
  return decodeDirectory(pack.directory, null, directoryEnd(pack));
}

/** Where the directory begins in its pack: the last segment ends there. */
export function directoryEnd({ directory, sizeBytes }: IndexedPack): number {
  return sizeBytes - TAIL_BYTES - TAG_BYTES - directory.byteLength;
}

export interface SplitIndex {
  replaces: readonly string[];
  packs: readonly IndexedPack[];
}

/** The same as `splitIndex`, with every directory looked at. Throws a `RangeError`. */
export function checkIndex(bytes: Bytes): SplitIndex {
  const index = splitIndex(bytes);
  for (const pack of index.packs) walkDirectory(pack.directory, null, directoryEnd(pack));
  return index;
}

/** Directories stay as they stand in the index, unread. Throws a `RangeError`. */
export function splitIndex(bytes: Bytes): SplitIndex {
  const reader = new ByteReader(bytes);
  const replaces = Array.from({ length: countOf(reader, HASH_BYTES) }, () => readHash(reader));
  const packs = Array.from({ length: countOf(reader, HASH_BYTES + 12) }, () => {
    const hash = readHash(reader);
    const sizeBytes = reader.u64();
    const length = reader.u32();
    if (length > MAX_DIRECTORY_BYTES) throw new RangeError('directory too large');
    return { hash, sizeBytes, directory: reader.bytes(length) };
  });
  if (reader.left !== 0) throw new RangeError('bytes after the end');
  return { replaces, packs };
}

function countOf(reader: ByteReader, leastBytes: number): number {
  const count = reader.u32();
  if (count * leastBytes > reader.left) throw new RangeError('count too large');
  return count;
}

function readHash(reader: ByteReader): string {
  return toHex(reader.bytes(HASH_BYTES));
}
