import type { ContainerId, ItemId } from '../model/ids.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState } from '../repository/snapshot.ts';
import { compareMaps } from '../repository/snapshot-map.ts';

export interface RunChanges {
  sums: Receipt['changes'];
  /** Items that are nowhere any more, by the container they were in. */
  gone: Map<ContainerId, number>;
  /** Items that were not there before, by the container they are in; none when nothing was. */
  added: Map<ItemId, ContainerId>;
}

/**
 * What is different from `before` to `after`, two states of one account and source. Compared, not
 * counted along the way: a run that was stopped and resumed ten times counts nothing twice.
 */
export async function compareStates(
  repository: Repository,
  before: readonly ContainerState[],
  after: readonly ContainerState[],
): Promise<RunChanges> {
  // After nothing everything is new, and a list of a hundred thousand ids would say no more.
  if (before.every(({ items }) => items === null)) {
    const added = after.reduce((sum, { itemCount }) => sum + itemCount, 0);
    return {
      sums: { added, changed: 0, moved: 0, gone: 0 },
      gone: new Map(),
      added: new Map(),
    };
  }
  const earlier = new Map(before.map((state) => [state.id, state.items]));
  const later = new Map(after.map((state) => [state.id, state.items]));
  const removed = new Map<ItemId, ContainerId>();
  const added = new Map<ItemId, ContainerId>();
  let changed = 0;
  for (const id of new Set([...earlier.keys(), ...later.keys()])) {
    const roots = [earlier.get(id) ?? null, later.get(id) ?? null];
    const [old, now] = roots.map((root) => repository.openMap(root));
    if (old === undefined || now === undefined) continue;
    for await (const { id: itemId, before: was, after: is } of compareMaps(old, now)) {
      if (was === undefined) added.set(itemId, id);
      else if (is === undefined) removed.set(itemId, id);
      else if (was.version !== is.version || was.meta !== is.meta) changed += 1;
    }
  }
  const gone = new Map<ContainerId, number>();
  let moved = 0;
  for (const [itemId, from] of removed) {
    if (added.delete(itemId)) moved += 1;
    else gone.set(from, (gone.get(from) ?? 0) + 1);
  }
  const sums = { added: added.size, changed, moved, gone: removed.size - moved };
  return { sums, gone, added };
}
