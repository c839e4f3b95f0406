import type { JobId, SnapshotId } from '../model/ids.ts';
import type { Account, SourceName } from '../model/item.ts';
import type { BackupBy, BackupProgress } from '../model/job.ts';
import type { Receipt } from '../model/receipt.ts';

/** Enough to go on with a run in another worker. Plain data. */
export interface RunningBackup {
  kind: 'backup';
  id: JobId;
  account: Account;
  source: SourceName;
  startedAt: string;
  /** Missing: a person. */
  by?: BackupBy;
  /** The newest snapshot when it began: what the run changed is what is different from it. */
  base: SnapshotId | null;
  traffic: Sums;
}

/** What went over the wire and onto the disk in this run. */
export type Sums = Pick<
  Receipt,
  'requests' | 'pauses' | 'pausedMs' | 'downloadedBytes' | 'storedBytes'
>;

export function beginBackup(run: RunningBackup): BackupProgress {
  return {
    kind: 'backup',
    id: run.id,
    account: run.account.id,
    source: run.source,
    startedAt: run.startedAt,
    state: { kind: 'running' },
    phase: 'folders',
    folders: { done: 0, total: 0 },
    messages: { done: 0, total: null },
    attachments: { done: 0, total: 0 },
    place: '',
    requests: run.traffic.requests,
    downloadedBytes: run.traffic.downloadedBytes,
    storedBytes: run.traffic.storedBytes,
    gaps: 0,
    leftMs: null,
    receipt: null,
    endedBy: null,
  };
}
