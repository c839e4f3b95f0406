import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { areEqual, toHex } from '../lib/bytes.ts';
import { hashSmall, prepareHash } from '../lib/hash.ts';
import { asId, type BlobId, type ItemId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import { nameOf } from './file-names.ts';
import { Repository } from './repository.ts';
import { bytesOf, createVersionOne, draft, environment, noise, text } from './testing.ts';

const MAKERS = [
  { version: 1, create: createVersionOne },
  { version: 2, create: Repository.create.bind(Repository) },
];

describe.each(MAKERS)('version $version', ({ create }) => {
  test('a blob that was saved comes back, before and after a commit and an opening', async () => {
    const backend = new MemoryBackend();
    const repository = await create(backend, environment());
    const id = await repository.saveBlob('body', bytesOf('hello'));
    expect(text(await repository.loadBlob(id))).toBe('hello');

    await repository.commit(draft());
    expect(text(await repository.loadBlob(id))).toBe('hello');

    const again = await Repository.open(backend, environment());
    expect(text(await again!.loadBlob(id))).toBe('hello');
  });

  test('whatever is saved comes back, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.constantFrom('meta' as const, 'body' as const, 'content' as const),
            fc.oneof(
              fc.uint8Array({ maxLength: 300 }),
              fc.nat(70_000).map((length) => new Uint8Array(length).fill(length)),
            ),
          ),
          { maxLength: 60 },
        ),
        async (blobs) => {
          const backend = new MemoryBackend();
          const repository = await create(backend, environment({ packBytes: 20_000 }));
          const saved = new Map<BlobId, Uint8Array>();
          for (const [kind, bytes] of blobs) {
            const copy = bytes.slice();
            saved.set(await repository.saveBlob(kind, copy), bytes);
          }
          await repository.commit(draft());

          const again = (await Repository.open(backend, environment()))!;

          for (const [id, bytes] of saved) {
            expect(areEqual(await again.loadBlob(id), bytes)).toBe(true);
          }
          expect(again.damage()).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('the same bytes are stored once for each kind', async () => {
    const repository = await create(new MemoryBackend(), environment());

    const first = await repository.saveBlob('content', bytesOf('same'));
    const second = await repository.saveBlob('content', bytesOf('same'));
    const other = await repository.saveBlob('page', bytesOf('same'));

    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(repository.stats().blobs).toBe(2);
  });

  test('a blob of another kind is refused where one kind is wanted', async () => {
    const repository = await create(new MemoryBackend(), environment());
    const id = await repository.saveBlob('content', bytesOf('from a stranger'));

    await expect(repository.loadBlob(id, 'page')).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('a blob of many megabytes is stored in pieces and comes back whole', async () => {
    const backend = new MemoryBackend();
    const repository = await create(backend, environment());
    const bytes = noise(14 * 1024 * 1024 + 3);

    const id = await repository.saveBlob('content', bytes);
    await repository.commit(draft());
    const again = (await Repository.open(backend, environment()))!;

    expect(areEqual(await again.loadBlob(id), bytes)).toBe(true);
    expect(await again.saveBlob('content', bytes)).toBe(id);
    expect(again.stats().storedBytes).toBeLessThan(bytes.byteLength * 1.01);
  });

  test('a snapshot is found with everything it says', async () => {
    const backend = new MemoryBackend();
    const repository = await create(backend, environment());
    const receipt = await repository.saveBlob('receipt', bytesOf('{}'));
    const map = await repository
      .openMap(null)
      .write(new Map([[asId<ItemId>('a'), entry(receipt)]]));

    const first = await repository.commit(draft({ receipt: null, isRunEnd: false }));
    const second = await repository.commit(draft({ receipt, root: map.root }));
    const again = (await Repository.open(backend, environment()))!;

    expect(again.snapshots().map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(again.head()).toEqual(second);
    expect(second.parent).toBe(first.id);
    expect(await again.loadSnapshot(first.id)).toEqual(first);
    expect(await again.openMap(map.root).get(asId<ItemId>('a'))).toEqual(entry(receipt));
    expect(again.stats().storedBytes).toBe(repository.stats().storedBytes);
  });

  test('a snapshot that names what was never saved is not written', async () => {
    const repository = await create(new MemoryBackend(), environment());

    const commit = repository.commit(draft({ receipt: asId<BlobId>('0'.repeat(64)) }));

    await expect(commit).rejects.toThrow('never saved');
    expect(repository.snapshots()).toEqual([]);
  });

  test('the second of two programs that write is told so, and both copies stay', async () => {
    const backend = new MemoryBackend();
    const first = await create(backend, environment({ seed: 1 }));
    const second = (await Repository.open(backend, environment({ seed: 2 })))!;
    await first.commit(draft());
    const id = await second.saveBlob('body', bytesOf('of the second'));

    await expect(second.commit(draft())).rejects.toMatchObject({ code: 'locked' });

    const again = (await Repository.open(backend, environment({ seed: 3 })))!;
    expect(text(await again.loadBlob(id))).toBe('of the second');
    expect((await again.commit(draft())).sequence).toBe(2);
  });

  test('journal lines come back, and a damaged one is reported', async () => {
    const backend = new MemoryBackend();
    const repository = await create(backend, environment());
    await repository.appendJournal({ run: 'r', part: 0, body: { did: 'this' } });
    await repository.appendJournal({ run: 'r', part: 1, body: { did: 'that' } });
    const [first] = await collect(backend.list('journal/'));
    backend.damage(first!.name, bytesOf('something else'));

    const lines = await collect(repository.journal());

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ run: 'r', writtenAt: '2026-01-01T00:00:00.000Z' });
    expect(repository.damage()).toEqual([
      { file: first!.name, problem: 'a part of the journal is damaged and was left out' },
    ]);
  });

  test('a full disk costs nothing that was stored, and the commit may be repeated', async () => {
    const backend = new MemoryBackend(60_000);
    const repository = await create(backend, environment({ packBytes: 10_000 }));
    const ids: BlobId[] = [];
    const fill = async () => {
      for (let number = 0; number < 40; number++) {
        ids.push(await repository.saveBlob('content', noise(4_000 + number)));
      }
    };
    await expect(fill()).rejects.toMatchObject({ code: 'quota' });
    await expect(repository.commit(draft())).rejects.toMatchObject({ code: 'quota' });

    backend.capacityBytes = Number.POSITIVE_INFINITY;
    await repository.commit(draft());
    const again = (await Repository.open(backend, environment()))!;

    expect(ids.length).toBeGreaterThan(10);
    for (const id of ids) expect((await again.loadBlob(id)).byteLength).toBeGreaterThan(3_999);
  });

  test('a flipped byte anywhere in a pack is found when a blob is read', async () => {
    const backend = new MemoryBackend();
    const repository = await create(backend, environment());
    const id = await repository.saveBlob('body', noise(500));
    await repository.commit(draft());
    const [pack] = await collect(backend.list('packs/'));
    const sound = (await backend.get(pack!.name))!;
    const again = (await Repository.open(backend, environment()))!;
    for (let at = 96; at < 96 + 516; at += 37) {
      const bytes = sound.slice();
      bytes[at]! ^= 1;
      backend.damage(pack!.name, bytes);

      await expect(again.loadBlob(id)).rejects.toMatchObject({ code: 'corrupt' });
    }
    expect(again.damage()).toHaveLength(1);

    backend.damage(pack!.name, sound);
    expect((await again.loadBlob(id)).byteLength).toBe(500);
  });

  test('a lost or damaged index is rebuilt from the packs', async () => {
    for (const harm of ['remove', 'damage'] as const) {
      const { backend, id } = await withOneBlob(create);
      const [index] = await collect(backend.list('index/'));
      if (harm === 'remove') await backend.remove(index!.name);
      else backend.damage(index!.name, bytesOf('rubbish'));

      const again = (await Repository.open(backend, environment()))!;

      expect(text(await again.loadBlob(id))).toBe('kept');
      expect(again.damage()).toHaveLength(harm === 'damage' ? 1 : 0);
      await again.commit(draft());
      const later = (await Repository.open(backend, environment()))!;
      expect(text(await later.loadBlob(id))).toBe('kept');
    }
  });

  test('a missing pack is reported, and its blobs are stored again', async () => {
    const { backend, id } = await withOneBlob(create);
    const [pack] = await collect(backend.list('packs/'));
    await backend.remove(pack!.name);

    const again = (await Repository.open(backend, environment()))!;

    expect(again.damage()).toEqual([{ file: pack!.name, problem: 'the pack is missing' }]);
    expect(again.hasBlob(id)).toBe(false);
    await again.saveBlob('body', bytesOf('kept'));
    await again.commit(draft());
    const later = (await Repository.open(backend, environment()))!;
    expect(text(await later.loadBlob(id))).toBe('kept');
  });

  test('a pack that was cut off is told from one that is damaged inside', async () => {
    const { backend, id } = await withOneBlob(create);
    const [pack] = await collect(backend.list('packs/'));
    const bytes = (await backend.get(pack!.name))!;
    backend.damage(pack!.name, bytes.slice(0, -9));

    const again = (await Repository.open(backend, environment()))!;

    expect(again.damage()).toEqual([{ file: pack!.name, problem: 'the pack has a wrong length' }]);
    expect(again.hasBlob(id)).toBe(false);
    await expect(again.loadBlob(id)).rejects.toThrow('not in the repository');
    backend.damage(pack!.name, bytes);
    const healed = (await Repository.open(backend, environment()))!;
    expect(text(await healed.loadBlob(id))).toBe('kept');
  });

  test('a damaged newest snapshot is reported and the one before is used', async () => {
    const backend = new MemoryBackend();
    const repository = await create(backend, environment());
    const first = await repository.commit(draft());
    const second = await repository.commit(draft());
    backend.damage(nameOf('snapshot', second.id), bytesOf('rubbish'));

    const again = (await Repository.open(backend, environment()))!;

    expect(again.head()).toEqual(first);
    expect(again.damage()).toHaveLength(1);
    expect((await again.commit(draft())).sequence).toBe(2);
  });

  test('a newest snapshot whose packs are gone is reported and the one before is used', async () => {
    const backend = new MemoryBackend();
    const repository = await create(backend, environment());
    const first = await repository.commit(draft());
    const before = new Set((await collect(backend.list('packs/'))).map(({ name }) => name));
    const { root } = await repository.openMap(null).write(new Map([[asId<ItemId>('a'), entry()]]));
    await repository.commit(draft({ root }));
    for (const { name } of await collect(backend.list('packs/'))) {
      if (!before.has(name)) await backend.remove(name);
    }

    const again = (await Repository.open(backend, environment()))!;

    expect(again.head()).toEqual(first);
    expect(again.snapshots()).toHaveLength(1);
    expect((await again.commit(draft())).sequence).toBe(3);
  });

  test('foreign files are left alone', async () => {
    const { backend, id } = await withOneBlob(create);
    for (const name of [
      'packs/ab/readme.txt',
      'snapshots/x.snap',
      'index/copy.2.idx',
      'desktop.ini',
    ]) {
      await backend.put(name, bytesOf('foreign'));
    }

    const again = (await Repository.open(backend, environment()))!;

    expect(text(await again.loadBlob(id))).toBe('kept');
    expect(again.damage()).toEqual([]);
  });
});

test('packs that got an index before any snapshot are not read to their ends when it is opened', async () => {
  const backend = new MemoryBackend();
  const repository = await Repository.create(backend, environment({ packBytes: 100_000 }));
  const ids: BlobId[] = [];
  for (let seed = 0; seed < 20; seed += 1) {
    ids.push(await repository.saveBlob('content', noise(50_000, seed)));
  }
  await repository.indexPacks();
  expect(await countOf(backend, 'index/')).toBe(0);
  await repository.indexPacks(100_000);
  expect(await countOf(backend, 'index/')).toBe(1);
  const whole: string[] = [];
  const { get } = backend;
  backend.get = (name, range) => {
    if (name.startsWith('packs/') && range === undefined) whole.push(name);
    return get.call(backend, name, range);
  };

  const again = (await Repository.open(backend, environment()))!;

  expect(again.damage()).toEqual([]);
  expect(whole).toEqual([]);
  const stored = ids.filter((id) => again.hasBlob(id));
  expect(stored.length).toBeGreaterThan(10);
  for (const id of stored) {
    expect(areEqual(await again.loadBlob(id), noise(50_000, ids.indexOf(id)))).toBe(true);
  }
  // What the next snapshot needs beside it is only the rest.
  await repository.commit(draft());
  expect((await Repository.open(backend, environment()))!.stats().blobs).toBeGreaterThanOrEqual(20);
});

async function countOf(backend: MemoryBackend, prefix: string): Promise<number> {
  let count = 0;
  for await (const _ of backend.list(prefix)) count += 1;
  return count;
}

test('there is one repository in a place', async () => {
  const backend = new MemoryBackend();
  await Repository.create(backend, environment());

  await expect(Repository.create(backend, environment())).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('an empty place has no repository', async () => {
  expect(await Repository.open(new MemoryBackend(), environment())).toBeUndefined();
});

test('the rest of a repository is damage and no place for a new one', async () => {
  const backend = new MemoryBackend();
  const repository = await Repository.create(backend, environment());
  await repository.saveBlob('body', bytesOf('kept'));
  await repository.commit(draft());
  await backend.remove('format');

  await expect(Repository.open(backend, environment())).rejects.toMatchObject({ code: 'corrupt' });
  await expect(Repository.create(backend, environment())).rejects.toMatchObject({
    code: 'corrupt',
  });
});

test('a repository of a later version is refused', async () => {
  await prepareHash();
  const id = '0'.repeat(32);
  const features = { read: [], write: [], prune: [] };
  for (const body of [
    { version: 3 },
    { version: 2, id, sealed: false, ids: 'sha-256', features },
    { version: 1, id, sealed: true, ids: 'hmac-sha-256', features },
    { version: 1, id, sealed: false, ids: 'sha-256', features: { ...features, read: ['new'] } },
  ]) {
    const lines = bytesOf(`holdfast repository\n${JSON.stringify(body)}\n`);
    const backend = new MemoryBackend();
    await backend.put('format', bytesOf(`${text(lines)}${toHex(hashSmall(lines))}\n`));

    const opening = Repository.open(backend, environment());

    await expect(opening).rejects.toMatchObject({ code: 'unsupported' });
  }
});

test('a repository with a new way of writing can be read and not written', async () => {
  const backend = new MemoryBackend();
  const first = await Repository.create(backend, environment());
  const features = { read: [], write: ['new'], prune: [] };
  const body = { version: 2, id: first.id, sealed: true, ids: 'hmac-sha-256', features };
  const lines = bytesOf(`holdfast repository\n${JSON.stringify(body)}\n`);
  backend.damage('format', bytesOf(`${text(lines)}${toHex(hashSmall(lines))}\n`));

  const repository = (await Repository.open(backend, environment()))!;

  const unsupported = { code: 'unsupported' };
  await expect(repository.saveBlob('body', bytesOf('x'))).rejects.toMatchObject(unsupported);
  await expect(repository.commit(draft())).rejects.toMatchObject(unsupported);
  const line = { run: 'r', part: 0, body: {} };
  await expect(repository.appendJournal(line)).rejects.toMatchObject(unsupported);
});

test('a repository whose making was interrupted is made anew', async () => {
  const backend = new MemoryBackend();
  await backend.put('format', bytesOf('holdfast repository\n{"vers'));

  expect(await Repository.open(backend, environment())).toBeUndefined();
  const repository = await Repository.create(backend, environment());

  expect((await Repository.open(backend, environment()))?.id).toBe(repository.id);
});

async function withOneBlob(create: (typeof MAKERS)[number]['create']) {
  const backend = new MemoryBackend();
  const repository = await create(backend, environment());
  const id = await repository.saveBlob('body', bytesOf('kept'));
  await repository.commit(draft());
  return { backend, id };
}

function entry(meta = asId<BlobId>('b'.repeat(64))): ItemEntry {
  return { version: '1', meta, parts: [], whole: true };
}

async function collect<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of from) all.push(each);
  return all;
}
