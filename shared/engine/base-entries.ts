import { isFault } from '../model/fault.ts';
import type { ItemId, SnapshotId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState } from '../repository/snapshot.ts';
import type { ContainerWork } from './container-work.ts';

/**
 * Items as the snapshot of before a run has them, whatever the run and its checkpoints have changed
 * since. Nothing where there was none, or it is not there any more.
 */
export function entriesBefore(
  repository: Repository,
  base: SnapshotId | null,
): (container: ContainerWork, id: ItemId) => Promise<ItemEntry | undefined> {
  let loading: Promise<readonly ContainerState[]> | null = null;
  return async ({ info, account, source }, id) => {
    loading ??= load(repository, base);
    const state = (await loading).find(
      (each) => each.id === info.id && each.account === account && each.source === source,
    );
    return state?.items ? repository.openMap(state.items).get(id) : undefined;
  };
}

async function load(
  repository: Repository,
  base: SnapshotId | null,
): Promise<readonly ContainerState[]> {
  if (base === null) return [];
  try {
    return (await repository.loadSnapshot(base)).containers;
  } catch (error) {
    if (!isFault(error, 'not-found', 'corrupt')) throw error;
    return [];
  }
}
