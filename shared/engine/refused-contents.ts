import type { Gap } from '../model/item.ts';

/** So long Microsoft's no is taken for an answer: a week of asking hourly brings nobody a right. */
const HOLDS_MS = 7 * 24 * 60 * 60_000;
/** A share may take a moment until it can be read: one no is none. */
const TRIES = 2;
const REFUSALS: ReadonlySet<string> = new Set(['forbidden', 'not-found', 'unreadable']);

/** Whether contents were refused of late, so that a run nobody asked for need not ask for them. */
export function isRefusedOfLate(gap: Gap | undefined, now: number): boolean {
  return (
    gap !== undefined &&
    gap.missing === 'content' &&
    gap.tries >= TRIES &&
    REFUSALS.has(gap.code) &&
    now - Date.parse(gap.lastFailedAt) < HOLDS_MS
  );
}
