import { CheckRecord } from '../shared/engine/check-record.ts';
import { heal } from '../shared/engine/heal.ts';
import { runCheck } from '../shared/engine/run-check.ts';
import { systemClock } from '../shared/lib/clock.ts';
import { zoneOffset } from '../shared/lib/zone-offset.ts';
import type { CheckLevel } from '../shared/model/check.ts';
import { sayCheck } from '../shared/model/check-words.ts';
import { Fault, isFault } from '../shared/model/fault.ts';
import { asId, type SnapshotId } from '../shared/model/ids.ts';
import type { PruneResult } from '../shared/model/prune.ts';
import { DEFAULT_RETENTION, type RetentionRule } from '../shared/model/retention.ts';
import { pinSnapshot } from '../shared/repository/pins.ts';
import { GRACE_MS, prune } from '../shared/repository/prune.ts';
import { SOURCES } from '../shared/sources/sources.ts';
import { openRepository } from './engine-parts.ts';
import { folderRecords } from './folder-records.ts';
import { startThread } from './start-thread.ts';

/** Looking after a repository in a folder. Each command answers an exit code. */

type Print = (line: unknown) => void;

/** 0 when all is sound, 1 when something is damaged; what, is in the line and in words beside it. */
export async function check(
  folder: string,
  how: { level: CheckLevel; percent: number },
  print: Print,
): Promise<number> {
  const stop = interrupted();
  try {
    const result = await runCheck(
      {
        repository: await openRepository(folder),
        record: new CheckRecord(folderRecords(folder)),
        clock: systemClock,
        loadSource: (name) => SOURCES[name](),
        startThread,
      },
      { ...how, goesOn: false, signal: stop.signal, tell: () => {} },
    );
    print(result);
    console.error(sayCheck(result));
    return result.verdict === 'sound' ? 0 : 1;
  } catch (error) {
    // Without its first files nothing of a repository can be read: that is damage, and all of it.
    if (!isFault(error, 'corrupt', 'key-damaged')) throw error;
    print({ ...how, verdict: 'damaged', damage: [error.message], affected: [] });
    console.error(`Nothing can be read: ${error.message}.`);
    return 1;
  } finally {
    stop.done();
  }
}

export interface PruneArguments {
  isDryRun: boolean;
  /** Nobody else writes here: nothing waits for a week. */
  isAtOnce: boolean;
  removeDamaged: boolean;
  rule: Partial<RetentionRule>;
}

export async function thinOut(
  folder: string,
  { isDryRun, isAtOnce, removeDamaged, rule }: PruneArguments,
  print: Print,
): Promise<number> {
  const stop = interrupted();
  try {
    const result = await prune(await openRepository(folder), {
      // Whoever names one line of a rule means those lines and no others.
      rule: Object.keys(rule).length === 0 ? DEFAULT_RETENTION : { ...NOTHING, ...rule },
      now: systemClock.now(),
      zoneOffset,
      graceMs: isAtOnce ? 0 : GRACE_MS,
      isDryRun,
      removeDamaged,
      isHeld: () => false,
      signal: stop.signal,
      tell: () => {},
    });
    print(result);
    console.error(sayPrune(result));
    return 0;
  } finally {
    stop.done();
  }
}

/** Sets apart what a full check finds damaged. 0 when nothing was, or is any more. */
export async function repair(folder: string, print: Print): Promise<number> {
  const found = await check(folder, { level: 'full', percent: 100 }, () => {});
  const repository = await openRepository(folder);
  const record = new CheckRecord(folderRecords(folder));
  const stop = interrupted();
  try {
    const openFresh = () => openRepository(folder);
    const isWritten = await heal(
      { repository, openFresh, record, clock: systemClock },
      stop.signal,
    );
    print({ repaired: isWritten });
  } finally {
    stop.done();
  }
  return found === 0 ? 0 : check(folder, { level: 'quick', percent: 0 }, print);
}

export async function pin(
  folder: string,
  snapshot: string,
  isPinned: boolean,
  print: Print,
): Promise<number> {
  const repository = await openRepository(folder);
  const id = asId<SnapshotId>(snapshot);
  if (!repository.snapshots().some((each) => each.id === id)) {
    throw new Fault('not-found', 'there is no such snapshot');
  }
  await pinSnapshot(repository, id, isPinned);
  print({ snapshot, isPinned });
  return 0;
}

const NOTHING: RetentionRule = {
  withinDays: 0,
  last: 0,
  hourly: 0,
  daily: 0,
  weekly: 0,
  monthly: 0,
  yearly: 0,
  goneDays: DEFAULT_RETENTION.goneDays,
};

function sayPrune({ isDryRun, forgotten, kept, freedBytes, laterBytes, laterAt }: PruneResult) {
  const would = isDryRun ? 'would go' : 'went';
  const later =
    laterAt === null ? '' : `, and ${sayBytes(laterBytes)} on ${laterAt.slice(0, 10)} or after it`;
  const goes = `${forgotten.length} of ${forgotten.length + kept.length} copies ${would}`;
  return `${goes}. ${sayBytes(freedBytes)} ${isDryRun ? 'would come' : 'came'} back${later}.`;
}

function sayBytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The first interrupt stops what is under way; what it has done stays done. */
function interrupted() {
  const stopping = new AbortController();
  const stop = () => stopping.abort(new DOMException('it was stopped', 'AbortError'));
  process.once('SIGINT', stop);
  return { signal: stopping.signal, done: () => process.off('SIGINT', stop) };
}
