import { areEqual, type Bytes, ByteWriter, encodeText } from '../lib/bytes.ts';
import { hashSmall } from '../lib/hash.ts';
import {
  FILE_KIND,
  type FileKind,
  FORMAT_VERSION,
  KIND_NUMBERS,
  MESSAGE_KIND,
  type MessageKind,
  type SegmentKind,
  TAG_BYTES,
} from './format.ts';

const CONTEXT_BYTES = 44;
const PRODUCT = encodeText('holdfast');

/** What a stored message is and where it stands, so that no other can take its place. */
export interface Context {
  repositoryId: Bytes;
  file: FileKind;
  message: MessageKind;
  /** Of the segment in its pack; 0 for other messages. */
  number: number;
  kind: SegmentKind | null;
  method: number;
  plainLength: number;
}

/** The 16 bytes after each stored message: found out before anything of it is decoded. */
export function makeTag(context: Context, stored: Bytes): Bytes {
  const bytes = new ByteWriter(CONTEXT_BYTES)
    .bytes(PRODUCT)
    .u16(FORMAT_VERSION)
    .bytes(context.repositoryId)
    .u8(FILE_KIND[context.file])
    .u8(MESSAGE_KIND[context.message])
    .u32(context.number)
    .u8(context.kind === null ? 0 : KIND_NUMBERS[context.kind])
    .u8(context.method)
    .u16(0)
    .u32(context.plainLength)
    .u32(stored.byteLength)
    .done();
  return hashSmall(bytes, stored).subarray(0, TAG_BYTES);
}

/** Throws a `RangeError` when the bytes are not what was stored here. */
export function checkTag(context: Context, stored: Bytes, tag: Bytes): void {
  if (!areEqual(makeTag(context, stored), tag)) throw new RangeError('check tag does not match');
}
