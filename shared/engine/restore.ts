import type { Clock } from '../lib/clock.ts';
import { type Fault, isAbort, JOB_ENDING, toFault } from '../model/fault.ts';
import type { AccountId, ContainerId, ItemId, JobId, JournalId } from '../model/ids.ts';
import type { ItemRow, SourceName } from '../model/item.ts';
import type { RestoreProgress } from '../model/job.ts';
import type { PutBackWay } from '../model/put-back.ts';
import type { RestoredItem, RestoreResult } from '../model/restore.ts';
import type { RestoreOptions } from '../rpc/protocol.ts';
import type {
  BinUse,
  LeftAgain,
  PlannedRestore,
  RestoreContext,
  RestoredRecord,
} from '../sources/restoring.ts';
import { type ChosenItem, isFolder } from './choose-items.ts';
import type { Job } from './jobs.ts';
import { IntentLog, type Journal } from './journal.ts';
import { type Patience, pauseAfter } from './patience.ts';
import {
  makeContext,
  NEW_FOLDER,
  openForRestore,
  type PlanParts,
  planItem,
} from './restore-plan.ts';
import { TimeLeft } from './time-left.ts';

const ITEMS_AT_ONCE = 4;
/** An older plan may no longer be true: each item is asked for again before it is touched. */
const PLAN_HOLDS_MS = 60_000;

/** Enough to go on with a restore or undo in another worker. Plain data. */
export interface RunningRestore {
  kind: 'restore' | 'undo';
  id: JobId;
  account: AccountId;
  source: SourceName;
  startedAt: string;
  journal: JournalId;
  label: string;
  /** What is restored; for an undo, the lines of what is taken back. */
  items: ChosenItem[];
  rows: ItemRow[];
  options: Pick<RestoreOptions, 'moveFromElsewhere' | 'intoNewFolder' | 'conflict'>;
  /**
   * What is nowhere is taken out of the recycle bin where it lies there; of folders only these, with
   * all that is in them. Missing: nothing is.
   */
  fromBin?: { folders: ContainerId[] };
  /** The moment it was chosen in, see `ChosenItems`. */
  asOf?: number | null;
  /** Otherwise than its source restores it. */
  way?: PutBackWay;
  /** For an undo: what it takes back. */
  undoes: JournalId | null;
}

/** What the person has said yes to, by row, and when the mailbox was asked for it (epoch ms). */
export interface Plans {
  byRow: ReadonlyMap<number, PlannedRestore>;
  askedAt: number;
}

export type RestoreParts = PlanParts & { clock: Clock; patience: Patience };

/** One item's way: what became of it, and what undoes it. */
export type Step<T> = (item: T, signal: AbortSignal) => Promise<Done>;
export interface Done {
  item: RestoredItem;
  record: RestoredRecord | null;
  /** Of an undo, see `UndoneRecord`. */
  broughtBack?: readonly LeftAgain[];
}

export function beginRestore(run: RunningRestore, total: number): RestoreProgress {
  const { kind, id, account, source, startedAt, journal } = run;
  return {
    kind,
    id,
    account,
    source,
    startedAt,
    state: { kind: 'running' },
    done: 0,
    total,
    failed: 0,
    leftMs: null,
    journal,
    result: null,
    endedBy: null,
  };
}

/**
 * Restores item by item. Before anything is written for an item, the journal says so; after it,
 * what became of it. A run that was cut off asks the mailbox again for everything that is not in
 * the journal as done, so that nothing is made twice.
 */
export async function runRestore(
  job: Job<RestoreProgress>,
  parts: RestoreParts,
  run: RunningRestore,
  plans: Plans,
): Promise<void> {
  const { journal, clock } = parts;
  const { journal: id, options, asOf = null } = run;
  const intents = new IntentLog((all) => journal.append(id, { kind: 'intend', intents: all }));
  const newFolder = options.intoNewFolder;
  const holdsTrees = parts.source.placeOf !== undefined;
  const context: RestoreContext = {
    ...makeContext(parts, run.account, { newFolder, asOf }, (intent) => intents.intend(intent)),
    wasBegun: (item) => wasBegun(journal, id, item),
    formerState: (item) => journal.formerState(id, item),
    openUpload: (item) => journal.openUpload(id, item),
    ...(newFolder !== null && holdsTrees ? { newFolder: NEW_FOLDER } : {}),
    ...(run.fromBin === undefined ? {} : { bin: binUse(journal, id, run.fromBin) }),
  };
  const wasCutOff = journal.run(id) !== undefined;

  const step: Step<ChosenItem> = async (item, signal) => {
    const target = newFolder === null || holdsTrees ? item.row.container : NEW_FOLDER;
    const { itemId } = item.row;
    const isFresh = !wasCutOff && newFolder === null && clock.now() - plans.askedAt < PLAN_HOLDS_MS;
    // What this run or another has begun with the item since, the plan can't know.
    const isTouched = wasBegun(journal, id, itemId) || journal.madeAgainAs(itemId).length > 0;
    const known = isFresh && !isTouched ? plans.byRow.get(item.row.row) : undefined;
    const planned = known ?? (await planItem(parts, item, target, context, signal));
    const plan = chosenWay(planned, options);
    if (plan === null) return { item: leftAlone(item, planned), record: null };
    return restoreItem(parts, item, target, plan, context, signal);
  };
  await runSteps(job, parts, run, foldersLast(run.items, context), step);
}

