import type { AffectedContainer } from './check.ts';
import type { FaultCode } from './fault.ts';
import type { AccountId, ContainerId, JobId, SnapshotId } from './ids.ts';
import type { Gap, SourceName } from './item.ts';

/**
 * What a run stored of what there was, container by container. The numbers close: for every line
 * `listed = stored + missing + leftOut.files`.
 */
export interface ReceiptLine {
  account: AccountId;
  source: SourceName;
  container: ContainerId;
  /** "Clients / Harbour Street 14" */
  path: string;
  role: string | null;
  /** What the folder's own count says; may include things that are not messages. */
  reported: number | null;
  /** Items Microsoft listed. */
  listed: number;
  /** Items whose text, properties and attachments are all stored. */
  stored: number;
  missing: number;
  /**
   * Listed, and without contents because the person does not want them: see `Choice`. Absent where
   * there are none.
   */
  leftOut?: LeftOut;
  /** Kept from earlier copies though Microsoft no longer lists it. */
  keptBeyond: number;
  /** False when the run ended before this container was read to its end. */
  readToEnd: boolean;
}

export interface LeftOut {
  files: number;
  /** As Microsoft lists them. */
  bytes: number;
}

export type Verdict = 'complete' | 'incomplete' | 'stopped';

export interface Receipt {
  job: JobId;
  /** What was copied; a run that came to no line at all says it, too. */
  of: { account: AccountId; source: SourceName };
  startedAt: string;
  endedAt: string;
  verdict: Verdict;
  /** Why it stopped, for `stopped`; null when the person stopped it or it was not stopped. */
  reason: FaultCode | null;
  lines: ReceiptLine[];
  gaps: (Gap & { account: AccountId; source: SourceName; container: ContainerId; path: string })[];
  /**
   * What is damaged of what is kept and could not be brought back, over all copies: it is named in
   * every receipt until it is. Absent when there is nothing of the kind.
   */
  damaged?: AffectedContainer[];
  changes: { added: number; changed: number; moved: number; gone: number };
  requests: number;
  pauses: number;
  pausedMs: number;
  downloadedBytes: number;
  storedBytes: number;
  snapshot: SnapshotId | null;
}

export interface ReceiptSums {
  listed: number;
  stored: number;
  missing: number;
  keptBeyond: number;
  leftOut: LeftOut;
}

export function sumLines(lines: readonly ReceiptLine[]): ReceiptSums {
  const sums = { listed: 0, stored: 0, missing: 0, keptBeyond: 0, leftOut: { files: 0, bytes: 0 } };
  for (const line of lines) {
    sums.listed += line.listed;
    sums.stored += line.stored;
    sums.missing += line.missing;
    sums.keptBeyond += line.keptBeyond;
    sums.leftOut.files += line.leftOut?.files ?? 0;
    sums.leftOut.bytes += line.leftOut?.bytes ?? 0;
  }
  return sums;
}

/** Never green with a gap: complete means read to the end, nothing missing, sums that close. */
export function verdictOf(lines: readonly ReceiptLine[], gaps: readonly Gap[]): Verdict {
  const closes = lines.every(
    (line) =>
      line.readToEnd &&
      line.missing === 0 &&
      line.listed === line.stored + line.missing + (line.leftOut?.files ?? 0),
  );
  return closes && gaps.length === 0 ? 'complete' : 'incomplete';
}
