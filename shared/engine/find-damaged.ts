import type { AffectedContainer } from '../model/check.ts';
import { asId, type BlobId, type SnapshotId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import { findAffected } from '../repository/affected.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState, SnapshotRecord } from '../repository/snapshot.ts';
import type { Source } from '../sources/source.ts';
import { namesIn } from './run-check.ts';

const COMING = asId<SnapshotId>('coming');

/**
 * What of all that is kept is known to be damaged or missing, item by item, with `coming` as the
 * newest state of its containers. Reads all lists, and nothing else. Faults: those of the backend.
 */
export async function findDamaged(
  repository: Repository,
  coming: readonly ContainerState[],
  loadSource: (name: SourceName) => Promise<Source>,
  signal: AbortSignal,
): Promise<AffectedContainer[]> {
  const isNew = new Set(coming.map(nameOf));
  const head = repository.head();
  const rest = (head?.containers ?? []).filter((state) => !isNew.has(nameOf(state)));
  const next = { ...head, id: COMING, containers: [...rest, ...coming], receipt: null };
  const looked = {
    // Nothing but its containers is looked at.
    loadSnapshot: async (id: SnapshotId) =>
      id === COMING ? (next as SnapshotRecord) : repository.loadSnapshot(id),
    loadBlob: (id: BlobId, kind: 'page') => repository.loadBlob(id, kind),
    isInPieces: (id: BlobId) => repository.isInPieces(id),
    loadPieces: (id: BlobId) => repository.loadPieces(id),
    openMap: (root: BlobId | null) => repository.openMap(root),
  };
  const newestFirst = repository.snapshots().toReversed();
  const by = {
    isLost: (id: BlobId) => !repository.canRead(id),
    ...namesIn(repository, loadSource),
  };
  const all = [COMING, ...newestFirst.map(({ id }) => id)];
  return (await findAffected(looked, all, by, signal)).containers;
}

function nameOf({ account, source, id }: ContainerState): string {
  return `${account} ${source} ${id}`;
}
