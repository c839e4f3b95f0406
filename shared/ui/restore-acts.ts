import type { Signal } from '@preact/signals';
import { Fault, type FaultCode, isAbort, toFault } from '../model/fault.ts';
import type { JobId } from '../model/ids.ts';
import type { RestoreProgress } from '../model/job.ts';
import type { PlannedItem, RestorePlan } from '../model/restore.ts';
import type { RestoreSelection } from '../model/restore-selection.ts';
import type { Planning } from '../rpc/files-api.ts';
import type { EngineApi } from '../rpc/protocol.ts';
import { PLAIN_OPTIONS, type Restores, type RowRestore } from './row-restores.ts';
import { PLACE_WORDS } from './thing-words.ts';

interface ActParts {
  engine: EngineApi;
  announcement: Signal<string>;
  rows: Signal<ReadonlyMap<number, RowRestore>>;
  plan: Restores['plan'];
}

/** See `Restores`: what is done to single rows, in their own place. */
export function createRestoreActs({
  engine,
  announcement,
  rows,
  plan,
}: ActParts): Pick<Restores, 'restoreRow' | 'undoRow' | 'follow'> {
  const note = (row: number, state: RowRestore) => {
    rows.value = new Map(rows.peek()).set(row, state);
  };
  const forgetRow = (row: number) => {
    const rest = new Map(rows.peek());
    rest.delete(row);
    rows.value = rest;
  };

  async function runRow(row: number, made: RestorePlan): Promise<void> {
    const job = await engine.startRestore(made.id, PLAIN_OPTIONS);
    note(row, { kind: 'restoring', job });
    const last = await lastWord(engine, job);
    const item = last.result?.items[0];
    if (item?.fault) throw toFaultOf(item.fault);
    if (!item) throw toFault(new Error('the restore ended without a result'));
    note(row, { kind: 'restored', item, journal: last.journal });
    announcement.value = item.state === 'equal' ? 'Restored, equal.' : 'Restored.';
  }

  return {
    async follow() {
      for (const [row, state] of [...rows.peek()]) {
        // Followed once, to its first row: a later one is another state.
        if (state.kind !== 'restored' || state.isFollowed || state.item.nowId === null) continue;
        const now = await engine.findItem(state.item.row.account, state.item.nowId);
        if (now === null || now.row === row || rows.peek().get(row) !== state) continue;
        note(row, { ...state, isFollowed: true });
        if (!rows.peek().has(now.row)) note(now.row, { ...state, isFollowed: true });
      }
    },
    async restoreRow(row) {
      note(row, { kind: 'asking' });
      try {
        const made = await plan({ kind: 'rows', rows: [row] });
        const item = made.items[0];
        if (item?.outcome === 'here' && !item.hasOtherContent) {
          // Of a file that was found by its id, what is told is its own name.
          const folder = made.source === 'mail' ? (item.foundIn?.name ?? '') : '';
          note(row, { kind: 'here', folder });
          announcement.value = `It is in ${PLACE_WORDS[made.source].place} already. Nothing was done.`;
          return null;
        }
        if (hasSurprise(made)) {
          forgetRow(row);
          return made;
        }
        announcement.value = 'Restoring…';
        await runRow(row, made);
      } catch (error) {
        if (isAbort(error)) forgetRow(row);
        else note(row, { kind: 'failed', fault: toFault(error) });
      }
      return null;
    },
    async undoRow(row) {
      const state = rows.peek().get(row);
      if (state?.kind !== 'restored' || !state.journal) return;
      note(row, { kind: 'undoing' });
      try {
        await lastWord(engine, await engine.startUndo(state.journal));
        note(row, { kind: 'undone' });
        announcement.value = 'Undone.';
      } catch (error) {
        if (!isAbort(error)) note(row, { kind: 'failed', fault: toFault(error) });
      }
    },
  };
}

/** Follows a plan to its end, telling how far it is. Whoever stops it is told of an abort. */
export async function followPlan(
  engine: Pick<EngineApi, 'watchPlan'>,
  selection: RestoreSelection,
  planning: Signal<Pick<Planning, 'done' | 'total'> | null>,
  signal: AbortSignal,
): Promise<RestorePlan> {
  const steps = engine.watchPlan(selection)[Symbol.asyncIterator]();
  const stop = () => void steps.return?.();
  signal.addEventListener('abort', stop);
  planning.value = { done: 0, total: 0 };
  try {
    for (;;) {
      signal.throwIfAborted();
      const { value, done } = await steps.next();
      signal.throwIfAborted();
      if (done) throw new Fault('unexpected', 'planning ended without a plan');
      if (value.plan !== null) return value.plan;
      planning.value = { done: value.done, total: value.total };
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A plan that a person should read before anything is done. */
function hasSurprise(plan: RestorePlan): boolean {
  const isPlain = plan.items.every(
    ({ outcome }) => outcome === 'make-again' || outcome === 'move-back',
  );
  return (
    losesLinks(plan) ||
    !isPlain ||
    plan.scopesMissing.length > 0 ||
    plan.targets.some(({ exists }) => !exists)
  );
}

/** Sharing that would be kept if it came out of the recycle bin: that is the person's to say. */
function losesLinks({ bin, items }: RestorePlan): boolean {
  const isShared = ({ willDiffer }: PlannedItem) =>
    willDiffer.some(({ property }) => property === 'sharing');
  return bin !== undefined && items.some(isShared);
}

/** Follows a job to its end. A job that ended by a fault throws it. */
export async function lastWord(
  engine: Pick<EngineApi, 'watchJob'>,
  id: JobId,
  told: (progress: RestoreProgress) => void = () => {},
): Promise<RestoreProgress> {
  let last: RestoreProgress | undefined;
  for await (const progress of engine.watchJob(id)) {
    if (progress.kind === 'backup') continue;
    last = progress;
    told(progress);
    if (progress.state.kind === 'ended') break;
  }
  if (!last) throw toFault(new Error('the job said nothing'));
  if (last.endedBy !== null && last.endedBy !== 'stopped' && !last.result) {
    throw toFaultOf({ code: last.endedBy, message: 'the restore ended early' });
  }
  return last;
}

function toFaultOf({ code, message }: { code: FaultCode; message: string }): Fault {
  return new Fault(code, message);
}
