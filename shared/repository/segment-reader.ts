import type { Bytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import type { BlobPlace } from './blob-index.ts';
import { decodingLater } from './decoding.ts';
import { nameOf } from './file-names.ts';
import { TAG_BYTES } from './format.ts';
import { OpenPacks } from './open-packs.ts';
import { openSegment } from './open-segment.ts';
import type { PackNames } from './pack-names.ts';
import type { PackWriter } from './pack-writer.ts';
import type { RepositoryFiles } from './repository-files.ts';
import type { Sealer } from './sealer.ts';
import { SegmentCache } from './segment-cache.ts';

const NEIGHBOURS_BYTES = 64 * 1024;

/** Plain bytes of segments, from packs in memory and from written ones. */
export class SegmentReader {
  readonly #files: RepositoryFiles;
  readonly #names: PackNames;
  readonly #writer: PackWriter;
  readonly #packs: OpenPacks;
  readonly #cache = new SegmentCache();
  /** What was read last with a list. */
  #neighbours: { pack: number; offset: number; bytes: Bytes } | undefined;
  /** What several ask for at the same time is read once. */
  readonly #underWay = new Map<number, Promise<Bytes>>();

  constructor(sealer: Sealer, files: RepositoryFiles, names: PackNames, writer: PackWriter) {
    this.#files = files;
    this.#names = names;
    this.#writer = writer;
    this.#packs = new OpenPacks(files.backend, names, sealer);
  }

  /**
   * The segment's bytes, not to be changed. `isFresh` reads them again. Faults: `corrupt`,
   * `unsupported`, those of the backend.
   */
  async read(place: BlobPlace, isFresh: boolean): Promise<Bytes> {
    const { segment } = place;
    if (isFresh) return this.#decode(place, true);
    const known = this.#cache.get(segment) ?? this.#underWay.get(segment);
    if (known !== undefined) return known;
    const reading = this.#decode(place, false);
    this.#underWay.set(segment, reading);
    try {
      return await reading;
    } finally {
      this.#underWay.delete(segment);
    }
  }

  async #decode(place: BlobPlace, isFresh: boolean): Promise<Bytes> {
    const plain = await (this.#writer.read(place) ?? this.#readWritten(place, isFresh));
    this.#cache.set(place.segment, plain);
    return plain;
  }

  async #readWritten(place: BlobPlace, isFresh: boolean): Promise<Bytes> {
    const { offset, storedLength, numberInPack, segmentKind: kind } = place;
    const length = storedLength + TAG_BYTES;
    const isAmongMany = kind === 'list' && !isFresh;
    const [opened, sealed] = await Promise.all([
      this.#packs.get(place.pack, isFresh),
      isAmongMany
        ? this.#readNeighbours(place.pack, offset, length)
        : this.#readSealed(place.pack, offset, length),
    ]);
    return decodingLater('a segment', () =>
      openSegment(opened, numberInPack, { ...place, kind }, sealed),
    );
  }

  /** Lists are some hundred bytes each and stand beside each other: one reading brings many. */
  async #readNeighbours(pack: number, offset: number, length: number): Promise<Bytes> {
    const known = this.#neighbours;
    const from = known === undefined ? -1 : offset - known.offset;
    if (known?.pack === pack && from >= 0 && from + length <= known.bytes.byteLength) {
      return known.bytes.subarray(from, from + length);
    }
    const bytes = await this.#readSealed(pack, offset, Math.max(length, NEIGHBOURS_BYTES));
    this.#neighbours = { pack, offset, bytes };
    return bytes.subarray(0, length);
  }

  async #readSealed(pack: number, offset: number, length: number): Promise<Bytes> {
    const packHash = this.#names.get(pack);
    if (packHash === null) throw new Error('a pack is neither in memory nor written');
    const bytes = await this.#files.backend.get(nameOf('pack', packHash), { offset, length });
    if (bytes === undefined) throw new Fault('corrupt', 'a pack is missing');
    return bytes;
  }
}
