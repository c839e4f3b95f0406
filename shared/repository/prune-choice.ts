import type { SnapshotId } from '../model/ids.ts';
import type { SnapshotSummary } from '../model/item.ts';
import type { KeptSnapshot, PrunedSnapshot } from '../model/prune.ts';
import type { RetentionRule } from '../model/retention.ts';
import { type ComparedRepository, keepGoneItems } from './gone-items.ts';
import { type JournalKeeper, readPins } from './pins.ts';
import { decideRetention } from './retention.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

export interface ChoiceOptions {
  rule: RetentionRule;
  /** Milliseconds since 1970, UTC. */
  now: number;
  /** See `RetentionContext`. */
  zoneOffset(at: number): number;
  /** What can't be read any more is given up. */
  removeDamaged: boolean;
  signal: AbortSignal;
}

export interface Choice {
  /** Both by sequence. */
  forgotten: PrunedSnapshot[];
  kept: KeptSnapshot[];
}

/**
 * Which snapshots may go: by the rule, and not if an item would go with one that is gone at
 * Microsoft for less than the rule's time. Faults: `corrupt` when a list can't be read.
 */
export async function chooseSnapshots(
  repository: ComparedRepository & JournalKeeper & { snapshots(): readonly SnapshotSummary[] },
  { rule, now, zoneOffset, removeDamaged, signal }: ChoiceOptions,
): Promise<Choice> {
  const snapshots = repository.snapshots();
  const pinned = await readPins(repository);
  const decisions = decideRetention(snapshots, rule, { now, zoneOffset, pinned });
  const staying = decisions.filter(({ reasons }) => reasons.length > 0);
  const kept = new Set<SnapshotId>(staying.map(({ snapshot }) => snapshot.id));
  const since = now - rule.goneDays * DAY_MS;
  const goneItems = await keepGoneItems(repository, snapshots, kept, {
    since,
    skipDamaged: removeDamaged,
    signal,
  });
  const choice: Choice = { forgotten: [], kept: [] };
  for (const { snapshot, reasons } of decisions) {
    const items = goneItems.get(snapshot.id) ?? 0;
    if (items > 0) reasons.push('has-gone-items');
    const { id, sequence, endedAt } = snapshot;
    if (reasons.length === 0) choice.forgotten.push({ id, sequence, endedAt });
    else choice.kept.push({ id, sequence, endedAt, reasons, goneItems: items });
  }
  checkSafe(snapshots, choice);
  return choice;
}

/** The rule sees to it already. This holds whatever becomes of the rule. */
function checkSafe(snapshots: readonly SnapshotSummary[], { forgotten }: Choice): void {
  const goes = new Set(forgotten.map(({ id }) => id));
  const complete = snapshots.findLast((each) => each.isRunEnd && each.complete);
  for (const must of [snapshots.at(-1), complete]) {
    if (must !== undefined && goes.has(must.id)) throw new Error('the newest copy would have gone');
  }
}
