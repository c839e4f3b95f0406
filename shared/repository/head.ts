import { ByteReader, type Bytes, ByteWriter, decodeText, encodeText } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import {
  type FileKind,
  type FormatVersion,
  HASH_BYTES,
  HEAD_BYTES,
  KEY_ID_BYTES,
  MAGIC,
  type PackClass,
} from './format.ts';

const SEALED = 1;
const STATE = 2;

/** By what a sealed file's key is found and known; zeros in a file that is not sealed. */
export interface KeyFields {
  keyId: Bytes;
  salt: Bytes;
  commitment: Bytes;
}

export interface Head extends KeyFields {
  packClass: PackClass;
}

const NOT_SEALED: KeyFields = {
  keyId: new Uint8Array(KEY_ID_BYTES),
  salt: new Uint8Array(HASH_BYTES),
  commitment: new Uint8Array(HASH_BYTES),
};

/** The first 96 bytes of every file that is named by its hash, but of slots. */
export function encodeHead(
  version: FormatVersion,
  file: FileKind,
  packClass: PackClass,
  fields: KeyFields | null,
): Bytes {
  const { keyId, salt, commitment } = fields ?? NOT_SEALED;
  return new ByteWriter(HEAD_BYTES)
    .bytes(encodeText(MAGIC[file]))
    .u16(version)
    .u16((packClass === 'state' ? STATE : 0) | (fields === null ? 0 : SEALED))
    .u32(0)
    .bytes(keyId)
    .bytes(salt)
    .bytes(commitment)
    .done();
}

/** Throws a `RangeError` for another kind of file, a `Fault` for one of another format. */
export function decodeHead(version: FormatVersion, file: FileKind, bytes: Bytes): Head {
  const reader = new ByteReader(bytes);
  if (decodeText(reader.bytes(8)) !== MAGIC[file]) throw new RangeError('not that kind of file');
  const found = reader.u16();
  const flags = reader.u16();
  const sealed = version === 1 ? 0 : SEALED;
  const known = sealed | (file === 'pack' ? STATE : 0);
  const isKnown = (flags & ~known) === 0 && (flags & sealed) === sealed;
  if (found !== version || !isKnown || reader.u32() !== 0) {
    const message = (flags & SEALED) > sealed ? 'file is encrypted' : 'file of another format';
    throw new Fault('unsupported', message);
  }
  const keyId = reader.bytes(KEY_ID_BYTES);
  const salt = reader.bytes(HASH_BYTES);
  const commitment = reader.bytes(HASH_BYTES);
  if (version === 1 && [keyId, salt, commitment].some((field) => field.some(isSet))) {
    throw new Fault('unsupported', 'file of another format');
  }
  return { packClass: (flags & STATE) === 0 ? 'data' : 'state', keyId, salt, commitment };
}

function isSet(byte: number): boolean {
  return byte !== 0;
}
