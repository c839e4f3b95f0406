import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asId } from '../model/ids.ts';
import type { ItemRow } from '../model/item.ts';
import { ListPages, type ListSource, PAGE_ROWS } from './list-pages.ts';

const ROWS_HELD = 40 * PAGE_ROWS;

function rowOf(number: number): ItemRow {
  return {
    row: 10_000 + number,
    account: asId('account'),
    source: 'mail',
    itemId: asId(`item ${number}`),
    container: asId('inbox'),
    whole: true,
    firstKeptAt: '2026-11-01T00:00:00Z',
    lastSeenAt: null,
    movedTo: null,
    subject: `subject ${number}`,
    from: 'Pat',
    fromAddress: 'pat@example.com',
    to: '',
    date: '2026-11-01T00:00:00Z',
    sizeBytes: 1,
    preview: '',
    isRead: true,
    isDraft: false,
    isFlagged: false,
    hasAttachments: false,
    categories: [],
    conversation: '',
  };
}

/** A list whose keys are the rows' own places, as a catalog would hand them out. */
function listOf(total: number) {
  const asked: number[] = [];
  const source: ListSource = {
    async listAnchors(every) {
      const anchors = [];
      for (let at = every; at < total; at += every) anchors.push({ value: at - 1, row: at - 1 });
      return { total, anchors };
    },
    async listItems(after, limit) {
      const first = after === null ? 0 : after.row + 1;
      asked.push(first);
      const rows = [];
      for (let at = first; at < Math.min(total, first + limit); at++) rows.push(rowOf(at));
      const last = rows.at(-1);
      const end = first + rows.length - 1;
      return { rows, next: last && end < total - 1 ? { value: end, row: end } : null };
    },
  };
  return { source, asked };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

test('a list is shown only once its first rows are there', async () => {
  const pages = await ListPages.open(listOf(250).source);
  expect(pages.total).toBe(250);
  expect(pages.at(0)?.row).toBe(10_000);
  expect(pages.at(99)?.subject).toBe('subject 99');
  expect(pages.at(100)).toBeUndefined();
});

test('a jump asks for the rows it lands on and not for those between', async () => {
  const { source, asked } = listOf(100_000);
  const pages = await ListPages.open(source);

  pages.need(90_010, 90_030);
  await settled();

  expect(asked).toEqual([0, 90_000, 90_100]);
  expect(pages.at(90_020)?.subject).toBe('subject 90020');
});

test('rows that are there or on their way are not asked for again', async () => {
  const { source, asked } = listOf(1_000);
  const pages = await ListPages.open(source);
  pages.need(100, 110);
  pages.need(100, 120);
  await settled();
  pages.need(0, 199);
  await settled();
  expect(asked).toEqual([0, 100, 200]);
});

test('rows long unseen are let go of, the ones in sight never', async () => {
  const { source } = listOf(100_000);
  const pages = await ListPages.open(source);
  for (let at = 0; at < 2 * ROWS_HELD; at += PAGE_ROWS) {
    pages.need(at, at);
    await settled();
  }
  expect(pages.at(0)).toBeUndefined();
  expect(pages.at(2 * ROWS_HELD - 1)).toBeDefined();
});

test('a list that fails tells so and can be asked again', async () => {
  const { source } = listOf(300);
  const pages = await ListPages.open(source);
  const works = source.listItems;
  source.listItems = () => Promise.reject(new Error('gone'));
  pages.need(200, 210);
  await settled();
  expect(pages.fault.value?.code).toBe('unexpected');

  source.listItems = works;
  pages.need(200, 210);
  await settled();
  expect(pages.fault.value).toBeNull();
  expect(pages.at(205)?.subject).toBe('subject 205');
});

test('choosing everything takes nothing out of sight', async () => {
  const { source, asked } = listOf(100_000);
  const pages = await ListPages.open(source);
  const rows = await pages.rowsBetween(0, 99_999);
  expect(rows).toHaveLength(100_000);
  expect(rows.at(-1)).toBe(109_999);
  expect(pages.at(0)).toBeDefined();
  expect(asked.length).toBeLessThan(60);
});

test('an empty list has nothing and asks for nothing', async () => {
  const { source, asked } = listOf(0);
  const pages = await ListPages.open(source);
  pages.need(0, 10);
  await settled();
  expect(asked).toEqual([]);
});

test('any range has exactly its rows, in order, from whichever end it was chosen', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 450 }),
      fc.nat(460),
      fc.nat(460),
      async (total, one, other) => {
        const pages = await ListPages.open(listOf(total).source);
        const from = Math.min(one, other);
        const to = Math.min(total - 1, Math.max(one, other));
        const expected = [];
        for (let at = from; at <= to; at++) expected.push(10_000 + at);
        expect(await pages.rowsBetween(one, other)).toEqual(expected);
      },
    ),
  );
});
