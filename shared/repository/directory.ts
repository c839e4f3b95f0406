import { ByteReader, type Bytes, ByteWriter, fromHex, toHex } from '../lib/bytes.ts';
import { asId, type BlobId } from '../model/ids.ts';
import {
  HASH_BYTES,
  HEAD_BYTES,
  KIND_NUMBERS,
  kindOf,
  MAX_SEGMENT_BYTES,
  MAX_SEGMENTS_IN_PACK,
  METHOD,
  PACK_CLASSES,
  type PackClass,
  type SegmentKind,
  TAG_BYTES,
} from './format.ts';

const COUNTS_BYTES = 8;
const SEGMENT_BYTES = 16;
const BLOB_BYTES = HASH_BYTES + 5;
const NEVER_IN_PIECES: ReadonlySet<SegmentKind> = new Set(['list', 'page']);

/** What is in a pack, in the order in which it stands there. */
export type Directory = readonly SegmentEntry[];

export interface SegmentEntry {
  offset: number;
  storedLength: number;
  plainLength: number;
  method: number;
  kind: SegmentKind;
  blobs: readonly BlobEntry[];
}

export interface BlobEntry {
  id: BlobId;
  length: number;
  /** Of the whole blob, in a segment of kind `list`; else the segment's. */
  kind: SegmentKind;
}

export function encodeDirectory(directory: Directory): Bytes {
  const blobs = directory.flatMap((segment) => segment.blobs);
  const writer = new ByteWriter(directoryBytes(directory.length, blobs.length));
  writer.u32(directory.length).u32(blobs.length);
  for (const segment of directory) {
    writer
      .u32(segment.offset)
      .u32(segment.storedLength)
      .u32(segment.plainLength)
      .u8(segment.method)
      .u8(KIND_NUMBERS[segment.kind])
      .u16(segment.blobs.length);
  }
  for (const blob of blobs) {
    writer.bytes(fromHex(blob.id)).u32(blob.length).u8(KIND_NUMBERS[blob.kind]);
  }
  return writer.done();
}

/** What a walk through a directory tells, in the order in which it stands there. Kinds are numbers. */
export interface DirectoryVisitor {
  segment(
    number: number,
    offset: number,
    storedLength: number,
    plainLength: number,
    method: number,
    kind: number,
  ): void;
  /** Of the segment told before; its id stands at `idAt` in the directory. */
  blob(idAt: number, length: number, kind: number): void;
}

/**
 * Reads a directory as it stands, and makes nothing of it: a million blobs as objects take 300 MB.
 * Without a visitor it only looks whether all is right. `end` is where the directory begins. Throws a
 * `RangeError` for anything the format refuses, maybe after much of it was told.
 */
export function walkDirectory(
  bytes: Bytes,
  packClass: PackClass | null,
  end: number,
  visitor?: DirectoryVisitor,
): void {
  const reader = new ByteReader(bytes);
  const segmentCount = reader.u32();
  const blobCount = reader.u32();
  if (segmentCount > MAX_SEGMENTS_IN_PACK) throw new RangeError('too many segments');
  if (directoryBytes(segmentCount, blobCount) !== bytes.byteLength) {
    throw new RangeError('counts do not give the length');
  }
  const blobsAt = directoryBytes(segmentCount, 0);
  const blobs = new ByteReader(bytes.subarray(blobsAt));
  let offset = HEAD_BYTES;
  for (let number = 0; number < segmentCount; number++) {
    const segmentOffset = reader.u32();
    const storedLength = reader.u32();
    const plainLength = reader.u32();
    const method = reader.u8();
    const kindNumber = reader.u8();
    const kind = kindOf(kindNumber);
    const count = reader.u16();
    checkSegment(storedLength, plainLength, method);
    if (packClass !== null && PACK_CLASSES[kind] !== packClass) throw new RangeError('wrong class');
    if (segmentOffset !== offset) throw new RangeError('segments with a gap');
    visitor?.segment(number, offset, storedLength, plainLength, method, kindNumber);
    offset += storedLength + TAG_BYTES;
    let filled = 0;
    for (let at = 0; at < count; at++) {
      const idAt = bytes.byteLength - blobs.left;
      blobs.skip(HASH_BYTES);
      const length = blobs.u32();
      const blobKind = blobs.u8();
      const isIn = kindOf(blobKind);
      const fits = kind === 'list' ? !NEVER_IN_PIECES.has(isIn) : isIn === kind;
      if (!fits) throw new RangeError('blob of another kind');
      filled += length;
      visitor?.blob(idAt, length, blobKind);
    }
    if (filled !== plainLength) throw new RangeError('blobs do not fill their segment');
  }
  if (offset !== end) throw new RangeError('segments do not reach the directory');
  if (blobs.left !== 0) throw new RangeError('blobs without a segment');
}

/** The same as objects. Throws a `RangeError`. */
export function decodeDirectory(bytes: Bytes, packClass: PackClass | null, end: number): Directory {
  const directory: (SegmentEntry & { blobs: BlobEntry[] })[] = [];
  walkDirectory(bytes, packClass, end, {
    segment: (_number, offset, storedLength, plainLength, method, kind) => {
      directory.push({ offset, storedLength, plainLength, method, kind: kindOf(kind), blobs: [] });
    },
    blob: (idAt, length, kind) => {
      const id = asId<BlobId>(toHex(bytes.subarray(idAt, idAt + HASH_BYTES)));
      directory.at(-1)?.blobs.push({ id, length, kind: kindOf(kind) });
    },
  });
  return directory;
}

function checkSegment(storedLength: number, plainLength: number, method: number): void {
  if (plainLength > MAX_SEGMENT_BYTES || storedLength > plainLength) {
    throw new RangeError('segment too large');
  }
  if (method !== METHOD.raw && method !== METHOD.zstd) throw new RangeError('unknown method');
}

function directoryBytes(segmentCount: number, blobCount: number): number {
  return COUNTS_BYTES + segmentCount * SEGMENT_BYTES + blobCount * BLOB_BYTES;
}
