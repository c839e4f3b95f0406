import type { Backend, ByteRange } from '../backend/backend.ts';
import type { Bytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import type { BlobId, SnapshotId } from '../model/ids.ts';
import type { SnapshotSummary } from '../model/item.ts';
import { BlobIndex } from './blob-index.ts';
import { BlobReader } from './blob-reader.ts';
import { BlobSaver, type StreamOptions } from './blob-saver.ts';
import { type BlobKind, PACK_BYTES } from './format.ts';
import { encodeIndex, type IndexedPack } from './index-file.ts';
import { JournalStore } from './journal-store.ts';
import type { RepositoryKey } from './keys.ts';
import { KnownRemovals } from './known-removals.ts';
import { loadIndexes } from './load-indexes.ts';
import { makeRepository } from './make-repository.ts';
import type { OpenFormat } from './open-format.ts';
import {
  type Inspection,
  inspectRepository,
  type Opened,
  type Unlocking,
  unlockRepository,
} from './open-repository.ts';
import { PackNames } from './pack-names.ts';
import { PackWriter } from './pack-writer.ts';
import { PageCache } from './page-cache.ts';
import type { Damage, RepositoryFiles } from './repository-files.ts';
import type { RepositoryLock } from './repository-lock.ts';
import type { RepositoryMaking } from './repository-making.ts';
import { SegmentReader } from './segment-reader.ts';
import type { Lock } from './slot-changes.ts';
import type { JournalRecord, SnapshotDraft, SnapshotRecord } from './snapshot.ts';
import { SnapshotLine } from './snapshot-line.ts';
import { SnapshotMap } from './snapshot-map.ts';
import type { UpkeepParts } from './upkeep-parts.ts';
import type { Version } from './version.ts';
import { encodeWholeFile } from './whole-file.ts';

/** Reading so much takes a second or two. */
const INDEXED_FROM_BYTES = 64 * 1024 * 1024;

export interface RepositoryEnvironment extends RepositoryMaking {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Name and version of the program. */
  software: string;
  /** Packs are closed at this size; for tests, and for places where files are dear. */
  packBytes?: number;
}

export interface RepositoryStats {
  /** With what is on its way there, which is an estimate until it is written. */
  storedBytes: number;
  packs: number;
  blobs: number;
  snapshots: number;
}

/**
 * Blobs in, blobs out, and snapshots as commit points. What was saved counts only once a `commit`
 * has resolved; until then it can be read here and is lost with the program (packs already
 * written are found again at the next `open`). Every blob read is compared with its id.
 *
 * One program at a time should write. Two do no harm: the later commit gets the fault `locked`,
 * nothing of either is lost, and that one opens the repository again. The format and the order of
 * writes are in docs/repository-format.md.
 *
 * The room's one door, and so its longest file: it keeps the order, others do the work.
 */
export class Repository {
  /** 32 hex digits. */
  readonly id: string;
  /** Opens this repository once more without a secret; null in version 1. It can not be read out. */
  readonly key: RepositoryKey | null;
  /** Null in version 1, where nothing is encrypted. */
  readonly lock: RepositoryLock | null;
  readonly #format: OpenFormat;
  readonly #environment: RepositoryEnvironment;
  readonly #version: Version;
  readonly #files: RepositoryFiles;
  readonly #index = new BlobIndex();
  readonly #names = new PackNames();
  readonly #writer: PackWriter;
  readonly #reader: BlobReader;
  readonly #saver: BlobSaver;
  readonly #pages = new PageCache();
  readonly #snapshots: SnapshotLine;
  readonly #journal: JournalStore;
  #removals: KnownRemovals | undefined;
  #lastCommit: Promise<unknown> = Promise.resolve();

  private constructor(environment: RepositoryEnvironment, opened: Opened) {
    this.id = opened.format.id;
    this.key = opened.key;
    this.lock = opened.lock;
    this.#format = opened.format;
    this.#environment = environment;
    this.#version = opened.version;
    this.#files = opened.files;
    const packBytes = environment.packBytes ?? PACK_BYTES;
    const { sealer, ids, cutting } = this.#version;
    const { version } = sealer;
    const parts = { version, ids, files: this.#files, index: this.#index, names: this.#names };
    this.#writer = new PackWriter(sealer, parts.files, parts.index, parts.names, packBytes);
    const segments = new SegmentReader(sealer, parts.files, parts.names, this.#writer);
    const writer = this.#writer;
    this.#reader = new BlobReader({ ...parts, writer, segments });
    this.#saver = new BlobSaver({ ids, index: this.#index, writer, reader: this.#reader, cutting });
    const place = { files: this.#files, sealer };
    this.#journal = new JournalStore(place);
    this.#snapshots = new SnapshotLine({
      ...place,
      format: this.#format,
      randomBytes: (length) => environment.randomBytes(length),
      canRead: (id) => this.canRead(id),
    });
  }

  /** Makes a repository in an empty place. Faults: `conflict` when there is one. */
  static async create(
    backend: Backend,
    environment: RepositoryEnvironment,
    options: { lock?: Lock } = {},
  ): Promise<Repository> {
    const opened = await makeRepository(backend, environment, options.lock ?? 'open');
    const repository = new Repository(environment, opened);
    await repository.#load();
    return repository;
  }

  /**
   * Undefined when there is none. Faults: `key-needed` when it is locked and nothing was given to
   * unlock it, `wrong-password`, `key-damaged`; `corrupt` when there is only the rest of one,
   * `unsupported` when a later version made it. Lesser damage does not stop it: see `damage`.
   */
  static async open(
    backend: Backend,
    environment: RepositoryEnvironment,
    unlocking?: Unlocking,
  ): Promise<Repository | undefined> {
    const opened = await unlockRepository(backend, environment, unlocking);
    if (opened === undefined) return undefined;
    const repository = new Repository(environment, opened);
    await repository.#load();
    return repository;
  }

  /** What lies there, and what would open it. Faults: `corrupt`, `unsupported`. */
  static inspect(backend: Backend): Promise<Inspection> {
    return inspectRepository(backend);
  }

  /** By sequence, oldest first. */
  snapshots(): readonly SnapshotSummary[] {
    return this.#snapshots.summaries;
  }

  /** The newest snapshot that can be used; the next commit follows it. */
  head(): SnapshotRecord | undefined {
    return this.#snapshots.head;
  }

  /** Faults: `not-found`, `corrupt`. */
  loadSnapshot(id: SnapshotId): Promise<SnapshotRecord> {
    return this.#snapshots.load(id);
  }

  /** What was found damaged since it was opened. Sound parts can be used all the same. */
  damage(): readonly Damage[] {
    return this.#files.damage();
  }

  /**
   * Resolves when the blob is queued, which waits while packs are being written. The bytes must
   * not be changed afterwards. Known blobs cost a hash and nothing else. Faults: those of the
   * backend (`quota`), for this blob or an earlier one; the call may be repeated.
   */
  async saveBlob(kind: BlobKind, bytes: Bytes): Promise<BlobId> {
    this.#checkWritable();
    return this.#saver.save(kind, bytes);
  }

  /**
   * The same for what is larger than memory. When the stream fails, what came of it is stored for
   * nothing, unless its pieces were noted, see `StreamOptions`.
   */
  async saveStream(
    kind: 'body' | 'content',
    stream: AsyncIterable<Bytes>,
    options: StreamOptions = {},
  ): Promise<{ id: BlobId; sizeBytes: number }> {
    this.#checkWritable();
    return this.#saver.saveStream(kind, stream, options);
  }

  /** Whether this program can go on from a hash that `StreamOptions.stored` was told. */
  canGoOn(hash: Bytes): Promise<boolean> {
    return this.#version.ids.canGoOn(hash);
  }

  /**
   * Also of blobs not yet committed. With `kind`, a blob of another one is refused. Faults:
   * `corrupt` when it is not there or not what it was.
   */
  loadBlob(id: BlobId, kind?: BlobKind): Promise<Bytes> {
    return this.#reader.load(id, kind);
  }

  /**
   * The same bit by bit, in little memory; of `range`, when it is given. When the whole turns out
   * not to be what it was, that comes as the fault `corrupt` at the end, and what was read before
   * is to be thrown away.
   */
  loadStream(id: BlobId, kind?: BlobKind, range?: ByteRange): AsyncIterable<Bytes> {
    return this.#reader.stream(id, kind, range);
  }

  /** Whether saving it again would store nothing. */
  hasBlob(id: BlobId): boolean {
    return this.#saver.has(id);
  }

  /**
   * Makes everything saved so far durable, then the snapshot: packs, index, snapshot, each after
   * the one before. Faults: `locked` when another program committed since this one opened the
   * repository; those of the backend, after which it may be called again.
   */
  commit(draft: SnapshotDraft): Promise<SnapshotRecord> {
    return this.#afterCommits(() => this.#commit(draft));
  }

  /**
   * Gives packs that are written an index before any snapshot, if there are that many: without one
   * the next opening after a crash reads each of them to its end.
   */
  async indexPacks(fromBytes = INDEXED_FROM_BYTES): Promise<void> {
    const waiting = () => this.#writer.unindexed().reduce((sum, each) => sum + each.sizeBytes, 0);
    if (waiting() < fromBytes) return;
    await this.#afterCommits(() => this.#writeIndex(this.#writer.unindexed()));
  }

  #afterCommits<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastCommit.then(work);
    this.#lastCommit = done.catch(() => undefined);
    return done;
  }

  /** Whether a blob lies in a pack that is there and not known to be damaged. */
  canRead(id: BlobId): boolean {
    if (this.#writer.waiting(id) !== undefined) return true;
    return this.#index.isIn(id, (pack) => this.#removals?.isDamaged(pack) ?? false);
  }

  /** Packs that were set apart as damaged. */
  quarantined(): readonly string[] {
    return [...(this.#removals?.quarantined ?? [])];
  }

  /** By hash: index files that have gone, and maybe packs with them that nothing else names. */
  missingIndexes(): readonly string[] {
    return [...this.#files.missingIndexes];
  }

  isInPieces(id: BlobId): boolean {
    return this.#reader.isInPieces(id);
  }

  /** Of a blob that is stored in pieces; each may be in pieces itself. Faults: `corrupt`. */
  loadPieces(id: BlobId): Promise<BlobId[]> {
    return this.#reader.loadPieces(id);
  }

  /** For check, repair and prune, which work on its files. */
  upkeep(): UpkeepParts {
    return {
      files: this.#files,
      sealer: this.#version.sealer,
      ids: this.#version.ids,
      repositoryId: this.id,
      writerId: this.#snapshots.writerId,
      packBytes: this.#environment.packBytes ?? PACK_BYTES,
      isElsewhere: (id, packs) =>
        this.#index.isIn(id, (pack) => packs.has(this.#names.get(pack) ?? '')),
      snapshotFiles: this.#snapshots.known,
      canPrune: this.#format.canPrune,
    };
  }

  openMap(root: BlobId | null): SnapshotMap {
    return new SnapshotMap(this, this.#pages, root);
  }

  /** Durable when resolved, independent of commits. */
  async appendJournal(entry: { run: string; part: number; body: unknown }): Promise<void> {
    this.#checkWritable();
    const writtenAt = new Date(this.#environment.now()).toISOString();
    await this.#journal.append({ ...entry, writtenAt });
  }

  /** In any order. Damaged files are reported in `damage` and left out. */
  journal(): AsyncIterable<JournalRecord> {
    return this.#journal.records();
  }

  stats(): RepositoryStats {
    return {
      storedBytes: this.#files.storedBytes + this.#writer.pendingBytes,
      packs: this.#names.count,
      blobs: this.#index.count + this.#writer.waitingCount,
      snapshots: this.#snapshots.summaries.length,
    };
  }

  async #commit(draft: SnapshotDraft): Promise<SnapshotRecord> {
    this.#checkWritable();
    this.#snapshots.checkDraft(draft);
    await this.#writer.flush();
    await this.#writeIndex(this.#writer.unindexed());
    await this.#snapshots.checkOnlyWriter();
    await this.#removals?.checkUnchanged(this.#files);
    return this.#snapshots.append(draft);
  }

  #checkWritable(): void {
    if (this.#format.canWrite) return;
    throw new Fault('unsupported', 'the repository needs a later version to be written');
  }

  async #writeIndex(packs: readonly IndexedPack[]): Promise<void> {
    if (packs.length === 0) return;
    const file = await encodeWholeFile(this.#version.sealer, 'index', encodeIndex(packs));
    this.#snapshots.nameIndex(await this.#files.put('index', file));
    this.#writer.forgetIndexed(packs);
  }

  async #load(): Promise<void> {
    const place = { files: this.#files, sealer: this.#version.sealer };
    const known = await KnownRemovals.read(place);
    this.#removals = known;
    const { removals } = known;
    const indexes = await this.#snapshots.read(removals.removed.snapshots);
    const into = { ...place, removals, index: this.#index, names: this.#names };
    for (const pack of await loadIndexes(into, indexes)) this.#writer.adopt(pack);
    known.applyTo(this.#index, this.#names);
    for (const kind of ['journal', 'key'] as const) {
      for (const sizeBytes of (await this.#files.list(kind)).values()) {
        this.#files.countBytes(sizeBytes);
      }
    }
    await this.#snapshots.chooseHead();
  }
}
