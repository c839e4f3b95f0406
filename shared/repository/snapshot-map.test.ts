import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { prepareHash, SHA_256 } from '../lib/hash.ts';
import { asId, type BlobId, type ItemId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import { BlobIds } from './blob-id.ts';
import { PageCache } from './page-cache.ts';
import type { BlobStore } from './page-store.ts';
import { compareMaps, SnapshotMap } from './snapshot-map.ts';

const IDS = new BlobIds(SHA_256);

type State = Map<ItemId, ItemEntry>;
type Changes = ReadonlyMap<ItemId, ItemEntry | null>;

beforeAll(() => prepareHash());

test('any history of the same items gives the same root', async () => {
  await fc.assert(
    fc.asyncProperty(histories(), async (history) => {
      const store = new Pages();
      const state: State = new Map();
      let map = store.map(null);
      for (const changes of history) {
        map = store.map((await map.write(changes)).root);
        apply(state, changes);
      }

      const atOnce = await store.map(null).write(state);

      expect(map.root).toBe(atOnce.root);
      expect(await map.counts()).toEqual(countsOf(state));
    }),
    { numRuns: 40 },
  );
});

test('what comes before everything that was there changes nothing of it', async () => {
  // The old root stays a page, as it was, when what comes before it ends with a cut.
  for (const count of [300, 6_000]) {
    const store = new Pages();
    const all = [...numbered(count)].sort(([a], [b]) => (a < b ? -1 : 1));
    const whole = store.map((await store.map(null).write(new Map(all))).root);
    const walker = await whole.walk();
    const ends: string[] = [];
    for (let front = walker.front(); front?.kind === 'page'; front = walker.front()) {
      ends.push(front.cell.key);
      walker.pass();
    }
    expect(ends.length).toBeGreaterThan(1);
    for (const end of ends.slice(0, -1)) {
      const before = new Map(all.filter(([id]) => id > end));
      const rest = new Map(all.filter(([id]) => id <= end));
      const first = store.map((await store.map(null).write(before)).root);
      expect(await first.write(rest)).toMatchObject({ root: whole.root, count });
      // Saying once more what is there already makes no difference.
      const again = store.map((await store.map(null).write(before)).root);
      expect(await again.write(new Map(all))).toMatchObject({ root: whole.root, count });
    }
  }
});

test('comparing two maps tells what comparing them item by item tells', async () => {
  await fc.assert(
    fc.asyncProperty(states(), histories(), async (first, history) => {
      const store = new Pages();
      const before = store.map((await store.map(null).write(first)).root);
      const second = new Map(first);
      let after = before;
      for (const changes of history) {
        after = store.map((await after.write(changes)).root);
        apply(second, changes);
      }

      const found = await collect(compareMaps(before, after));

      const ids = [...new Set([...first.keys(), ...second.keys()])].filter(
        (id) => JSON.stringify(first.get(id)) !== JSON.stringify(second.get(id)),
      );
      expect(found.map(({ id }) => id).sort()).toEqual(ids.sort());
      for (const { id, before: was, after: is } of found) {
        expect(was).toEqual(first.get(id));
        expect(is).toEqual(second.get(id));
      }
    }),
    { numRuns: 40 },
  );
});

test('every item is found, and listed in the order of its bytes', async () => {
  const store = new Pages();
  const state = numbered(3_000);
  const map = store.map((await store.map(null).write(state)).root);

  const listed = await collect(map.entries());

  expect(new Map(listed)).toEqual(state);
  expect(listed.map(([id]) => id)).toEqual([...state.keys()].sort());
  for (const id of [item(0), item(1_234), item(2_999)]) {
    expect(await map.get(id)).toEqual(state.get(id));
  }
  expect(await map.get(asId<ItemId>('~'))).toBeUndefined();
});

test('keys beyond the first plane stand after all others, as their bytes do', async () => {
  const store = new Pages();
  const ids = ['\u{1F600}', '\uFFFD', 'z'].map((text) => asId<ItemId>(text));
  const { root } = await store.map(null).write(new Map(ids.map((id) => [id, entryOf(1)])));

  const listed = await collect(store.map(root).entries());

  expect(listed.map(([id]) => id)).toEqual(['z', '\uFFFD', '\u{1F600}']);
});

test('a change of one item in ten thousand writes a page on each level', async () => {
  const store = new Pages();
  const { root } = await store.map(null).write(numbered(10_000));
  const before = store.saved;

  const changed = await store.map(root).write(new Map([[item(5_000), entryOf(99_999)]]));

  expect(changed.root).not.toBe(root);
  expect(store.saved - before).toBeLessThanOrEqual(6);
});

test('comparing reads only the pages that differ', async () => {
  const store = new Pages();
  const { root } = await store.map(null).write(numbered(10_000));
  const changed = await store.map(root).write(new Map([[item(5_000), entryOf(99_999)]]));
  const cold = new Pages(store);

  const found = await collect(compareMaps(cold.map(root), cold.map(changed.root)));

  expect(found).toHaveLength(1);
  expect(cold.loaded).toBeLessThanOrEqual(12);
});

test('comparing reads pages that differ many at a time, and each once', async () => {
  const store = new Pages();
  const state = numbered(20_000);
  const { root } = await store.map(null).write(state);
  const changes = new Map(
    Array.from({ length: 40 }, (_, at) => [item(at * 499), entryOf(at + 1)] as const),
  );
  const { root: other } = await store.map(root).write(changes);
  const reader = new Pages(store);
  reader.isSlow = true;

  const found = await collect(compareMaps(reader.map(root), reader.map(other)));

  expect(found.map(({ id }) => id)).toEqual([...changes.keys()]);
  expect(reader.mostAtOnce).toBeGreaterThan(10);
  expect(reader.mostAtOnce).toBeLessThanOrEqual(32);
  expect(reader.loaded).toBe(new Set(reader.loadedIds).size);
});

test('pages come to about 3.7 KiB and never to more than twice that', async () => {
  const store = new Pages();
  await store.map(null).write(numbered(20_000));

  const sizes = store.sizes();

  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  expect(mean).toBeGreaterThan(3_000);
  expect(mean).toBeLessThan(4_500);
  expect(Math.max(...sizes)).toBeLessThan(8_500);
});

test('the root of a known map is what the format says', async () => {
  const store = new Pages();

  const { root, count } = await store.map(null).write(numbered(500));

  expect({ root, count }).toEqual({ root: GOLDEN_ROOT, count: 500 });
});

test('taking everything out leaves an empty map', async () => {
  const store = new Pages();
  const state = numbered(1_000);
  const { root } = await store.map(null).write(state);

  const emptied = await store.map(root).write(new Map([...state.keys()].map((id) => [id, null])));

  expect(emptied).toEqual({ root: null, count: 0, unwhole: 0 });
});

/** Pages in memory; counts what is saved and loaded. */
class Pages implements BlobStore {
  readonly #blobs: Map<BlobId, Uint8Array<ArrayBuffer>>;
  readonly #cache = new PageCache();
  saved = 0;
  loaded = 0;
  readonly loadedIds: BlobId[] = [];
  mostAtOnce = 0;
  isSlow = false;
  #underWay = 0;

  constructor(same?: Pages) {
    this.#blobs = same === undefined ? new Map() : same.#blobs;
  }

  map(root: BlobId | null): SnapshotMap {
    return new SnapshotMap(this, this.#cache, root);
  }

  sizes(): number[] {
    return [...this.#blobs.values()].map((bytes) => bytes.byteLength);
  }

  async saveBlob(kind: 'page', bytes: Uint8Array<ArrayBuffer>): Promise<BlobId> {
    const id = await IDS.make(kind, bytes);
    if (!this.#blobs.has(id)) this.saved++;
    this.#blobs.set(id, bytes);
    return id;
  }

  async loadBlob(id: BlobId): Promise<Uint8Array<ArrayBuffer>> {
    this.loaded++;
    this.loadedIds.push(id);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#underWay);
    if (this.isSlow) await new Promise((resolve) => setTimeout(resolve, 1));
    this.#underWay--;
    return this.#blobs.get(id)!;
  }
}

function histories(): fc.Arbitrary<Changes[]> {
  const change = fc.tuple(
    fc.nat(300).map(item),
    fc.option(fc.nat(5).map(entryOf), { freq: 3, nil: null }),
  );
  const many = fc.array(change, { maxLength: 200 }).map((changes) => new Map(changes));
  const range = fc
    .tuple(fc.nat(300), fc.nat(300), fc.option(fc.nat(5), { nil: null }))
    .map(([from, count, value]) => {
      const entry = value === null ? null : entryOf(value);
      return new Map(Array.from({ length: count }, (_, at) => [item(from + at), entry] as const));
    });
  return fc.array(fc.oneof(many, range), { maxLength: 6 });
}

function states(): fc.Arbitrary<State> {
  return fc.integer({ min: 0, max: 600 }).map(numbered);
}

function numbered(count: number): State {
  return new Map(Array.from({ length: count }, (_, at) => [item(at), entryOf(at)] as const));
}

/** Shaped like Graph's immutable ids: long, and different at their end. */
function item(number: number): ItemId {
  return asId<ItemId>(`AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${String(number).padStart(8, '0')}AAA=`);
}

function entryOf(number: number): ItemEntry {
  const id = (salt: number) => asId<BlobId>((number * 7 + salt).toString(16).padStart(64, 'a'));
  return {
    version: `CQAAABYAAAD${number}`,
    meta: id(1),
    parts: [
      { role: 'body', blob: id(2) },
      ...(number % 3 === 0 ? [{ role: 'mime' as const, blob: id(3) }] : []),
    ],
    whole: number % 5 !== 0,
  };
}

function apply(state: State, changes: Changes): void {
  for (const [id, entry] of changes) {
    if (entry === null) state.delete(id);
    else state.set(id, entry);
  }
}

function countsOf(state: State) {
  const unwhole = [...state.values()].filter((entry) => !entry.whole).length;
  return { count: state.size, unwhole };
}

async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of from) all.push(each);
  return all;
}

/** Made by the rules of docs/repository-format.md; a change of it is a change of the format. */
const GOLDEN_ROOT = 'ac4dedb7660e4f47acbe49c377617baa5a190e12a4da4d9a085e6819143f3516';
