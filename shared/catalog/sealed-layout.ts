import { ByteReader, type Bytes, ByteWriter, joinBytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import { NONCE_BYTES, SALT_BYTES, TAG_BYTES } from './chunk-cipher.ts';
import { CHUNK_BYTES } from './chunk-file.ts';

/**
 * Where things lie in a sealed file:
 *
 * | at | what |
 * | --- | --- |
 * | 0, 4,096 | two root records, of even and of odd generations: salt · nonce · sealed body · tag |
 * | 8,192 + n × 65,536 | slot n: the ciphertext of a chunk or of a piece of the table |
 *
 * A root's body has the generation, the size of the database, the number of its chunks, and where
 * the table's pieces are. The table has for each chunk its slot, the generation it was sealed in,
 * its nonce and its tag. So the root speaks for every byte of the file: chunks of two generations
 * can't be mixed, nor an older chunk be put back. All numbers are little-endian.
 */
export const ROOT_BYTES = 4096;
export const SLOT_BYTES = CHUNK_BYTES;
export const ROOT_BODY_BYTES = ROOT_BYTES - SALT_BYTES - NONCE_BYTES - TAG_BYTES;

const FIRST_SLOT_AT = 2 * ROOT_BYTES;
/** A chunk that SQLite never wrote: it reads as zeros. */
const NO_SLOT = 0xffff_ffff;
const ENTRY_BYTES = 4 + 8 + NONCE_BYTES + TAG_BYTES;
const ENTRIES_PER_PIECE = Math.floor(SLOT_BYTES / ENTRY_BYTES);

/** Where a sealed piece lies, and what its slot has no room for. */
export interface Entry {
  slot: number;
  generation: number;
  nonce: Bytes;
  tag: Bytes;
}

/** null: never written. */
export type Table = readonly (Entry | null)[];

export interface Root {
  generation: number;
  sizeBytes: number;
  chunks: number;
  /** In order; each was sealed with the root. */
  pieces: readonly Entry[];
}

export function rootAt(generation: number): number {
  return (generation % 2) * ROOT_BYTES;
}

export function slotAt(slot: number): number {
  return FIRST_SLOT_AT + slot * SLOT_BYTES;
}

export function tablePieces(chunks: number): number {
  return Math.ceil(chunks / ENTRIES_PER_PIECE);
}

/** Always of the same length, so that it says nothing of what is in it. */
export function writeRoot(root: Root): Bytes {
  const writer = new ByteWriter(ROOT_BODY_BYTES)
    .u64(root.generation)
    .u64(root.sizeBytes)
    .u32(root.chunks)
    .u32(root.pieces.length);
  for (const entry of root.pieces) writeEntry(writer, entry);
  // At 14 GB, where memory ended long before.
  if (writer.length > ROOT_BODY_BYTES) throw new Fault('too-large', 'the catalog is too large');
  return writer.zeros(ROOT_BODY_BYTES - writer.length).done();
}

/** Of a body that was sealed by us, so every field is what `writeRoot` wrote. */
export function readRoot(body: Bytes): Root {
  const reader = new ByteReader(body);
  const root = { generation: reader.u64(), sizeBytes: reader.u64(), chunks: reader.u32() };
  const pieces = Array.from({ length: reader.u32() }, () => readEntry(reader));
  return { ...root, pieces };
}

/** The table's pieces, each as long as a slot. */
export function writeTable(table: Table): Bytes[] {
  return Array.from({ length: tablePieces(table.length) }, (_, piece) => {
    const writer = new ByteWriter(SLOT_BYTES);
    const start = piece * ENTRIES_PER_PIECE;
    for (const entry of table.slice(start, start + ENTRIES_PER_PIECE)) {
      if (entry) writeEntry(writer, entry);
      else writer.u32(NO_SLOT).zeros(ENTRY_BYTES - 4);
    }
    return writer.zeros(SLOT_BYTES - writer.length).done();
  });
}

/** Of pieces that were sealed by us. */
export function readTable(pieces: readonly Bytes[], chunks: number): (Entry | null)[] {
  return pieces.flatMap((bytes, piece) => {
    const reader = new ByteReader(bytes);
    const length = Math.min(ENTRIES_PER_PIECE, chunks - piece * ENTRIES_PER_PIECE);
    return Array.from({ length }, () => {
      const entry = readEntry(reader);
      return entry.slot === NO_SLOT ? null : entry;
    });
  });
}

export function rootRecord(salt: Bytes, nonce: Bytes, sealedBody: Bytes): Bytes {
  return joinBytes([salt, nonce, sealedBody]);
}

export function splitRootRecord(record: Bytes): { salt: Bytes; nonce: Bytes; bytes: Bytes } {
  const reader = new ByteReader(record);
  const [salt, nonce] = [reader.bytes(SALT_BYTES), reader.bytes(NONCE_BYTES)];
  return { salt, nonce, bytes: reader.bytes(reader.left) };
}

function writeEntry(writer: ByteWriter, { slot, generation, nonce, tag }: Entry): void {
  writer.u32(slot).u64(generation).bytes(nonce).bytes(tag);
}

function readEntry(reader: ByteReader): Entry {
  const [slot, generation] = [reader.u32(), reader.u64()];
  // Copies: the rest of the piece need not be kept for them.
  const [nonce, tag] = [reader.bytes(NONCE_BYTES).slice(), reader.bytes(TAG_BYTES).slice()];
  return { slot, generation, nonce, tag };
}
