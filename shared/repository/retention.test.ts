import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asId, type SnapshotId } from '../model/ids.ts';
import type { SnapshotSummary } from '../model/item.ts';
import { DEFAULT_RETENTION, PERIODS, type RetentionRule } from '../model/retention.ts';
import { decideRetention, type RetentionContext } from './retention.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 5, 15, 12);
const NOTHING: RetentionRule = {
  withinDays: 0,
  last: 0,
  hourly: 0,
  daily: 0,
  weekly: 0,
  monthly: 0,
  yearly: 0,
  goneDays: 0,
};

function context(change: Partial<RetentionContext> = {}): RetentionContext {
  return { now: NOW, zoneOffset: () => 0, pinned: new Set(), ...change };
}

function snapshotAt(
  at: number | string,
  sequence: number,
  change: Partial<SnapshotSummary> = {},
): SnapshotSummary {
  const endedAt = typeof at === 'string' ? at : new Date(at).toISOString();
  const id = asId<SnapshotId>(sequence.toString(16).padStart(64, '0'));
  return { id, sequence, startedAt: endedAt, endedAt, isRunEnd: true, complete: true, ...change };
}

function keptOf(
  snapshots: readonly SnapshotSummary[],
  rule: RetentionRule,
  change: Partial<RetentionContext> = {},
): SnapshotSummary[] {
  return decideRetention(snapshots, rule, context(change))
    .filter(({ reasons }) => reasons.length > 0)
    .map(({ snapshot }) => snapshot);
}

function sequences(snapshots: readonly SnapshotSummary[]): number[] {
  return snapshots.map(({ sequence }) => sequence);
}

const rules: fc.Arbitrary<RetentionRule> = fc.record({
  withinDays: fc.nat(40),
  last: fc.nat(5),
  hourly: fc.nat(30),
  daily: fc.nat(10),
  weekly: fc.nat(6),
  monthly: fc.nat(5),
  yearly: fc.nat(3),
  goneDays: fc.nat(400),
});

const histories = fc
  .array(
    fc.record({
      hoursAgo: fc.oneof(fc.nat(72), fc.nat(24 * 500)),
      isRunEnd: fc.boolean(),
      complete: fc.boolean(),
      pinned: fc.nat(20).map((number) => number === 0),
    }),
    { maxLength: 60 },
  )
  .map((made) => {
    const sorted = made.sort((a, b) => b.hoursAgo - a.hoursAgo);
    const snapshots = sorted.map(({ hoursAgo, isRunEnd, complete }, at) =>
      snapshotAt(NOW - hoursAgo * 60 * 60 * 1000, at + 1, {
        isRunEnd,
        complete: complete && isRunEnd,
      }),
    );
    const pinned = new Set(snapshots.filter((_, at) => sorted[at]!.pinned).map(({ id }) => id));
    return { snapshots, pinned };
  });

describe('whatever the rule', () => {
  test('the newest copy, the newest complete one and pinned ones stay', () => {
    fc.assert(
      fc.property(histories, rules, ({ snapshots, pinned }, rule) => {
        const kept = new Set(keptOf(snapshots, rule, { pinned }).map(({ id }) => id));
        const newest = snapshots.at(-1);
        const complete = snapshots.findLast((each) => each.complete);
        if (newest !== undefined) expect(kept).toContain(newest.id);
        if (complete !== undefined) expect(kept).toContain(complete.id);
        for (const id of pinned) expect(kept).toContain(id);
      }),
    );
  });

  test('everything within its days stays', () => {
    fc.assert(
      fc.property(histories, rules, ({ snapshots }, rule) => {
        const kept = new Set(keptOf(snapshots, rule));
        const since = NOW - rule.withinDays * DAY_MS;
        for (const each of snapshots) {
          if (Date.parse(each.endedAt) > since) expect(kept).toContain(each);
        }
      }),
    );
  });

  test('a larger number never lets go of more', () => {
    fc.assert(
      fc.property(
        histories,
        rules,
        fc.constantFrom('withinDays', 'last', ...PERIODS),
        fc.nat(5),
        ({ snapshots }, rule, line, more) => {
          const larger = { ...rule, [line]: rule[line] + more };
          const kept = new Set(keptOf(snapshots, larger));
          for (const each of keptOf(snapshots, rule)) expect(kept).toContain(each);
        },
      ),
    );
  });

  test('what is kept once is kept again', () => {
    fc.assert(
      fc.property(histories, rules, ({ snapshots, pinned }, rule) => {
        const kept = keptOf(snapshots, rule, { pinned });
        expect(keptOf(kept, rule, { pinned })).toEqual(kept);
      }),
    );
  });

  test('a copy whose time can’t be read stays', () => {
    const snapshots = [snapshotAt('long ago', 1), snapshotAt(NOW - 900 * DAY_MS, 2)];
    expect(sequences(keptOf([...snapshots, snapshotAt(NOW, 3)], NOTHING))).toEqual([1, 3]);
  });
});

