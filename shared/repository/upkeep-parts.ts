import type { BlobId } from '../model/ids.ts';
import type { BlobIds } from './blob-id.ts';
import type { PackPlace } from './pack-directory.ts';

/** What check, repair and prune need of an open repository beside its blobs. */
export interface UpkeepParts extends PackPlace {
  ids: BlobIds;
  /** 32 hex digits each. */
  repositoryId: string;
  writerId: string;
  /** Packs are closed at this size. */
  packBytes: number;
  /** Whether a blob lies in a pack that is there, other than in these (by hash). */
  isElsewhere(id: BlobId, packs: ReadonlySet<string>): boolean;
  /** Snapshot files that were there when it was opened, also those that can't be read. */
  snapshotFiles: ReadonlySet<string>;
  /** Whether this version of the format, and of the program, can remove anything. */
  canPrune: boolean;
}
