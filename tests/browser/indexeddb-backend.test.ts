import { deleteDB, openDB } from 'idb';
import { afterAll, expect, test } from 'vitest';
import { describeBackend } from '../../shared/backend/backend.contract.ts';
import { type FileForm, IndexedDbBackend } from '../../shared/backend/indexeddb.ts';
import { IndexedDbRecords, OpfsRecords } from '../../shared/backend/records.ts';
import { areEqual } from '../../shared/lib/bytes.ts';
import { asId, type BlobId, type ItemId } from '../../shared/model/ids.ts';
import { Repository } from '../../shared/repository/repository.ts';
import { draft, environment } from '../../shared/repository/testing.ts';

const opened = new Map<IndexedDbBackend, string>();
let count = 0;

afterAll(async () => {
  for (const backend of opened.keys()) await backend.close();
  for (const name of new Set(opened.values())) await deleteDB(name);
});

for (const form of ['blob', 'parts'] as const) {
  describeBackend(
    `indexeddb (${form})`,
    () => open(newName(), form),
    async (backend) => {
      const name = opened.get(backend as IndexedDbBackend)!;
      await (backend as IndexedDbBackend).close();
      return open(name, form);
    },
  );
}

test('a new database finds out that this browser keeps Blobs, and remembers it', async () => {
  const name = newName();
  const backend = await open(name);
  await backend.put('a', Uint8Array.of(1));
  const names: string[] = [];
  for await (const file of backend.list('')) names.push(file.name);
  await backend.close();

  const raw = await openDB(name);
  const stored: unknown = await raw.get('files', 'a');
  raw.close();

  expect(names).toEqual(['a']);
  expect(stored).toBeInstanceOf(Blob);
});

test('goes on after its connection was closed under it', async () => {
  const name = newName();
  const backend = await open(name);
  await backend.put('a', Uint8Array.of(1));
  await backend.close();

  expect(await backend.get('a')).toEqual(Uint8Array.of(1));
});

test('lets go when somebody else wants the database', async () => {
  const name = newName();
  const backend = await open(name);
  await backend.put('a', Uint8Array.of(1));

  await deleteDB(name, {
    blocked: () => {
      throw new Error('blocked');
    },
  });

  expect(await backend.get('a')).toBeUndefined();
});

test('a file that the database has lost is damage and not an absence', async () => {
  const name = newName();
  const backend = await open(name);
  await backend.put('a', Uint8Array.of(1, 2));
  const raw = await openDB(name);
  await raw.delete('files', 'a');
  raw.close();

  await expect(backend.get('a')).rejects.toMatchObject({ code: 'corrupt' });
});

test('a repository in the database comes back after a commit', async () => {
  const name = newName();
  const repository = await Repository.create(await open(name), environment({ packBytes: 100_000 }));
  const saved = new Map<BlobId, Uint8Array<ArrayBuffer>>();
  for (let number = 0; number < 60; number++) {
    const bytes = message(number, 9_000);
    saved.set(await repository.saveBlob('content', bytes), bytes);
  }
  const entries = [...saved.keys()].map(
    (blob, at) =>
      [
        asId<ItemId>(`item-${at}`),
        { version: '1', meta: blob, parts: [{ role: 'mime' as const, blob }], whole: true },
      ] as const,
  );
  const { root } = await repository.openMap(null).write(new Map(entries));
  const snapshot = await repository.commit(draft({ root }));

  const again = (await Repository.open(await open(name), environment()))!;

  expect(again.head()).toEqual(snapshot);
  for (const [id, bytes] of saved) expect(areEqual(await again.loadBlob(id), bytes)).toBe(true);
  expect(await again.openMap(root).counts()).toEqual({ count: 60, unwhole: 0 });
  expect(again.damage()).toEqual([]);
});

test('a snapshot of many messages holds them all', async () => {
  const messages = 600;
  const repository = await Repository.create(await open(newName()), environment());
  const contents = Array.from({ length: messages }, (_, number) => message(number, 50_000));
  const changes = new Map<ItemId, ReturnType<typeof entry>>();

  for (const [number, bytes] of contents.entries()) {
    const body = await repository.saveBlob('body', bytes);
    const meta = await repository.saveBlob('meta', message(number + 1e6, 1_500));
    changes.set(asId<ItemId>(`AAkALgAAAAAAHYQDEapmEc2by-${number}`), entry(meta, body));
  }
  const { root } = await repository.openMap(null).write(changes);
  await repository.commit(draft({ root }));

  expect(await repository.openMap(root).counts()).toEqual({ count: messages, unwhole: 0 });
});

for (const [name, make] of [
  ['indexeddb', () => new IndexedDbRecords(newName())],
  ['private files', () => new OpfsRecords(newName())],
] as const) {
  test(`records in ${name} are written, replaced and removed`, async () => {
    const records = make();
    expect(await records.read('existence')).toBeUndefined();

    await records.write('existence', { id: 'a', list: [1, 2] });
    await records.write('existence', { id: 'b' });

    expect(await records.read('existence')).toEqual({ id: 'b' });
    await records.remove('existence');
    await records.remove('existence');
    expect(await records.read('existence')).toBeUndefined();
  });
}

async function open(name: string, form?: FileForm): Promise<IndexedDbBackend> {
  const backend = await IndexedDbBackend.open(name, form);
  opened.set(backend, name);
  return backend;
}

function newName(): string {
  return `test-${Date.now()}-${count++}`;
}

function entry(meta: BlobId, body: BlobId) {
  return {
    version: 'CQAAABYAAAD',
    meta,
    parts: [{ role: 'body' as const, blob: body }],
    whole: true,
  };
}

/** Text that compresses about as HTML mail does, different for each number. */
function message(number: number, length: number): Uint8Array<ArrayBuffer> {
  const words: string[] = [];
  let state = (number + 1) * 2_654_435_761;
  let size = 0;
  while (size < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const word = `<p class="c${(state >>> 28) % 4}">${(state >>> 7).toString(36)} of the</p>\n`;
    words.push(word);
    size += word.length;
  }
  return new TextEncoder().encode(words.join('').slice(0, length));
}
