import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Moment } from '../model/moments.ts';
import { columnWords, tickWords } from './moment-words.ts';
import { columnAt, rulerOf, SPANS } from './time-columns.ts';

const DAY_MS = 86_400_000;
/** A Thursday, at noon where the tests run. */
const NOW = new Date(2026, 10, 26, 12).getTime();

function moment(daysAgo: number, told: Partial<Moment> = {}): Moment {
  const at = new Date(NOW - daysAgo * DAY_MS).toISOString();
  return { sequence: 1, at, new: 1, changed: 0, gone: 0, complete: true, ...told };
}

describe('the ruler', () => {
  test('never hides a loss: whatever happened when, the columns of everything have all of it', () => {
    const some = fc.record({
      daysAgo: fc.double({ min: 0, max: 2000, noNaN: true }),
      gone: fc.nat(500),
      added: fc.nat(500),
    });
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 40 }), (told) => {
        const moments = told
          .toSorted((a, b) => b.daysAgo - a.daysAgo)
          .map(({ daysAgo, gone, added }) => moment(daysAgo, { gone, new: added }));
        const sum = (of: readonly { new: number; gone: number }[], key: 'new' | 'gone') =>
          of.reduce((total, each) => total + each[key], 0);
        const { columns } = rulerOf(moments, 'all', NOW, false);
        expect(sum(columns, 'gone')).toBe(sum(moments, 'gone'));
        expect(sum(columns, 'new')).toBe(sum(moments, 'new'));
        for (const { up, down, gone } of columns) {
          expect(Math.max(up, down)).toBeLessThanOrEqual(100.001);
          expect(down > 0).toBe(gone > 0);
        }
      }),
    );
  });

  test.each(SPANS)('of %s joins its columns without a hole, the last one with its end', (span) => {
    const moments = [moment(900), moment(1), moment(0)];
    const { columns } = rulerOf(moments, span, NOW, false);
    columns.slice(1).forEach((column, index) => {
      expect(column.from).toBe(columns[index]!.to);
    });
    expect(columns.at(-1)!.from).toBeLessThanOrEqual(NOW);
    expect(columns.at(-1)!.to).toBeGreaterThan(NOW);
    expect(columnAt(columns, NOW)).toBe(columns.length - 1);
    expect(columnAt(columns, 0)).toBe(0);
  });

  test('shows nine weeks as days, and three on a narrow page', () => {
    expect(rulerOf([moment(0)], 'weeks', NOW, false).columns).toHaveLength(63);
    expect(rulerOf([moment(0)], 'weeks', NOW, true).columns).toHaveLength(21);
  });

  test('tells where no copy was made, and where one lacked something', () => {
    const moments = [moment(9), moment(8, { complete: false }), moment(3), moment(0.1), moment(0)];
    const { columns } = rulerOf(moments, 'weeks', NOW, false);
    const coverage = columns.slice(-11).map((column) => column.coverage);
    expect(coverage).toEqual([
      'outside',
      'whole',
      'part',
      'none',
      'none',
      'none',
      'none',
      'whole',
      'none',
      'none',
      'whole',
    ]);
    // Hours between two copies of a day are no hole.
    const hours = rulerOf([moment(0.4), moment(0)], 'day', NOW, false).columns;
    expect(hours.some((column) => column.coverage === 'none')).toBe(false);
  });

  test('keeps its heights when it is panned', () => {
    const moments = [moment(100, { gone: 900 }), moment(3, { gone: 7 }), moment(0)];
    const heights = (until: number) =>
      rulerOf(moments, 'weeks', until, false).columns.find(({ gone }) => gone === 7)?.down;
    expect(heights(NOW)).toBe(heights(NOW - 2 * DAY_MS));
  });

  test('names the largest losses that are unusual, three at most', () => {
    const told = (losses: readonly number[]) => {
      const moments = losses.map((gone, index) => moment((losses.length - index) * 5, { gone }));
      const { columns } = rulerOf(moments, 'weeks', NOW, false);
      return columns.filter(({ stands }) => stands).map(({ gone }) => gone);
    };
    expect(told([312])).toEqual([312]);
    expect(told([2, 1, 312, 3, 2])).toEqual([312]);
    expect(told([4, 3, 4, 2])).toEqual([]);
    expect(told([2, 100, 3, 2, 90, 1, 80, 2, 70])).toEqual([100, 90, 80]);
  });
});

test('a column says in words what it shows', () => {
  const moments = [moment(2.2, { gone: 300 }), moment(2, { new: 30, changed: 4, gone: 18 })];
  const { columns, unit } = rulerOf(moments, 'weeks', NOW, false);
  const column = columns.find(({ last }) => last !== null)!;
  expect(columnWords(column, unit, moments[1])).toMatch(
    /^[^.]*\b24\b[^.]*\. 2 copies\. 31 new, 4 changed, 318 gone\. Click to go to .+\.$/,
  );
  expect(columns.filter((each) => tickWords(each) !== '')).toHaveLength(9);
});
