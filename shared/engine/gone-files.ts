import { isFault } from '../model/fault.ts';
import { nameOf } from '../repository/file-names.ts';
import { readRemovals } from '../repository/removals.ts';
import type { Repository } from '../repository/repository.ts';
import type { GoneRecord } from './mirror-gone.ts';

/**
 * What the repository says was removed on purpose; null while that can't be told: while it is locked
 * (undefined), or when one of its gone files can't be read.
 */
export async function readGone(
  repository: Repository | undefined,
): Promise<readonly GoneRecord[] | null> {
  if (repository === undefined) return null;
  try {
    const { gone, unreadable } = await readRemovals(repository.upkeep());
    if (unreadable.length > 0) return null;
    return [...gone].map(([hash, { goneAt, snapshots, packs, indexes }]) => ({
      file: nameOf('gone', hash),
      goneAt,
      names: [
        ...snapshots.map(({ id }) => nameOf('snapshot', id)),
        ...indexes.map((index) => nameOf('index', index)),
        ...packs.map((pack) => nameOf('pack', pack)),
      ],
    }));
  } catch (error) {
    if (!isFault(error)) throw error;
    return null;
  }
}
