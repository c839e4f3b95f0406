import { ByteReader, type Bytes, ByteWriter, fromHex, toHex } from '../lib/bytes.ts';
import { type Directory, decodeDirectory } from './directory.ts';
import { HASH_BYTES, MAX_DIRECTORY_BYTES, TAG_BYTES, TAIL_BYTES } from './format.ts';

export interface IndexedPack {
  hash: string;
  sizeBytes: number;
  /** As it stands in the pack. */
  directory: Bytes;
}

export function encodeIndex(packs: readonly IndexedPack[]): Bytes {
  const sizeBytes = packs.reduce((sum, pack) => sum + pack.directory.byteLength + 44, 8);
  const writer = new ByteWriter(sizeBytes).u32(0).u32(packs.length);
  for (const pack of packs) {
    writer
      .bytes(fromHex(pack.hash))
      .u64(pack.sizeBytes)
      .u32(pack.directory.byteLength)
      .bytes(pack.directory);
  }
  return writer.done();
}

export interface DecodedIndex {
  replaces: readonly string[];
  packs: readonly { hash: string; sizeBytes: number; directory: Directory }[];
}

/** Throws a `RangeError` for anything the format refuses. */
export function decodeIndex(bytes: Bytes): DecodedIndex {
  const reader = new ByteReader(bytes);
  const replaces = Array.from({ length: countOf(reader, HASH_BYTES) }, () => readHash(reader));
  const packs = Array.from({ length: countOf(reader, HASH_BYTES + 12) }, () => {
    const hash = readHash(reader);
    const sizeBytes = reader.u64();
    const length = reader.u32();
    if (length > MAX_DIRECTORY_BYTES) throw new RangeError('directory too large');
    const end = sizeBytes - TAIL_BYTES - TAG_BYTES - length;
    return { hash, sizeBytes, directory: decodeDirectory(reader.bytes(length), null, end) };
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
