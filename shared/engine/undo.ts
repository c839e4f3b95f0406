import type { RestoreProgress } from '../model/job.ts';
import type { RestoredItem } from '../model/restore.ts';
import type { UndoneRecord } from '../sources/restoring.ts';
import { isFolder } from './choose-items.ts';
import type { Job } from './jobs.ts';
import type { JournalRun } from './journal.ts';
import { type RestoreParts, type RunningRestore, runSteps } from './restore.ts';

const STATES: Readonly<Record<UndoneRecord['state'], RestoredItem['state']>> = {
  undone: 'equal',
  'changed-since': 'left-alone',
  'already-gone': 'left-alone',
};

/** Takes a restore back, as far as nobody has touched what it made since. */
export async function runUndo(
  job: Job<RestoreProgress>,
  parts: RestoreParts,
  run: RunningRestore,
  undone: JournalRun,
): Promise<void> {
  const { source, graph } = parts;
  const records = new Map(undone.records.map((record) => [record.itemId, record]));
  // What was done last is taken back first, but for folders: the innermost were done first.
  const folders = run.rows.filter(isFolder).reverse();
  const rows = [...run.rows.filter((row) => !isFolder(row)), ...folders];
  const items = rows.map((row) => ({ row }));
  await runSteps(job, parts, run, items, async ({ row }, signal) => {
    const record = records.get(row.itemId);
    const { state, broughtBack }: Omit<UndoneRecord, 'itemId'> =
      record === undefined
        ? { state: 'already-gone' }
        : await source.undo(graph, parts.journal.asLeft(record), signal);
    const outcome = record?.outcome ?? 'cannot';
    const item = { row, outcome, state: STATES[state], nowId: null, differences: [], fault: null };
    return { item, record: null, ...(broughtBack === undefined ? {} : { broughtBack }) };
  });
}
