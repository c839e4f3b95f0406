import { beforeEach, describe, expect, test } from 'vitest';
import { type AccountId, asId, type BlobId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ItemSummary, Part } from '../model/item.ts';
import type { ItemQuery } from '../model/lists.ts';
import type { Catalog, CatalogChange } from './catalog.ts';
import {
  ACCOUNT,
  endOf,
  entryOf,
  folder,
  type NaiveItem,
  snapshotOf,
  stream,
} from './naive.contract.ts';
import { openCatalog } from './open-catalog.ts';
import { textNumber } from './text-number.ts';

const OF = { account: ACCOUNT, source: 'mail' } as const;
const INBOX = asId<ContainerId>('inbox');
const BIN = asId<ContainerId>('bin');
const OLD = asId<ItemId>('old-id');
const NEW = asId<ItemId>('new-id');
const signal = new AbortController().signal;

let catalog: Catalog;
let applied: number;

beforeEach(async () => {
  catalog = await openCatalog({ directory: 'memory', name: 'test', repositoryId: 'r' });
  applied = 0;
  await apply([
    { kind: 'container', ...OF, container: folder(INBOX, 'inbox') },
    { kind: 'container', ...OF, container: folder(BIN, 'deleteditems') },
  ]);
  return () => catalog.close();
});

async function apply(changes: CatalogChange[]): Promise<void> {
  await catalog.apply(snapshotOf(applied), stream(changes), signal);
  applied += 1;
}

function itemOf(told: Partial<ItemSummary> = {}, version = 1, whole = true): NaiveItem {
  const summary: ItemSummary = {
    subject: 'Hello',
    from: 'Anna',
    fromAddress: 'anna@example.com',
    to: 'pat@example.com',
    date: '2025-05-05T05:05:05Z',
    sizeBytes: 1234,
    preview: 'Hello Pat',
    isRead: false,
    isDraft: false,
    isFlagged: false,
    hasAttachments: true,
    categories: ['Blue'],
    conversation: 'c',
    ...told,
  };
  return { version, whole, summary };
}

function put(itemId: ItemId, item: NaiveItem, container = INBOX): CatalogChange {
  const entry = entryOf(itemId, item);
  return { kind: 'item', ...OF, container, itemId, entry, summary: item.summary };
}

function drop(itemId: ItemId, container = INBOX): CatalogChange {
  return { kind: 'item-gone', ...OF, container, itemId };
}

function rowsOf(show: ItemQuery['show'], container = INBOX) {
  const query: ItemQuery = { ...OF, container, sort: 'date', descending: true, show };
  return catalog.list(query, null, 100).rows;
}

test('attachments that are stored later complete a row and make no second one', async () => {
  await apply([put(OLD, itemOf({}, 1, false))]);
  const [before] = rowsOf('present');
  await apply([put(OLD, itemOf({}, 1, true))]);

  expect(rowsOf('all')).toEqual([{ ...before, whole: true }]);
  expect(catalog.versions(ACCOUNT, OLD)).toHaveLength(1);
  expect(catalog.ref(before!.row)?.entry).toEqual(entryOf(OLD, itemOf({}, 1, true)));
});

test('a row of an earlier state still leads to what was stored of it', async () => {
  await apply([put(OLD, itemOf({ isRead: false }, 1))]);
  await apply([put(OLD, itemOf({ isRead: true }, 2))]);

  const [now, then] = catalog.versions(ACCOUNT, OLD);
  expect(now).toMatchObject({ isRead: true, lastSeenAt: null });
  expect(then).toMatchObject({ isRead: false, lastSeenAt: endOf(1) });
  expect(catalog.ref(then!.row)?.entry.version).toBe('v1');
  expect(catalog.row(then!.row)).toMatchObject({ itemId: OLD, isRead: false, movedTo: null });
});

test('any text comes back as it was', async () => {
  const told = { subject: 'zero \u0000 half \ud83d whole 🐟', preview: 'x'.repeat(200_000) };
  await apply([put(OLD, itemOf(told))]);
  expect(rowsOf('present')[0]).toMatchObject(told);
});

test('a message in Deleted Items has moved there, and is lost once it is gone from there too', async () => {
  await apply([put(OLD, itemOf())]);
  await apply([drop(OLD), put(OLD, itemOf(), BIN)]);
  expect(rowsOf('gone')).toMatchObject([{ movedTo: BIN, lastSeenAt: endOf(1) }]);
  expect(catalog.containers(ACCOUNT, 'mail')).toMatchObject([{ gone: 0 }, { gone: 0 }]);
  expect(catalog.goneSince(endOf(0))).toEqual([]);

  await apply([drop(OLD, BIN)]);
  expect(rowsOf('gone')).toMatchObject([{ movedTo: null, lastSeenAt: endOf(1) }]);
  expect(catalog.containers(ACCOUNT, 'mail')).toMatchObject([{ gone: 1 }, { gone: 1 }]);
  expect(catalog.totals()).toMatchObject([{ items: 0, gone: 1 }]);
  expect(catalog.goneSince(endOf(0))).toEqual([
    { ...OF, container: INBOX, count: 1, from: endOf(3), to: endOf(3) },
  ]);
  expect(catalog.goneSince(endOf(4))).toEqual([]);
});

