import type { BlobId, SnapshotId } from '../model/ids.ts';
import type { BlobSet } from './blob-set.ts';
import type { Findings } from './findings.ts';
import { reachAll } from './reach.ts';
import type { Repository } from './repository.ts';

/**
 * Reads every list there is, from the snapshots down, and the whole journal, and looks whether each
 * blob they name is there. Answers all blobs that are needed. Faults: those of the backend.
 */
export async function checkLists(
  repository: Repository,
  newestFirst: readonly SnapshotId[],
  findings: Findings,
  signal: AbortSignal,
): Promise<BlobSet> {
  const suspects: BlobId[] = [];
  const visitor = {
    blob: (id: BlobId) => {
      if (!repository.canRead(id)) suspects.push(id);
    },
    lostPage: () => findings.loseList(),
    lostPieces: (id: BlobId) => findings.lose(id),
    lostSnapshot: () => findings.loseList(),
  };
  const needed = await reachAll(repository, newestFirst, visitor, signal);
  for (const id of suspects) {
    signal.throwIfAborted();
    await findings.suspect(id);
  }
  for await (const _ of repository.journal()) signal.throwIfAborted();
  return needed;
}
