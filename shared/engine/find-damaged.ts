import type { AffectedContainer } from '../model/check.ts';
import type { SourceName } from '../model/item.ts';
import { findAffected } from '../repository/affected.ts';
import type { Repository } from '../repository/repository.ts';
import type { Source } from '../sources/source.ts';
import { namesIn } from './run-check.ts';

/**
 * What of all that is kept is known to be damaged or missing, item by item. Reads all lists, and
 * nothing else. Faults: those of the backend.
 */
export async function findDamaged(
  repository: Repository,
  loadSource: (name: SourceName) => Promise<Source>,
  signal: AbortSignal,
): Promise<AffectedContainer[]> {
  const newestFirst = repository
    .snapshots()
    .toReversed()
    .map(({ id }) => id);
  const isLost = (id: Parameters<Repository['canRead']>[0]) => !repository.canRead(id);
  const by = { isLost, ...namesIn(repository, loadSource) };
  const { containers } = await findAffected(repository, newestFirst, by, signal);
  return containers;
}
