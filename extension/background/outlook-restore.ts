import { mapConcurrent } from '../../shared/lib/iterate.ts';
import { Fault } from '../../shared/model/fault.ts';
import { asId, type JobId, type JournalId } from '../../shared/model/ids.ts';
import type { RestoreProgress } from '../../shared/model/job.ts';
import type { GonePage, PageKey } from '../../shared/model/lists.ts';
import type { RestorePlan } from '../../shared/model/restore.ts';
import type { EngineApi, RestoreSelection } from '../../shared/rpc/protocol.ts';
import { FAULT_SENTENCES } from '../../shared/ui/sentences.ts';
import type { AskOf, ShownJob, ShownRow } from '../outlook/protocol.ts';
import { isBin, type KnownPlace } from './outlook-place.ts';
import { homeRow, isRestorable, toShown } from './outlook-rows.ts';

const AT_ONCE = 16;
const MOST_ROWS = 5000;
/** So much of a conversation is asked about when one row of the list has gone. */
const MOST_VANISHED = 20;
const JOURNAL_LIMIT = 200;

/** Restoring is for this engine's rows of this place; anything else is somebody's forgery. */
function notHere(): Fault {
  return new Fault('forbidden', 'a row was asked for that is not of this place');
}

/** Asks Microsoft what restoring would do. Faults: `forbidden` for rows of another place. */
export async function planFor(
  engine: EngineApi,
  known: KnownPlace,
  ask: AskOf<'restore'>,
): Promise<RestorePlan> {
  const selection = await selectionOf(engine, known, ask);
  return engine.planRestore(selection);
}

async function selectionOf(
  engine: EngineApi,
  known: KnownPlace,
  { rows }: AskOf<'restore'>,
): Promise<RestoreSelection> {
  const { account, folder } = known;
  if (rows !== 'all') {
    await checkRows(engine, known, rows);
    return { kind: 'rows', rows: [...new Set(rows)] };
  }
  if (folder === null) throw notHere();
  const key = { account: account.id, source: 'mail', id: folder.id } as const;
  if (!isBin(folder)) return { kind: 'gone-in', container: key };
  // What is gone from a bin goes back to where it was before.
  const homes: number[] = [];
  let after: PageKey | null = null;
  while (homes.length < MOST_ROWS) {
    const page: GonePage = await engine.listGone(key, after, 200);
    const found = mapConcurrent(page.rows, AT_ONCE, (row) => homeRow(engine, row, known.folders));
    for await (const { row } of found) homes.push(row);
    if (page.next === null) break;
    after = page.next;
  }
  if (homes.length === 0) throw new Fault('not-found', 'nothing is gone from there');
  return { kind: 'rows', rows: homes };
}

/** Each row has to be of the conversation, or have gone from the folder. */
async function checkRows(
  engine: EngineApi,
  { account, folder, conversation }: KnownPlace,
  rows: readonly number[],
): Promise<void> {
  const ofConversation = new Set(conversation.map(({ row }) => row));
  const others = rows.filter((row) => !ofConversation.has(row));
  if (others.length > 0 && folder === null) throw notHere();
  const checked = mapConcurrent(others, AT_ONCE, async (number) => {
    const row = await engine.readRow(number);
    if (row.account !== account.id || row.source !== 'mail') return false;
    if (row.container === folder?.id) return row.lastSeenAt !== null;
    if (!isBin(folder)) return false;
    const versions = await engine.listVersions(account.id, number);
    return versions.some(({ container }) => container === folder?.id);
  });
  for await (const isHere of checked) if (!isHere) throw notHere();
}

/**
 * What of a conversation whose row has left the list can be restored now, by Microsoft's own word:
 * what was only filed elsewhere is not told.
 */
export async function findVanished(engine: EngineApi, known: KnownPlace): Promise<ShownRow[]> {
  const { folder, conversation } = known;
  const ofFolder = conversation.filter(({ container }) => container === folder?.id);
  const asked = (ofFolder.length > 0 ? ofFolder : conversation).slice(-MOST_VANISHED);
  if (asked.length === 0) return [];
  const plan = await engine.planRestore({ kind: 'rows', rows: asked.map(({ row }) => row) });
  return plan.items.flatMap(({ row, outcome, foundIn }) => {
    const isGone = outcome === 'make-again' || /^recoverable/.test(foundIn?.role ?? '');
    // In Deleted Items it is news only that something has left them.
    if (!isGone && (outcome !== 'move-back' || isBin(folder))) return [];
    const shown = toShown(row, known);
    const state = isGone ? 'gone' : 'moved';
    return [{ ...shown, state, restorable: true, where: foundIn?.name ?? null }];
  });
}

