import type { Bytes } from '../lib/bytes.ts';
import { toHex } from '../lib/bytes.ts';
import { hash } from '../lib/hash.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIndex, BlobPlace } from './blob-index.ts';
import {
  GROUP_BYTES,
  MAX_SEGMENTS_IN_PACK,
  PACK_CLASSES,
  type PackClass,
  type SegmentKind,
  TAG_BYTES,
} from './format.ts';
import type { IndexedPack } from './index-file.ts';
import { type NewBlob, PackBuilder } from './pack.ts';
import type { PackNames } from './pack-names.ts';
import type { RepositoryFiles } from './repository-files.ts';

/** Packs sealed and not yet durable: one is written while the next one fills, no more pile up. */
const MOST_UNWRITTEN = 2;
/** A blob from half a group on has a segment of its own and needs no joining. */
const OWN_SEGMENT_BYTES = GROUP_BYTES / 2;
const MOST_BLOBS_IN_GROUP = 4_096;

interface OpenPack {
  number: number;
  builder: PackBuilder;
}

interface UnwrittenPack {
  number: number;
  packClass: PackClass;
  bytes: Bytes;
  directory: Bytes;
  /** Never rejects; `failure` says how it ended. */
  written: Promise<void>;
  failure: { error: unknown } | undefined;
}

/** Gathers blobs into groups, groups into packs, and writes packs while more come in. */
export class PackWriter {
  readonly #repositoryId: Bytes;
  readonly #files: RepositoryFiles;
  readonly #index: BlobIndex;
  readonly #names: PackNames;
  readonly #packBytes: number;
  readonly #waiting = new Map<BlobId, NewBlob>();
  readonly #groups = new Map<SegmentKind, { blobs: NewBlob[]; sizeBytes: number }>();
  readonly #open = new Map<PackClass, OpenPack>();
  readonly #unwritten: UnwrittenPack[] = [];
  readonly #unindexed: IndexedPack[] = [];

  constructor(
    repositoryId: Bytes,
    files: RepositoryFiles,
    index: BlobIndex,
    names: PackNames,
    packBytes: number,
  ) {
    this.#repositoryId = repositoryId;
    this.#files = files;
    this.#index = index;
    this.#names = names;
    this.#packBytes = packBytes;
  }

  /** A blob that is in no segment yet; pieces and their lists are in one at once. */
  waiting(id: BlobId): NewBlob | undefined {
    return this.#waiting.get(id);
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves when there is room for more. A pack that could not be written is tried again here;
   * the fault of a second failure comes out, and nothing is lost by it.
   */
  async ready(): Promise<void> {
    while (this.#unwritten.length >= MOST_UNWRITTEN) await this.#writeOldest();
  }

  add(segmentKind: SegmentKind, blob: NewBlob): void {
    const sizeBytes = blob.bytes.byteLength;
    const isPlain = segmentKind !== 'list' && segmentKind !== 'piece';
    if (!isPlain || sizeBytes >= OWN_SEGMENT_BYTES) {
      this.#addSegment(segmentKind, [blob]);
      return;
    }
    let group = this.#groups.get(segmentKind);
    if (group !== undefined && group.sizeBytes + sizeBytes > GROUP_BYTES) {
      this.#closeGroup(segmentKind);
      group = undefined;
    }
    if (group === undefined) {
      group = { blobs: [], sizeBytes: 0 };
      this.#groups.set(segmentKind, group);
    }
    group.blobs.push(blob);
    group.sizeBytes += sizeBytes;
    this.#waiting.set(blob.id, blob);
    if (group.blobs.length >= MOST_BLOBS_IN_GROUP) this.#closeGroup(segmentKind);
  }

  /** Everything added so far is durable when this resolves. */
  async flush(): Promise<void> {
    for (const kind of [...this.#groups.keys()]) this.#closeGroup(kind);
    for (const packClass of [...this.#open.keys()]) this.#closePack(packClass);
    while (this.#unwritten.length > 0) await this.#writeOldest();
  }

  /** Durable packs that no index has. */
  unindexed(): readonly IndexedPack[] {
    return [...this.#unindexed];
  }

  /** For packs that an interrupted run left behind. */
  adopt(pack: IndexedPack): void {
    this.#unindexed.push(pack);
  }

  forgetIndexed(packs: readonly IndexedPack[]): void {
    const done = new Set(packs);
    const left = this.#unindexed.filter((pack) => !done.has(pack));
    this.#unindexed.splice(0, Number.POSITIVE_INFINITY, ...left);
  }

  /** Stored bytes and tag of a segment whose pack is still in memory. */
  storedSegment(place: BlobPlace): Bytes | undefined {
    for (const { number, builder } of this.#open.values()) {
      if (number === place.pack) return builder.storedSegment(place.numberInPack);
    }
    const pack = this.#unwritten.find(({ number }) => number === place.pack);
    // A copy: a view would keep the whole pack in memory for as long as the segment is cached.
    return pack?.bytes.slice(place.offset, place.offset + place.storedLength + TAG_BYTES);
  }

  #closeGroup(kind: SegmentKind): void {
    const group = this.#groups.get(kind);
    if (group === undefined) return;
    this.#groups.delete(kind);
    this.#addSegment(kind, group.blobs);
    for (const blob of group.blobs) this.#waiting.delete(blob.id);
  }

  #addSegment(kind: SegmentKind, blobs: readonly NewBlob[]): void {
    const packClass = PACK_CLASSES[kind];
    const open = this.#open.get(packClass) ?? this.#openPack(packClass);
    const number = open.builder.segmentCount;
    this.#index.addSegment(open.number, number, open.builder.addSegment(kind, blobs));
    const isFull =
      open.builder.sizeBytes >= this.#packBytes ||
      open.builder.segmentCount >= MAX_SEGMENTS_IN_PACK;
    if (isFull) this.#closePack(packClass);
  }

  #openPack(packClass: PackClass): OpenPack {
    const builder = new PackBuilder(this.#repositoryId, packClass);
    const open = { number: this.#names.add(null), builder };
    this.#open.set(packClass, open);
    return open;
  }

  #closePack(packClass: PackClass): void {
    const open = this.#open.get(packClass);
    if (open === undefined) return;
    const sealed = open.builder.seal();
    this.#open.delete(packClass);
    const pack: UnwrittenPack = {
      number: open.number,
      packClass,
      ...sealed,
      written: Promise.resolve(),
      failure: undefined,
    };
    this.#unwritten.push(pack);
    pack.written = this.#write(pack);
  }

  async #writeOldest(): Promise<void> {
    const [oldest] = this.#unwritten;
    if (oldest === undefined) return;
    await oldest.written;
    if (oldest.failure === undefined) return;
    oldest.failure = undefined;
    oldest.written = this.#write(oldest);
    await oldest.written;
    const { failure } = oldest as UnwrittenPack;
    if (failure !== undefined) throw failure.error;
  }

  async #write(pack: UnwrittenPack): Promise<void> {
    try {
      const packHash = toHex(await hash(pack.bytes));
      await this.#files.put('pack', pack.bytes, packHash);
      this.#names.set(pack.number, packHash);
      this.#unwritten.splice(this.#unwritten.indexOf(pack), 1);
      const { directory, bytes } = pack;
      this.#unindexed.push({ hash: packHash, sizeBytes: bytes.byteLength, directory });
    } catch (error) {
      pack.failure = { error };
    }
  }
}
