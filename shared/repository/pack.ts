import {
  areEqual,
  ByteReader,
  type Bytes,
  ByteWriter,
  decodeText,
  encodeText,
  joinBytes,
} from '../lib/bytes.ts';
import type { BlobId } from '../model/ids.ts';
import { checkTag, makeTag } from './check-tag.ts';
import { pack, unpack } from './compress.ts';
import {
  type Directory,
  decodeDirectory,
  encodeDirectory,
  type SegmentEntry,
} from './directory.ts';
import {
  HEAD_BYTES,
  MAX_DIRECTORY_BYTES,
  METHOD,
  type PackClass,
  type SegmentKind,
  TAG_BYTES,
  TAIL_BYTES,
  TAIL_MAGIC,
} from './format.ts';
import { decodeHead, encodeHead } from './head.ts';

export interface NewBlob {
  id: BlobId;
  kind: SegmentKind;
  bytes: Bytes;
}

/** A pack being filled. Its segments have their final places at once and can be read from it. */
export class PackBuilder {
  readonly #repositoryId: Bytes;
  readonly #packClass: PackClass;
  readonly #directory: SegmentEntry[] = [];
  readonly #stored: Bytes[] = [];
  #sizeBytes = HEAD_BYTES;

  constructor(repositoryId: Bytes, packClass: PackClass) {
    this.#repositoryId = repositoryId;
    this.#packClass = packClass;
  }

  /** Without directory and tail. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get segmentCount(): number {
    return this.#directory.length;
  }

  addSegment(kind: SegmentKind, blobs: readonly NewBlob[]): SegmentEntry {
    const [first] = blobs;
    const plain =
      blobs.length === 1 && first !== undefined
        ? first.bytes
        : joinBytes(blobs.map((blob) => blob.bytes));
    const { method, stored } = pack(plain);
    const entry: SegmentEntry = {
      offset: this.#sizeBytes,
      storedLength: stored.byteLength,
      plainLength: plain.byteLength,
      method,
      kind,
      blobs: blobs.map((blob) => ({ id: blob.id, length: blob.bytes.byteLength, kind: blob.kind })),
    };
    const tag = makeTag(segmentContext(this.#repositoryId, this.#directory.length, entry), stored);
    this.#directory.push(entry);
    this.#stored.push(stored, tag);
    this.#sizeBytes += stored.byteLength + TAG_BYTES;
    return entry;
  }

  /** Stored bytes of a segment with its tag. */
  storedSegment(number: number): Bytes {
    return joinBytes(this.#stored.slice(2 * number, 2 * number + 2));
  }

  /** The whole pack, decoded once more and compared with what it was made of. */
  seal(): { bytes: Bytes; directory: Bytes } {
    const directory = encodeDirectory(this.#directory);
    const context = directoryContext(this.#repositoryId, directory.byteLength);
    const tail = new ByteWriter(TAIL_BYTES)
      .u32(this.#sizeBytes)
      .u32(directory.byteLength)
      .u64(this.#sizeBytes + directory.byteLength + TAG_BYTES + TAIL_BYTES)
      .bytes(encodeText(TAIL_MAGIC))
      .done();
    const head = encodeHead('pack', this.#packClass);
    const tag = makeTag(context, directory);
    const bytes = joinBytes([head, ...this.#stored, directory, tag, tail]);
    this.#check(bytes);
    return { bytes, directory };
  }

  /** Read back as a reader would. The segments were decoded when they were made. */
  #check(bytes: Bytes): void {
    const tail = decodeTail(bytes.subarray(-TAIL_BYTES), bytes.byteLength);
    const end = bytes.subarray(tail.directoryOffset);
    const head = bytes.subarray(0, HEAD_BYTES);
    const directory = decodePackDirectory(head, end, tail, this.#repositoryId);
    const isSame =
      directory.length === this.#directory.length &&
      directory.every(({ offset, storedLength }, number) => {
        const [stored, tag] = this.#stored.slice(2 * number, 2 * number + 2);
        const tagAt = offset + storedLength;
        return (
          stored !== undefined &&
          tag !== undefined &&
          areEqual(bytes.subarray(offset, tagAt), stored) &&
          areEqual(bytes.subarray(tagAt, tagAt + TAG_BYTES), tag)
        );
      });
    if (!isSame) throw new Error('a sealed pack does not decode to what it was made from');
  }
}

export interface Tail {
  directoryOffset: number;
  directoryLength: number;
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
export function decodePackDirectory(
  head: Bytes,
  end: Bytes,
  tail: Tail,
  repositoryId: Bytes,
): Directory {
  const packClass = decodeHead('pack', head);
  const reader = new ByteReader(end);
  const directory = reader.bytes(tail.directoryLength);
  const tag = reader.bytes(TAG_BYTES);
  checkTag(directoryContext(repositoryId, directory.byteLength), directory, tag);
  return decodeDirectory(directory, packClass, tail.directoryOffset);
}

export type StoredSegment = Pick<SegmentEntry, 'plainLength' | 'method' | 'kind'>;

/** Plain bytes of a segment from its stored bytes with their tag. Throws a `RangeError`. */
export function decodeSegment(
  repositoryId: Bytes,
  number: number,
  segment: StoredSegment,
  storedWithTag: Bytes,
): Bytes {
  const stored = checkStored(repositoryId, number, segment, storedWithTag);
  return unpack({ method: segment.method, stored }, segment.plainLength);
}

function checkStored(
  repositoryId: Bytes,
  number: number,
  segment: StoredSegment,
  storedWithTag: Bytes,
): Bytes {
  if (storedWithTag.byteLength < TAG_BYTES) throw new RangeError('segment is cut off');
  const stored = storedWithTag.subarray(0, -TAG_BYTES);
  const tag = storedWithTag.subarray(-TAG_BYTES);
  checkTag(segmentContext(repositoryId, number, segment), stored, tag);
  return stored;
}

function segmentContext(repositoryId: Bytes, number: number, segment: StoredSegment) {
  const { kind, method, plainLength } = segment;
  return {
    repositoryId,
    file: 'pack',
    message: 'segment',
    number,
    kind,
    method,
    plainLength,
  } as const;
}

function directoryContext(repositoryId: Bytes, plainLength: number) {
  return {
    repositoryId,
    file: 'pack',
    message: 'directory',
    number: 0,
    kind: null,
    method: METHOD.raw,
    plainLength,
  } as const;
}
