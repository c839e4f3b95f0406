import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { Fault, type FaultCode, isAbort, toFault } from '../model/fault.ts';
import type { JobId, JournalId } from '../model/ids.ts';
import type { RestoreProgress } from '../model/job.ts';
import type { RestoredItem, RestorePlan } from '../model/restore.ts';
import type { RestoreSelection } from '../model/restore-selection.ts';
import type { Planning } from '../rpc/files-api.ts';
import type { EngineApi, RestoreOptions } from '../rpc/protocol.ts';
import { PLACE_WORDS } from './thing-words.ts';

/**
 * Restoring one thing from its own button, with what became of it in the same place; and the
 * plans that are open, so that the plan's page finds the one it was opened for.
 */
export type RowRestore =
  | { kind: 'asking' }
  | { kind: 'restoring'; job: JobId }
  | { kind: 'here'; folder: string }
  | { kind: 'restored'; item: RestoredItem; journal: JournalId | null }
  | { kind: 'undoing' }
  | { kind: 'undone' }
  | { kind: 'failed'; fault: Fault };

export interface Restores {
  /** What became of a row since the page was opened, by row number. */
  readonly rows: ReadonlySignal<ReadonlyMap<number, RowRestore>>;
  /**
   * Restores one row at once when its plan has no surprise. Otherwise resolves with the plan, for
   * its page: when Microsoft has to be asked first, when it is in another folder, or its folder
   * has to be made again.
   */
  restoreRow(row: number): Promise<RestorePlan | null>;
  undoRow(row: number): Promise<void>;
  /** Asks the mailbox what restoring would do; the plan stays open until the page is left. */
  plan(selection: RestoreSelection): Promise<RestorePlan>;
  /** How far the plan that is being made is; null while none is. */
  readonly planning: ReadonlySignal<Pick<Planning, 'done' | 'total'> | null>;
  /** Nobody waits for plans any more: who asked for one is told of an abort. */
  stopPlanning(): void;
  openPlan(id: string): OpenPlan | undefined;
  /** What plans and results hold of the copy is not kept here while it is locked. */
  forget(): void;
}

export interface OpenPlan {
  plan: RestorePlan;
  selection: RestoreSelection;
}

export const PLAIN_OPTIONS: RestoreOptions = {
  except: [],
  moveFromElsewhere: false,
  intoNewFolder: null,
};

/** What a plan begins with. Of a file that is there with other contents both are kept. */
export function optionsFor(plan: RestorePlan | undefined): RestoreOptions {
  return plan?.source === 'drive' ? { ...PLAIN_OPTIONS, conflict: 'keep-both' } : PLAIN_OPTIONS;
}

export function createRestores(engine: EngineApi, announcement: Signal<string>): Restores {
  const rows = signal<ReadonlyMap<number, RowRestore>>(new Map());
  const open = new Map<string, OpenPlan>();

  const note = (row: number, state: RowRestore) => {
    rows.value = new Map(rows.peek()).set(row, state);
  };
  const forgetRow = (row: number) => {
    const rest = new Map(rows.peek());
    rest.delete(row);
    rows.value = rest;
  };
  const planning = signal<Pick<Planning, 'done' | 'total'> | null>(null);
  const stops = new Set<() => void>();
  const plan = async (selection: RestoreSelection) => {
    const steps = engine.watchPlan(selection)[Symbol.asyncIterator]();
    let isStopped = false;
    const stop = () => {
      isStopped = true;
      void steps.return?.();
    };
    stops.add(stop);
    planning.value = { done: 0, total: 0 };
    try {
      for (;;) {
        const { value, done } = await steps.next();
        if (isStopped || done) throw new DOMException('no plan is waited for', 'AbortError');
        if (value.plan !== null) {
          open.set(value.plan.id, { plan: value.plan, selection });
          return value.plan;
        }
        planning.value = { done: value.done, total: value.total };
      }
    } finally {
      stops.delete(stop);
      if (stops.size === 0) planning.value = null;
    }
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
    rows,
    plan,
    planning,
    stopPlanning() {
      for (const stop of stops) stop();
    },
    openPlan: (id) => open.get(id),
    forget() {
      open.clear();
      rows.value = new Map();
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

/** Restored since the page was opened: the copy learns of it with its next run only. */
export function isBack(rows: ReadonlyMap<number, RowRestore>, row: number): boolean {
  const state = rows.get(row);
  return state?.kind === 'restored' && state.item.state !== 'left-alone';
}

/** A plan that a person should read before anything is done. */
function hasSurprise(plan: RestorePlan): boolean {
  const isPlain = plan.items.every(
    ({ outcome }) => outcome === 'make-again' || outcome === 'move-back',
  );
  return !isPlain || plan.scopesMissing.length > 0 || plan.targets.some(({ exists }) => !exists);
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
