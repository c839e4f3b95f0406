import { expect, test } from 'vitest';
import { MemoryRecords } from './records.ts';

test('a record is a copy of what was written', async () => {
  const records = new MemoryRecords();
  const value = { list: [1] };
  await records.write('job', value);
  value.list.push(2);

  expect(await records.read('job')).toEqual({ list: [1] });
  await records.remove('job');
  expect(await records.read('job')).toBeUndefined();
});

test.each(['', 'A', '../up', 'a/b', '.a', 'x'.repeat(81)])('%j is not a name', async (name) => {
  await expect(new MemoryRecords().write(name, 1)).rejects.toThrow('record name');
});
