import { expect, test } from 'vitest';
import { asId, type ContainerId } from '../model/ids.ts';
import { Connection } from './connection.ts';
import { MemoryFile } from './memory-file.contract.ts';
import { ACCOUNT, folder, snapshotOf, stream } from './naive.contract.ts';
import { openCatalogIn } from './open-catalog.ts';
import { openSealedInMemory, sealingOf } from './sealed.contract.ts';
import { openSealedStore } from './sealed-store.ts';

const INBOX = asId<ContainerId>('inbox');
const inbox = {
  kind: 'container',
  account: ACCOUNT,
  source: 'mail',
  container: folder(INBOX, 'inbox'),
} as const;
/** https://www.sqlite.org/rescode.html#cantopen */
const CANT_OPEN = 'SQLite code 14';
const signal = new AbortController().signal;

/** ASCII, which any bytes around it can't hide. */
function has(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text);
}

async function open(file: MemoryFile) {
  const store = await openSealedStore(file, await sealingOf());
  return { store, connection: await Connection.open(store, async () => {}) };
}

test('closed, nothing of it is left in the memory of SQLite or in the file', async () => {
  const file = new MemoryFile();
  const { store, connection } = await open(file);
  connection.exec('create table told (text text)');
  connection.run('insert into told values (?)', ['a subject nobody else has']);
  expect(has(store.sqlite.wasm.heap8u(), 'a subject nobody else has')).toBe(true);
  await connection.close();
  expect(store.sqlite.wasm.heap8u().every((byte) => byte === 0)).toBe(true);
  expect(has(file.bytes, 'subject')).toBe(false);

  const later = await open(file);
  expect(later.connection.rows('select text from told')).toEqual([['a subject nobody else has']]);
  await later.connection.close();
});

test('what would write past the sealer, to a file of its own, is refused', async () => {
  const { connection } = await open(new MemoryFile());
  expect(() => connection.exec("attach 'other.db' as other; create table other.t (a)")).toThrow(
    CANT_OPEN,
  );
  expect(() => connection.exec("vacuum into 'other.db'")).toThrow(CANT_OPEN);
  await connection.close();
});

test('what is open in a transaction is never sealed', async () => {
  const file = new MemoryFile();
  const { connection } = await open(file);
  connection.exec('create table told (text text)');
  await connection.persist();
  // More than SQLite keeps, so that it is written to the file in memory before its commit.
  connection.exec('begin');
  for (let row = 0; row < 40; row += 1) {
    connection.run('insert into told values (?)', ['x'.repeat(100_000)]);
  }
  await connection.persist();
  const cutOff = await open(file.cutOff(() => true));
  expect(cutOff.connection.rows('select * from told')).toEqual([]);
  await cutOff.connection.close();
  await connection.close();
  const closed = await open(file);
  expect(closed.connection.rows('select * from told')).toEqual([]);
  await closed.connection.close();
});

test('a snapshot there was no room to seal is known, and sealed with the next', async () => {
  const file = new MemoryFile();
  const catalog = await openSealedInMemory(file);
  await catalog.apply(snapshotOf(0), stream([inbox]), signal);
  const write = file.write.bind(file);
  file.write = () => 0;
  const full = catalog.apply(snapshotOf(1), stream([]), signal);
  await expect(full).rejects.toMatchObject({ code: 'quota' });
  expect(catalog.lastSnapshot()).toMatchObject({ sequence: snapshotOf(1).sequence });
  file.write = write;

  const cutOff = await openSealedInMemory(file.cutOff(() => true));
  expect(cutOff.lastSnapshot()).toMatchObject({ sequence: snapshotOf(0).sequence });
  await cutOff.close();

  await catalog.apply(snapshotOf(2), stream([]), signal);
  const later = await openSealedInMemory(file.cutOff(() => true));
  expect(later.lastSnapshot()).toMatchObject({ sequence: snapshotOf(2).sequence });
  await later.close();
  await catalog.close();
});

test('cleared, it is empty for whoever opens it after a crash', async () => {
  const file = new MemoryFile();
  const catalog = await openSealedInMemory(file);
  await catalog.apply(snapshotOf(0), stream([inbox]), signal);
  await catalog.clear();
  const later = await openCatalogIn(
    await openSealedStore(
      file.cutOff(() => true),
      await sealingOf(),
    ),
    'r',
  );
  expect(later.lastSnapshot()).toBeNull();
  expect(later.containers(null, null)).toEqual([]);
  await later.close();
  await catalog.close();
});
