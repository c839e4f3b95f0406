import { ByteReader, type Bytes, ByteWriter, fromHex, toHex } from '../lib/bytes.ts';
import { asId, type BlobId } from '../model/ids.ts';
import { type FormatVersion, HASH_BYTES, MAX_BLOB_BYTES } from './format.ts';

const HEAD_BYTES = 16;
/** Of a piece's length: in version 2 a piece may be a list itself, and longer than a segment. */
const LENGTH_BYTES: Readonly<Record<FormatVersion, number>> = { 1: 4, 2: 8 };

export interface Piece {
  id: BlobId;
  length: number;
}

export interface PieceList {
  totalBytes: number;
  pieces: readonly Piece[];
}

/** How a large blob is put together again. */
export function encodePieceList(version: FormatVersion, pieces: readonly Piece[]): Bytes {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const pieceBytes = HASH_BYTES + LENGTH_BYTES[version];
  const writer = new ByteWriter(HEAD_BYTES + pieces.length * pieceBytes);
  writer.u8(version).zeros(3).u64(total).u32(pieces.length);
  for (const { id, length } of pieces) {
    writer.bytes(fromHex(id));
    if (version === 1) writer.u32(length);
    else writer.u64(length);
  }
  return writer.done();
}

/** Throws a `RangeError` for anything the format refuses. */
export function decodePieceList(version: FormatVersion, bytes: Bytes): PieceList {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== version) throw new RangeError('unknown list version');
  if (reader.bytes(3).some((byte) => byte !== 0)) throw new RangeError('reserved bytes are set');
  const totalBytes = reader.u64();
  const count = reader.u32();
  if (totalBytes > MAX_BLOB_BYTES[version]) throw new RangeError('blob too large');
  if (count * (HASH_BYTES + LENGTH_BYTES[version]) !== reader.left || count === 0) {
    throw new RangeError('count does not give the length');
  }
  let length = 0;
  const pieces = Array.from({ length: count }, () => {
    const id = asId<BlobId>(toHex(reader.bytes(HASH_BYTES)));
    const piece = { id, length: version === 1 ? reader.u32() : reader.u64() };
    if (piece.length === 0) throw new RangeError('empty piece');
    length += piece.length;
    return piece;
  });
  if (length !== totalBytes) throw new RangeError('pieces do not add up');
  return { totalBytes, pieces };
}