/**
 * Folders after everything that goes into them, the innermost first: only then do they keep the dates
 * they are given. One that is needed before is made when it is needed.
 */
function foldersLast(items: readonly ChosenItem[], context: RestoreContext): ChosenItem[] {
  const depth = ({ row }: ChosenItem) => context.ancestry(row.container).length;
  const folders = items.filter(({ row }) => isFolder(row));
  const rest = items.filter(({ row }) => !isFolder(row));
  return [...rest, ...folders.sort((a, b) => depth(b) - depth(a))];
}

function wasBegun(journal: Journal, id: JournalId, item: ItemId): boolean {
  const open = journal.run(id)?.openIntents ?? [];
  return open.some(({ itemId, action }) => itemId === item && action === 'make-again');
}

function binUse(
  journal: Journal,
  id: JournalId,
  fromBin: NonNullable<RunningRestore['fromBin']>,
): BinUse {
  const folders = new Set(fromBin.folders);
  return {
    takesFolder: (folder) => folders.has(folder),
    begun: (item) => journal.binNote(id, item),
  };
}

/** What is to be done with an item; null: it is left alone. */
function chosenWay(
  planned: PlannedRestore,
  options: RunningRestore['options'],
): PlannedRestore | null {
  const { outcome, hasOtherContent = false } = planned;
  const isTaken = outcome === 'here' && hasOtherContent && options.intoNewFolder === null;
  if (isTaken && options.conflict === 'replace') {
    return { ...planned, outcome: 'make-again', replaces: true };
  }
  if (isTaken && options.conflict === 'keep-both') {
    return { ...planned, outcome: 'make-again', foundIn: null, foundAs: null };
  }
  if (outcome === 'cannot' || (outcome === 'here' && options.intoNewFolder === null)) return null;
  if (options.intoNewFolder !== null) {
    // A copy is wanted there, wherever the original is.
    return { ...planned, outcome: 'make-again', foundIn: null, foundAs: null };
  }
  return outcome === 'elsewhere' && !options.moveFromElsewhere ? null : planned;
}

