import { followRun } from './follow-run.ts';
import {
  emptyState,
  isBusy,
  isReadable,
  NO_MARKS,
  type OverlayState,
  type PanelState,
  type Wanted,
} from './overlay-state.ts';
import { keyOfPlace } from './place.ts';
import type { AskOf, Place } from './protocol.ts';
import type { Background } from './runtime.ts';

/** After a deletion Microsoft may take a moment to know of it itself. */
const ASK_AGAIN_MS = 4_000;

/** Everything a person can do in the overlay, and what the page makes it show. */
export class OverlayActs {
  #state = emptyState();
  #looks = 0;
  readonly #background: Pick<Background, 'ask'>;
  readonly #changed: (state: OverlayState) => void;
  /** Aborted when the overlay goes. */
  readonly #signal: AbortSignal;

  constructor(
    background: Pick<Background, 'ask'>,
    changed: (state: OverlayState) => void,
    signal: AbortSignal,
  ) {
    this.#background = background;
    this.#changed = changed;
    this.#signal = signal;
  }

  get state(): OverlayState {
    return this.#state;
  }

  /** The page shows this place now. What was said of another is not shown a moment longer. */
  async goTo(place: Place, folderKey: string): Promise<void> {
    const before = this.#state.place;
    const sameFolder = this.#state.folderKey === folderKey;
    if (sameFolder && before !== null && keyOfPlace(before) === keyOfPlace(place)) return;
    const sameConversation = before?.conversation === place.conversation;
    const { sight, panel, run } = this.#state;
    const stays = panel === null || (panel.of === 'folder' ? sameFolder : sameConversation);
    this.#set({
      place,
      folderKey,
      sight: sight && {
        ...sight,
        folder: sameFolder ? sight.folder : null,
        conversation: sameConversation ? sight.conversation : null,
      },
      panel: stays ? panel : null,
      run: stays || isBusy(run) ? run : null,
      notice: sameFolder ? this.#state.notice : null,
      marks: sameFolder ? this.#state.marks : NO_MARKS,
    });
    await this.look();
  }

  /** Asks again what there is to say of the place. */
  async look(): Promise<void> {
    const { place } = this.#state;
    if (place === null) return;
    this.#looks += 1;
    const turn = this.#looks;
    const sight = await this.#background.ask<'look'>({ ask: 'look', place });
    if (turn !== this.#looks || this.#signal.aborted || 'trouble' in sight) return;
    const { panel, run } = this.#state;
    // Lists are being made anew: what was said before is better than half of it.
    if (sight.state === 'starting' && isReadable(this.#state.sight)) return;
    const rows = sight.conversation?.rows;
    // What a restore is told of in a list stays there until somebody has read it.
    const isFresh = panel?.of === 'conversation' && run === null && rows !== undefined;
    this.#set({
      sight,
      isFolded: sight.folded,
      panel: !isReadable(sight) ? null : isFresh ? { ...panel, rows } : panel,
    });
  }

  /** Which rows of the list, in their order, have something to say. */
  async mark(conversations: readonly string[]): Promise<void> {
    const { place, sight, folderKey } = this.#state;
    if (place === null || !isReadable(sight) || conversations.length === 0) return;
    const ask: AskOf<'marks'> = { ask: 'marks', place, conversations: conversations.slice(0, 80) };
    const answer = await this.#background.ask<'marks'>(ask);
    if ('trouble' in answer || this.#state.folderKey !== folderKey) return;
    this.#set({ marks: { bars: new Set(answer.bars), seams: new Set(answer.seams) } });
  }

  /** A row has left the page's list. Says something only when there is something to restore. */
  async vanished(conversation: string): Promise<void> {
    const { place, folderKey } = this.#state;
    if (place === null || this.#state.sight?.state !== 'ready') return;
    const of = { ...place, conversation, item: null };
    for (const waitMs of [0, ASK_AGAIN_MS]) {
      await delay(waitMs);
      if (this.#signal.aborted) return;
      const answer = await this.#background.ask<'vanished'>({
        ask: 'vanished',
        place: of,
        conversation,
      });
      if ('trouble' in answer || this.#state.folderKey !== folderKey) return;
      if (answer.rows.length === 0) continue;
      const before = this.#state.run?.at === 'notice' ? null : this.#state.run;
      this.#set({ notice: { place: of, rows: answer.rows }, run: before });
      return;
    }
  }

  fold(isFolded: boolean): void {
    this.#set({ isFolded });
    void this.#background.ask<'fold'>({ ask: 'fold', folded: isFolded });
  }

  async openPanel(of: PanelState['of']): Promise<void> {
    const { place, sight, run } = this.#state;
    if (place === null || !isReadable(sight)) return;
    const rows = of === 'conversation' ? (sight.conversation?.rows ?? []) : [];
    this.#set({
      run: isBusy(run) ? run : null,
      panel: {
        of,
        place,
        rows,
        total: rows.length,
        next: null,
        isLoading: of === 'folder',
        trouble: null,
        chosen: new Set(),
      },
    });
    if (of === 'folder') await this.#loadRows(null);
  }

  closePanel(): void {
    const { run } = this.#state;
    this.#set({ panel: null, run: isBusy(run) || run?.at === 'notice' ? run : null });
  }

  async loadMore(): Promise<void> {
    const { panel } = this.#state;
    if (!panel || panel.isLoading || panel.next === null) return;
    this.#set({ panel: { ...panel, isLoading: true } });
    await this.#loadRows(panel.next);
  }

  async #loadRows(after: PanelState['next']): Promise<void> {
    const { panel } = this.#state;
    if (!panel) return;
    const answer = await this.#background.ask<'gone'>({ ask: 'gone', place: panel.place, after });
    const now = this.#state.panel;
    if (now?.of !== 'folder' || now.place !== panel.place) return;
    if ('trouble' in answer) {
      this.#set({ panel: { ...now, isLoading: false, trouble: answer.trouble } });
      return;
    }
    const rows = after === null ? answer.rows : [...now.rows, ...answer.rows];
    const { total, next } = answer;
    this.#set({ panel: { ...now, rows, total, next, isLoading: false, trouble: null } });
  }

  choose(rows: readonly number[], isChosen: boolean): void {
    const { panel } = this.#state;
    if (!panel) return;
    const chosen = new Set(panel.chosen);
    for (const row of rows) {
      if (isChosen) chosen.add(row);
      else chosen.delete(row);
    }
    this.#set({ panel: { ...panel, chosen } });
  }

  /** Restores in one click; without a right to write, says first that Microsoft will ask. */
  async restore(at: 'panel' | 'notice', wanted: Wanted): Promise<void> {
    if (isBusy(this.#state.run)) return;
    const run = { kind: 'restore', at, wanted, job: null, journal: null, trouble: null } as const;
    const total = wanted.rows === 'all' ? (this.#state.panel?.total ?? 0) : wanted.rows.length;
    this.#set({ run: { ...run, step: 'asking', total } });
    const rows = wanted.rows === 'all' ? 'all' : [...wanted.rows];
    const ask: AskOf<'restore'> = { ask: 'restore', place: wanted.place, rows, except: [] };
    const answer = await this.#background.ask<'restore'>(ask);
    if ('trouble' in answer) this.#endRun(answer.trouble);
    else if ('consent' in answer) this.#set({ run: { ...run, step: 'consent', total } });
    else await this.#follow(answer.job);
  }

  /** Microsoft's window, and then the restore that waited for it. */
  async allow(): Promise<void> {
    const { run } = this.#state;
    if (run?.step !== 'consent') return;
    this.#set({ run: { ...run, step: 'asking' } });
    const answer = await this.#background.ask<'allow'>({ ask: 'allow', place: run.wanted.place });
    if ('trouble' in answer) {
      this.#endRun(answer.trouble);
      return;
    }
    this.#set({ run: null });
    await this.restore(run.at, run.wanted);
  }

  /** Takes back what the run that is shown has restored. */
  async undo(): Promise<void> {
    const { run } = this.#state;
    if (!run || isBusy(run) || run.journal === null) return;
    const { journal, wanted } = run;
    this.#set({ run: { ...run, kind: 'undo', step: 'asking', job: null, journal: null } });
    const answer = await this.#background.ask<'undo'>({
      ask: 'undo',
      place: wanted.place,
      journal,
    });
    if ('trouble' in answer) this.#endRun(answer.trouble);
    else await this.#follow(answer.job);
  }

  dismiss(): void {
    const { run } = this.#state;
    if (run?.at === 'notice' && isBusy(run)) return;
    this.#set({ notice: null, run: run?.at === 'notice' ? null : run });
  }

  dismissRun(): void {
    if (!isBusy(this.#state.run)) this.#set({ run: null });
  }

  async openHoldfast(): Promise<void> {
    const place = this.#state.panel?.place ?? this.#state.place;
    if (place) await this.#background.ask<'open'>({ ask: 'open', place });
  }

  async #follow(job: string): Promise<void> {
    const place = this.#state.run?.wanted.place;
    if (!place) return;
    for await (const shown of followRun(this.#background, place, job, this.#signal)) {
      const { run } = this.#state;
      if (!run) return;
      if ('trouble' in shown) {
        this.#endRun(shown.trouble);
        return;
      }
      const step = shown.state === 'ended' ? 'ended' : 'running';
      const journal = run.kind === 'restore' ? shown.journal : null;
      this.#set({ run: { ...run, step, job: shown, total: shown.total, journal } });
    }
    await this.look();
  }

  #endRun(trouble: string): void {
    const { run } = this.#state;
    if (run) this.#set({ run: { ...run, step: 'ended', trouble } });
  }

  #set(change: Partial<OverlayState>): void {
    if (this.#signal.aborted) return;
    this.#state = { ...this.#state, ...change };
    this.#changed(this.#state);
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
