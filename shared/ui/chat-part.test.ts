import { expect, test } from 'vitest';
import { localDay, startOfDay } from '../lib/local-day.ts';
import { type AccountId, asId, type ContainerId } from '../model/ids.ts';
import { isInPart, NO_PART, selectDays, spanOf, withEdge } from './chat-part.ts';

const at = (row: number, date: string) => ({ row, date });
const [EARLY, LATE] = [at(1, '2026-03-03T09:12:00.500Z'), at(9, '2026-03-05T16:40:00.000Z')];

test('a part goes from one message to another, with both of them', () => {
  const part = withEdge(withEdge(NO_PART, 'from', EARLY), 'to', LATE);

  expect(isInPart(part, EARLY.date)).toBe(true);
  expect(isInPart(part, LATE.date)).toBe(true);
  expect(isInPart(part, '2026-03-05T16:40:00.001Z')).toBe(false);
  expect(isInPart(part, '2026-03-03T09:12:00.499Z')).toBe(false);
  expect(spanOf(part)).toEqual({ from: EARLY.date, to: '2026-03-05T16:40:00.001Z' });
});

test('without an end it goes on to the newest, and without any mark nothing is in it', () => {
  expect(isInPart(withEdge(NO_PART, 'from', EARLY), '2030-01-01T00:00:00.000Z')).toBe(true);
  expect(spanOf(withEdge(NO_PART, 'from', EARLY))).toEqual({ from: EARLY.date });
  expect(isInPart(NO_PART, EARLY.date)).toBe(false);
});

test('an end that comes before the beginning begins anew', () => {
  const part = withEdge(withEdge(NO_PART, 'from', LATE), 'to', EARLY);

  expect(part).toEqual({ from: null, to: EARLY });
});

const WHOLE = {
  container: { account: asId<AccountId>('a'), source: 'chats', id: asId<ContainerId>('c') },
  rows: null,
} as const;
const selection = { ...WHOLE, rows: null };
const DAYS = {
  first: new Date(2026, 2, 1, 9).toISOString(),
  last: new Date(2026, 2, 31).toISOString(),
};

test('days are whole days where the reader is, the last one with it', () => {
  const chosen = selectDays(selection, DAYS, '2026-03-28', '2026-03-29');

  expect(chosen.problem).toBeNull();
  expect(chosen.selection?.span).toEqual({
    from: new Date(2026, 2, 28).toISOString(),
    to: new Date(2026, 2, 30).toISOString(),
  });
});

test('all days of a chat are all of it, and days in the wrong order are told', () => {
  const [first, last] = [localDay(DAYS.first), localDay(DAYS.last)];
  expect(selectDays(selection, DAYS, first, last)).toEqual({ selection, problem: null });

  expect(selectDays(selection, DAYS, last, first).problem).toMatch(/before the first/);
  expect(selectDays(selection, DAYS, '', last).problem).toMatch(/Choose/);
  expect(startOfDay('no day')).toBeNull();
});
