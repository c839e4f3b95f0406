import { afterEach, expect, test } from 'vitest';
import { openCatalog } from '../../shared/catalog/open-catalog.ts';
import { endTabs, newName, startTab } from './catalog-tab.ts';

/** A tab that has just ended may be let go of late. */
const WAIT_MS = 20_000;

afterEach(endTabs);

test('what was taken in is there when the catalog is opened again', async () => {
  const name = newName();
  const tab = startTab();
  expect(await tab.open(name, 'r')).toEqual({ place: 'disk', sequence: null });
  await tab.fill(300);
  const subjects = await tab.subjects(100);
  expect(subjects).toHaveLength(100);
  await tab.close();

  expect(await tab.open(name, 'r')).toEqual({ place: 'disk', sequence: 1 });
  expect(await tab.subjects(100)).toEqual(subjects);
  tab.end();

  const later = startTab();
  expect(await later.open(name, 'r', WAIT_MS)).toEqual({ place: 'disk', sequence: 1 });
  expect(await later.subjects(100)).toEqual(subjects);
});

test('three tabs that open it at once have it one after the other and lose nothing', async () => {
  const name = newName();
  const first = startTab();
  await first.open(name, 'r');
  await first.fill(50);
  await first.close();

  for (let round = 0; round < 4; round += 1) {
    const three = [startTab(), startTab(), startTab()];
    const opened = three.map(async (tab) => {
      const state = await tab.open(name, 'r', 20_000);
      // One goes in good order, the others as a closed browser tab does.
      if (tab === three[0]) await tab.close();
      else tab.end();
      return state;
    });
    const there = { place: 'disk', sequence: 1 };
    expect(await Promise.all(opened)).toEqual([there, there, there]);
  }
});

test('a catalog another tab keeps open is locked, and free when that tab ends', async () => {
  const name = newName();
  const [owner, other] = [startTab(), startTab()];
  await owner.open(name, 'r');
  await owner.fill(10);

  await expect(other.open(name, 'r', 100)).rejects.toMatchObject({ code: 'locked' });
  owner.end();
  expect(await other.open(name, 'r', WAIT_MS)).toEqual({ place: 'disk', sequence: 1 });
});

test('a tab that ends in the middle of a snapshot leaves the one before', async () => {
  const name = newName();
  const tab = startTab();
  await tab.open(name, 'r');
  await tab.fill(10);
  const subjects = await tab.subjects(100);
  await tab.hang();
  tab.end();

  const later = startTab();
  expect(await later.open(name, 'r', WAIT_MS)).toEqual({ place: 'disk', sequence: 1 });
  expect(await later.subjects(100)).toEqual(subjects);
});

test('a catalog of another repository is made anew', async () => {
  const name = newName();
  const tab = startTab();
  await tab.open(name, 'one');
  await tab.fill(10);
  await tab.close();

  expect(await tab.open(name, 'other')).toEqual({ place: 'disk', sequence: null });
  expect(await tab.subjects(100)).toEqual([]);
});

/** https://www.sqlite.org/fileformat.html */
const USER_VERSION_OFFSET = 60;
const PAGE_BYTES = 4096;

test.each([
  ['whose header is damaged', 0, 100],
  ['whose tables are damaged', PAGE_BYTES, 20 * PAGE_BYTES],
  ['of another version', USER_VERSION_OFFSET, 4],
])('a catalog %s is made anew', async (_, offset, length) => {
  const name = newName();
  const tab = startTab();
  await tab.open(name, 'r');
  await tab.fill(500);
  tab.end();
  const vandal = startTab();
  await expect
    .poll(() => vandal.damage(name, offset, length).then(() => 'done', String))
    .toBe('done');

  const later = startTab();
  expect(await later.open(name, 'r', WAIT_MS)).toEqual({ place: 'disk', sequence: null });
  await later.fill(500);
  expect(await later.subjects(500)).toHaveLength(500);
});

test('damage that is found while reading is a fault, and the next one to open makes it anew', async () => {
  const name = newName();
  const tab = startTab();
  await tab.open(name, 'r');
  await tab.fill(5000);
  await tab.close();
  await tab.damage(name, 300 * PAGE_BYTES, 900 * PAGE_BYTES);

  expect(await tab.open(name, 'r')).toEqual({ place: 'disk', sequence: 1 });
  await expect(tab.subjects(5000)).rejects.toMatchObject({ code: 'corrupt' });
  await tab.close();
  expect(await tab.open(name, 'r')).toEqual({ place: 'disk', sequence: null });
});

test('where there are no private files for it, as in a window, it is in memory', async () => {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const of = { name: newName(), repositoryId: 'r', randomBytes };
  const catalog = await openCatalog({ directory: 'opfs', ...of, key: null });
  expect(catalog.place).toBe('memory');
  expect(catalog.lastSnapshot()).toBeNull();
  await catalog.close();
});

/** On a busy machine the figures are those of fewer messages. */
const FILL_AT_MOST_MS = 6_000;

test('as many messages as six seconds take in are there again: how long it takes is printed', async () => {
  const name = newName();
  const tab = startTab();
  await tab.open(name, 'r');
  let messages = 0;
  let applyMs = 0;
  while (messages < 100_000 && applyMs < FILL_AT_MOST_MS) {
    applyMs += await tab.fill(10_000);
    messages += 10_000;
  }
  await tab.close();

  const later = startTab();
  const started = performance.now();
  const opened = await later.open(name, 'r', WAIT_MS);
  const openMs = performance.now() - started;
  expect(opened).toEqual({ place: 'disk', sequence: messages / 10_000 });
  console.log(JSON.stringify({ messages, applyMs, openMs, ...(await later.time()) }));
});
