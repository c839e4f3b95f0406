import { afterEach, expect, test } from 'vitest';
import { describeCatalog } from '../../shared/catalog/catalog.contract.ts';
import { openSealedInMemory } from '../../shared/catalog/sealed.contract.ts';
import { endTabs, newName, startTab } from './catalog-tab.ts';

const KEY = new Uint8Array(32).fill(7);
const OTHER_KEY = new Uint8Array(32).fill(8);
const WAIT_MS = 20_000;
/** What every SQLite file begins with, and what the worker's messages have in them. */
const READABLE = ['SQLite format 3', 'subject', 'example.com', 'What people write', 'pat.example'];

afterEach(endTabs);

// Private files that a window can't open lie in memory here; all else is as it is in a worker.
describeCatalog('sealed', () => openSealedInMemory());

/** Everything in the origin's private files under `name`. */
async function filesUnder(name: string): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
    for await (const [child, handle] of folder.entries()) {
      if (handle instanceof FileSystemFileHandle) {
        const bytes = await (await handle.getFile()).arrayBuffer();
        found.set(`${path}/${child}`, new Uint8Array(bytes));
      } else {
        await walk(handle as FileSystemDirectoryHandle, `${path}/${child}`);
      }
    }
  };
  const root = await navigator.storage.getDirectory();
  await walk(await root.getDirectoryHandle(name, { create: true }), '');
  return found;
}

async function readableIn(name: string): Promise<string[]> {
  const decoder = new TextDecoder('latin1');
  const texts = [...(await filesUnder(name)).values()].map((bytes) => decoder.decode(bytes));
  return READABLE.filter((readable) => texts.some((text) => text.includes(readable)));
}

/** Retries while the worker before still has the file. */
async function damage(name: string, change: (bytes: Uint8Array) => void): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(name);
  const file = await folder.getFileHandle('catalog.sealed');
  const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer());
  change(bytes);
  await expect
    .poll(async () => {
      const writable = await file.createWritable();
      await writable.write(bytes);
      await writable.close();
      return 'done';
    })
    .toBe('done');
}

test('what was taken in is there when it is opened again with its key', async () => {
  const name = newName();
  const tab = startTab();
  expect(await tab.open(name, 'r', WAIT_MS, KEY)).toEqual({ place: 'sealed', sequence: null });
  await tab.fill(300);
  await tab.fill(50);
  const subjects = await tab.subjects(400);
  expect(subjects).toHaveLength(350);
  await tab.close();
  expect(await tab.open(name, 'r', WAIT_MS, KEY)).toEqual({ place: 'sealed', sequence: 2 });
  expect(await tab.subjects(400)).toEqual(subjects);
  tab.end();

  const later = startTab();
  expect(await later.open(name, 'r', WAIT_MS, KEY)).toEqual({ place: 'sealed', sequence: 2 });
  expect(await later.subjects(400)).toEqual(subjects);
});

test('nothing on the disk can be read, however often it is written', async () => {
  const name = newName();
  const tab = startTab();
  await tab.open(name, 'r', WAIT_MS, KEY);
  for (let round = 0; round < 3; round += 1) {
    await tab.fill(500);
    expect(await readableIn(name)).toEqual([]);
  }
  await tab.hang();
  expect(await readableIn(name)).toEqual([]);
  tab.end();
  const files = await filesUnder(name);
  expect([...files.keys()]).toEqual(['/catalog.sealed']);
  expect(files.get('/catalog.sealed')?.byteLength).toBeGreaterThan(500_000);
});

test('switched to sealed, the plain catalog is gone and it is built anew; and back again', async () => {
  const name = newName();
  const tab = startTab();
  expect(await tab.open(name, 'r')).toEqual({ place: 'disk', sequence: null });
  await tab.fill(300);
  await tab.close();
  expect(await readableIn(name)).toEqual(READABLE);

  expect(await tab.open(name, 'r', WAIT_MS, KEY)).toEqual({ place: 'sealed', sequence: null });
  expect(await readableIn(name)).toEqual([]);
  await tab.fill(300);
  await tab.close();
  expect([...(await filesUnder(name)).keys()]).toEqual(['/catalog.sealed']);

  expect(await tab.open(name, 'r')).toEqual({ place: 'disk', sequence: null });
  expect((await filesUnder(name)).has('/catalog.sealed')).toBe(false);
  await tab.fill(300);
  tab.end();

  // As a tab that was closed leaves it.
  const later = startTab();
  expect(await later.open(name, 'r', WAIT_MS, KEY)).toEqual({ place: 'sealed', sequence: null });
  expect(await readableIn(name)).toEqual([]);
});