test('what is in Deleted Items is found as it was where it came from', async () => {
  await apply([put(OLD, itemOf())]);
  expect(catalog.find(ACCOUNT, OLD)).toMatchObject({ container: INBOX, lastSeenAt: null });

  await apply([drop(OLD), put(OLD, itemOf(), BIN)]);
  const inBin = { container: INBOX, lastSeenAt: endOf(1), movedTo: BIN };
  expect(catalog.find(ACCOUNT, OLD)).toMatchObject(inBin);
  expect(catalog.conversation(ACCOUNT, 'c')).toMatchObject([inBin]);

  await apply([drop(OLD, BIN)]);
  expect(catalog.conversation(ACCOUNT, 'c')).toMatchObject([{ container: INBOX, movedTo: null }]);
  expect(catalog.find(ACCOUNT, NEW)).toBeUndefined();
  expect(catalog.conversation(asId<AccountId>('sam.example'), 'c')).toEqual([]);
});

/** Found by trying: ids of two conversations that have the same number. */
const SAME_KEY = ['AAQkVaLbKSYIbEB', 'AAQkBEaCUVDbSdC'] as const;

test('two conversations whose numbers are the same stay two', async () => {
  await apply([
    put(OLD, itemOf({ conversation: SAME_KEY[0] })),
    put(NEW, itemOf({ conversation: SAME_KEY[1] })),
  ]);
  expect(textNumber(SAME_KEY[0])).toBe(textNumber(SAME_KEY[1]));
  expect(catalog.conversation(ACCOUNT, SAME_KEY[0])).toMatchObject([{ itemId: OLD }]);
  expect(catalog.conversation(ACCOUNT, SAME_KEY[1])).toMatchObject([{ itemId: NEW }]);
});

test('states tell whether text or attachments are other than before', async () => {
  const parts = (text: string, mime?: string): Part[] => [
    { role: 'body', blob: asId<BlobId>(text.repeat(64)) },
    ...(mime ? [{ role: 'mime', blob: asId<BlobId>(mime.repeat(64)) } as const] : []),
  ];
  const states: [Part[], boolean][] = [
    [parts('a', '1'), true],
    [parts('b', '1'), true],
    [parts('b', '2'), true],
    [parts('b'), false],
    [parts('b', '2'), true],
    [parts('b'), false],
    [parts('c'), true],
  ];
  for (const [index, [own, hasAttachments]] of states.entries()) {
    const item = itemOf({ hasAttachments }, index, index !== 3);
    const change = put(OLD, item);
    if (change.kind === 'item')
      await apply([{ ...change, entry: { ...change.entry, parts: own } }]);
  }
  const told = catalog
    .versions(ACCOUNT, OLD)
    .map((state) => [state.hasOtherText, state.hasOtherContent, state.hasAttachments]);
  expect(told).toEqual([
    [true, false, true],
    [false, true, false],
    // Before it, the attachments were not fetched yet.
    [false, false, true],
    [false, false, false],
    [false, true, true],
    [true, false, true],
    [false, false, true],
  ]);
});

