import { describe, expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { asId, type BlobId, type ItemId, type SnapshotId } from '../model/ids.ts';
import { keepGoneItems } from './gone-items.ts';
import { Repository } from './repository.ts';
import { bytesOf, draft, environment } from './testing.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 0, 1);
const LONG_AGO = Date.UTC(2025, 0, 1);
const SIGNAL = new AbortController().signal;

/** One snapshot a day; each says which items are there, as `name` or `name=state`. */
async function history(...days: string[][]) {
  const repository = await Repository.create(new MemoryBackend(), environment());
  const states = new Map<string, string>();
  let root: BlobId | null = null;
  for (const [day, items] of days.entries()) {
    const now = new Map(items.map((item) => [item.split('=')[0]!, item]));
    const changes = new Map();
    for (const name of states.keys()) if (!now.has(name)) changes.set(asId<ItemId>(name), null);
    for (const [name, state] of now) {
      const meta = await repository.saveBlob('meta', bytesOf(state));
      changes.set(asId<ItemId>(name), { version: state, meta, parts: [], whole: true });
    }
    states.clear();
    for (const [name, state] of now) states.set(name, state);
    root = (await repository.openMap(root).write(changes)).root;
    const endedAt = new Date(START + day * DAY_MS).toISOString();
    await repository.commit({ ...draft({ root }), startedAt: endedAt, endedAt });
  }
  const snapshots = repository.snapshots();
  const stay = async (kept: number[], since = LONG_AGO) => {
    const ids = new Set(kept.map((day) => snapshots[day]!.id));
    const staying = await keepGoneItems(repository, snapshots, ids, {
      since,
      skipDamaged: false,
      signal: SIGNAL,
    });
    const dayOf = (id: SnapshotId) => snapshots.findIndex((each) => each.id === id);
    return new Map([...staying].map(([id, items]) => [dayOf(id), items]));
  };
  return stay;
}

describe('the last copy that has an item which went at Microsoft', () => {
  test('stays', async () => {
    const stay = await history(['a', 'b'], ['a', 'b'], ['a'], ['a']);
    expect(await stay([3])).toEqual(new Map([[1, 1]]));
  });

  test('may go when the item went too long ago', async () => {
    const stay = await history(['a', 'b'], ['a'], ['a'], ['a']);
    expect(await stay([3], START + 2 * DAY_MS)).toEqual(new Map());
    expect(await stay([3], START + DAY_MS)).toEqual(new Map([[0, 1]]));
  });

  test('may go when an earlier one that stays has the item as it was last', async () => {
    const stay = await history(['a', 'b'], ['a', 'b'], ['a'], ['a']);
    expect(await stay([0, 3])).toEqual(new Map());
  });

  test('stays when the earlier ones have another state of the item', async () => {
    const stay = await history(['a', 'b'], ['a', 'b=edited'], ['a']);
    expect(await stay([0, 2])).toEqual(new Map([[1, 1]]));
  });

  test('stays for all items it is the last one for', async () => {
    const stay = await history(['a', 'b', 'c'], ['a'], ['a']);
    expect(await stay([2])).toEqual(new Map([[0, 2]]));
  });

  test('stays instead of later ones that have no more', async () => {
    const stay = await history(['a', 'b', 'c'], ['a', 'b'], ['a'], ['a']);
    expect(await stay([3])).toEqual(new Map([[0, 1]]));
  });
});

test('an item that came back is not gone', async () => {
  const stay = await history(['a', 'b'], ['a'], ['a', 'b'], ['a', 'b']);
  expect(await stay([3])).toEqual(new Map());
});

test('an item that came back and went again is kept as it was then', async () => {
  const stay = await history(['a', 'b'], ['a'], ['a', 'b=again'], ['a']);
  expect(await stay([0, 3])).toEqual(new Map([[2, 1]]));
});

test('where everything stays anyway nothing is read', async () => {
  const stay = await history(['a', 'b'], ['a']);
  expect(await stay([0, 1])).toEqual(new Map());
});
