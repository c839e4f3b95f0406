import { expect, test } from 'vitest';
import { Fault } from '../model/fault.ts';
import { pauseAfter } from './patience.ts';

test('a sign-in is waited for as long as it takes when a person is there', () => {
  const fault = new Fault('signed-out', '');

  expect(pauseAfter(fault, 0, 'until-told')).toEqual({ reason: 'sign-in', forMs: null });
  expect(pauseAfter(fault, 0, 'brief')).toBeNull();
});

test('the network is tried again at growing distances, but at least every minute', () => {
  const waits = [0, 1, 2, 3, 4, 9].map(
    (tries) => pauseAfter(new Fault('offline', ''), tries, 'until-told')?.forMs,
  );

  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
});

test('a service gets at least the pause it asked for', () => {
  const fault = new Fault('throttled', '', { retryAfterMs: 120_000 });

  expect(pauseAfter(fault, 0, 'until-told')).toEqual({ reason: 'server', forMs: 120_000 });
});

test('a service that fails without end is given up, and so is everything when nobody is there', () => {
  expect(pauseAfter(new Fault('server-error', ''), 8, 'until-told')).toBeNull();
  expect(pauseAfter(new Fault('offline', ''), 3, 'brief')).toBeNull();
  expect(pauseAfter(new Fault('quota', ''), 0, 'brief')).toBeNull();
});

test('a folder that is away is asked for at least every minute', () => {
  const fault = new Fault('away', '');

  expect(pauseAfter(fault, 9, 'until-told')).toEqual({ reason: 'folder', forMs: 60_000 });
});

test('what waiting does not help ends the job', () => {
  for (const code of ['corrupt', 'locked', 'unsupported', 'forbidden', 'unexpected'] as const) {
    expect(pauseAfter(new Fault(code, ''), 0, 'until-told')).toBeNull();
  }
});
