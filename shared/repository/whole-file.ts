import { ByteReader, type Bytes, ByteWriter, joinBytes } from '../lib/bytes.ts';
import { checkTag, makeTag } from './check-tag.ts';
import { pack, unpack } from './compress.ts';
import { type FileKind, HEAD_BYTES, MAX_BODY_BYTES, METHOD, TAG_BYTES } from './format.ts';
import { decodeHead, encodeHead } from './head.ts';

type WholeFileKind = Exclude<FileKind, 'pack'>;
const LENGTHS_BYTES = 12;
/** One compression call stays below this, whatever the body's size. */
const COMPRESS_UP_TO_BYTES = 8 * 1024 * 1024;

/** A file with one body: index, snapshot or journal. */
export function encodeWholeFile(file: WholeFileKind, repositoryId: Bytes, plain: Bytes): Bytes {
  const { method, stored } =
    plain.byteLength > COMPRESS_UP_TO_BYTES ? { method: METHOD.raw, stored: plain } : pack(plain);
  const lengths = new ByteWriter(LENGTHS_BYTES)
    .u8(method)
    .zeros(3)
    .u32(plain.byteLength)
    .u32(stored.byteLength)
    .done();
  const plainLength = plain.byteLength;
  const tag = makeTag(contextOf(file, repositoryId, method, plainLength), stored);
  return joinBytes([encodeHead(file), lengths, stored, tag]);
}

/** The file's body. Throws a `RangeError` (or a `Fault`) when it is not what was written. */
export function decodeWholeFile(file: WholeFileKind, repositoryId: Bytes, bytes: Bytes): Bytes {
  decodeHead(file, bytes.subarray(0, HEAD_BYTES));
  const reader = new ByteReader(bytes.subarray(HEAD_BYTES));
  const method = reader.u8();
  if (reader.bytes(3).some((byte) => byte !== 0)) throw new RangeError('reserved bytes are set');
  const plainLength = reader.u32();
  if (plainLength > MAX_BODY_BYTES[file]) throw new RangeError('body too large');
  const stored = reader.bytes(reader.u32());
  const tag = reader.bytes(TAG_BYTES);
  if (reader.left !== 0) throw new RangeError('bytes after the end');
  checkTag(contextOf(file, repositoryId, method, plainLength), stored, tag);
  return unpack({ method, stored }, plainLength);
}

function contextOf(file: WholeFileKind, repositoryId: Bytes, method: number, plainLength: number) {
  return {
    repositoryId,
    file,
    message: 'body',
    number: 0,
    kind: null,
    method,
    plainLength,
  } as const;
}
