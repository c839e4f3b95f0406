import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContentLine } from './content-line.ts';

function takeAll<T extends object>(line: { take(): T | undefined }): T[] {
  const all: T[] = [];
  for (let item = line.take(); item !== undefined; item = line.take()) all.push(item);
  return all;
}

test('small files come first within a folder, and the folder with the newest file first', () => {
  const line = new ContentLine<{
    name: string;
    order: { group: string; date: string; sizeBytes: number };
  }>();
  const add = (name: string, group: string, date: string, sizeBytes: number) =>
    line.add({ name, order: { group, date, sizeBytes } });
  add('old', 'a', '2020', 1);
  add('film', 'b', '2024', 900);
  add('note', 'b', '2021', 5);
  add('older', 'c', '2019', 2);

  const names: string[] = [];
  for (let next = line.take(); next; next = line.take()) names.push(next.name);

  expect(names).toEqual(['note', 'film', 'old', 'older']);
});

test('what has no order comes as it was told', () => {
  const line = new ContentLine<{ number: number; order?: never }>();
  for (const number of [3, 1, 2]) line.add({ number });

  expect(takeAll(line).map(({ number }) => number)).toEqual([3, 1, 2]);
});

test('everything added comes out once, whatever is added in between', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(50), { nil: null }), { maxLength: 200 }), (steps) => {
      const line = new ContentLine<{
        id: number;
        order: { group: string; date: string; sizeBytes: number };
      }>();
      const taken: number[] = [];
      let added = 0;
      for (const size of steps) {
        if (size === null) {
          const next = line.take();
          if (next) taken.push(next.id);
        } else {
          line.add({
            id: added,
            order: { group: `${size % 3}`, date: `${size}`, sizeBytes: size },
          });
          added += 1;
        }
        expect(line.size).toBe(added - taken.length);
      }
      for (let next = line.take(); next; next = line.take()) taken.push(next.id);
      expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: added }, (_, id) => id));
    }),
  );
});
