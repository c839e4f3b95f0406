import { describe, expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { pinSnapshot } from './pins.ts';
import { GRACE_MS } from './prune.ts';
import {
  checked,
  copyItems,
  DAY_MS,
  expectReadable,
  flip,
  KEEP_LAST,
  namesIn,
  openedFor,
  type Promised,
  pruned,
  SIGNAL,
  START,
  sizeOf,
} from './upkeep.contract.ts';

const ITEMS = Array.from({ length: 30 }, (_, at) => `item${at}`);
const LATER = START + 30 * DAY_MS;

/** A copy a day; each day one item goes and one comes. */
async function kept(days = 8): Promise<{ backend: MemoryBackend; promised: Promised }> {
  const backend = new MemoryBackend();
  const promised: Promised = new Map();
  const repository = await openedFor(backend);
  for (let day = 0; day < days; day++) {
    const items = [...ITEMS.slice(day), ...ITEMS.slice(0, day).map((item) => `${item}=again`)];
    await copyItems(repository, items, START + day * DAY_MS, promised);
  }
  return { backend, promised };
}

describe('thinning out', () => {
  test('forgets by the rule, and what is left can be read', async () => {
    const { backend, promised } = await kept();
    const result = await pruned(backend, LATER);

    expect(result.forgotten).toHaveLength(7);
    expect(result.kept).toMatchObject([{ reasons: ['newest', 'newest-complete', 'last'] }]);
    expect((await openedFor(backend)).snapshots()).toHaveLength(1);
    await expectReadable(backend, promised);
    expect(await checked(backend)).toMatchObject({ verdict: 'sound' });
  });

  test('marks packs first and removes them a week later, where others may write', async () => {
    const { backend, promised } = await kept();
    const packs = await namesIn(backend, 'packs/');
    const first = await pruned(backend, LATER);
    expect(first.packs.marked).toBeGreaterThan(0);
    expect(first.packs.removed).toBe(0);
    expect(await namesIn(backend, 'packs/')).toEqual(expect.arrayContaining(packs));

    const early = await pruned(backend, LATER + GRACE_MS - 1);
    expect(early.packs.removed).toBe(0);
    const before = await sizeOf(backend);
    const second = await pruned(backend, LATER + GRACE_MS);
    expect(second.packs.removed).toBe(first.packs.marked);
    expect(before - (await sizeOf(backend))).toBeGreaterThan(first.laterBytes / 2);
    expect(await namesIn(backend, 'marks/')).toEqual([]);
    await expectReadable(backend, promised);
    expect(await checked(backend)).toMatchObject({ verdict: 'sound' });
  });

  test('removes at once where nobody else can write, and tells what came back', async () => {
    const { backend, promised } = await kept();
    const before = await sizeOf(backend);
    const result = await pruned(backend, LATER, { graceMs: 0 });
    expect(result).toMatchObject({ laterBytes: 0, laterAt: null });
    expect(result.packs.removed).toBeGreaterThan(0);
    const freed = before - (await sizeOf(backend));
    // Gone files and a new index are written; the old indexes go.
    expect(Math.abs(freed - result.freedBytes)).toBeLessThan(8_000);
    expect(await namesIn(backend, 'index/')).toHaveLength(1);
    await expectReadable(backend, promised);
    expect(await checked(backend)).toMatchObject({ verdict: 'sound', foreign: [] });
  });

  test('is foreseen by a dry run, which writes nothing', async () => {
    const { backend } = await kept();
    const names = await namesIn(backend);
    const foreseen = await pruned(backend, LATER, { graceMs: 0, isDryRun: true });
    expect(await namesIn(backend)).toEqual(names);
    const done = await pruned(backend, LATER, { graceMs: 0 });
    expect(done.forgotten).toEqual(foreseen.forgotten);
    expect(done.kept).toEqual(foreseen.kept);
    expect(done.packs).toEqual(foreseen.packs);
    const ratio = done.freedBytes / foreseen.freedBytes;
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.2);
  });

  test('done again has nothing left to do', async () => {
    const { backend } = await kept();
    await pruned(backend, LATER, { graceMs: 0 });
    const names = await namesIn(backend);
    const again = await pruned(backend, LATER, { graceMs: 0 });
    expect(again).toMatchObject({ forgotten: [], freedBytes: 0, packs: { removed: 0, marked: 0 } });
    expect(await namesIn(backend)).toEqual(names);
  });

  test('keeps what is pinned, and what has the last of something gone', async () => {
    const { backend, promised } = await kept();
    const repository = await openedFor(backend);
    const [first] = repository.snapshots();
    await pinSnapshot(repository, first!.id, true);
    await copyItems(repository, ['only'], START + 20 * DAY_MS, promised);

    const rule = { ...KEEP_LAST, goneDays: 365 };
    const result = await pruned(backend, LATER, { rule, graceMs: 0 });

    expect(result.kept).toMatchObject([
      { sequence: 1, reasons: ['pinned'] },
      { sequence: 8, reasons: ['has-gone-items'], goneItems: 30 },
      { sequence: 9 },
    ]);
    await expectReadable(backend, promised);
    await pinSnapshot(await openedFor(backend), first!.id, false);
    expect(await pruned(backend, LATER, { graceMs: 0 })).toMatchObject({ kept: [{ sequence: 9 }] });
  });
});

