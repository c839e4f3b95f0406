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

/** Throws a `RangeError` for anything the format refuses. `end` is where the directory begins. */
export function decodeDirectory(bytes: Bytes, packClass: PackClass | null, end: number): Directory {
  const reader = new ByteReader(bytes);
  const segmentCount = reader.u32();
  const blobCount = reader.u32();
  if (segmentCount > MAX_SEGMENTS_IN_PACK) throw new RangeError('too many segments');
  if (directoryBytes(segmentCount, blobCount) !== bytes.byteLength) {
    throw new RangeError('counts do not give the length');
  }
  const blobs = new ByteReader(bytes.subarray(directoryBytes(segmentCount, 0)));
  const directory: SegmentEntry[] = [];
  let offset = HEAD_BYTES;
  for (let number = 0; number < segmentCount; number++) {
    const segment = decodeSegment(reader, blobs, packClass);
    if (segment.offset !== offset) throw new RangeError('segments with a gap');
    offset += segment.storedLength + TAG_BYTES;
    directory.push(segment);
  }
  if (offset !== end) throw new RangeError('segments do not reach the directory');
  if (blobs.left !== 0) throw new RangeError('blobs without a segment');
  return directory;
}

function decodeSegment(
  reader: ByteReader,
  blobReader: ByteReader,
  packClass: PackClass | null,
): SegmentEntry {
  const offset = reader.u32();
  const storedLength = reader.u32();
  const plainLength = reader.u32();
  const method = reader.u8();
  const kind = kindOf(reader.u8());
  const count = reader.u16();
  if (plainLength > MAX_SEGMENT_BYTES || storedLength > plainLength) {
    throw new RangeError('segment too large');
  }
  if (method !== METHOD.raw && method !== METHOD.zstd) throw new RangeError('unknown method');
  if (packClass !== null && PACK_CLASSES[kind] !== packClass) throw new RangeError('wrong class');
  const blobs: BlobEntry[] = [];
  let length = 0;
  for (let at = 0; at < count; at++) {
    const blob = decodeBlob(blobReader);
    const fits = kind === 'list' ? !NEVER_IN_PIECES.has(blob.kind) : blob.kind === kind;
    if (!fits) throw new RangeError('blob of another kind');
    length += blob.length;
    blobs.push(blob);
  }
  if (length !== plainLength) throw new RangeError('blobs do not fill their segment');
  return { offset, storedLength, plainLength, method, kind, blobs };
}

function decodeBlob(reader: ByteReader): BlobEntry {
  const id = asId<BlobId>(toHex(reader.bytes(HASH_BYTES)));
  return { id, length: reader.u32(), kind: kindOf(reader.u8()) };
}

function directoryBytes(segmentCount: number, blobCount: number): number {
  return COUNTS_BYTES + segmentCount * SEGMENT_BYTES + blobCount * BLOB_BYTES;
}
