import type { SnapshotId } from '../model/ids.ts';
import type { SnapshotSummary } from '../model/item.ts';
import { type KeepReason, PERIODS, type Period, type RetentionRule } from '../model/retention.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Day 0, the first of January 1970, was a Thursday; weeks begin on Mondays. */
const DAYS_FROM_MONDAY = 3;

export interface RetentionContext {
  /** Milliseconds since 1970, UTC. */
  now: number;
  /**
   * Minutes that the person's clock is ahead of UTC at that moment: a day is one of their calendar,
   * also when it has 23 hours or when they have travelled.
   */
  zoneOffset(at: number): number;
  pinned: ReadonlySet<SnapshotId>;
}

/** A snapshot and why it stays; it may go when there is no reason. */
export interface Decision {
  snapshot: SnapshotSummary;
  reasons: KeepReason[];
}

/**
 * What a rule says of these snapshots, handed in and answered by sequence. Pure. Whatever the rule:
 * the newest stays, the newest whose run was complete, and what is pinned.
 */
export function decideRetention(
  snapshots: readonly SnapshotSummary[],
  rule: RetentionRule,
  context: RetentionContext,
): Decision[] {
  const decisions = snapshots.map((snapshot): Decision => ({ snapshot, reasons: [] }));
  const newestFirst = decisions.toReversed();
  const runs = newestFirst.filter(({ snapshot }) => snapshot.isRunEnd);
  newestFirst[0]?.reasons.push('newest');
  runs.find(({ snapshot }) => snapshot.complete)?.reasons.push('newest-complete');
  for (const { snapshot, reasons } of decisions) {
    const at = Date.parse(snapshot.endedAt);
    if (context.pinned.has(snapshot.id)) reasons.push('pinned');
    if (Number.isNaN(at)) reasons.push('undated');
    // One from the future, by this clock, is younger than any limit.
    else if (at > context.now - rule.withinDays * DAY_MS) reasons.push('within');
  }
  for (const { reasons } of runs.slice(0, rule.last)) reasons.push('last');
  for (const period of PERIODS) {
    for (const chosen of oneOfEach(newestFirst, period, rule[period], context)) {
      chosen.reasons.push(period);
    }
  }
  return decisions;
}

/** The best of each of the newest `count` hours, days … that have any. */
function oneOfEach(
  newestFirst: readonly Decision[],
  period: Period,
  count: number,
  { zoneOffset }: RetentionContext,
): Decision[] {
  const best = new Map<string, Decision>();
  for (const decision of newestFirst) {
    const at = Date.parse(decision.snapshot.endedAt);
    if (Number.isNaN(at)) continue;
    const name = periodOf(period, at, zoneOffset(at));
    const known = best.get(name);
    if (known === undefined && best.size >= count) continue;
    if (known === undefined || rankOf(decision) > rankOf(known)) best.set(name, decision);
  }
  return [...best.values()];
}

/** A whole copy is worth more than one that was stopped later on the same day. */
function rankOf({ snapshot }: Decision): number {
  return Number(snapshot.isRunEnd) + Number(snapshot.isRunEnd && snapshot.complete);
}

/** Names the hour, day … of somebody's calendar in which this moment lies. */
function periodOf(period: Period, at: number, offsetMinutes: number): string {
  const local = at + offsetMinutes * MINUTE_MS;
  const day = Math.floor(local / DAY_MS);
  switch (period) {
    case 'hourly':
      // When clocks are put back an hour comes twice; these are two.
      return `${Math.floor(local / HOUR_MS)} ${offsetMinutes}`;
    case 'daily':
      return String(day);
    case 'weekly':
      return String(Math.floor((day + DAYS_FROM_MONDAY) / 7));
    case 'monthly':
      return new Date(local).toISOString().slice(0, 7);
    case 'yearly':
      return new Date(local).toISOString().slice(0, 4);
  }
}
