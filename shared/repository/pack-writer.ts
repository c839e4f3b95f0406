import { type Bytes, toHex } from '../lib/bytes.ts';
import { hash } from '../lib/hash.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIndex, BlobPlace } from './blob-index.ts';
import {
  FIRST_MEMORY_BYTES,
  GROUP_BYTES,
  MAX_SEGMENT_BYTES,
  PACK_CLASSES,
  type PackClass,
  PIECES_SEGMENT_BYTES,
  type SegmentKind,
} from './format.ts';
import type { IndexedPack } from './index-file.ts';
import { type NewBlob, PackBuilder, type SealedPack } from './pack-builder.ts';
import type { PackNames } from './pack-names.ts';
import type { RepositoryFiles } from './repository-files.ts';
import type { Sealer } from './sealer.ts';

/** Packs closed and not yet durable while the next one fills: each is 16 MiB of memory. */
const MOST_UNWRITTEN = 1;
const MOST_BLOBS_IN_GROUP = 4_096;

interface OpenPack {
  number: number;
  builder: PackBuilder;
}

interface UnwrittenPack extends OpenPack {
  /** What a failed write left is written as it is: no salt ever seals two packs. */
  sealed: (SealedPack & { hash: string }) | undefined;
  /** Never rejects; `failure` says how it ended. */
  written: Promise<void>;
  failure: { error: unknown } | undefined;
}

/** Gathers blobs into groups, groups into packs, and writes packs while more come in. */
export class PackWriter {
  readonly #sealer: Sealer;
  readonly #files: RepositoryFiles;
  readonly #index: BlobIndex;
  readonly #names: PackNames;
  readonly #packBytes: number;
  readonly #waiting = new Map<BlobId, NewBlob>();
  readonly #groups = new Map<SegmentKind, { blobs: NewBlob[]; sizeBytes: number }>();
  readonly #open = new Map<PackClass, OpenPack>();
  readonly #unwritten: UnwrittenPack[] = [];
  readonly #unindexed: IndexedPack[] = [];
  /** Classes of which a pack has been filled since the last flush: the next is large as well. */
  readonly #filled = new Set<PackClass>();
  /** Of a pack that has been written. */
  #spare: Bytes | undefined;

  constructor(
    sealer: Sealer,
    files: RepositoryFiles,
    index: BlobIndex,
    names: PackNames,
    packBytes: number,
  ) {
    this.#sealer = sealer;
    this.#files = files;
    this.#index = index;
    this.#names = names;
    this.#packBytes = packBytes;
  }

