import { expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { hurriedClock } from './hurried-clock.ts';

test('a minute of it passes in less than a minute, and what slept has slept that long by it', async () => {
  const clock = hurriedClock(1_000);
  const [from, realFrom] = [clock.now(), systemClock.now()];

  await clock.sleep(60_000);

  expect(clock.now() - from).toBeGreaterThanOrEqual(59_000);
  expect(systemClock.now() - realFrom).toBeLessThan(30_000);
});

test('it can be broken off', async () => {
  const stop = new AbortController();
  const sleeping = hurriedClock(2).sleep(60_000, stop.signal);
  stop.abort(new Error('enough'));

  await expect(sleeping).rejects.toThrow('enough');
});
