import type { CheckLevel, CheckResult } from './check.ts';
import type { FaultCode } from './fault.ts';
import type { AccountId, JobId, JournalId } from './ids.ts';
import type { SourceName } from './item.ts';
import type { PruneResult } from './prune.ts';
import type { Receipt } from './receipt.ts';
import type { RestoreResult } from './restore.ts';

/**
 * `waiting` is a run that can't go on by itself and will by and by: it says for what. It keeps all
 * it has stored and goes on where it was.
 */
export type JobState =
  | { kind: 'running' }
  | {
      kind: 'waiting';
      /**
       * `server`: Microsoft asked for a pause; `limit`: what it allows within some minutes is used up;
       * `folder`: the one the copy lies in; `room-ahead`: somebody's word, as the rest may not fit;
       * `metered`: a connection that costs nothing, or somebody's word.
       */
      for:
        | 'sign-in'
        | 'consent'
        | 'network'
        | 'server'
        | 'limit'
        | 'room'
        | 'folder'
        | 'room-ahead'
        | 'metered';
      until: string | null;
    }
  | { kind: 'stopping' }
  | { kind: 'ended' };

/** Who a copy was started by. */
export type BackupBy = 'person' | 'schedule';

export interface BackupProgress {
  kind: 'backup';
  id: JobId;
  account: AccountId;
  source: SourceName;
  startedAt: string;
  state: JobState;
  phase: 'folders' | 'messages' | 'attachments' | 'checking' | 'finishing';
  folders: { done: number; total: number };
  /** `total` is what the folders' own counts add up to; null before they are in. */
  messages: { done: number; total: number | null };
  attachments: { done: number; total: number };
  /** Name of the folder being read. */
  place: string;
  requests: number;
  downloadedBytes: number;
  storedBytes: number;
  gaps: number;
  /** Measured over the last minute; null until ten seconds have been measured. */
  leftMs: number | null;
  receipt: Receipt | null;
  endedBy: FaultCode | 'stopped' | null;
}

export interface RestoreProgress {
  kind: 'restore' | 'undo';
  id: JobId;
  account: AccountId;
  source: SourceName;
  startedAt: string;
  state: JobState;
  done: number;
  total: number;
  failed: number;
  leftMs: number | null;
  journal: JournalId | null;
  result: RestoreResult | null;
  endedBy: FaultCode | 'stopped' | null;
}

export type JobProgress = BackupProgress | RestoreProgress;

/** Looking whether what is kept is whole. */
export interface CheckProgress {
  kind: 'check';
  id: JobId;
  /** It is about everything that is kept. */
  account: null;
  startedAt: string;
  state: JobState;
  level: CheckLevel;
  step: 'lists' | 'packs' | 'names';
  /** Bytes of packs that are read and compared. */
  doneBytes: number;
  totalBytes: number;
  leftMs: number | null;
  result: CheckResult | null;
  endedBy: FaultCode | 'stopped' | null;
}

/** Thinning out older copies, or foreseeing what that would do. */
export interface PruneProgress {
  kind: 'prune';
  id: JobId;
  account: null;
  startedAt: string;
  state: JobState;
  isDryRun: boolean;
  step: 'choosing' | 'walking' | 'packing' | 'removing';
  result: PruneResult | null;
  /** `held`: much went at once and waits to be looked at; `corrupt`: a check has to come first. */
  endedBy: FaultCode | 'stopped' | null;
}

export type UpkeepProgress = CheckProgress | PruneProgress;
export type AnyProgress = JobProgress | UpkeepProgress;
