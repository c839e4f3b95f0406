import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeBackend } from './backend.contract.ts';
import { DiskBackend, FileRecords } from './disk.ts';

let base = '';
let count = 0;
const roots = new WeakMap<object, string>();

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'holdfast-disk-'));
});

afterAll(() => rm(base, { recursive: true }));

describeBackend(
  'disk',
  async () => at(newRoot()),
  async (backend) => at(roots.get(backend)!),
);

test('what others leave in the folder is not listed and not touched', async () => {
  const root = newRoot();
  await mkdir(join(root, 'packs', 'Conflict (2)'), { recursive: true });
  await writeFile(join(root, 'packs', 'A copy.pack'), 'x');
  await writeFile(join(root, 'packs', '.part'), 'x');
  const backend = at(root);
  await backend.put('packs/a', Uint8Array.of(1));

  const names: string[] = [];
  for await (const { name } of backend.list('')) names.push(name);

  expect(names).toEqual(['packs/a']);
  expect((await readdir(join(root, 'packs'))).sort()).toEqual([
    '.part',
    'A copy.pack',
    'Conflict (2)',
    'a',
  ]);
});

test('notes for people are written again, and are no files of the repository', async () => {
  const root = newRoot();
  const backend = at(root);
  for (const text of ['first, and longer', 'second']) {
    await backend.writeNote('README.txt', new TextEncoder().encode(text));
  }

  expect(await readFile(join(root, 'README.txt'), 'utf8')).toBe('second');
  expect(await readdir(root)).toEqual(['README.txt']);
  for await (const { name } of backend.list('')) expect(name).toBe('');
  await expect(backend.writeNote('readme.txt', new Uint8Array())).rejects.toThrow('note');
});

test('a folder that cannot be made is a fault without its path', async () => {
  const root = newRoot();
  await mkdir(base, { recursive: true });
  await writeFile(root, 'a file where the folder should be');

  const error: unknown = await at(root)
    .put('packs/a', Uint8Array.of(1))
    .catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: 'Fault', code: 'unexpected' });
  expect((error as Error).message).not.toContain(root);
});

test('a record is replaced as a whole, and a broken one reads as none', async () => {
  const root = newRoot();
  const records = new FileRecords(root);
  expect(await records.read('existence')).toBeUndefined();

  await records.write('existence', { id: 'a', list: [1] });
  await records.write('existence', { id: 'b' });
  expect(await records.read('existence')).toEqual({ id: 'b' });
  expect(await readdir(root)).toEqual(['existence.json']);

  await writeFile(join(root, 'existence.json'), '{"id":');
  expect(await records.read('existence')).toBeUndefined();
  await records.remove('existence');
  await records.remove('existence');
  await expect(records.write('../up', 1)).rejects.toThrow('record name');
});

function newRoot(): string {
  return join(base, String(count++));
}

function at(root: string): DiskBackend {
  const backend = new DiskBackend(root);
  roots.set(backend, root);
  return backend;
}
