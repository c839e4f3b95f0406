import type { AffectedContainer, AffectedItem } from '../model/check.ts';
import type { BlobId, ItemId, SnapshotId } from '../model/ids.ts';
import type { ItemEntry, SourceName } from '../model/item.ts';
import {
  type AffectedRepository,
  type LostItem,
  LostItems,
  type LostOfContainer,
} from './lost-items.ts';
import { reachAll } from './reach.ts';
import type { ContainerState, SnapshotRecord } from './snapshot.ts';

/** Of each container as many are named; the others are counted. */
const MOST_NAMED = 100;

export interface AffectedBy {
  /** Whether this blob (or piece) is missing or not what it was. */
  isLost(id: BlobId): boolean;
  /** What people call an item; empty when it can't be said. */
  label(source: SourceName, entry: ItemEntry): Promise<string>;
  /** "Clients / Harbour Street 14", from the containers of the same snapshot. */
  path(container: ContainerState, snapshot: SnapshotRecord): string;
}

export interface Affected {
  containers: AffectedContainer[];
  /** Of earlier runs. */
  receipts: number;
}

/**
 * Which items damage hits, in the words of the person: by container, the newest copy first, each
 * item once, and not if the same version of it can be read in another copy. Faults: those of the
 * backend.
 */
export async function findAffected(
  repository: AffectedRepository,
  newestFirst: readonly SnapshotId[],
  by: AffectedBy,
  signal: AbortSignal,
): Promise<Affected> {
  const lost = new LostItems(repository, by.isLost);
  const receipts = new Set<BlobId>();
  const visitor = {
    item: (id: ItemId, entry: ItemEntry, state: ContainerState, snapshot: SnapshotRecord) =>
      lost.take(id, entry, state, snapshot, snapshot.id === newestFirst[0]),
    lostPage: (items: number, state: ContainerState, snapshot: SnapshotRecord) =>
      lost.takeUnlisted(items, state, snapshot),
    receipt: (id: BlobId) => {
      if (lost.isLost(id)) receipts.add(id);
    },
    lostPieces: () => {},
    lostSnapshot: () => {},
  };
  await reachAll(repository, newestFirst, visitor, signal);
  await lost.leaveOutHealed(newestFirst);
  const containers: AffectedContainer[] = [];
  for (const each of lost.containers.values()) {
    if (each.items.size + each.unlisted > 0) containers.push(await nameItems(each, by));
  }
  return { containers, receipts: receipts.size };
}

async function nameItems(lost: LostOfContainer, by: AffectedBy): Promise<AffectedContainer> {
  const { account, source, id: container } = lost.state;
  const newest = new Map<ItemId, LostItem>();
  for (const item of lost.items.values()) {
    if (!newest.has(item.itemId)) newest.set(item.itemId, item);
  }
  const items: AffectedItem[] = [];
  for (const { itemId, entry, lost: part, isNewest } of newest.values()) {
    if (items.length >= MOST_NAMED) break;
    const label = part === 'properties' ? '' : await by.label(source, entry);
    items.push({ itemId, label, lost: part, isNewest });
  }
  const path = by.path(lost.state, lost.snapshot);
  return { account, source, container, path, count: newest.size, items, unlisted: lost.unlisted };
}