async function restoreItem(
  parts: RestoreParts,
  item: ChosenItem,
  target: ContainerId,
  plan: PlannedRestore,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<Done> {
  const restorable = await openForRestore(parts, item, target);
  const record = await parts.source.restore(parts.graph, restorable, plan, context, signal);
  // It may have come to another way than planned.
  const { differences, nowId, outcome, link, fromBin } = record;
  const state = differences.length === 0 ? 'equal' : 'differs';
  const told: RestoredItem = {
    row: item.row,
    outcome,
    state,
    nowId,
    differences,
    fault: null,
    ...(link === undefined ? {} : { link }),
    ...(fromBin === undefined ? {} : { fromBin: true }),
  };
  return { item: told, record };
}

function leftAlone(
  { row }: ChosenItem,
  { outcome, foundAs, fault, link }: PlannedRestore,
): RestoredItem {
  const isFailed = outcome === 'cannot';
  return {
    row,
    outcome,
    state: isFailed ? 'failed' : 'left-alone',
    nowId: isFailed ? null : (foundAs ?? row.itemId),
    differences: [],
    fault: fault === null ? null : plainFault(fault),
    ...(link === undefined ? {} : { link }),
  };
}

/** The part that restore and undo share: in order, side by side, with pauses, into the journal. */
export async function runSteps<T extends { row: ItemRow }>(
  job: Job<RestoreProgress>,
  parts: RestoreParts,
  run: RunningRestore,
  items: readonly T[],
  step: Step<T>,
): Promise<void> {
  const { journal, clock } = parts;
  const id = run.journal;
  if (journal.run(id) === undefined) {
    const { kind, id: jobId, account, source, startedAt, label, undoes } = run;
    const way = run.way === undefined ? {} : { way: run.way };
    const begin = { run: kind, job: jobId, account, source, startedAt, label, undoes, ...way };
    await journal.append(id, { kind: 'begin', ...begin });
  }
  const left = new TimeLeft();
  const tell = () =>
    job.tell(() => {
      const done = journal.run(id)?.items ?? [];
      const failed = done.filter(({ state }) => state === 'failed').length;
      const leftMs = left.measure(clock.now(), done.length, items.length);
      return { done: done.length, failed, leftMs };
    });

  let endedBy: RestoreProgress['endedBy'] = null;
  for (let tries = 0; ; tries += 1) {
    const before = journal.run(id)?.items.length ?? 0;
    const fault = await passOnce(job, parts, run, items, step, tell);
    if (job.isLeft) return job.end({ endedBy: 'stopped' });
    if (job.signal.aborted) endedBy = 'stopped';
    if (fault === null || endedBy !== null) break;
    if ((journal.run(id)?.items.length ?? 0) > before) tries = 0;
    const pause = pauseAfter(fault, tries, parts.patience);
    endedBy = pause === null ? fault.code : await waitFor(job, pause.reason, pause.forMs);
    if (job.isLeft) return job.end({ endedBy: 'stopped' });
    if (endedBy !== null) break;
    left.restart();
  }
  const stopped = (journal.run(id)?.items.length ?? 0) < items.length;
  await journal.append(id, { kind: 'end', endedAt: parts.now(), stopped });
  const result: RestoreResult = journal.result(id) ?? { items: [], stopped };
  const failed = result.items.filter(({ state }) => state === 'failed').length;
  job.end({ done: result.items.length, failed, leftMs: null, result, endedBy });
}

async function waitFor(
  job: Job<RestoreProgress>,
  ...[reason, forMs]: Parameters<Job['wait']>
): Promise<'stopped' | null> {
  try {
    await job.wait(reason, forMs);
    return null;
  } catch (error) {
    if (!isAbort(error)) throw error;
    return 'stopped';
  }
}

/** Everything that is not done yet, until it is, or something ends the job. */
async function passOnce<T extends { row: ItemRow }>(
  job: Job<RestoreProgress>,
  { journal, way }: RestoreParts,
  run: RunningRestore,
  items: readonly T[],
  step: Step<T>,
  tell: () => void,
): Promise<Fault | null> {
  // Several things beside one message have its line.
  const keyOf = ({ row }: { row: ItemRow }) => `${row.row} ${row.itemId}`;
  const done = new Set(journal.run(run.journal)?.items.map(keyOf));
  const left = items.filter((item) => !done.has(keyOf(item)));
  // A folder waits for all that goes into it or out of it.
  const [todo, folders] = [
    left.filter((item) => !isFolder(item.row)),
    left.filter((item) => isFolder(item.row)),
  ];
  // Stopping lets what is in hand come to its end; only the end of the engine does not wait.
  const leaving = new AbortController();
  const leave = () => job.isLeft && leaving.abort(job.signal.reason);
  job.signal.addEventListener('abort', leave);
  let ending: Fault | null = null;

  async function work(line: T[]): Promise<void> {
    for (let item = line.shift(); item !== undefined; item = line.shift()) {
      if (ending !== null || job.signal.aborted) return;
      try {
        const done = await step(item, leaving.signal);
        await journal.append(run.journal, { kind: 'done', ...done });
      } catch (error) {
        if (leaving.signal.aborted) return;
        const fault = toFault(error);
        if (JOB_ENDING.has(fault.code) && fault.code !== 'corrupt') ending ??= fault;
        else await journal.append(run.journal, { kind: 'done', ...failure(item, fault) });
      }
      tell();
    }
  }

  const atOnce = way?.atOnce ?? ITEMS_AT_ONCE;
  await Promise.all(Array.from({ length: atOnce }, () => work(todo)));
  await work(folders);
  job.signal.removeEventListener('abort', leave);
  return ending;
}

function failure({ row }: { row: ItemRow }, fault: Fault): Done {
  const outcome = 'cannot';
  const item: RestoredItem = {
    row,
    outcome,
    state: 'failed',
    nowId: null,
    differences: [],
    fault: plainFault(fault),
  };
  return { item, record: null };
}

function plainFault({ code, message, upstreamCode }: Fault): RestoredItem['fault'] {
  return { code, message, upstreamCode: upstreamCode ?? null };
}
