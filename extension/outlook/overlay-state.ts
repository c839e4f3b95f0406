import type { Place, ShownJob, ShownRow, Sight } from './protocol.ts';

/** What the overlay shows, as plain data; `overlay-acts.ts` changes it, `face/` draws it. */
export interface OverlayState {
  place: Place | null;
  /** Of the folder whose list is shown. */
  folderKey: string;
  /** null until something was answered for this place. */
  sight: Sight | null;
  isFolded: boolean;
  panel: PanelState | null;
  notice: Notice | null;
  run: Run | null;
  marks: Marks;
}

export interface PanelState {
  of: 'folder' | 'conversation';
  /** As it was when the panel was opened: what a restore is asked for. */
  place: Place;
  rows: readonly ShownRow[];
  total: number;
  next: After | null;
  isLoading: boolean;
  trouble: string | null;
  chosen: ReadonlySet<number>;
}

export interface After {
  value: string | number;
  row: number;
}

/** Something has just left the list, and there is something to restore. */
export interface Notice {
  place: Place;
  rows: readonly ShownRow[];
}

/** What is to be restored: rows, or all that is gone from the folder but for some. */
export interface Wanted {
  place: Place;
  rows: readonly number[] | 'all';
}

/** A restore, or taking one back; one at a time. */
export interface Run {
  kind: 'restore' | 'undo';
  /** Where its words stand. */
  at: 'panel' | 'notice';
  wanted: Wanted;
  /** `asking`: not begun yet. `consent`: Microsoft has to be asked first. */
  step: 'asking' | 'consent' | 'running' | 'ended';
  job: ShownJob | null;
  total: number;
  /** The restore that can be taken back. */
  journal: string | null;
  trouble: string | null;
}

export interface Marks {
  bars: ReadonlySet<string>;
  seams: ReadonlySet<string>;
}

export const NO_MARKS: Marks = { bars: new Set(), seams: new Set() };

export function emptyState(): OverlayState {
  return {
    place: null,
    folderKey: '',
    sight: null,
    isFolded: true,
    panel: null,
    notice: null,
    run: null,
    marks: NO_MARKS,
  };
}

/** What became of a row in the run that is shown; undefined: it is not in it. */
export function outcomeOf(
  run: Run | null,
  row: number,
): ShownJob['rows'][number]['state'] | undefined {
  if (run?.kind !== 'restore') return undefined;
  return run.job?.rows.find((each) => each.row === row)?.state;
}

/** Is this row being restored now? */
export function isUnderWay(run: Run | null, row: number): boolean {
  if (run === null || run.kind !== 'restore') return false;
  if (run.step !== 'running' && run.step !== 'asking') return false;
  return run.wanted.rows === 'all' || run.wanted.rows.includes(row);
}

/** What is kept can be shown: also while Microsoft wants a new sign-in. */
export function isReadable(sight: Sight | null): sight is Sight {
  return sight?.state === 'ready' || sight?.state === 'signed-out';
}

export function isBusy(run: Run | null): boolean {
  return run !== null && run.step !== 'ended' && run.step !== 'consent';
}
