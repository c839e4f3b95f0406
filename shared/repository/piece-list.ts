import { ByteReader, type Bytes, ByteWriter, fromHex, toHex } from '../lib/bytes.ts';
import { asId, type BlobId } from '../model/ids.ts';
import { HASH_BYTES, MAX_BLOB_BYTES } from './format.ts';

const LIST_VERSION = 1;
const HEAD_BYTES = 16;
const PIECE_BYTES = HASH_BYTES + 4;

export interface Piece {
  id: BlobId;
  length: number;
}

/** How a blob too large for one segment is put together again. */
export function encodePieceList(pieces: readonly Piece[]): Bytes {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const writer = new ByteWriter(HEAD_BYTES + pieces.length * PIECE_BYTES);
  writer.u8(LIST_VERSION).zeros(3).u64(total).u32(pieces.length);
  for (const piece of pieces) writer.bytes(fromHex(piece.id)).u32(piece.length);
  return writer.done();
}

/** Throws a `RangeError` for anything the format refuses. */
export function decodePieceList(bytes: Bytes): { totalBytes: number; pieces: readonly Piece[] } {
  const reader = new ByteReader(bytes);
  if (reader.u8() !== LIST_VERSION) throw new RangeError('unknown list version');
  if (reader.bytes(3).some((byte) => byte !== 0)) throw new RangeError('reserved bytes are set');
  const totalBytes = reader.u64();
  const count = reader.u32();
  if (totalBytes > MAX_BLOB_BYTES) throw new RangeError('blob too large');
  if (count * PIECE_BYTES !== reader.left) throw new RangeError('count does not give the length');
  let length = 0;
  const pieces = Array.from({ length: count }, () => {
    const piece = { id: asId<BlobId>(toHex(reader.bytes(HASH_BYTES))), length: reader.u32() };
    if (piece.length === 0) throw new RangeError('empty piece');
    length += piece.length;
    return piece;
  });
  if (length !== totalBytes) throw new RangeError('pieces do not add up');
  return { totalBytes, pieces };
}
