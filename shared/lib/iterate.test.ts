import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect, mapConcurrent, mergeConcurrent, pieces, readAhead } from './iterate.ts';

async function* tell<T>(items: readonly T[], turns = 0): AsyncGenerator<T, void> {
  for (const item of items) {
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    yield item;
  }
}

test('pieces put together again are the list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (list, size) => {
      const cut = [...pieces(list, size)];
      expect(cut.flat()).toEqual(list);
      expect(cut.every((piece) => piece.length <= size)).toBe(true);
    }),
  );
});

test('concurrent answers come in the order of the items and never more than the limit run', async () => {
  let running = 0;
  let most = 0;
  const answers = await collect(
    mapConcurrent([5, 1, 4, 2, 3], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
      running -= 1;
      return item * 10;
    }),
  );

  expect(answers).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test('a failure among concurrent answers comes in its place', async () => {
  const taken: number[] = [];
  const failing = async () => {
    for await (const answer of mapConcurrent([1, 2, 3], 3, async (item) => {
      if (item === 2) throw new Error('two');
      return item;
    })) {
      taken.push(answer);
    }
  };

  await expect(failing()).rejects.toThrow('two');
  expect(taken).toEqual([1]);
});

test('merging tells everything of every stream, each in its own order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(), { maxLength: 6 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (lists, limit) => {
        const streams = lists.map((list, stream) =>
          tell(
            list.map((value) => ({ stream, value })),
            stream,
          ),
        );
        const told = await collect(mergeConcurrent(streams, limit));
        lists.forEach((list, stream) => {
          const own = told.filter((step) => step.stream === stream).map((step) => step.value);
          expect(own).toEqual(list);
        });
      },
    ),
  );
});

test('merging opens no more streams than its limit', async () => {
  let open = 0;
  let most = 0;
  async function* counted(): AsyncGenerator<number, void> {
    open += 1;
    most = Math.max(most, open);
    yield 1;
    yield 2;
    open -= 1;
  }

  await collect(mergeConcurrent([counted(), counted(), counted(), counted()], 2));

  expect(most).toBe(2);
});

test('a consumer that stops closes every stream it has opened', async () => {
  const closed: string[] = [];
  async function* endless(name: string): AsyncGenerator<string, void> {
    try {
      for (;;) yield name;
    } finally {
      closed.push(name);
    }
  }

  for await (const _ of mergeConcurrent([endless('a'), endless('b')], 2)) break;

  expect(closed.sort()).toEqual(['a', 'b']);
});

test('reading ahead begins the next step before it is asked for', async () => {
  const begun: number[] = [];
  async function* steps(): AsyncGenerator<number, void> {
    for (let step = 1; step <= 3; step += 1) {
      begun.push(step);
      yield step;
    }
  }
  const ahead = readAhead(steps());

  await ahead.next();
  await Promise.resolve();

  expect(begun).toEqual([1, 2]);
  expect(await collect(ahead)).toEqual([2, 3]);
});
