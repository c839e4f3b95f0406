import type { AffectedContainer, AffectedItem, LostPart } from '../model/check.ts';
import type { BlobId, ItemId, SnapshotId } from '../model/ids.ts';
import type { ItemEntry, SourceName } from '../model/item.ts';
import { type ReachedRepository, reachAll } from './reach.ts';
import type { ContainerState, SnapshotRecord } from './snapshot.ts';

/** Of each container as many are named; the others are counted. */
const MOST_NAMED = 100;

export interface AffectedBy {
  /** Whether this blob (or a piece) is missing or not what it was. */
  isLost(id: BlobId): boolean;
  /** What people call an item; empty when it can't be said. */
  label(source: SourceName, entry: ItemEntry): Promise<string>;
  /** "Clients / Harbour Street 14", from the containers of the same snapshot. */
  path(container: ContainerState, snapshot: SnapshotRecord): string;
}

export interface Affected {
  containers: AffectedContainer[];
  receipts: number;
}

interface Found {
  container: ContainerState;
  path: string;
  items: Map<ItemId, { entry: ItemEntry; lost: LostPart; isNewest: boolean }>;
  unlisted: number;
}

/**
 * Which items damage hits, in the words of the person: by container, the newest copy first, each
 * item once. Faults: those of the backend.
 */
export async function findAffected(
  repository: ReachedRepository,
  newestFirst: readonly SnapshotId[],
  by: AffectedBy,
  signal: AbortSignal,
): Promise<Affected> {
  const found = new Map<string, Found>();
  const lostInPieces = new Set<BlobId>();
  const receipts = new Set<BlobId>();

  function foundIn(container: ContainerState, snapshot: SnapshotRecord): Found {
    const name = `${container.account} ${container.source} ${container.id}`;
    const known = found.get(name);
    if (known !== undefined) return known;
    const path = by.path(container, snapshot);
    const first: Found = { container, path, items: new Map(), unlisted: 0 };
    found.set(name, first);
    return first;
  }

  /** Of what is stored in pieces, each may be the one that is lost. */
  async function lookInPieces(id: BlobId): Promise<void> {
    if (!repository.isInPieces(id) || lostInPieces.has(id)) return;
    for (const piece of await repository.loadPieces(id).catch(() => [])) {
      if (by.isLost(piece)) lostInPieces.add(id);
      else {
        await lookInPieces(piece);
        if (lostInPieces.has(piece)) lostInPieces.add(id);
      }
    }
  }

  const isLost = (id: BlobId) => by.isLost(id) || lostInPieces.has(id);
  const visitor = {
    item: async (
      id: ItemId,
      entry: ItemEntry,
      container: ContainerState,
      snapshot: SnapshotRecord,
    ) => {
      for (const { blob } of entry.parts) await lookInPieces(blob);
      const lost = lostOf(entry, isLost);
      if (lost === null) return;
      const { items } = foundIn(container, snapshot);
      if (!items.has(id)) items.set(id, { entry, lost, isNewest: snapshot.id === newestFirst[0] });
    },
    lostPage: (items: number, container: ContainerState, snapshot: SnapshotRecord) => {
      foundIn(container, snapshot).unlisted += items;
    },
    receipt: (id: BlobId) => {
      if (isLost(id)) receipts.add(id);
    },
    lostPieces: () => {},
    lostSnapshot: () => {},
  };
  await reachAll(repository, newestFirst, visitor, signal);

  const containers: AffectedContainer[] = [];
  for (const each of found.values()) containers.push(await nameItems(each, by));
  return { containers, receipts: receipts.size };
}

async function nameItems(found: Found, by: AffectedBy): Promise<AffectedContainer> {
  const { account, source, id: container } = found.container;
  const items: AffectedItem[] = [];
  for (const [itemId, { entry, lost, isNewest }] of found.items) {
    if (items.length >= MOST_NAMED) break;
    const label = lost === 'properties' ? '' : await by.label(source, entry);
    items.push({ itemId, label, lost, isNewest });
  }
  const { path, unlisted } = found;
  return { account, source, container, path, count: found.items.size, items, unlisted };
}

function lostOf(entry: ItemEntry, isLost: (id: BlobId) => boolean): LostPart | null {
  if (isLost(entry.meta)) return 'properties';
  const lost = entry.parts.filter(({ blob }) => isLost(blob));
  if (lost.length === 0) return null;
  return lost.some(({ role }) => role === 'body') ? 'text' : 'attachments';
}
