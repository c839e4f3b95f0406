import type { ReadonlySignal } from '@preact/signals';
import type { Fault } from '../model/fault.ts';
import type { JobId, JournalId } from '../model/ids.ts';
import type { RestoredItem, RestorePlan } from '../model/restore.ts';
import type { RestoreSelection } from '../model/restore-selection.ts';
import type { Planning } from '../rpc/files-api.ts';
import type { RestoreOptions } from '../rpc/protocol.ts';

/**
 * Restoring one thing from its own button, with what became of it in the same place; and the
 * plans that are open, so that the plan's page finds the one it was opened for.
 */
export type RowRestore =
  | { kind: 'asking' }
  | { kind: 'restoring'; job: JobId }
  | { kind: 'here'; folder: string }
  | {
      kind: 'restored';
      item: RestoredItem;
      journal: JournalId | null;
      /** Told at the row that the next copy gave it, too. */
      isFollowed?: true;
    }
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
  /** After a copy: what was restored has another row now, and what became of it is told there too. */
  follow(): Promise<void>;
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

/**
 * What a plan begins with. Of a file that is there with other contents both are kept, unless it was
 * opened to put a drive back as it was (`isOver`).
 */
export function optionsFor(plan: RestorePlan | undefined, isOver: boolean): RestoreOptions {
  const conflict = isOver ? 'replace' : 'keep-both';
  return plan?.source === 'drive' ? { ...PLAIN_OPTIONS, conflict } : PLAIN_OPTIONS;
}
