import { expect, test } from 'vitest';
import { VirtualClock } from '../lib/virtual-clock.ts';
import { Spacing } from './spacing.ts';

const { signal } = new AbortController();

test('requests about one thing begin apart, in order, and hold back nothing else', async () => {
  const clock = new VirtualClock(0);
  const spacing = new Spacing(clock);
  const told: [string, number][] = [];
  const ask = async (key: string) => {
    await spacing.wait({ key, ms: 1000 }, signal);
    told.push([key, clock.now()]);
  };

  await Promise.all([ask('a'), ask('a'), ask('b'), ask('a')]);

  expect(told).toEqual([
    ['a', 0],
    ['b', 0],
    ['a', 1000],
    ['a', 2000],
  ]);
});

test('after a while without requests nobody waits', async () => {
  const clock = new VirtualClock(0);
  const spacing = new Spacing(clock);
  await spacing.wait({ key: 'a', ms: 1000 }, signal);
  clock.advance(5000);
  const before = clock.now();

  await spacing.wait({ key: 'a', ms: 1000 }, signal);

  expect(clock.now()).toBe(before);
});

test('whoever is stopped while waiting is told so when its turn comes', async () => {
  const spacing = new Spacing(new VirtualClock(0));
  const stop = new AbortController();
  await spacing.wait({ key: 'a', ms: 1000 }, signal);
  const waiting = spacing.wait({ key: 'a', ms: 1000 }, stop.signal);

  stop.abort();

  await expect(waiting).rejects.toThrow('abort');
});

test('what waited elsewhere before it left keeps the next one apart all the same', async () => {
  const clock = new VirtualClock(0);
  const spacing = new Spacing(clock);
  await spacing.wait({ key: 'a', ms: 1000 }, signal);
  clock.advance(900);
  spacing.left({ key: 'a', ms: 1000 });

  await spacing.wait({ key: 'a', ms: 1000 }, signal);

  expect(clock.now()).toBe(1900);
});
