import { expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { copyItems, DAY_MS, openedFor, pruned, START } from '../repository/upkeep.contract.ts';
import { readGone } from './gone-files.ts';

async function thinnedOut() {
  const backend = new MemoryBackend();
  const repository = await openedFor(backend);
  for (let day = 0; day < 3; day += 1) {
    await copyItems(repository, [`item${day}`], START + day * DAY_MS, new Map());
  }
  const before = await namesIn(backend);
  await pruned(backend, START + 90 * DAY_MS, { graceMs: 0 });
  return { backend, before, after: await namesIn(backend) };
}

async function namesIn(backend: MemoryBackend): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const { name } of backend.list('')) names.add(name);
  return names;
}

test('everything that was thinned out is named, and nothing that is still there', async () => {
  const { backend, before, after } = await thinnedOut();

  const records = await readGone(await openedFor(backend));

  const named = new Set(records?.flatMap(({ names }) => names));
  expect(records?.map(({ file }) => after.has(file))).toEqual(records?.map(() => true));
  const isKept = (name: string) => /^(packs|index|snapshots)\//.test(name);
  const removed = [...before].filter((name) => isKept(name) && !after.has(name));
  expect(removed.length).toBeGreaterThan(0);
  expect(removed.filter((name) => !named.has(name))).toEqual([]);
  expect([...named].filter((name) => after.has(name))).toEqual([]);
});

test('a gone file that can not be read makes nothing look lost', async () => {
  const { backend, after } = await thinnedOut();
  const file = [...after].find((name) => name.startsWith('gone/')) ?? '';
  const bytes = await backend.get(file);
  backend.damage(
    file,
    (bytes ?? new Uint8Array()).map((byte) => byte ^ 1),
  );

  expect(await readGone(await openedFor(backend))).toBeNull();
  expect(await readGone(undefined)).toBeNull();
});
