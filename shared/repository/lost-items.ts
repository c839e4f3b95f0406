import type { LostPart } from '../model/check.ts';
import { isFault } from '../model/fault.ts';
import type { BlobId, ItemId, SnapshotId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import type { ReachedRepository } from './reach.ts';
import type { ContainerState, SnapshotRecord } from './snapshot.ts';
import type { SnapshotMap } from './snapshot-map.ts';

export interface AffectedRepository extends ReachedRepository {
  openMap(root: BlobId | null): SnapshotMap;
}

export interface LostItem {
  itemId: ItemId;
  entry: ItemEntry;
  lost: LostPart;
  isNewest: boolean;
}

/** What is lost of one container, over all snapshots. */
export interface LostOfContainer {
  state: ContainerState;
  snapshot: SnapshotRecord;
  /** By item and version. */
  items: Map<string, LostItem>;
  /** Below lists that can't be read. */
  unlisted: number;
}

/** Gathers, snapshot by snapshot, what of items is lost. */
export class LostItems {
  readonly containers = new Map<string, LostOfContainer>();
  readonly #repository: AffectedRepository;
  readonly #isLostBlob: (id: BlobId) => boolean;
  /** Blobs that are stored in pieces one of which is lost. */
  readonly #inPieces = new Set<BlobId>();

  constructor(repository: AffectedRepository, isLost: (id: BlobId) => boolean) {
    this.#repository = repository;
    this.#isLostBlob = isLost;
  }

  isLost(id: BlobId): boolean {
    return this.#isLostBlob(id) || this.#inPieces.has(id);
  }

  /** Faults: those of the backend. */
  async take(
    itemId: ItemId,
    entry: ItemEntry,
    state: ContainerState,
    snapshot: SnapshotRecord,
    isNewest: boolean,
  ): Promise<void> {
    const lost = await this.#lostOf(entry);
    if (lost === null) return;
    const { items } = this.#container(state, snapshot);
    const name = `${itemId} ${entry.version}`;
    if (!items.has(name)) items.set(name, { itemId, entry, lost, isNewest });
  }

  takeUnlisted(count: number, state: ContainerState, snapshot: SnapshotRecord): void {
    this.#container(state, snapshot).unlisted += count;
  }

  /**
   * Equal versions are equal items: what was fetched again need not have the same bytes (a message
   * is put together anew for everyone who asks for it), and then nothing is lost with the older
   * ones. Faults: those of the backend.
   */
  async leaveOutHealed(newestFirst: readonly SnapshotId[]): Promise<void> {
    for (const [nth, id] of newestFirst.entries()) {
      if ([...this.containers.values()].every(({ items }) => items.size === 0)) return;
      const snapshot = await orUndefined(this.#repository.loadSnapshot(id));
      for (const state of snapshot?.containers ?? []) await this.#leaveOutIn(state, nth === 0);
    }
  }

  async #leaveOutIn(state: ContainerState, isNewest: boolean): Promise<void> {
    const map = this.#repository.openMap(state.items);
    for (const { state: lost, items } of this.containers.values()) {
      // In the newest copy it may have moved; an older one has it where it was.
      if (state.account !== lost.account || (!isNewest && state.id !== lost.id)) continue;
      for (const [name, { itemId, entry }] of [...items]) {
        const other = await orUndefined(map.get(itemId));
        const isSame = other?.whole === true && other.version === entry.version;
        if (isSame && (await this.#lostOf(other)) === null) items.delete(name);
      }
    }
  }

  async #lostOf({ meta, parts }: ItemEntry): Promise<LostPart | null> {
    if (this.isLost(meta)) return 'properties';
    let lost: LostPart | null = null;
    for (const { role, blob } of parts) {
      await this.#lookInPieces(blob);
      if (!this.isLost(blob)) continue;
      if (role === 'body') return 'text';
      lost = 'attachments';
    }
    return lost;
  }

  async #lookInPieces(id: BlobId): Promise<void> {
    if (!this.#repository.isInPieces(id) || this.isLost(id)) return;
    // A list that can't be read is lost itself.
    for (const piece of (await orUndefined(this.#repository.loadPieces(id))) ?? []) {
      await this.#lookInPieces(piece);
      if (this.isLost(piece)) this.#inPieces.add(id);
    }
  }

  #container(state: ContainerState, snapshot: SnapshotRecord): LostOfContainer {
    const name = `${state.account} ${state.source} ${state.id}`;
    const known = this.containers.get(name);
    if (known !== undefined) return known;
    const first = { state, snapshot, items: new Map<string, LostItem>(), unlisted: 0 };
    this.containers.set(name, first);
    return first;
  }
}

async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isFault(error, 'corrupt', 'not-found', 'unsupported')) return undefined;
    throw error;
  }
}
