import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatMessageRow } from '../model/chat-lists.ts';
import { asId } from '../model/ids.ts';
import type { PageKey } from '../model/lists.ts';
import type { ListSource } from './list-pages.ts';
import { TalkPages } from './talk-pages.ts';

/** Messages at these times, in the order of a conversation; the source lists the newest first. */
function listOf(times: readonly number[]): ListSource<ChatMessageRow> {
  const rows = times
    .map((time, at) => ({ row: at, itemId: asId(`m${at}`), date: new Date(time).toISOString() }))
    .reverse() as ChatMessageRow[];
  const keyOf = ({ row, date }: ChatMessageRow): PageKey => ({ value: Date.parse(date), row });
  return {
    async listAnchors(every) {
      const anchors = [];
      for (let at = every; at < rows.length; at += every) anchors.push(keyOf(rows[at - 1]!));
      return { total: rows.length, anchors };
    },
    async listItems(after, limit) {
      const first = after === null ? 0 : rows.findIndex(({ row }) => row === after.row) + 1;
      return { rows: rows.slice(first, first + limit), next: null };
    },
  };
}

test('a conversation runs forward though its newest messages are read first', async () => {
  const pages = await TalkPages.open(listOf(Array.from({ length: 250 }, (_, at) => at * 1000)));
  expect(pages.total).toBe(250);
  expect(pages.at(249)?.itemId).toBe('m249');
  expect(pages.at(0)).toBeUndefined();
  pages.need(0, 10);
  await expect.poll(() => pages.at(0)?.itemId).toBe('m0');
  expect((await pages.between(95, 205)).map(({ row }) => row)).toEqual(
    Array.from({ length: 111 }, (_, at) => at + 95),
  );
});

test('whoever reads on from an old message finds the newer ones there already, and the older', async () => {
  const pages = await TalkPages.open(listOf(Array.from({ length: 1000 }, (_, at) => at * 1000)));

  pages.need(450, 460);

  await expect.poll(() => pages.at(555)?.itemId).toBe('m555');
  await expect.poll(() => pages.at(345)?.itemId).toBe('m345');
  expect(pages.at(100)).toBeUndefined();
});

test('a date leads to the first message at or after it, and each message is found', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 330 });
  await fc.assert(
    fc.asyncProperty(
      times,
      fc.integer({ min: -5, max: 410 }),
      fc.nat(),
      async (found, day, any) => {
        const sorted = found.map((time) => time * 1000).sort((one, other) => one - other);
        const pages = await TalkPages.open(listOf(sorted));
        const expected = sorted.findIndex((time) => time >= day * 1000);
        expect(await pages.indexAfter(day * 1000)).toBe(
          expected < 0 ? sorted.length - 1 : expected,
        );
        const at = any % sorted.length;
        const date = new Date(sorted[at]!).toISOString();
        expect(await pages.indexOf({ itemId: asId(`m${at}`), date })).toBe(at);
        expect(await pages.indexOf({ itemId: asId('another'), date })).toBeNull();
      },
    ),
    { numRuns: 60 },
  );
});

test('in threads a date leads to the first post at or after it, and each reply is found', async () => {
  const posts = Array.from({ length: 120 }, (_, at) => 1_700_000_000_000 + at * 1000);
  // The older a post, the later it was answered.
  const rows = posts
    .flatMap((post, nth) => [
      { thread: `${post}`, at: post },
      ...[1, 2].map((each) => ({
        thread: `${post}-${post + 500_000 - nth * 2000 + each}`,
        at: post + 500_000 - nth * 2000 + each,
      })),
    ])
    .map(({ thread, at }, row) => ({
      row,
      itemId: asId(`m${row}`),
      thread,
      date: new Date(at).toISOString(),
    }))
    .reverse() as ChatMessageRow[];
  const source: ListSource<ChatMessageRow> = {
    async listAnchors(every) {
      const anchors = [];
      for (let at = every; at < rows.length; at += every) {
        const { row, thread = '' } = rows[at - 1]!;
        anchors.push({ value: thread, row });
      }
      return { total: rows.length, anchors };
    },
    async listItems(after, limit) {
      const first = after === null ? 0 : rows.findIndex(({ row }) => row === after.row) + 1;
      return { rows: rows.slice(first, first + limit), next: null };
    },
  };
  const pages = await TalkPages.open(source, undefined, true);
  for (const nth of [0, 1, 33, 34, 67, 118, 119]) {
    expect(await pages.indexAfter(posts[nth]! - 10)).toBe(nth * 3);
    for (const beside of [0, 1, 2]) {
      const row = rows[rows.length - 1 - (nth * 3 + beside)]!;
      expect(await pages.indexOf(row)).toBe(nth * 3 + beside);
    }
  }
  expect(await pages.indexAfter(posts[119]! + 1)).toBe(359);
});