test("switching leaves what is not the catalog's", async () => {
  const name = newName();
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(name, { create: true });
  await folder.getFileHandle('repository.json', { create: true });
  const tab = startTab();
  for (const key of [null, KEY, null]) {
    await tab.open(name, 'r', WAIT_MS, key);
    await tab.close();
  }
  expect((await filesUnder(name)).has('/repository.json')).toBe(true);
});

test.each([
  ['another key', 'r', OTHER_KEY],
  ['another repository', 'other', KEY],
])('with %s it is made anew', async (_, repositoryId, key) => {
  const name = newName();
  const tab = startTab();
  await tab.open(name, 'r', WAIT_MS, KEY);
  await tab.fill(100);
  await tab.close();
  const anew = { place: 'sealed', sequence: null };
  expect(await tab.open(name, repositoryId, WAIT_MS, key)).toEqual(anew);
  expect(await tab.subjects(10)).toEqual([]);
  await tab.fill(100);
  expect(await tab.subjects(100)).toHaveLength(100);
});

test('one tab has it at a time, and the next gets it when that one ends', async () => {
  const name = newName();
  const [owner, other] = [startTab(), startTab()];
  await owner.open(name, 'r', WAIT_MS, KEY);
  await owner.fill(10);
  await expect(other.open(name, 'r', 100, KEY)).rejects.toMatchObject({ code: 'locked' });
  await expect(other.open(name, 'r', 100)).rejects.toMatchObject({ code: 'locked' });
  owner.end();
  expect(await other.open(name, 'r', WAIT_MS, KEY)).toEqual({ place: 'sealed', sequence: 1 });
});

test('a tab that ends in the middle of a snapshot leaves the one before', async () => {
  const name = newName();
  const tab = startTab();
  await tab.open(name, 'r', WAIT_MS, KEY);
  await tab.fill(10);
  await tab.hang();
  tab.end();
  const later = startTab();
  expect(await later.open(name, 'r', WAIT_MS, KEY)).toEqual({ place: 'sealed', sequence: 1 });
  expect(await later.subjects(100)).toHaveLength(10);
});

test('closed in the middle of a snapshot, it has the one before', async () => {
  const name = newName();
  const tab = startTab();
  await tab.open(name, 'r', WAIT_MS, KEY);
  await tab.fill(10);
  await tab.hang();
  await tab.close();
  expect(await tab.open(name, 'r', WAIT_MS, KEY)).toEqual({ place: 'sealed', sequence: 1 });
  expect(await tab.subjects(100)).toHaveLength(10);
});

const ROUNDS = 10;
const BATCH = 200;

test('a tab that ends at any moment of sealing leaves a snapshot that was whole', async () => {
  const name = newName();
  // How long one takes here says how long a tab is left: on a busy machine all takes longer.
  const first = startTab();
  await first.open(name, 'r', WAIT_MS, KEY);
  const startedAt = performance.now();
  await first.fill(BATCH);
  const fillMs = performance.now() - startedAt;
  first.end();
  let last = 1;
  for (let round = 0; round < ROUNDS; round += 1) {
    const tab = startTab();
    const { place, sequence } = await tab.open(name, 'r', WAIT_MS, KEY);
    expect(place).toBe('sealed');
    // What a call said it had taken in is there; what was under way is there whole or not at all.
    expect(sequence ?? 0).toBeGreaterThanOrEqual(last);
    const messages = await tab.subjects(1_000_000);
    expect(new Set(messages).size).toBe((sequence ?? 0) * BATCH);
    expect(await tab.isSound()).toBe(true);

    last = sequence ?? 0;
    const filling = (async () => {
      for (;;) {
        await tab.fill(BATCH);
        last += 1;
      }
    })();
    filling.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4 * fillMs));
    tab.end();
  }
});

test.each([
  [
    'a byte of every chunk',
    (bytes: Uint8Array) => {
      for (let at = 8192; at < bytes.length; at += 65_536) bytes[at]! ^= 1;
    },
  ],
  ['both roots', (bytes: Uint8Array) => bytes.fill(0, 0, 8192)],
  [
    'the order of chunks',
    (bytes: Uint8Array) => {
      const first = bytes.slice(8192, 8192 + 65_536);
      bytes.copyWithin(8192, 8192 + 65_536, 8192 + 2 * 65_536);
      bytes.set(first, 8192 + 65_536);
    },
  ],
])('with %s changed, it is made anew', async (_, change) => {
  const name = newName();
  const tab = startTab();
  await tab.open(name, 'r', WAIT_MS, KEY);
  await tab.fill(500);
  await tab.close();
  await damage(name, change);
  expect(await tab.open(name, 'r', WAIT_MS, KEY)).toEqual({ place: 'sealed', sequence: null });
  await tab.fill(500);
  expect(await tab.subjects(500)).toHaveLength(500);
});
