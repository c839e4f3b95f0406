import { expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { asId, type BlobId, type ItemId } from '../model/ids.ts';
import type { Cursor, ItemEntry } from '../model/item.ts';
import { Repository } from '../repository/repository.ts';
import type { ContainerState } from '../repository/snapshot.ts';
import { ContainerWork } from './container-work.ts';

const id = (name: string) => asId<ItemId>(name);
const page = (link: string): Cursor => ({ link, kind: 'page' });
const round = (link: string): Cursor => ({ link, kind: 'round' });

async function opened(before: readonly string[] = [], cursor: Cursor | null = null) {
  const repository = await Repository.create(new MemoryBackend(), {
    now: () => 0,
    randomBytes: (length) => new Uint8Array(length),
    software: 'test',
  });
  const meta = await repository.saveBlob('meta', Uint8Array.of(1));
  const entry = (version = '1', whole = true): ItemEntry => ({ version, meta, parts: [], whole });
  const open = (root: BlobId | null) => repository.openMap(root);
  const edits = new Map(before.map((name) => [id(name), entry()]));
  const { root, count, unwhole } = await open(null).write(edits);
  const state: ContainerState = {
    id: asId('folder'),
    parent: null,
    name: 'Folder',
    role: null,
    hidden: false,
    reportedCount: null,
    account: asId('account'),
    source: 'mail',
    cursor,
    items: root,
    itemCount: count,
    unwholeCount: unwhole,
    gaps: [],
  };
  const container = new ContainerWork(state, open(root));
  const freeze = (isWhole = false) => container.freeze(isWhole).write(open);
  return { container, entry, freeze, open };
}

const gap = (itemId: ItemId | null) => ({
  itemId,
  label: '',
  missing: 'item' as const,
  code: 'server-error',
  message: '',
  upstreamCode: null,
  lastFailedAt: '2026-01-05T08:00:00.000Z',
});

test('what is set is there before and after it is written, and is counted', async () => {
  const { container, entry, freeze } = await opened(['a', 'b'], round('1'));
  container.set(id('a'), null, entry());
  container.set(id('c'), entry('1', false), undefined);
  expect(await container.get(id('a'))).toBeUndefined();
  expect((await container.get(id('c')))?.whole).toBe(false);

  const state = await freeze();

  expect(state).toMatchObject({ itemCount: 2, unwholeCount: 1 });
  expect(await container.get(id('a'))).toBeUndefined();
  expect(await container.get(id('b'))).toBeDefined();
});

test('what changes while a snapshot is being written belongs to the next one', async () => {
  const { container, entry, open } = await opened(['a'], round('1'));
  container.set(id('b'), entry(), undefined);
  const first = container.freeze(false);
  container.set(id('b'), null, entry());
  container.set(id('c'), entry(), undefined);

  const state = await first.write(open);

  expect(state.itemCount).toBe(2);
  expect(await container.get(id('b'))).toBeUndefined();
  const next = await container.freeze(false).write(open);
  expect(next.itemCount).toBe(2);
  expect(await open(next.items).get(id('c'))).toBeDefined();
});

test('what could not be written goes into the next snapshot, with the cursor that covers it', async () => {
  const { container, entry, freeze } = await opened(['a'], round('1'));
  const unwritable = entry('v'.repeat(2000));
  container.set(id('b'), entry(), undefined);
  container.set(id('c'), unwritable, undefined);
  container.reach(round('2'));
  await expect(freeze()).rejects.toThrow();
  expect(await container.get(id('b'))).toBeDefined();
  container.set(id('c'), entry(), unwritable);

  expect(await freeze()).toMatchObject({ itemCount: 3, cursor: round('2') });
  expect(await container.get(id('b'))).toBeDefined();
});

test('a wrong count is a fault and never a snapshot', async () => {
  const { container, entry, freeze } = await opened(['a'], round('1'));
  container.set(id('a'), entry('2'), undefined);

  await expect(freeze()).rejects.toMatchObject({ code: 'unexpected' });
});

test('a cursor goes into a snapshot with everything it covers', async () => {
  const { container, freeze } = await opened(['a'], round('1'));
  container.reach(page('2'));
  expect((await freeze()).cursor).toEqual(page('2'));

  container.leaving.add(id('a'));
  container.reach(round('3'));
  expect((await freeze()).cursor).toEqual(page('2'));

  container.settle();
  expect((await freeze()).cursor).toEqual(round('3'));
});

test('what is said to be gone after the last cursor holds that one back, too', async () => {
  const { container, freeze } = await opened(['a'], round('1'));
  container.reach(round('2'));
  container.leaving.add(id('a'));

  expect((await freeze()).cursor).toEqual(round('1'));
});

test('told from its start, a container keeps its old cursor until the end of the round', async () => {
  const { container, freeze } = await opened(['a'], round('1'));
  container.reset();
  container.reach(page('2'));
  expect((await freeze()).cursor).toEqual(round('1'));

  container.reach(round('3'));
  container.settle();
  expect((await freeze()).cursor).toEqual(round('3'));
});

test('a failure that named no item holds the cursor until a round without it', async () => {
  const { container, freeze } = await opened([], round('1'));
  container.noteGap(gap(null));
  container.reach(round('2'));
  container.settle();
  const state = await freeze();
  expect(state).toMatchObject({ cursor: round('1'), gaps: [{ itemId: null, tries: 1 }] });

  const next = new ContainerWork(state, container.before);
  next.reach(round('3'));
  expect((await next.freeze(true).write(() => container.before)).gaps).toEqual([]);
});

test('the same gap again is one more try of the first one', async () => {
  const { container } = await opened();
  container.noteGap({ ...gap(id('x')), label: 'Offer' });
  container.noteGap({ ...gap(id('x')), lastFailedAt: '2026-01-06T08:00:00.000Z' });

  expect([...container.gaps()]).toEqual([
    {
      ...gap(id('x')),
      label: 'Offer',
      firstFailedAt: '2026-01-05T08:00:00.000Z',
      lastFailedAt: '2026-01-06T08:00:00.000Z',
      tries: 2,
    },
  ]);
});

test('a container nobody has a cursor of waits, but for what has moved in', async () => {
  const { container, entry, freeze } = await opened();
  container.set(id('new'), entry(), undefined);
  container.moveIn(id('moved'), entry());

  const checkpoint = await freeze();
  expect(checkpoint).toMatchObject({ itemCount: 1, cursor: null });
  expect(container.itemCount).toBe(2);

  container.reach(round('1'));
  expect(await freeze()).toMatchObject({ itemCount: 2 });
});
