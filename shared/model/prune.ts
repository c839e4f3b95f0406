import type { SnapshotId } from './ids.ts';
import type { KeepReason } from './retention.ts';

export interface PrunedSnapshot {
  id: SnapshotId;
  sequence: number;
  /** ISO 8601, UTC. */
  endedAt: string;
}

export interface KeptSnapshot extends PrunedSnapshot {
  reasons: KeepReason[];
  /** For `has-gone-items`: how many items are there only. */
  goneItems: number;
}

/** What thinning out did, or, in a dry run, what it would do. */
export interface PruneResult {
  isDryRun: boolean;
  forgotten: PrunedSnapshot[];
  kept: KeptSnapshot[];
  /** Bytes that came back (would come back) at once, and those that will at `laterAt`. */
  freedBytes: number;
  laterBytes: number;
  /** ISO 8601; null when nothing waits. */
  laterAt: string | null;
  packs: {
    /** Removed now. */
    removed: number;
    /** Marked, to be removed later. */
    marked: number;
    /** Packed anew, because most of each was of no use any more. */
    repacked: number;
  };
}