/** The first thing a job says of itself. Faults: `not-found`, also for a job of somebody else. */
export async function readJob(
  engine: Pick<EngineApi, 'watchJob'>,
  { account }: KnownPlace,
  id: string,
): Promise<ShownJob> {
  for await (const progress of engine.watchJob(asId<JobId>(id))) {
    if (progress.kind === 'backup' || progress.account !== account.id) break;
    return toShownJob(progress);
  }
  throw new Fault('not-found', 'no such restore of this account');
}

function toShownJob(progress: RestoreProgress): ShownJob {
  const { id, state, done, total, failed, journal, result, endedBy } = progress;
  const rows = result?.items.map(({ row, state }) => ({ row: row.row, state })) ?? [];
  const hasWritten = rows.some((row) => row.state === 'equal' || row.state === 'differs');
  const shown = { job: id, done, total, failed, rows, remark: remarkOf(progress) };
  if (state.kind !== 'ended') {
    return { ...shown, state: state.kind === 'waiting' ? 'waiting' : 'running', journal: null };
  }
  const isWhole = endedBy === null || hasWritten;
  return { ...shown, state: 'ended', journal: isWhole && hasWritten ? journal : null };
}

const WAITS: Readonly<Record<string, string>> = {
  'sign-in': 'It waits for you to sign in again.',
  consent: 'It waits for Microsoft’s permission.',
  network: 'It waits for the network.',
  server: 'Microsoft asked for a pause. Nothing is lost by waiting.',
  limit: 'Microsoft asked for a pause. Nothing is lost by waiting.',
  room: 'This disk is full. It waits for room.',
};

function remarkOf({ state, endedBy, result }: RestoreProgress): string | null {
  if (state.kind === 'waiting') return WAITS[state.for] ?? null;
  if (state.kind !== 'ended') return null;
  if (endedBy === 'stopped') return 'It was stopped. What is back stays.';
  const failed = result?.items.filter((item) => item.state === 'failed') ?? [];
  const code = endedBy ?? (failed.length === result?.items.length ? failed[0]?.fault?.code : null);
  return code == null ? null : sentenceFor(code);
}

/** Takes a restore of this account back. Faults: `not-found`, `conflict`. */
export async function undoOf(
  engine: Pick<EngineApi, 'listJournal' | 'startUndo'>,
  { account }: KnownPlace,
  journal: string,
): Promise<{ job: JobId; total: number }> {
  const entries = await engine.listJournal(JOURNAL_LIMIT);
  const entry = entries.find(({ id }) => id === journal);
  if (entry?.account !== account.id) throw new Fault('not-found', 'no such restore');
  if (!entry.canUndo) throw new Fault('conflict', 'it was taken back already');
  const { movedBack, madeAgain } = entry.counts;
  const job = await engine.startUndo(asId<JournalId>(journal));
  return { job, total: movedBack + madeAgain };
}

/** A fault in plain words: what happened, and what to do. */
export function sentenceFor(code: Fault['code']): string {
  const { happened, todo } = FAULT_SENTENCES[code];
  return todo === '' ? happened : `${happened} ${todo}`;
}

/** Rows that can be restored of a page of gone things, where they go back to. */
export async function toGoneRows(
  engine: EngineApi,
  known: KnownPlace,
  rows: Awaited<ReturnType<EngineApi['listGone']>>['rows'],
): Promise<ShownRow[]> {
  const shown: ShownRow[] = [];
  const homes = mapConcurrent(rows, AT_ONCE, async (row) => ({
    row,
    home: await homeRow(engine, row, known.folders),
  }));
  for await (const { row, home } of homes) {
    const where = known.folders.find(({ id }) => id === home.container)?.name ?? null;
    const isThere = isRestorable(row, known.folders);
    shown.push({ ...toShown(row, known), row: home.row, restorable: isThere, where });
  }
  return shown;
}
