import type { Backend } from '../backend/backend.ts';
import { folderOfKind, hashOfName } from '../repository/copy-names.ts';
import { nameOf } from '../repository/format.ts';
import { readRemovals } from '../repository/removals.ts';
import type { Repository } from '../repository/repository.ts';
import type { GoneRecord } from './mirror-gone.ts';

/**
 * What the repository says was removed on purpose; null while that can't be read: gone files are
 * sealed, and one may be damaged. Without any there is nothing to read.
 */
export async function readGone(
  backend: Backend,
  repository: Repository | undefined,
): Promise<readonly GoneRecord[] | null> {
  if (repository !== undefined) return readFrom(repository);
  for await (const { name, sizeBytes } of backend.list(folderOfKind('gone'))) {
    if (sizeBytes > 0 && hashOfName('gone', name) !== undefined) return null;
  }
  return [];
}

async function readFrom(repository: Repository): Promise<readonly GoneRecord[] | null> {
  const parts = repository.upkeep();
  const { gone } = await readRemovals(parts);
  if (gone.size < (await parts.files.list('gone')).size) return null;
  return [...gone].map(([file, { goneAt, snapshots, packs, indexes }]) => ({
    file,
    goneAt,
    names: [
      ...snapshots.map(({ id }) => nameOf('snapshot', id)),
      ...packs.map((hash) => nameOf('pack', hash)),
      ...indexes.map((hash) => nameOf('index', hash)),
    ],
  }));
}
