import { describe, expect, test } from 'vitest';
import { FaultyBackend } from '../backend/faulty.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { nameOf } from './file-names.ts';
import { GRACE_MS } from './prune.ts';
import { salvageLists } from './salvage.ts';
import {
  checked,
  copyItems,
  DAY_MS,
  expectReadable,
  flip,
  namesIn,
  openedFor,
  type Promised,
  pruned,
  repaired,
  SIGNAL,
  START,
} from './upkeep.contract.ts';

const ITEMS = Array.from({ length: 130 }, (_, at) => `item${at}`);
const LATER = START + 9 * DAY_MS;

async function kept(): Promise<{ backend: MemoryBackend; promised: Promised }> {
  const backend = new MemoryBackend();
  const promised: Promised = new Map();
  const repository = await openedFor(backend, 1_000_000);
  await copyItems(repository, ITEMS.slice(0, 100), START, promised);
  await copyItems(repository, ITEMS, START + DAY_MS, promised);
  return { backend, promised };
}

async function packsOf(backend: MemoryBackend, packClass: 'data' | 'state'): Promise<string[]> {
  const packs: string[] = [];
  for (const name of await namesIn(backend, 'packs/')) {
    const flags = (await backend.get(name))![10]!;
    if (((flags & 2) !== 0) === (packClass === 'state')) packs.push(name);
  }
  return packs;
}