describe('what a restore made again under another id', () => {
  const link = { ...OF, itemId: OLD, nowId: NEW };
  const before = itemOf({}, 1);
  const again = itemOf({}, 9);

  /** The link may be told before the copy that has the new message, after it, or after its loss. */
  const orders: [string, number][] = [
    ['before anything', 0],
    ['before it is copied', 2],
    ['after it was copied', 3],
  ];

  test.each(orders)('is one message with what it was, when that is told %s', async (_, told) => {
    const steps: CatalogChange[][] = [[put(OLD, before)], [drop(OLD)], [put(NEW, again)]];
    for (const [index, changes] of steps.entries()) {
      if (index === told) catalog.linkMadeAgain([link]);
      await apply(changes);
    }
    if (told === steps.length) catalog.linkMadeAgain([link, link]);

    expect(rowsOf('all')).toMatchObject([{ itemId: NEW, lastSeenAt: null, movedTo: null }]);
    expect(catalog.totals()).toMatchObject([{ items: 1, gone: 0 }]);
    expect(catalog.goneSince(endOf(0))).toEqual([]);
    expect(catalog.containers(null, null)[0]).toMatchObject({ present: 1, unread: 1, gone: 0 });
    for (const id of [OLD, NEW]) {
      expect(catalog.find(ACCOUNT, id)).toMatchObject({ itemId: NEW, lastSeenAt: null });
      const kept = catalog.versions(ACCOUNT, id).map(({ firstKeptAt }) => firstKeptAt);
      expect(kept).toEqual([endOf(3), endOf(1)]);
    }
    const [, then] = catalog.versions(ACCOUNT, NEW);
    expect(catalog.ref(then!.row)).toMatchObject({ itemId: OLD });

    await apply([drop(NEW)]);
    expect(rowsOf('all')).toMatchObject([{ itemId: NEW, lastSeenAt: endOf(3) }]);
    expect(catalog.totals()).toMatchObject([{ items: 0, gone: 1 }]);
    expect(catalog.goneSince(endOf(0))).toMatchObject([{ count: 1, from: endOf(4) }]);
  });

  test('counts once when both are lost before that is told', async () => {
    await apply([put(OLD, before)]);
    await apply([drop(OLD)]);
    await apply([put(NEW, again)]);
    await apply([drop(NEW)]);
    expect(catalog.totals()).toMatchObject([{ gone: 2 }]);

    catalog.linkMadeAgain([link]);
    expect(catalog.totals()).toMatchObject([{ gone: 1 }]);
    expect(rowsOf('gone')).toHaveLength(1);
    expect(catalog.containers(null, null)[0]).toMatchObject({ gone: 1 });
    expect(catalog.goneSince(endOf(0))).toMatchObject([{ count: 1, from: endOf(4), to: endOf(4) }]);
  });

  test('may be made again once more', async () => {
    const third = asId<ItemId>('third-id');
    await apply([put(OLD, before)]);
    await apply([drop(OLD), put(NEW, again)]);
    await apply([drop(NEW), put(third, again)]);
    catalog.linkMadeAgain([{ ...OF, itemId: NEW, nowId: third }, link]);

    expect(rowsOf('all')).toMatchObject([{ itemId: third, lastSeenAt: null }]);
    expect(catalog.versions(ACCOUNT, OLD)).toHaveLength(3);
    expect(catalog.totals()).toMatchObject([{ items: 1, gone: 0 }]);
  });
});

test('snapshots are taken in one after the other, each newer than the last', async () => {
  const unending = (async function* (): AsyncGenerator<CatalogChange> {
    yield put(OLD, itemOf());
    await new Promise((_, reject) =>
      stop.signal.addEventListener('abort', () => reject(stop.signal.reason)),
    );
  })();
  const stop = new AbortController();
  const first = catalog.apply(snapshotOf(1), unending, stop.signal);
  await expect(catalog.apply(snapshotOf(2), stream([]), signal)).rejects.toMatchObject({
    code: 'unexpected',
  });
  await expect(catalog.clear()).rejects.toMatchObject({ code: 'unexpected' });
  stop.abort();
  await expect(first).rejects.toBe(stop.signal.reason);

  await expect(catalog.apply(snapshotOf(0), stream([]), signal)).rejects.toMatchObject({
    code: 'unexpected',
  });
  expect(catalog.lastSnapshot()).toMatchObject({ sequence: 1 });
});

test('an item whose container was never told is a fault, and nothing of the snapshot stays', async () => {
  const nowhere = asId<ContainerId>('nowhere');
  const taken = apply([put(OLD, itemOf()), put(NEW, itemOf(), nowhere)]);
  await expect(taken).rejects.toMatchObject({ code: 'unexpected' });
  expect(rowsOf('all')).toEqual([]);
});

test('asking for what is not there answers with nothing', () => {
  const nowhere = { ...OF, container: asId<ContainerId>('nowhere') };
  const query: ItemQuery = { ...nowhere, sort: 'date', descending: true, show: 'all' };
  expect(catalog.list(query, null, 10)).toEqual({ rows: [], next: null });
  expect(catalog.anchors(query, 10)).toEqual({ total: 0, anchors: [] });
  expect(catalog.row(1)).toBeUndefined();
  expect(catalog.ref(1)).toBeUndefined();
  expect(catalog.versions(ACCOUNT, OLD)).toEqual([]);
  expect(catalog.find(ACCOUNT, OLD)).toBeUndefined();
  expect(catalog.conversation(ACCOUNT, 'c')).toEqual([]);
  expect(catalog.goneIn({ ...OF, id: nowhere.container }, null, 10).total).toBe(0);
  expect(catalog.rowsIn({ ...OF, id: nowhere.container }, 'all')).toEqual([]);
});

test('a folder keeps its counts when it gets another name, and tells when it is gone', async () => {
  await apply([put(OLD, itemOf())]);
  await apply([
    { kind: 'container', ...OF, container: { ...folder(INBOX, 'inbox'), name: 'Post' } },
  ]);
  expect(catalog.containers(ACCOUNT, 'mail')[0]).toMatchObject({
    name: 'Post',
    present: 1,
    unread: 1,
  });

  await apply([{ kind: 'container-gone', ...OF, id: INBOX }]);
  expect(catalog.containers(ACCOUNT, null)[0]).toMatchObject({
    isGone: true,
    present: 0,
    unread: 0,
    gone: 1,
  });
});
