import { expect, test } from 'vitest';
import { Observed } from './observed.ts';

test('everyone is told the present value first, then the newest', async () => {
  const observed = new Observed(1);
  const steps = observed.watch();
  const told = [(await steps.next()).value];

  observed.set(2);
  observed.set(3);
  told.push((await steps.next()).value);

  expect(told).toEqual([1, 3]);
});

test('who waits is told at once, and the last value comes before the end', async () => {
  const observed = new Observed('a');
  const steps = observed.watch();
  await steps.next();
  const pending = steps.next();

  observed.set('b');
  const second = await pending;
  observed.set('c');
  observed.close();

  expect(second.value).toBe('b');
  expect((await steps.next()).value).toBe('c');
  expect((await steps.next()).done).toBe(true);
});

test('a signal ends the waiting', async () => {
  const stop = new AbortController();
  const steps = new Observed(0).watch(stop.signal);
  await steps.next();
  const pending = steps.next();

  stop.abort();

  expect((await pending).done).toBe(true);
});
