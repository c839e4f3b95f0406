import { type Bytes, joinBytes } from '../lib/bytes.ts';
import { Fault, isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import { hasBlobId } from './blob-id.ts';
import type { BlobIndex, BlobPlace } from './blob-index.ts';
import { decoding, nameOf, type SegmentKind, TAG_BYTES } from './format.ts';
import { decodeSegment } from './pack.ts';
import type { PackNames } from './pack-names.ts';
import type { PackWriter } from './pack-writer.ts';
import { decodePieceList } from './piece-list.ts';
import type { RepositoryFiles } from './repository-files.ts';
import { SegmentCache } from './segment-cache.ts';

/** Reads blobs, wherever they are at the moment, and compares each with its id. */
export class BlobReader {
  readonly #repositoryId: Bytes;
  readonly #files: RepositoryFiles;
  readonly #index: BlobIndex;
  readonly #names: PackNames;
  readonly #writer: PackWriter;
  readonly #cache = new SegmentCache();

  constructor(
    repositoryId: Bytes,
    files: RepositoryFiles,
    index: BlobIndex,
    names: PackNames,
    writer: PackWriter,
  ) {
    this.#repositoryId = repositoryId;
    this.#files = files;
    this.#index = index;
    this.#names = names;
    this.#writer = writer;
  }

  async load(id: BlobId, kind?: SegmentKind): Promise<Bytes> {
    const waiting = this.#writer.waiting(id);
    if (waiting !== undefined) {
      checkKind(waiting.kind, kind);
      return waiting.bytes.slice();
    }
    const place = this.#index.find(id);
    if (place === undefined) throw new Fault('corrupt', 'a blob is not in the repository');
    checkKind(place.kind, kind);
    return (await this.#attempt(id, place, false)) ?? (await this.#lastAttempt(id, place));
  }

  async #lastAttempt(id: BlobId, place: BlobPlace): Promise<Bytes> {
    const bytes = await this.#attempt(id, place, true);
    if (bytes !== undefined) return bytes;
    const packHash = this.#names.get(place.pack);
    const file = packHash === null ? 'a pack in memory' : nameOf('pack', packHash);
    this.#files.report(file, 'a blob in it is not what it was');
    throw new Fault('corrupt', `a blob in ${file} is not what it was`);
  }

  /** Undefined when the bytes are wrong. A disk or driver may fail once, so it is tried twice. */
  async #attempt(id: BlobId, place: BlobPlace, isFresh: boolean): Promise<Bytes | undefined> {
    try {
      const stored = await this.#inSegment(place, isFresh);
      const bytes = place.segmentKind === 'list' ? await this.#join(stored) : stored.slice();
      return (await hasBlobId(place.kind, bytes, id)) ? bytes : undefined;
    } catch (error) {
      if (isFault(error, 'corrupt')) return undefined;
      throw error;
    }
  }

  async #inSegment(place: BlobPlace, isFresh: boolean): Promise<Bytes> {
    let plain = isFresh ? undefined : this.#cache.get(place.segment);
    if (plain === undefined) {
      const stored = this.#writer.storedSegment(place) ?? (await this.#readStored(place));
      const { numberInPack, plainLength, method, segmentKind: kind } = place;
      const segment = { plainLength, method, kind };
      plain = decoding('a segment', () =>
        decodeSegment(this.#repositoryId, numberInPack, segment, stored),
      );
      this.#cache.set(place.segment, plain);
    }
    return plain.subarray(place.innerOffset, place.innerOffset + place.length);
  }

  async #readStored(place: BlobPlace): Promise<Bytes> {
    const packHash = this.#names.get(place.pack);
    if (packHash === null) throw new Error('a pack is neither in memory nor written');
    const range = { offset: place.offset, length: place.storedLength + TAG_BYTES };
    const stored = await this.#files.backend.get(nameOf('pack', packHash), range);
    if (stored === undefined) throw new Fault('corrupt', 'a pack is missing');
    return stored;
  }

  async #join(list: Bytes): Promise<Bytes> {
    const { pieces } = decoding('a list of pieces', () => decodePieceList(list));
    const parts: Bytes[] = [];
    for (const piece of pieces) {
      const place = this.#index.find(piece.id);
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
