import { expect, test } from 'vitest';
import { orAborted } from './abort.ts';

test('hands on what the work gives', async () => {
  const { signal } = new AbortController();

  expect(await orAborted(Promise.resolve(7), signal)).toBe(7);
  await expect(orAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
});

test('ends with its signal although the work never does', async () => {
  const stop = new AbortController();
  const waiting = orAborted(new Promise(() => {}), stop.signal);

  stop.abort();

  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

test('does not begin to wait when the signal is aborted already', async () => {
  await expect(orAborted(Promise.resolve(1), AbortSignal.abort())).rejects.toMatchObject({
    name: 'AbortError',
  });
});
