import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VanishedRows } from './vanished.ts';

const inbox = (rows: string[], scrolledBy = 0) => ({ folder: 'inbox', rows, scrolledBy });

test('a row that leaves between two others is told once, when it has stayed away', () => {
  const vanished = new VanishedRows();
  expect(vanished.see(inbox(['a', 'b', 'c']), 0)).toEqual([]);
  expect(vanished.see(inbox(['a', 'c']), 100)).toEqual([]);
  expect(vanished.waitMs).not.toBeNull();
  expect(vanished.see(inbox(['a', 'c']), 900)).toEqual(['b']);
  expect(vanished.see(inbox(['a', 'c']), 2000)).toEqual([]);
  expect(vanished.waitMs).toBeNull();
});

test('a row that is drawn anew has not left', () => {
  const vanished = new VanishedRows();
  vanished.see(inbox(['a', 'b', 'c']), 0);
  vanished.see(inbox(['a', 'c']), 100);
  vanished.see(inbox(['a', 'b', 'c']), 300);
  expect(vanished.see(inbox(['a', 'b', 'c']), 2000)).toEqual([]);
});

test('the first, the last and the only row leave as well', () => {
  for (const [before, after, gone] of [
    [['a', 'b'], ['b'], 'a'],
    [['a', 'b'], ['a'], 'b'],
    [['a'], [], 'a'],
  ] as const) {
    const vanished = new VanishedRows();
    vanished.see(inbox([...before]), 0);
    vanished.see(inbox([...after]), 100);
    expect(vanished.see(inbox([...after]), 1000)).toEqual([gone]);
  }
});

test('rows of another folder, a filter or a search have not left', () => {
  const rows = Array.from({ length: 30 }, (_, at) => `row ${at}`);
  const vanished = new VanishedRows();
  vanished.see(inbox(rows), 0);
  vanished.see({ ...inbox(['x']), folder: 'archive' }, 100);
  expect(vanished.see({ ...inbox(['x']), folder: 'archive' }, 2000)).toEqual([]);
  vanished.see(inbox(rows), 3000);
  vanished.see(inbox([rows[0]!, rows[29]!]), 3100);
  expect(vanished.see(inbox([rows[0]!, rows[29]!]), 5000)).toEqual([]);
});

test('scrolling a virtual list, in whatever steps, makes nothing vanish', () => {
  const rows = Array.from({ length: 400 }, (_, at) => `row ${at}`);
  const steps = fc.array(fc.integer({ min: 0, max: 380 }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(steps, (tops) => {
      const vanished = new VanishedRows();
      const told = tops.flatMap((top, at) =>
        vanished.see(inbox(rows.slice(top, top + 16), top * 60), at * 1000),
      );
      expect(told).toEqual([]);
    }),
  );
});

test('what leaves while it scrolls is told, and what scrolls out beside it is not', () => {
  const vanished = new VanishedRows();
  vanished.see(inbox(['a', 'b', 'c', 'd', 'e'], 0), 0);
  vanished.see(inbox(['b', 'd', 'e', 'f', 'g'], 60), 100);
  expect(vanished.see(inbox(['b', 'd', 'e', 'f', 'g'], 60), 1000)).toEqual(['c']);
});
