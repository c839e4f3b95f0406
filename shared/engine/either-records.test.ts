import { expect, test } from 'vitest';
import { MemoryRecords, type Records } from '../backend/records.ts';
import { Fault } from '../model/fault.ts';
import { EitherRecords } from './either-records.ts';

const missing: Records = {
  read: () => Promise.reject(new Fault('unsupported', 'no such place')),
  write: () => Promise.reject(new Fault('unsupported', 'no such place')),
  remove: () => Promise.reject(new Fault('unsupported', 'no such place')),
};

test('the first place is used where there is one', async () => {
  const first = new MemoryRecords();
  const second = new MemoryRecords();
  const either = new EitherRecords(first, second);

  await either.write('a', 1);

  expect([await first.read('a'), await second.read('a')]).toEqual([1, undefined]);
});

test('the second place steps in, and is still read when the first comes back', async () => {
  const second = new MemoryRecords();
  await new EitherRecords(missing, second).write('a', 1);

  expect(await new EitherRecords(missing, second).read('a')).toBe(1);
  expect(await new EitherRecords(new MemoryRecords(), second).read('a')).toBe(1);
});

test('what is removed is gone from both', async () => {
  const second = new MemoryRecords();
  await second.write('a', 1);
  const either = new EitherRecords(new MemoryRecords(), second);

  await either.remove('a');

  expect(await either.read('a')).toBeUndefined();
});
