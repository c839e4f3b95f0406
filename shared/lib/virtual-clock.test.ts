import { expect, test } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

test('ten minutes pass at once when nothing else is going on', async () => {
  const clock = new VirtualClock(1000);

  await clock.sleep(600_000);

  expect(clock.now()).toBe(601_000);
});

test('sleepers wake in the order of their times, whoever began first', async () => {
  const clock = new VirtualClock();
  const woken: string[] = [];

  await Promise.all([
    clock.sleep(300).then(() => woken.push('late')),
    clock.sleep(100).then(() => woken.push('early')),
    clock.sleep(200).then(() => woken.push('middle')),
  ]);

  expect(woken).toEqual(['early', 'middle', 'late']);
});

test('time stands still while work goes on that asks for it', async () => {
  const clock = new VirtualClock(0);
  const sleep = clock.sleep(1000);
  let during = -1;

  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    during = clock.now();
  }
  await sleep;

  expect(during).toBe(0);
  expect(clock.now()).toBe(1000);
});

test('a sleep ends with its signal and leaves the time alone', async () => {
  const clock = new VirtualClock(0);
  const stop = new AbortController();
  const sleep = clock.sleep(1000, stop.signal);

  stop.abort();

  await expect(sleep).rejects.toMatchObject({ name: 'AbortError' });
  expect(clock.now()).toBe(0);
});

test('advancing by hand wakes whoever slept until then and nobody else', async () => {
  const clock = new VirtualClock(0);
  const woken: number[] = [];
  void clock.sleep(50).then(() => woken.push(50));
  const stop = new AbortController();
  const rest = clock.sleep(500, stop.signal).catch(() => {});

  clock.advance(100);
  await Promise.resolve();

  expect(woken).toEqual([50]);
  stop.abort();
  await rest;
});