  /** A blob that is in no segment yet; lists are in one at once. */
  waiting(id: BlobId): NewBlob | undefined {
    return this.#waiting.get(id);
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** What is on its way to the place, about: groups are counted before they are compressed. */
  get pendingBytes(): number {
    const packs = [...this.#open.values(), ...this.#unwritten];
    const inPacks = packs.reduce((sum, { builder }) => sum + builder.sizeBytes, 0);
    return [...this.#groups.values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, inPacks);
  }

  /**
   * Resolves when there is room for more. A pack that could not be written is tried again here;
   * the fault of a second failure comes out, and nothing is lost by it.
   */
  async ready(): Promise<void> {
    while (this.#unwritten.length > MOST_UNWRITTEN) await this.#writeOldest();
  }

  add(segmentKind: SegmentKind, blob: NewBlob): void {
    const sizeBytes = blob.bytes.byteLength;
    const groupBytes = segmentKind === 'piece' ? PIECES_SEGMENT_BYTES : GROUP_BYTES;
    // From half a group on it has a segment of its own and needs no joining. A list is not the
    // bytes that go by its id, so it can not wait to be read.
    if (segmentKind === 'list' || sizeBytes >= groupBytes / 2) {
      this.addSegment(segmentKind, [blob]);
      return;
    }
    let group = this.#groups.get(segmentKind);
    if (group !== undefined && group.sizeBytes + sizeBytes > groupBytes) {
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

  /** For blobs that belong together: they are compressed as one. */
  addSegment(kind: SegmentKind, blobs: readonly NewBlob[]): void {
    const packClass = PACK_CLASSES[kind];
    const open = this.#open.get(packClass) ?? this.#openPack(packClass);
    const number = open.builder.segmentCount;
    this.#index.addSegment(open.number, number, open.builder.addSegment(kind, blobs));
    if (open.builder.sizeBytes < this.#packBytes && !open.builder.isFull) return;
    this.#filled.add(packClass);
    this.#closePack(packClass);
  }

  /** Everything added so far is durable when this resolves. */
  async flush(): Promise<void> {
    for (const kind of [...this.#groups.keys()]) this.#closeGroup(kind);
    for (const packClass of [...this.#open.keys()]) this.#closePack(packClass);
    while (this.#unwritten.length > 0) await this.#writeOldest();
    this.#filled.clear();
    this.#spare = undefined;
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

  /** Plain bytes of a segment whose pack is still in memory. */
  read(place: BlobPlace): Promise<Bytes> | undefined {
    const packs = [...this.#open.values(), ...this.#unwritten];
    const found = packs.find(({ number }) => number === place.pack);
    return found?.builder.read(place.numberInPack);
  }

  #closeGroup(kind: SegmentKind): void {
    const group = this.#groups.get(kind);
    if (group === undefined) return;
    this.#groups.delete(kind);
    this.addSegment(kind, group.blobs);
    for (const blob of group.blobs) this.#waiting.delete(blob.id);
  }

  #openPack(packClass: PackClass): OpenPack {
    const memory = this.#filled.has(packClass)
      ? this.#largeMemory()
      : new Uint8Array(FIRST_MEMORY_BYTES);
    const builder = new PackBuilder(this.#sealer, packClass, memory, this.#mostBytes);
    const open = { number: this.#names.add(null), builder };
    this.#open.set(packClass, open);
    return open;
  }

  /** Enough at once, so that nothing is copied while it grows. */
  #largeMemory(): Bytes {
    const memory = this.#spare ?? new Uint8Array(this.#mostBytes);
    this.#spare = undefined;
    return memory;
  }

  /** A pack is closed as soon as it is full, which may be by a whole segment; its end comes to it. */
  get #mostBytes(): number {
    return this.#packBytes + MAX_SEGMENT_BYTES;
  }

  #closePack(packClass: PackClass): void {
    const open = this.#open.get(packClass);
    if (open === undefined) return;
    this.#open.delete(packClass);
    const before = this.#unwritten.at(-1)?.written;
    const pack: UnwrittenPack = {
      ...open,
      sealed: undefined,
      written: Promise.resolve(),
      failure: undefined,
    };
    this.#unwritten.push(pack);
    pack.written = this.#write(pack, before);
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

  /** One after another: what is being written may lie in memory once more. */
  async #write(pack: UnwrittenPack, before?: Promise<void>): Promise<void> {
    await before;
    try {
      pack.sealed ??= await sealed(pack.builder);
      const { bytes, directory, hash: packHash } = pack.sealed;
      await this.#files.put('pack', bytes, packHash);
      this.#names.set(pack.number, packHash);
      this.#unwritten.splice(this.#unwritten.indexOf(pack), 1);
      const { memory } = pack.builder;
      // What is let go of stays in use until somebody collects it, which takes its time.
      if (memory.byteLength > this.#packBytes) this.#spare = memory;
      this.#unindexed.push({ hash: packHash, sizeBytes: bytes.byteLength, directory });
    } catch (error) {
      pack.failure = { error };
    }
  }
}

async function sealed(builder: PackBuilder): Promise<SealedPack & { hash: string }> {
  const pack = await builder.seal();
  return { ...pack, hash: toHex(await hash(pack.bytes)) };
}
