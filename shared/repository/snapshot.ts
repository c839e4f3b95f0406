import type { AccountId, BlobId, SnapshotId } from '../model/ids.ts';
import type { Account, ContainerInfo, Cursor, Gap, SourceName } from '../model/item.ts';

/**
 * The commit point. A snapshot names everything that was kept at one time: the accounts and, for
 * each container, the root of its item map. It is written last, after every pack and index it
 * needs; a reader that finds it finds all the rest.
 */
export interface SnapshotRecord {
  id: SnapshotId;
  /** Counts up by one for each snapshot of this repository. */
  sequence: number;
  parent: SnapshotId | null;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string;
  /** False for a checkpoint in the middle of a run. */
  isRunEnd: boolean;
  /** True when the run's receipt says complete. */
  complete: boolean;
  accounts: readonly Account[];
  containers: readonly ContainerState[];
  /** JSON of the run's receipt; null in a checkpoint. */
  receipt: BlobId | null;
  /** Name and version of what wrote it. */
  software: string;
}

export type SnapshotDraft = Omit<SnapshotRecord, 'id' | 'sequence' | 'parent'>;

export interface ContainerState extends ContainerInfo {
  account: AccountId;
  source: SourceName;
  cursor: Cursor | null;
  /** Root page of the item map; null when it is empty. */
  items: BlobId | null;
  /** How many items the map holds, and how many of them are not whole. */
  itemCount: number;
  unwholeCount: number;
  /** What Microsoft lists and could not be read. */
  gaps: readonly Gap[];
}

export interface JournalRecord {
  /** Hash of the file, which is also its name. */
  id: string;
  /** ISO 8601, UTC. */
  writtenAt: string;
  /** The restore or undo these lines belong to. */
  run: string;
  /** Counts up within the run. */
  part: number;
  body: unknown;
}
