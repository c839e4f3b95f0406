import { ByteReader, type Bytes, ByteWriter, joinBytes } from '../lib/bytes.ts';
import { pack, unpack } from './compress.ts';
import { HEAD_BYTES, MAX_BODY_BYTES, METHOD, TAG_BYTES, type WholeFileKind } from './format.ts';
import { bodyMessage } from './message.ts';
import type { Sealer } from './sealer.ts';

const LENGTHS_BYTES = 12;
/** One compression call stays below this, whatever the body's size. */
const COMPRESS_UP_TO_BYTES = 8 * 1024 * 1024;

/** A file with one body: index, snapshot, journal, mark or gone file. */
export async function encodeWholeFile(
  sealer: Sealer,
  file: WholeFileKind,
  plain: Bytes,
): Promise<Bytes> {
  const { method, stored } =
    plain.byteLength > COMPRESS_UP_TO_BYTES ? { method: METHOD.raw, stored: plain } : pack(plain);
  const lengths = new ByteWriter(LENGTHS_BYTES)
    .u8(method)
    .zeros(3)
    .u32(plain.byteLength)
    .u32(stored.byteLength)
    .done();
  const seal = await sealer.begin(file);
  const sealed = await seal.seal(bodyMessage(method, plain.byteLength), stored);
  return joinBytes([seal.head, lengths, sealed]);
}

/** The file's body. Throws a `RangeError` (or a `Fault`) when it is not what was written. */
export async function decodeWholeFile(
  sealer: Sealer,
  file: WholeFileKind,
  bytes: Bytes,
): Promise<Bytes> {
  const opened = await sealer.open(file, bytes.subarray(0, HEAD_BYTES));
  const reader = new ByteReader(bytes.subarray(HEAD_BYTES));
  const method = reader.u8();
  if (reader.bytes(3).some((byte) => byte !== 0)) throw new RangeError('reserved bytes are set');
  const plainLength = reader.u32();
  if (plainLength > MAX_BODY_BYTES[file]) throw new RangeError('body too large');
  const sealed = reader.bytes(reader.u32() + TAG_BYTES);
  if (reader.left !== 0) throw new RangeError('bytes after the end');
  const stored = await opened.open(bodyMessage(method, plainLength), sealed);
  return unpack({ method, stored }, plainLength);
}
