import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counted, createFormats } from './formats.ts';

const british = createFormats('en-GB', 'UTC');
const NOW = Date.parse('2026-11-26T14:21:00Z');

test('today is said as a time, this week as a weekday, this year as a date', () => {
  expect(british.short('2026-11-26T14:12:00Z', NOW)).toBe('14:12');
  expect(british.short('2026-11-24T08:58:00Z', NOW)).toBe('Tue 08:58');
  expect(british.short('2026-11-05T08:58:00Z', NOW)).toBe('Thu 5 Nov');
  expect(british.short('2025-11-05T08:58:00Z', NOW)).toBe('5 Nov 2025');
});

test('a moment yet to come is never said as a weekday of the past', () => {
  expect(british.short('2026-11-28T08:58:00Z', NOW)).toBe('Sat 28 Nov');
});

test('a moment within a sentence carries its preposition', () => {
  expect(british.within('2026-11-26T08:03:00Z', NOW)).toBe('at 08:03');
  expect(british.within('2026-11-24T09:02:00Z', NOW)).toBe('on Tuesday at 09:02');
  expect(british.within('2026-09-25T09:02:00Z', NOW)).toBe('on 25 September');
});

test('a day is today, a weekday of this week, or a date', () => {
  expect(british.onDay('2026-11-26T08:03:00Z', NOW)).toBe('today');
  expect(british.onDay('2026-11-24T09:02:00Z', NOW)).toBe('on Tuesday');
  expect(british.onDay('2026-09-25T09:02:00Z', NOW)).toBe('on 25 September');
  expect(british.date('2026-09-25T09:02:00Z')).toBe('25 September');
});

test('the end of a sign-in is today or tomorrow', () => {
  expect(british.until('2026-11-26T18:00:00Z', NOW)).toBe('today, 18:00');
  expect(british.until('2026-11-27T08:03:00Z', NOW)).toBe('tomorrow, 08:03');
});

test('sizes have a unit and at most one digit behind the point', () => {
  expect(british.bytes(1)).toBe('1 byte');
  expect(british.bytes(999)).toBe('999 bytes');
  expect(british.bytes(84_000)).toBe('84 kB');
  expect(british.bytes(96_400_000)).toBe('96.4 MB');
  expect(british.bytes(21_700_000_000)).toBe('21.7 GB');
  expect(british.bytes(999_999)).toBe('1 MB');
});

test('an estimate is rounded to tens of seconds, then to minutes and hours', () => {
  expect(british.about(47_000)).toBe('About 50 seconds');
  expect(british.about(1)).toBe('About 10 seconds');
  expect(british.about(125_000)).toBe('About 2 minutes');
  expect(british.about(3 * 3_600_000)).toBe('About 3 hours');
});

test('a known span is said exactly', () => {
  expect(british.span(4_000)).toBe('4 seconds');
  expect(british.span(60_000)).toBe('1 minute');
});

test('one is one, all else is many', () => {
  expect(counted(1, 'message')).toBe('1 message');
  expect(counted(0, 'message')).toBe('0 messages');
  expect(counted(2, 'copy', 'copies')).toBe('2 copies');
});

test('every size and span has words', () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (value) => {
      expect(british.bytes(value)).toMatch(/^[\d.,]+ \w+$/);
      expect(british.about(value)).toMatch(/^About [\d.,]+ \w+$/);
    }),
  );
});