describe('a damaged pack', () => {
  test('is set apart with what is lost; what is sound in it lies elsewhere', async () => {
    const { backend, promised } = await kept();
    const [pack] = await packsOf(backend, 'data');
    await flip(backend, pack!, 200);
    const before = await checked(backend);
    expect(before.verdict).toBe('damaged');
    const hit = before.affected[0]!.count;

    const { quarantined } = await repaired(backend, LATER);

    expect(quarantined.map((hash) => nameOf('pack', hash))).toEqual([pack]);
    const after = await checked(backend);
    expect(after.affected[0]!.count).toBe(hit);
    expect(after.damagedPacks).toEqual([]);
    // Nothing else is read from it: without it, no more is lost.
    const without = backend.copy();
    await without.remove(pack!);
    expect((await checked(without)).affected[0]!.count).toBe(hit);
    await expect(expectReadable(backend, promised)).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('is healed by the next copy, as what is lost counts as not stored', async () => {
    const { backend, promised } = await kept();
    for (const pack of await packsOf(backend, 'data')) await flip(backend, pack, 200);
    await repaired(backend, LATER);

    await copyItems(await openedFor(backend), ITEMS, LATER, promised);

    expect(await checked(backend)).toMatchObject({ verdict: 'sound', damage: [] });
    await expectReadable(backend, promised);
  });

  test('stays until a person says that it may go', async () => {
    const { backend, promised } = await kept();
    const [pack] = await packsOf(backend, 'data');
    await flip(backend, pack!, 200);
    await repaired(backend, LATER);
    await copyItems(await openedFor(backend), ITEMS, LATER, promised);
    await pruned(backend, LATER + 2 * GRACE_MS);
    await pruned(backend, LATER + 4 * GRACE_MS);
    expect(await namesIn(backend, 'packs/')).toContain(pack);
    expect(await checked(backend)).toMatchObject({ verdict: 'sound' });

    await pruned(backend, LATER + 6 * GRACE_MS, { removeDamaged: true });
    expect(await namesIn(backend, 'packs/')).not.toContain(pack);
    expect(await namesIn(backend, 'marks/')).toEqual([]);
    await expectReadable(backend, promised);
    expect(await checked(backend)).toMatchObject({ verdict: 'sound' });
  });

  test.each(['cut off', 'missing', 'without its tail', 'without its head'])(
    'that is %s is handled like it',
    async (how) => {
      const { backend, promised } = await kept();
      const [pack] = await packsOf(backend, 'data');
      const bytes = (await backend.get(pack!))!;
      if (how === 'cut off') backend.damage(pack!, bytes.slice(0, 4_000));
      if (how === 'missing') await backend.remove(pack!);
      if (how === 'without its tail') await flip(backend, pack!, bytes.byteLength - 3);
      if (how === 'without its head') await flip(backend, pack!, 3);
      expect((await checked(backend)).verdict).toBe('damaged');
      await repaired(backend, LATER);
      await copyItems(await openedFor(backend), ITEMS, LATER, promised);
      expect(await checked(backend)).toMatchObject({ verdict: 'sound', damage: [] });
      await expectReadable(backend, promised);
    },
  );
});

test('a pack that was missing and is brought back counts again', async () => {
  const { backend, promised } = await kept();
  const [pack] = await packsOf(backend, 'data');
  const bytes = (await backend.get(pack!))!;
  await backend.remove(pack!);
  await repaired(backend, LATER);
  expect((await openedFor(backend)).quarantined()).toHaveLength(1);

  await backend.put(pack!, bytes);
  expect(await checked(backend)).toMatchObject({ affected: [] });
  await repaired(backend, LATER);

  expect((await openedFor(backend)).quarantined()).toEqual([]);
  expect(await checked(backend)).toMatchObject({ verdict: 'sound', damage: [] });
  await expectReadable(backend, promised);
});

test('the index is made anew from the packs', async () => {
  const { backend, promised } = await kept();
  const indexes = await namesIn(backend, 'index/');
  await flip(backend, indexes[0]!);
  await backend.remove(indexes[1]!);

  expect(await repaired(backend, LATER)).toMatchObject({ isIndexRebuilt: true, quarantined: [] });

  expect(await checked(backend)).toMatchObject({ verdict: 'sound', damage: [] });
  expect(await namesIn(backend, 'index/')).toHaveLength(1);
  await expectReadable(backend, promised);
});

test('where nothing is damaged nothing is written', async () => {
  const { backend } = await kept();
  const names = await namesIn(backend);
  const result = await repaired(backend, LATER);
  expect(result).toEqual({ quarantined: [], lost: [], isIndexRebuilt: false });
  expect(await namesIn(backend)).toEqual(names);
});

test('a repair may be stopped at any write', async () => {
  const { backend, promised } = await kept();
  for (const pack of await packsOf(backend, 'data')) await flip(backend, pack, 200);
  await flip(backend, (await namesIn(backend, 'index/'))[0]!);
  const recorder = new FaultyBackend(backend.copy());
  await repaired(recorder, LATER);
  const kinds = recorder.log.map(({ operation, name }) => `${operation} ${name.split('/')[0]}`);
  expect(new Set(kinds)).toEqual(
    new Set(['put packs', 'put index', 'put marks', 'put gone', 'remove index']),
  );
  for (const { number } of recorder.log) {
    for (const tear of ['none', 0, 100, 'full'] as const) {
      const disk = backend.copy();
      const crashing = new FaultyBackend(disk, (write) =>
        write.number === number ? { kind: 'stop', tear } : undefined,
      );
      await expect(repaired(crashing, LATER)).rejects.toThrow('stopped');

      await repaired(disk, LATER);
      const mine = new Map(promised);
      await copyItems(await openedFor(disk), ITEMS, LATER, mine);
      await expectReadable(disk, mine);
      await pruned(disk, LATER + 2 * GRACE_MS);
      await repaired(disk, LATER + 2 * GRACE_MS);
      expect(await checked(disk)).toMatchObject({ verdict: 'sound', damage: [] });
    }
  }
});

describe('of a damaged list', () => {
  const many = Array.from({ length: 300 }, (_, at) => `item${at}`.padEnd(60, '.'));

  test('what can be read stays, and the rest is asked for again', async () => {
    const backend = new MemoryBackend();
    const repository = await openedFor(backend, 1_000_000);
    await copyItems(repository, many, START);
    const [first] = await packsOf(backend, 'state');
    await copyItems(repository, [...many, 'new'], START + DAY_MS);
    const { byteLength } = (await backend.get(first!))!;
    for (let at = 96; at < byteLength - 100; at += 20) await flip(backend, first!, at);
    await repaired(backend, LATER);

    const again = await openedFor(backend);
    expect(again.head()?.sequence).toBe(2);
    expect(await salvageLists(again, LATER, SIGNAL)).toEqual(['inbox']);

    const [inbox] = again.head()!.containers;
    expect(again.head()).toMatchObject({ sequence: 3, isRunEnd: false, complete: false });
    expect(inbox!.cursor).toBeNull();
    expect(inbox!.itemCount).toBeGreaterThan(0);
    expect(inbox!.itemCount).toBeLessThan(301);
    await copyItems(again, [...many, 'new'], LATER);
    // The list and the receipt of the first copy are lost for good, and stay named.
    expect(await checked(backend)).toMatchObject({
      affected: [{ path: 'Inbox', count: 0, unlisted: 300 }],
      receipts: 1,
    });
    const newest = again.openMap(again.head()!.containers[0]!.items);
    expect(await newest.counts()).toEqual({ count: 301, unwhole: 0 });
    for await (const [, { meta }] of newest.entries()) await again.loadBlob(meta, 'meta');
    expect(await salvageLists(again, LATER, SIGNAL)).toEqual([]);
  });

  test('nothing is left when its root is lost: the copy before it is followed', async () => {
    const { backend } = await kept();
    const before = await packsOf(backend, 'state');
    await copyItems(await openedFor(backend), ['only'], LATER);
    for (const pack of await packsOf(backend, 'state')) {
      if (!before.includes(pack)) await backend.remove(pack);
    }
    await repaired(backend, LATER);
    const again = await openedFor(backend);
    expect(again.head()?.sequence).toBe(2);
    expect(await salvageLists(again, LATER, SIGNAL)).toEqual([]);
  });
});
