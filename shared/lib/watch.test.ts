import { expect, test } from 'vitest';
import { watch } from './watch.ts';

function watched() {
  let value = 1;
  const listeners = new Set<() => void>();
  const values = watch(
    () => value,
    (told) => {
      listeners.add(told);
      return () => listeners.delete(told);
    },
  );
  const change = (next: number) => {
    value = next;
    for (const told of listeners) told();
  };
  return { values, change, listeners };
}

test('the present value comes first, then each change', async () => {
  const { values, change } = watched();
  const steps = values[Symbol.asyncIterator]();

  expect(await steps.next()).toEqual({ done: false, value: 1 });
  const next = steps.next();
  change(2);
  expect(await next).toEqual({ done: false, value: 2 });
});

test('a slow listener gets the newest value only', async () => {
  const { values, change } = watched();
  const steps = values[Symbol.asyncIterator]();
  await steps.next();

  change(2);
  change(3);

  expect(await steps.next()).toEqual({ done: false, value: 3 });
});

test('ending it while it waits ends the waiting and unsubscribes', async () => {
  const { values, listeners } = watched();
  const steps = values[Symbol.asyncIterator]();
  await steps.next();
  const waiting = steps.next();

  await steps.return?.();

  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(listeners.size).toBe(0);
});
