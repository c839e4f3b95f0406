import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Fault, isAbort, toFault } from '../model/fault.ts';
import type { JournalId } from '../model/ids.ts';
import type { Platform } from '../model/platform.ts';
import type { RestoredItem, RestorePlan } from '../model/restore.ts';
import type { EngineApi } from '../rpc/protocol.ts';
import { lastWord } from './restore-acts.ts';
import { resultSums, resultTitle } from './restore-words.ts';
import { PLAIN_OPTIONS } from './row-restores.ts';

/** One restore in place: how far it is. */
export type HereRun =
  | { kind: 'asking'; rows: readonly number[] }
  /** Microsoft has to be asked first; see `HereRestores.allow`. */
  | { kind: 'consent'; rows: readonly number[]; plan: RestorePlan }
  | { kind: 'restoring'; rows: readonly number[]; done: number; total: number }
  | {
      kind: 'restored';
      rows: readonly number[];
      items: readonly RestoredItem[];
      journal: JournalId | null;
      /** Paths of folders that had to be made again. */
      madeFolders: readonly string[];
    }
  | { kind: 'undoing'; rows: readonly number[] }
  | { kind: 'undone'; rows: readonly number[] }
  | { kind: 'failed'; rows: readonly number[]; fault: Fault };

/**
 * Restores rows at once and in place, in faces without room for the page of a plan. What would be a
 * surprise there is left alone and told afterwards; all of it can be taken back.
 */
export interface HereRestores {
  /** The latest; one at a time. */
  readonly run: ReadonlySignal<HereRun | null>;
  /** What came of each row since the page was opened, but for what was undone. */
  readonly outcomes: ReadonlySignal<ReadonlyMap<number, RestoredItem>>;
  restore(rows: readonly number[]): Promise<void>;
  /** Opens Microsoft's window for the right that is missing, and goes on; call it from a click. */
  allow(): Promise<void>;
  undo(): Promise<void>;
  /** Nothing is said any more of the latest and of what came before; what they did stays. */
  dismiss(): void;
  /** What is held of the copy is not kept while it is locked. */
  forget(): void;
}

export interface HereParts {
  engine: Pick<EngineApi, 'planRestore' | 'startRestore' | 'startUndo' | 'watchJob'>;
  platform: Pick<Platform, 'signIn'>;
  announcement: Signal<string>;
}

export function createHereRestores({ engine, platform, announcement }: HereParts): HereRestores {
  const run = signal<HereRun | null>(null);
  const outcomes = signal<ReadonlyMap<number, RestoredItem>>(new Map());

  async function carryOut(rows: readonly number[], work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      run.value = isAbort(error) ? null : { kind: 'failed', rows, fault: toFault(error) };
    }
  }

  async function start(plan: RestorePlan, rows: readonly number[]): Promise<void> {
    const total = plan.items.length;
    run.value = { kind: 'restoring', rows, done: 0, total };
    announcement.value = 'Restoring…';
    const job = await engine.startRestore(plan.id, PLAIN_OPTIONS);
    const last = await lastWord(engine, job, ({ done }) => {
      run.value = { kind: 'restoring', rows, done, total };
    });
    const items = last.result?.items ?? [];
    const known = new Map(outcomes.peek());
    for (const item of items) known.set(item.row.row, item);
    outcomes.value = known;
    const madeFolders = plan.targets.filter(({ exists }) => !exists).map(({ path }) => path);
    run.value = { kind: 'restored', rows, items, journal: last.journal, madeFolders };
    announcement.value = resultTitle('restore', resultSums(items));
  }

  function forget(): void {
    run.value = null;
    outcomes.value = new Map();
  }

  return {
    run,
    outcomes,
    restore: (rows) =>
      carryOut(rows, async () => {
        run.value = { kind: 'asking', rows };
        const plan = await engine.planRestore({ kind: 'rows', rows: [...rows] });
        if (plan.scopesMissing.length > 0) run.value = { kind: 'consent', rows, plan };
        else await start(plan, rows);
      }),
    async allow() {
      const asked = run.peek();
      if (asked?.kind !== 'consent') return;
      const { plan, rows } = asked;
      // Microsoft's window has to be opened from the click itself, before anything is awaited.
      const allowed = platform.signIn(
        plan.scopesMissing,
        plan.account,
        new AbortController().signal,
      );
      await carryOut(rows, async () => {
        await allowed;
        await start(plan, rows);
      });
    },
    async undo() {
      const done = run.peek();
      if (done?.kind !== 'restored' || done.journal === null) return;
      const { rows, journal } = done;
      await carryOut(rows, async () => {
        run.value = { kind: 'undoing', rows };
        await lastWord(engine, await engine.startUndo(journal));
        const known = new Map(outcomes.peek());
        for (const row of rows) known.delete(row);
        outcomes.value = known;
        run.value = { kind: 'undone', rows };
        announcement.value = 'Undone.';
      });
    },
    dismiss: forget,
    forget,
  };
}

/** Do lists still have to show what was restored, where it was? */
export function isHeldHere({ run, outcomes }: HereRestores): boolean {
  return outcomes.value.size > 0 || isBusyHere(run.value);
}

/** Is something under way that has to end first? */
export function isBusyHere(run: HereRun | null): boolean {
  return run?.kind === 'asking' || run?.kind === 'restoring' || run?.kind === 'undoing';
}
