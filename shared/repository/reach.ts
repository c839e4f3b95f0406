import { isFault } from '../model/fault.ts';
import { asId, type BlobId, type ItemId, type SnapshotId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import { BlobSet } from './blob-set.ts';
import { decoding } from './decoding.ts';
import { decodePage, type Page } from './page.ts';
import type { ContainerState, SnapshotRecord } from './snapshot.ts';

/** What a walk needs of a repository. */
export interface ReachedRepository {
  loadSnapshot(id: SnapshotId): Promise<SnapshotRecord>;
  loadBlob(id: BlobId, kind: 'page'): Promise<Uint8Array<ArrayBuffer>>;
  isInPieces(id: BlobId): boolean;
  /** Faults: `corrupt`. */
  loadPieces(id: BlobId): Promise<readonly BlobId[]>;
}

/** Told what is met. Each page and each blob is met once, where it is met first. */
export interface ReachVisitor {
  /** A state of an item, before its blobs. What has to be found out is waited for. */
  item?(
    id: ItemId,
    entry: ItemEntry,
    container: ContainerState,
    snapshot: SnapshotRecord,
  ): Promise<void> | undefined;
  blob?(id: BlobId): void;
  receipt?(id: BlobId): void;
  /** A page that can't be read; `items` are below it and stay unknown. Throwing ends the walk. */
  lostPage(items: number, container: ContainerState, snapshot: SnapshotRecord): void;
  /** The list of a blob's pieces can't be read, or a snapshot. Throwing ends the walk. */
  lostPieces(id: BlobId): void;
  lostSnapshot(id: SnapshotId): void;
}

/**
 * Walks from snapshots to pages to blobs, in the order of `snapshots`, and answers everything that
 * they need. What several of them share costs one reading. Faults: those of the backend; damage is
 * told to the visitor.
 */
export async function reachAll(
  repository: ReachedRepository,
  snapshots: readonly SnapshotId[],
  visitor: ReachVisitor,
  signal: AbortSignal,
): Promise<BlobSet> {
  const walk = new Walk(repository, visitor, signal);
  for (const id of snapshots) await walk.snapshot(id);
  return walk.reached;
}

class Walk {
  readonly reached = new BlobSet();
  readonly #repository: ReachedRepository;
  readonly #visitor: ReachVisitor;
  readonly #signal: AbortSignal;

  constructor(repository: ReachedRepository, visitor: ReachVisitor, signal: AbortSignal) {
    this.#repository = repository;
    this.#visitor = visitor;
    this.#signal = signal;
  }

  async snapshot(id: SnapshotId): Promise<void> {
    const snapshot = await orLost(() => this.#repository.loadSnapshot(id));
    if (snapshot === undefined) return this.#visitor.lostSnapshot(id);
    for (const container of snapshot.containers) {
      if (container.items === null) continue;
      await this.#page(container.items, container.itemCount, null, container, snapshot);
    }
    if (snapshot.receipt === null) return;
    this.#visitor.receipt?.(snapshot.receipt);
    await this.#blob(snapshot.receipt);
  }

  async #page(
    id: BlobId,
    items: number,
    level: number | null,
    container: ContainerState,
    snapshot: SnapshotRecord,
  ): Promise<void> {
    if (!this.reached.add(id)) return;
    this.#signal.throwIfAborted();
    this.#visitor.blob?.(id);
    const page = await orLost(() => this.#loadPage(id));
    if (page === undefined || (level !== null && page.level !== level)) {
      return this.#visitor.lostPage(items, container, snapshot);
    }
    for (const { child, count } of page.children ?? []) {
      await this.#page(child, count, page.level - 1, container, snapshot);
    }
    for (const { key, entry } of page.leaves ?? []) {
      await this.#visitor.item?.(asId<ItemId>(key), entry, container, snapshot);
      await this.#blob(entry.meta);
      for (const { blob } of entry.parts) await this.#blob(blob);
    }
  }

  async #loadPage(id: BlobId): Promise<Page> {
    const bytes = await this.#repository.loadBlob(id, 'page');
    return decoding('a page', () => decodePage(bytes));
  }

  async #blob(id: BlobId): Promise<void> {
    if (!this.reached.add(id)) return;
    this.#visitor.blob?.(id);
    if (!this.#repository.isInPieces(id)) return;
    const pieces = await orLost(() => this.#repository.loadPieces(id));
    if (pieces === undefined) return this.#visitor.lostPieces(id);
    // A piece may be in pieces itself; the reader knows how deep that may go.
    for (const piece of pieces) await this.#blob(piece);
  }
}

async function orLost<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (error) {
    if (isFault(error, 'corrupt', 'not-found', 'unsupported')) return undefined;
    throw error;
  }
}
