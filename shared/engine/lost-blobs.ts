import { isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { Repository } from '../repository/repository.ts';

export type LossTelling = Pick<Repository, 'canRead' | 'isInPieces' | 'loadPieces'>;

/** Whether a blob is known to be damaged or missing; one in pieces is with any of them. */
export async function isLost(repository: LossTelling, id: BlobId): Promise<boolean> {
  if (!repository.canRead(id)) return true;
  if (!repository.isInPieces(id)) return false;
  try {
    for (const piece of await repository.loadPieces(id)) {
      if (await isLost(repository, piece)) return true;
    }
    return false;
  } catch (error) {
    if (isFault(error, 'corrupt')) return true;
    throw error;
  }
}