test('by default everything of thirty days stays, and one of each day before', () => {
  const hourly = Array.from({ length: 24 * 60 }, (_, at) =>
    snapshotAt(NOW - (24 * 60 - 1 - at) * 60 * 60 * 1000, at + 1),
  );
  const kept = keptOf(hourly, DEFAULT_RETENTION);
  expect(kept.length).toBeGreaterThanOrEqual(24 * 30 + 30);
  expect(kept.length).toBeLessThan(24 * 30 + 35);
});

test('of a day with a complete copy that one stays, also when a later one was stopped', () => {
  const snapshots = [
    snapshotAt('2026-05-01T08:00:00Z', 1),
    snapshotAt('2026-05-01T20:00:00Z', 2, { complete: false }),
    snapshotAt('2026-05-01T21:00:00Z', 3, { complete: false, isRunEnd: false }),
    snapshotAt('2026-05-02T08:00:00Z', 4),
  ];
  expect(sequences(keptOf(snapshots, { ...NOTHING, daily: 10 }))).toEqual([1, 4]);
});

describe('a day is one of the person’s calendar', () => {
  test('east and west of Greenwich', () => {
    const snapshots = [
      snapshotAt('2026-05-01T14:30:00Z', 1),
      snapshotAt('2026-05-01T15:30:00Z', 2),
      snapshotAt('2026-05-02T14:30:00Z', 3),
    ];
    const daily = { ...NOTHING, daily: 10 };
    // In Tokyo, nine hours ahead, the second of May begins at 15:00 UTC.
    expect(sequences(keptOf(snapshots, daily, { zoneOffset: () => 9 * 60 }))).toEqual([1, 3]);
    expect(sequences(keptOf(snapshots, daily, { zoneOffset: () => -8 * 60 }))).toEqual([2, 3]);
  });

  test('also when it has 23 or 25 hours', () => {
    // Berlin: two hours ahead in summer, from 2026-03-29T01:00Z to 2026-10-25T01:00Z.
    const isSummer = (at: number) =>
      at >= Date.UTC(2026, 2, 29, 1) && at < Date.UTC(2026, 9, 25, 1);
    const zoneOffset = (at: number) => (isSummer(at) ? 120 : 60);
    const now = Date.UTC(2026, 11, 1);
    const spring = [
      snapshotAt('2026-03-28T22:59:00Z', 1), // Saturday, 23:59
      snapshotAt('2026-03-28T23:01:00Z', 2), // Sunday, 00:01
      snapshotAt('2026-03-29T21:59:00Z', 3), // Sunday, 23:59 in summer time
      snapshotAt('2026-03-29T22:01:00Z', 4), // Monday, 00:01
    ];
    const daily = { ...NOTHING, daily: 10 };
    expect(sequences(keptOf(spring, daily, { now, zoneOffset }))).toEqual([1, 3, 4]);
    const autumn = [
      snapshotAt('2026-10-24T22:01:00Z', 1), // Sunday, 00:01 in summer time
      snapshotAt('2026-10-25T00:30:00Z', 2), // 02:30, the first time
      snapshotAt('2026-10-25T01:30:00Z', 3), // 02:30, the second time
      snapshotAt('2026-10-25T22:59:00Z', 4), // Sunday, 23:59
      snapshotAt('2026-10-25T23:01:00Z', 5), // Monday
    ];
    expect(sequences(keptOf(autumn, daily, { now, zoneOffset }))).toEqual([4, 5]);
    const hourly = { ...NOTHING, hourly: 10 };
    expect(sequences(keptOf(autumn, hourly, { now, zoneOffset }))).toEqual([1, 2, 3, 4, 5]);
  });

  test('a week begins on Monday', () => {
    const snapshots = [
      snapshotAt('2026-05-03T12:00:00Z', 1), // Sunday
      snapshotAt('2026-05-04T12:00:00Z', 2), // Monday
      snapshotAt('2026-05-10T12:00:00Z', 3), // Sunday
    ];
    expect(sequences(keptOf(snapshots, { ...NOTHING, weekly: 10 }))).toEqual([1, 3]);
  });
});
