import { ByteReader, type Bytes, ByteWriter, decodeText, encodeText } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import {
  type FileKind,
  FORMAT_VERSION,
  HEAD_BYTES,
  MAGIC,
  type PackClass,
  REPOSITORY_ID_BYTES,
} from './format.ts';

const SEALED = 1;
const STATE = 2;
const KEY_BYTES = 32 + 32 + REPOSITORY_ID_BYTES;

/** The first 96 bytes of packs, indexes, snapshots and journal files. */
export function encodeHead(file: FileKind, packClass: PackClass = 'data'): Bytes {
  return new ByteWriter(HEAD_BYTES)
    .bytes(encodeText(MAGIC[file]))
    .u16(FORMAT_VERSION)
    .u16(packClass === 'state' ? STATE : 0)
    .u32(0)
    .zeros(KEY_BYTES)
    .done();
}

/** Throws a `RangeError` for another kind of file, a `Fault` for one from a later version. */
export function decodeHead(file: FileKind, bytes: Bytes): PackClass {
  const reader = new ByteReader(bytes);
  if (decodeText(reader.bytes(8)) !== MAGIC[file]) throw new RangeError('not that kind of file');
  const version = reader.u16();
  const flags = reader.u16();
  const known = file === 'pack' ? STATE : 0;
  if (version !== FORMAT_VERSION || (flags & ~known) !== 0 || reader.u32() !== 0) {
    const message = (flags & SEALED) === 0 ? 'file of a later format' : 'file is encrypted';
    throw new Fault('unsupported', message);
  }
  if (reader.bytes(KEY_BYTES).some((byte) => byte !== 0)) {
    throw new Fault('unsupported', 'file of a later format');
  }
  return (flags & STATE) === 0 ? 'data' : 'state';
}
