import { expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { areEqual, type Bytes } from '../lib/bytes.ts';
import { asId, type ItemId } from '../model/ids.ts';
import { Repository } from './repository.ts';
import { bytesOf, draft, environment, noise } from './testing.ts';
import { checked, DAY_MS, pruned, START } from './upkeep.contract.ts';

const CHUNKING = {
  wholeUpTo: 128,
  small: { min: 16, average: 64, max: 256 },
  largeFrom: 32_768,
  large: { min: 64, average: 256, max: 1_024 },
};

test('what is in pieces, and in lists of lists, survives thinning out and packing anew', async () => {
  const backend = new MemoryBackend();
  const [first, second] = [noise(2_500, 1), noise(2_500, 2)];
  // Shares most of its pieces with the first, whose other pieces are needed no more.
  const changed = first.slice();
  changed.fill(7, 1_000, 1_100);
  await copy(backend, START, { a: first, b: second, c: noise(300, 9) });
  await copy(backend, START + DAY_MS, { a: changed, b: second });
  await copy(backend, START + 2 * DAY_MS, { a: changed });

  const result = await pruned(backend, START + 90 * DAY_MS, { graceMs: 0 });

  expect(result.forgotten).toHaveLength(2);
  expect(result.packs.removed).toBeGreaterThan(0);
  await expectKept(backend, { a: changed });
  expect(await checked(backend)).toMatchObject({ verdict: 'sound' });
  await copy(backend, START + 91 * DAY_MS, { a: changed, b: second });
  await expectKept(backend, { a: changed, b: second });
});

test('a check finds one byte changed in one piece, and whose it is', async () => {
  const backend = new MemoryBackend();
  const bytes = noise(2_500, 1);
  await copy(backend, START, { a: bytes, b: noise(2_000, 2) });
  let largest = { name: '', sizeBytes: 0 };
  for await (const file of backend.list('packs/')) {
    if (file.sizeBytes > largest.sizeBytes) largest = file;
  }
  const pack = (await backend.get(largest.name))!;
  pack[200]! ^= 1;
  backend.damage(largest.name, pack);

  const result = await checked(backend);

  expect(result.verdict).toBe('damaged');
  expect(result.affected.length).toBeGreaterThan(0);
});

async function opened(backend: MemoryBackend): Promise<Repository> {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const options = { packBytes: 1_500, chunking: CHUNKING, mostInList: 5 };
  const settings = { ...environment(options), randomBytes };
  return (await Repository.open(backend, settings)) ?? (await Repository.create(backend, settings));
}

async function copy(backend: MemoryBackend, at: number, contents: Record<string, Bytes>) {
  const repository = await opened(backend);
  const changes = new Map();
  for (const [name, bytes] of Object.entries(contents)) {
    const meta = await repository.saveBlob('meta', bytesOf(`{"name":"${name}"}`));
    const blob = await repository.saveBlob('content', bytes);
    changes.set(name, { version: '1', meta, parts: [{ role: 'mime', blob }], whole: true });
  }
  const { root, count } = await repository.openMap(null).write(changes);
  const receipt = await repository.saveBlob('receipt', bytesOf(`{"at":${at}}`));
  const made = draft({ root, receipt });
  const containers = made.containers.map((each) => ({ ...each, itemCount: count, gaps: [] }));
  const endedAt = new Date(at).toISOString();
  await repository.commit({ ...made, containers, startedAt: endedAt, endedAt });
}

async function expectKept(backend: MemoryBackend, contents: Record<string, Bytes>) {
  const repository = await opened(backend);
  const map = repository.openMap(repository.head()!.containers[0]!.items);
  expect((await map.counts()).count).toBe(Object.keys(contents).length);
  for (const [name, bytes] of Object.entries(contents)) {
    const entry = (await map.get(asId<ItemId>(name)))!;
    expect(areEqual(await repository.loadBlob(entry.parts[0]!.blob), bytes)).toBe(true);
  }
  expect(repository.damage()).toEqual([]);
}
