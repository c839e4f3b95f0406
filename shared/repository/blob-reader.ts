import type { ByteRange } from '../backend/backend.ts';
import type { Bytes } from '../lib/bytes.ts';
import { Fault, isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIds } from './blob-id.ts';
import type { BlobIndex, BlobPlace } from './blob-index.ts';
import { nameOf } from './file-names.ts';
import { type FormatVersion, MAX_LOADED_BYTES, type SegmentKind } from './format.ts';
import type { PackNames } from './pack-names.ts';
import type { PackWriter } from './pack-writer.ts';
import { decodePieceList, type Piece, type PieceList } from './piece-list.ts';
import type { RepositoryFiles } from './repository-files.ts';
import type { SegmentReader } from './segment-reader.ts';

/** A list in a list in a list; version 1 has none in another. */
const MOST_NESTED: Readonly<Record<FormatVersion, number>> = { 1: 1, 2: 3 };

interface ReaderParts {
  version: FormatVersion;
  ids: BlobIds;
  files: RepositoryFiles;
  index: BlobIndex;
  names: PackNames;
  writer: PackWriter;
  segments: SegmentReader;
}

/** Reads blobs, wherever they are at the moment, and compares each with its id. */
export class BlobReader {
  readonly #parts: ReaderParts;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** Faults: `corrupt`; `too-large` for a blob that has to be streamed. */
  async load(id: BlobId, kind?: SegmentKind): Promise<Bytes> {
    const waiting = this.#waiting(id, kind);
    if (waiting !== undefined) return waiting.slice();
    return this.#fromAnywhere(id, kind, async (place, stored) => {
      const bytes = place.segmentKind === 'list' ? await this.#join(stored) : stored.slice();
      return (await this.#parts.ids.fits(place.kind, bytes, id)) ? bytes : undefined;
    });
  }

  /**
   * A blob bit by bit, in little memory. Pieces are compared with their ids before they come out;
   * the whole is at its end, and what came out before is to be thrown away when that fails. Of a
   * range only the pieces are compared. Faults: `corrupt`.
   */
  async *stream(id: BlobId, kind?: SegmentKind, range?: ByteRange): AsyncGenerator<Bytes, void> {
    const list = await this.#listOf(id, kind);
    if (list === undefined) {
      const bytes = await this.load(id, kind);
      yield range === undefined ? bytes : bytes.subarray(range.offset, endOf(range));
      return;
    }
    const running = range === undefined ? await this.#parts.ids.begin(list.kind) : undefined;
    let at = 0;
    for await (const piece of this.#leaves(list, 1, range)) {
      const bytes = await this.load(piece.id, 'piece');
      running?.update(bytes);
      at = piece.offset;
      yield range === undefined ? bytes : within(bytes, at, range);
    }
    if (running === undefined || running.id() === id) return;
    throw new Fault('corrupt', 'a large blob is not what it was');
  }

  /** Whether it is stored as a list of pieces. */
  isInPieces(id: BlobId): boolean {
    return this.#parts.index.find(id)?.segmentKind === 'list';
  }

  /** Of a blob that is in pieces; each may be in pieces itself. Faults: `corrupt`. */
  async loadPieces(id: BlobId): Promise<BlobId[]> {
    const list = await this.#listOf(id, undefined);
    if (list === undefined) throw new Fault('corrupt', 'a blob is not in pieces');
    return list.pieces.map((piece) => piece.id);
  }

  /** Whether the list of a blob in pieces can be read, and `has` says so of each piece. */
  async hasPieces(id: BlobId, has: (piece: BlobId) => boolean): Promise<boolean> {
    try {
      const list = await this.#listOf(id, undefined);
      if (list === undefined) return false;
      for await (const leaf of this.#leaves(list, 1)) if (!has(leaf.id)) return false;
      return true;
    } catch (error) {
      if (isFault(error, 'corrupt')) return false;
      throw error;
    }
  }

  #waiting(id: BlobId, kind: SegmentKind | undefined): Bytes | undefined {
    const waiting = this.#parts.writer.waiting(id);
    if (waiting !== undefined) checkKind(waiting.kind, kind);
    return waiting?.bytes;
  }

  /** Undefined when it is stored whole. */
  async #listOf(
    id: BlobId,
    kind: SegmentKind | undefined,
  ): Promise<(PieceList & { kind: SegmentKind }) | undefined> {
    if (this.#waiting(id, kind) !== undefined || !this.isInPieces(id)) return undefined;
    return this.#fromAnywhere(id, kind, async (place, stored) =>
      place.segmentKind === 'list' ? { ...this.#decodeList(stored), kind: place.kind } : undefined,
    );
  }

  /** What `read` makes of the bytes at the first place where it makes anything of them. */
  async #fromAnywhere<T>(
    id: BlobId,
    kind: SegmentKind | undefined,
    read: (place: BlobPlace, stored: Bytes) => Promise<T | undefined>,
  ): Promise<T> {
    const places = this.#parts.index.places(id);
    if (places.length === 0) throw new Fault('corrupt', 'a blob is not in the repository');
    const damaged: string[] = [];
    for (const place of places) {
      checkKind(place.kind, kind);
      // A disk or driver may fail once, so it is tried twice.
      const found =
        (await this.#attempt(place, false, read)) ?? (await this.#attempt(place, true, read));
      if (found !== undefined) return found;
      damaged.push(this.#report(place));
    }
    throw new Fault('corrupt', `a blob in ${damaged.join(' and in ')} is not what it was`);
  }

  async #attempt<T>(
    place: BlobPlace,
    isFresh: boolean,
    read: (place: BlobPlace, stored: Bytes) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    try {
      const plain = await this.#parts.segments.read(place, isFresh);
      return await read(place, plain.subarray(place.innerOffset, place.innerOffset + place.length));
    } catch (error) {
      if (isFault(error, 'corrupt', 'unsupported') || error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #report(place: BlobPlace): string {
    const packHash = this.#parts.names.get(place.pack);
    const file = packHash === null ? 'a pack in memory' : nameOf('pack', packHash);
    this.#parts.files.report(file, 'a blob in it is not what it was');
    return file;
  }

  #decodeList(stored: Bytes): PieceList {
    return decodePieceList(this.#parts.version, stored);
  }

  async #join(stored: Bytes): Promise<Bytes> {
    const list = this.#decodeList(stored);
    if (list.totalBytes > MAX_LOADED_BYTES) throw new Fault('too-large', 'a blob for a stream');
    const leaves: (Piece & { offset: number })[] = [];
    // All are looked up before memory is asked for: a list may claim anything.
    for await (const leaf of this.#leaves(list, 1)) leaves.push(leaf);
    const joined = new Uint8Array(list.totalBytes);
    for (const { id, offset } of leaves) joined.set(await this.load(id, 'piece'), offset);
    return joined;
  }

  /** Pieces that are stored whole, with their places in the blob; those in `range` only. */
  async *#leaves(
    list: PieceList,
    depth: number,
    range?: ByteRange,
    start = 0,
  ): AsyncGenerator<Piece & { offset: number }, void> {
    let offset = start;
    for (const piece of list.pieces) {
      const end = offset + piece.length;
      const isWanted = range === undefined || (end > range.offset && offset < endOf(range));
      if (isWanted) {
        const nested = await this.#nested(piece, depth);
        if (nested === undefined) yield { ...piece, offset };
        else yield* this.#leaves(nested, depth + 1, range, offset);
      }
      offset = end;
    }
  }

  async #nested(piece: Piece, depth: number): Promise<PieceList | undefined> {
    const place = this.#parts.index.find(piece.id);
    const isWhole = place?.segmentKind === 'piece';
    if (isWhole && place.length === piece.length) return undefined;
    if (place?.segmentKind === 'list' && depth < MOST_NESTED[this.#parts.version]) {
      const list = await this.#listOf(piece.id, 'piece');
      if (list?.totalBytes === piece.length) return list;
    }
    throw new Fault('corrupt', 'a piece is not in the repository');
  }
}

function endOf(range: ByteRange): number {
  return range.offset + range.length;
}

function within(bytes: Bytes, at: number, range: ByteRange): Bytes {
  const from = Math.max(0, range.offset - at);
  return bytes.subarray(from, Math.max(from, endOf(range) - at));
}

function checkKind(found: SegmentKind, wanted: SegmentKind | undefined): void {
  if (wanted === undefined || found === wanted) return;
  throw new Fault('corrupt', 'a blob is of another kind than its place wants');
}
