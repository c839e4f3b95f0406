import { isFault } from '../model/fault.ts';
import type { BlobId, ContainerId, ItemId, SnapshotId } from '../model/ids.ts';
import type { ItemEntry, SnapshotSummary } from '../model/item.ts';
import type { SnapshotRecord } from './snapshot.ts';
import { compareMaps, type SnapshotMap } from './snapshot-map.ts';

export interface ComparedRepository {
  loadSnapshot(id: SnapshotId): Promise<SnapshotRecord>;
  openMap(root: BlobId | null): SnapshotMap;
}

export interface GoneOptions {
  /** Milliseconds since 1970. */
  since: number;
  skipDamaged: boolean;
  signal: AbortSignal;
}

/** An item that the newest snapshot has nowhere, as the last one that had it has it. */
interface LastSight {
  /** Position of that snapshot. */
  at: number;
  container: string;
  itemId: ItemId;
  entry: ItemEntry;
}

/**
 * Which snapshots must stay, besides those in `kept`, so that no item is lost that went at
 * Microsoft at or after `since`: each such item is then in at least one
 * snapshot that stays, in the state in which it was last. Answers them with the number of items
 * for which each stays.
 *
 * Neighbours are compared, so that it costs the pages that changed, not the size of the maps.
 * Faults: `corrupt` when something of this can't be read; then nothing may be forgotten, unless a
 * person has given up what is damaged (`skipDamaged`).
 */
export async function keepGoneItems(
  repository: ComparedRepository,
  snapshots: readonly SnapshotSummary[],
  kept: ReadonlySet<SnapshotId>,
  options: GoneOptions,
): Promise<Map<SnapshotId, number>> {
  const { signal } = options;
  const staying = new Map<SnapshotId, number>();
  if (snapshots.every(({ id }) => kept.has(id))) return staying;
  const sights = await lastSights(repository, snapshots, options);
  const isKept = (at: number) => {
    const id = snapshots[at]?.id;
    return id !== undefined && (kept.has(id) || staying.has(id));
  };
  // Oldest first: one that stays for an item often has those that went a little later, too.
  for (const sight of sights.sort((a, b) => a.at - b.at)) {
    signal.throwIfAborted();
    const id = snapshots[sight.at]?.id;
    if (id === undefined || kept.has(id)) continue;
    const earlier = snapshots.findLastIndex((_, at) => at < sight.at && isKept(at));
    const isElsewhere =
      !staying.has(id) && (await hasSameState(repository, snapshots[earlier], sight));
    if (!isElsewhere) staying.set(id, (staying.get(id) ?? 0) + 1);
  }
  return staying;
}

async function lastSights(
  repository: ComparedRepository,
  snapshots: readonly SnapshotSummary[],
  { since, skipDamaged, signal }: GoneOptions,
): Promise<LastSight[]> {
  const gone = new Map<string, LastSight>();
  // What went before is out of the time; a clock that was wrong once counts as late.
  const first = snapshots.findIndex(({ endedAt }) => !(Date.parse(endedAt) < since));
  let before: SnapshotRecord | null = null;
  for (let at = Math.max(1, first); first >= 0 && at < snapshots.length; at++) {
    signal.throwIfAborted();
    const [earlier, later] = [snapshots[at - 1], snapshots[at]];
    if (earlier === undefined || later === undefined) break;
    before ??= await repository.loadSnapshot(earlier.id);
    const after = await repository.loadSnapshot(later.id);
    try {
      await compareNeighbours(repository, before, after, at - 1, gone);
    } catch (error) {
      if (!skipDamaged || !isFault(error, 'corrupt')) throw error;
    }
    before = after;
  }
  return [...gone.values()];
}

/** Takes what went from one to the next into `gone`, and what came back out of it. */
async function compareNeighbours(
  repository: ComparedRepository,
  before: SnapshotRecord,
  after: SnapshotRecord,
  at: number,
  gone: Map<string, LastSight>,
): Promise<void> {
  const earlier = new Map(before.containers.map((state) => [nameOf(state), state]));
  const later = new Map(after.containers.map((state) => [nameOf(state), state]));
  const come: string[] = [];
  for (const name of new Set([...earlier.keys(), ...later.keys()])) {
    const state = earlier.get(name) ?? later.get(name);
    const roots = [earlier.get(name)?.items ?? null, later.get(name)?.items ?? null];
    const [old, now] = roots.map((root) => repository.openMap(root));
    if (state === undefined || old === undefined || now === undefined) continue;
    for await (const { id, before: was, after: is } of compareMaps(old, now)) {
      const item = `${state.account} ${state.source} ${id}`;
      if (is !== undefined) come.push(item);
      else if (was !== undefined) gone.set(item, { at, container: name, itemId: id, entry: was });
    }
  }
  // What moved went in one container and came in another.
  for (const item of come) gone.delete(item);
}

async function hasSameState(
  repository: ComparedRepository,
  summary: SnapshotSummary | undefined,
  { container, itemId, entry }: LastSight,
): Promise<boolean> {
  if (summary === undefined) return false;
  try {
    const { containers } = await repository.loadSnapshot(summary.id);
    const state = containers.find((each) => nameOf(each) === container);
    const found = await repository.openMap(state?.items ?? null).get(itemId);
    return found !== undefined && isSame(found, entry);
  } catch (error) {
    // What can't be read has nothing.
    if (isFault(error, 'corrupt', 'not-found')) return false;
    throw error;
  }
}

function isSame(a: ItemEntry, b: ItemEntry): boolean {
  return (
    a.version === b.version &&
    a.meta === b.meta &&
    a.whole === b.whole &&
    a.parts.length === b.parts.length &&
    a.parts.every(({ role, blob }, at) => b.parts[at]?.role === role && b.parts[at]?.blob === blob)
  );
}

function nameOf({ account, source, id }: { account: string; source: string; id: ContainerId }) {
  return `${account} ${source} ${id}`;
}
