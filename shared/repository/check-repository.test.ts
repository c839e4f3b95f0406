import { describe, expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { sayAffected } from '../model/check-words.ts';
import { checked, copyItems, DAY_MS, flip, namesIn, openedFor, START } from './upkeep.contract.ts';

const ITEMS = Array.from({ length: 12 }, (_, at) => `item${at}`);

/** Three copies, with a change in each. */
async function kept(): Promise<MemoryBackend> {
  const backend = new MemoryBackend();
  const repository = await openedFor(backend);
  await copyItems(repository, ITEMS, START);
  await copyItems(repository, [...ITEMS.slice(1), 'new'], START + DAY_MS);
  await copyItems(repository, [...ITEMS.slice(1), 'new=again'], START + 2 * DAY_MS);
  await repository.appendJournal({ run: 'r', part: 0, body: { kind: 'end' } });
  return backend;
}

describe('what is sound', () => {
  test.each(['quick', 'sample', 'full'] as const)(
    'is called sound by a %s check',
    async (level) => {
      const result = await checked(await kept(), { level, percent: 1 });
      expect(result).toMatchObject({
        verdict: 'sound',
        damage: [],
        snapshots: 3,
        items: 12,
        affected: [],
        foreign: [],
      });
      expect(result.packs.read).toBe({ quick: 0, sample: 1, full: result.packs.total }[level]);
    },
  );

  test('stays so with files of others beside it, which are named', async () => {
    const backend = await kept();
    await backend.put('packs/conflict.pack', new Uint8Array(3));
    await backend.put('notes.txt', new Uint8Array(3));
    expect(await checked(backend)).toMatchObject({
      verdict: 'sound',
      foreign: ['notes.txt', 'packs/conflict.pack'],
    });
  });
});

describe('a full check finds', () => {
  test('any flipped byte of any file', async () => {
    const backend = await kept();
    for (const name of (await namesIn(backend)).filter((each) => each !== 'format')) {
      const { byteLength } = (await backend.get(name))!;
      // Every field of heads and tails, and a grid over what is between.
      const places = Array.from({ length: byteLength }, (_, at) => at).filter(
        (at) => at < 130 || at >= byteLength - 30 || at % 97 === 0,
      );
      for (const at of places.filter((_, nth) => nth % 17 === 0)) {
        const copy = backend.copy();
        await flip(copy, name, at);
        const result = await checked(copy);
        expect(result.verdict, `${name} ${at}`).toBe('damaged');
        expect(result.damage.length).toBeGreaterThan(0);
      }
    }
  });

  test('any missing, cut off, lengthened or exchanged file', async () => {
    const backend = await kept();
    const names = await namesIn(backend);
    for (const name of names.filter((each) => /^(packs|index)/.test(each))) {
      const bytes = (await backend.get(name))!;
      const longer = new Uint8Array(bytes.byteLength + 1);
      longer.set(bytes);
      const other = (await backend.get(names.find((each) => each !== name)!))!;
      for (const wrong of [bytes.slice(0, -1), bytes.slice(0, 50), longer, other]) {
        const copy = backend.copy();
        copy.damage(name, wrong);
        expect((await checked(copy)).verdict).toBe('damaged');
      }
      if (!name.startsWith('packs')) continue;
      const copy = backend.copy();
      await copy.remove(name);
      expect((await checked(copy)).verdict).toBe('damaged');
      expect((await checked(copy, { level: 'quick' })).verdict).toBe('damaged');
    }
  });
});

test('an item is named by its container, its label and what is lost of it', async () => {
  const backend = new MemoryBackend();
  const repository = await openedFor(backend);
  await copyItems(repository, ['kept'], START);
  const before = new Set(await namesIn(backend, 'packs/'));
  await copyItems(repository, ['kept', 'hit'], START + DAY_MS);
  const added = (await namesIn(backend, 'packs/')).filter((name) => !before.has(name));
  for (const name of added) {
    // Packs of data have flag 0: in them are contents, and nothing of lists.
    if (((await backend.get(name))![10]! & 2) === 0) await flip(backend, name, 200);
  }

  const result = await checked(backend, { label: async () => 'Offer' });

  expect(result.affected).toMatchObject([
    {
      container: 'inbox',
      path: 'Inbox',
      count: 1,
      unlisted: 0,
      items: [{ itemId: 'hit', label: 'Offer', lost: 'attachments', isNewest: true }],
    },
  ]);
  expect(sayAffected(result.affected)).toBe('1 message in Inbox');
  expect(result.damagedPacks).toHaveLength(1);
  expect((await checked(backend, { level: 'quick' })).verdict).toBe('sound');
});

test('where a list is damaged it says how many items may be hit', async () => {
  const backend = new MemoryBackend();
  const repository = await openedFor(backend);
  await copyItems(repository, ITEMS, START);
  const before = new Set(await namesIn(backend, 'packs/'));
  await copyItems(repository, [...ITEMS, 'new'], START + DAY_MS);
  for (const name of (await namesIn(backend, 'packs/')).filter((each) => !before.has(each))) {
    const { byteLength } = (await backend.get(name))!;
    if (((await backend.get(name))![10]! & 2) === 0) continue;
    for (let at = 96; at < byteLength - 100; at += 20) await flip(backend, name, at);
  }
  const result = await checked(backend);
  expect(sayAffected(result.affected)).toBe('up to 13 messages in Inbox');
});

test('a check that was stopped goes on where it was', async () => {
  const backend = await kept();
  const verified = new Map<string, number>();
  const stop = new AbortController();
  const noteVerified = (hash: string, at: number) => {
    verified.set(hash, at);
    if (verified.size === 2) stop.abort(new DOMException('stopped', 'AbortError'));
  };
  const first = checked(backend, { noteVerified, verified, signal: stop.signal });
  await expect(first).rejects.toThrow('stopped');

  const result = await checked(backend, { verified, isResumed: true });

  expect(result).toMatchObject({
    verdict: 'sound',
    oldestVerifiedAt: new Date(START).toISOString(),
  });
  expect(result.packs.read).toBe(result.packs.total - 2);
});