describe('nothing goes', () => {
  test('while much that went at once waits to be looked at', async () => {
    const { backend } = await kept();
    const names = await namesIn(backend);
    const held = { isHeld: () => true };
    await expect(pruned(backend, LATER, held)).rejects.toMatchObject({ code: 'held' });
    expect(await namesIn(backend)).toEqual(names);
    const dry = await pruned(backend, LATER, { ...held, isDryRun: true });
    expect(dry.forgotten).toHaveLength(7);
  });

  test('while a list that is needed is damaged', async () => {
    const { backend } = await kept();
    for (const name of await namesIn(backend, 'packs/')) {
      const bytes = (await backend.get(name))!;
      for (let at = 96; at < bytes.byteLength - 100; at += 20) {
        if ((bytes[10]! & 2) !== 0) await flip(backend, name, at);
      }
    }
    const names = await namesIn(backend);
    await expect(pruned(backend, LATER)).rejects.toMatchObject({ code: 'corrupt' });
    expect(await namesIn(backend)).toEqual(names);
  });

  test('while a copy can’t be read, as nobody knows what it needs', async () => {
    const { backend } = await kept();
    await flip(backend, (await namesIn(backend, 'snapshots/'))[0]!);
    const names = await namesIn(backend);
    await expect(pruned(backend, LATER)).rejects.toMatchObject({ code: 'corrupt' });
    expect(await namesIn(backend)).toEqual(names);
  });

  test('when it is stopped before it begins to write', async () => {
    const { backend } = await kept();
    const names = await namesIn(backend);
    const stop = new AbortController();
    const tell = (step: string) => step === 'walking' && stop.abort();
    const stopped = pruned(backend, LATER, { signal: stop.signal, tell });
    await expect(stopped).rejects.toThrow();
    expect(await namesIn(backend)).toEqual(names);
  });
});

test('a pack that is needed again after it was marked stays', async () => {
  const { backend, promised } = await kept();
  // Another program opened it before the mark, and its snapshot lands right after the mark.
  await pruned(backend, LATER);
  const marks = await namesIn(backend, 'marks/');
  const hidden = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const name of [...marks, ...(await namesIn(backend, 'gone/'))]) {
    hidden.set(name, (await backend.get(name))!);
    await backend.remove(name);
  }
  const other = await openedFor(backend);
  await copyItems(other, [...ITEMS, 'more'], LATER + 1, promised);
  for (const [name, bytes] of hidden) await backend.put(name, bytes);

  await pruned(backend, LATER + 2 * GRACE_MS);

  await expectReadable(backend, promised);
  expect(await namesIn(backend, 'marks/')).toHaveLength(1);
  expect(await checked(backend)).toMatchObject({ verdict: 'sound' });
});

test('a mark that can’t be read stands in nobody’s way', async () => {
  const { backend, promised } = await kept();
  await pruned(backend, LATER);
  await flip(backend, (await namesIn(backend, 'marks/'))[0]!);
  await copyItems(await openedFor(backend), ITEMS, LATER + DAY_MS, promised);
  await pruned(backend, LATER + 2 * GRACE_MS);
  await pruned(backend, LATER + 4 * GRACE_MS);
  await expectReadable(backend, promised);
  expect((await checked(backend)).files).toMatchObject([
    { problem: expect.stringMatching('left') },
  ]);
});

test('what lies only in marked packs is stored again by the next copy', async () => {
  const { backend, promised } = await kept();
  await pruned(backend, LATER);
  const repository = await openedFor(backend);
  await copyItems(repository, ITEMS, LATER + DAY_MS, promised);
  await pruned(backend, LATER + 2 * GRACE_MS);
  await expectReadable(backend, promised);
  expect(SIGNAL.aborted).toBe(false);
});

test('what an interrupted copy left is removed', async () => {
  const { backend } = await kept(1);
  const repository = await openedFor(backend);
  for (let number = 0; number < 30; number++) {
    await repository.saveBlob('content', new Uint8Array(900).fill(number));
  }
  const before = await namesIn(backend, 'packs/');
  await repository.saveBlob(
    'content',
    new Uint8Array(9_000).map((_, at) => (at * 7919) >> 3),
  );
  await repository.saveBlob('content', new Uint8Array(900).fill(200));
  const left = (await namesIn(backend, 'packs/')).filter((name) => !before.includes(name));
  const result = await pruned(backend, LATER, { graceMs: 0 });
  expect(result.packs.removed).toBe(left.length);
});
