import { expect, test } from 'vitest';
import type { PruneResult } from '../model/prune.ts';
import { DEFAULT_RETENTION } from '../model/retention.ts';
import { formats } from './formats.ts';
import { KEEP_EVERYTHING, pruneWords, reasonWords, ruleWords } from './retention-words.ts';

test('a rule is read out as one sentence', () => {
  expect(ruleWords(DEFAULT_RETENTION)).toBe(
    'Everything of the last 30 days and the last 3 copies; then one a day for 90 days, one a week for 52 weeks, one a month for 36 months, one a year for good; what went from your mailbox stays for a year.',
  );
  expect(ruleWords(KEEP_EVERYTHING)).toBe('Everything is kept; nothing is ever thinned out.');
  const least = { ...KEEP_EVERYTHING, withinDays: 0, last: 0, hourly: 24, goneDays: 0 };
  expect(ruleWords(least)).toBe('The newest copy; then one an hour for 24 hours.');
  expect(ruleWords({ ...least, last: 1, hourly: 0, goneDays: 730 })).toBe(
    'The last copy; what went from your mailbox stays for 2 years.',
  );
});

function result(change: Partial<PruneResult> = {}): PruneResult {
  return {
    isDryRun: true,
    forgotten: [],
    kept: [],
    freedBytes: 0,
    laterBytes: 0,
    laterAt: null,
    packs: { removed: 0, marked: 0, repacked: 0 },
    ...change,
  };
}

test('what would go and what went are told apart', () => {
  const gone = [
    { id: 'a', sequence: 1, endedAt: '2026-11-24T14:12:00' },
  ] as PruneResult['forgotten'];
  expect(pruneWords(result())).toEqual({
    title: 'No moment would go.',
    text: '0 moments would stay.',
  });
  const freed = { forgotten: gone, freedBytes: 3_000_000 };
  expect(pruneWords(result(freed))).toEqual({
    title: '1 moment would go.',
    text: `0 moments would stay. ${formats.bytes(3_000_000)} of room would come back.`,
  });
  const later = { isDryRun: false, laterBytes: 500, laterAt: '2026-12-03T10:00:00' };
  expect(pruneWords(result({ ...freed, ...later })).text).toMatch(
    /came back\. 500 bytes more follow/,
  );
});

test('why a moment stays is said in words', () => {
  expect(reasonWords({ reasons: ['newest', 'newest-complete', 'daily'], goneItems: 0 })).toBe(
    'The newest. Kept for its day.',
  );
  expect(reasonWords({ reasons: ['pinned', 'daily', 'weekly', 'yearly'], goneItems: 0 })).toBe(
    'Pinned by you. Kept for its day, week and year.',
  );
  expect(reasonWords({ reasons: ['has-gone-items'], goneItems: 2 })).toBe(
    'The last to have 2 messages that went from your mailbox.',
  );
});
