import { ByteReader, type Bytes, ByteWriter, decodeText, encodeText } from '../lib/bytes.ts';
import { type Directory, decodeDirectory } from './directory.ts';
import { HEAD_BYTES, MAX_DIRECTORY_BYTES, TAG_BYTES, TAIL_BYTES, TAIL_MAGIC } from './format.ts';
import { directoryMessage } from './message.ts';
import type { SealedFile } from './sealer.ts';

export interface Tail {
  directoryOffset: number;
  directoryLength: number;
}

export function encodeTail({ directoryOffset, directoryLength }: Tail): Bytes {
  return new ByteWriter(TAIL_BYTES)
    .u32(directoryOffset)
    .u32(directoryLength)
    .u64(directoryOffset + directoryLength + TAG_BYTES + TAIL_BYTES)
    .bytes(encodeText(TAIL_MAGIC))
    .done();
}

/** Reads the last 24 bytes of a pack of `sizeBytes`. Throws a `RangeError` when it is not whole. */
export function decodeTail(bytes: Bytes, sizeBytes: number): Tail {
  const reader = new ByteReader(bytes);
  const directoryOffset = reader.u32();
  const directoryLength = reader.u32();
  const packLength = reader.u64();
  if (decodeText(reader.bytes(8)) !== TAIL_MAGIC || packLength !== sizeBytes) {
    throw new RangeError('pack is not whole');
  }
  const isWhole = directoryOffset + directoryLength + TAG_BYTES + TAIL_BYTES === sizeBytes;
  if (!isWhole || directoryOffset < HEAD_BYTES || directoryLength > MAX_DIRECTORY_BYTES) {
    throw new RangeError('directory is not where the tail says');
  }
  return { directoryOffset, directoryLength };
}

/** `end` is the pack from its directory on. Throws a `RangeError` (or a `Fault`). */
export async function decodePackDirectory(
  pack: SealedFile,
  end: Bytes,
  tail: Tail,
): Promise<Directory> {
  const sealed = new ByteReader(end).bytes(tail.directoryLength + TAG_BYTES);
  const directory = await pack.open(directoryMessage(tail.directoryLength), sealed);
  return decodeDirectory(directory, pack.packClass, tail.directoryOffset);
}
