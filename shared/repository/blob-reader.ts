import { type Bytes, joinBytes } from '../lib/bytes.ts';
import { Fault, isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIds } from './blob-id.ts';
import type { BlobIndex, BlobPlace } from './blob-index.ts';
import { decoding, nameOf, type SegmentKind } from './format.ts';
import type { PackNames } from './pack-names.ts';
import type { PackWriter } from './pack-writer.ts';
import { decodePieceList } from './piece-list.ts';
import type { RepositoryFiles } from './repository-files.ts';
import type { SegmentReader } from './segment-reader.ts';

interface ReaderParts {
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

  async load(id: BlobId, kind?: SegmentKind): Promise<Bytes> {
    const { writer, index } = this.#parts;
    const waiting = writer.waiting(id);
    if (waiting !== undefined) {
      checkKind(waiting.kind, kind);
      return waiting.bytes.slice();
    }
    const places = index.places(id);
    if (places.length === 0) throw new Fault('corrupt', 'a blob is not in the repository');
    const damaged: string[] = [];
    for (const place of places) {
      checkKind(place.kind, kind);
      const bytes =
        (await this.#attempt(id, place, false)) ?? (await this.#attempt(id, place, true));
      if (bytes !== undefined) return bytes;
      damaged.push(this.#report(place));
    }
    throw new Fault('corrupt', `a blob in ${damaged.join(' and in ')} is not what it was`);
  }

  /** Whether it is stored as a list of pieces. */
  isInPieces(id: BlobId): boolean {
    return this.#parts.index.find(id)?.segmentKind === 'list';
  }

  /** Of a blob that is in pieces; each may be in pieces itself. Faults: `corrupt`. */
  async loadPieces(id: BlobId): Promise<BlobId[]> {
    for (const place of this.#parts.index.places(id)) {
      if (place.segmentKind !== 'list') continue;
      const pieces = (await this.#pieces(place, false)) ?? (await this.#pieces(place, true));
      if (pieces !== undefined) return pieces;
      this.#report(place);
    }
    throw new Fault('corrupt', 'a list of pieces is not what it was');
  }

  async #pieces(place: BlobPlace, isFresh: boolean): Promise<BlobId[] | undefined> {
    try {
      const plain = await this.#parts.segments.read(place, isFresh);
      const list = plain.subarray(place.innerOffset, place.innerOffset + place.length);
      const { pieces } = decoding('a list of pieces', () => decodePieceList(list));
      return pieces.map((piece) => piece.id);
    } catch (error) {
      if (isFault(error, 'corrupt', 'unsupported')) return undefined;
      throw error;
    }
  }

  #report(place: BlobPlace): string {
    const packHash = this.#parts.names.get(place.pack);
    const file = packHash === null ? 'a pack in memory' : nameOf('pack', packHash);
    this.#parts.files.report(file, 'a blob in it is not what it was');
    return file;
  }

  /** Undefined when the bytes are wrong. A disk or driver may fail once, so it is tried twice. */
  async #attempt(id: BlobId, place: BlobPlace, isFresh: boolean): Promise<Bytes | undefined> {
    try {
      const plain = await this.#parts.segments.read(place, isFresh);
      const stored = plain.subarray(place.innerOffset, place.innerOffset + place.length);
      const bytes = place.segmentKind === 'list' ? await this.#join(stored) : stored.slice();
      return (await this.#parts.ids.fits(place.kind, bytes, id)) ? bytes : undefined;
    } catch (error) {
      if (isFault(error, 'corrupt', 'unsupported')) return undefined;
      throw error;
    }
  }

  async #join(list: Bytes): Promise<Bytes> {
    const { pieces } = decoding('a list of pieces', () => decodePieceList(list));
    const parts: Bytes[] = [];
    for (const piece of pieces) {
      const place = this.#parts.index.find(piece.id);
      if (place?.segmentKind !== 'piece' || place.length !== piece.length) {
        throw new Fault('corrupt', 'a piece is not in the repository');
      }
      parts.push(await this.load(piece.id, 'piece'));
    }
    return joinBytes(parts);
  }
}

function checkKind(found: SegmentKind, wanted: SegmentKind | undefined): void {
  if (wanted === undefined || found === wanted) return;
  throw new Fault('corrupt', 'a blob is of another kind than its place wants');
}
