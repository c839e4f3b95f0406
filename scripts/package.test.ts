import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { zipFolder } from './package.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-package-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(name: string, files: Record<string, string>, at: Date): Promise<string> {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.join(root, path.dirname(file)), { recursive: true });
    await writeFile(path.join(root, file), text);
    await utimes(path.join(root, file), at, at);
  }
  return root;
}

test('the same files give the same bytes, whenever and in whatever order they were written', async () => {
  const files = { 'b.js': 'two'.repeat(99), 'assets/a.js': 'one', 'manifest.json': '{}' };
  const one = await write('one', files, new Date('2020-01-01'));
  const turned = Object.fromEntries(Object.entries(files).reverse());
  const other = await write('other', turned, new Date('2026-11-25'));

  await zipFolder(one, path.join(folder, 'one.zip'));
  await zipFolder(other, path.join(folder, 'out/other.zip'));

  const bytes = await readFile(path.join(folder, 'one.zip'));
  expect(bytes.equals(await readFile(path.join(folder, 'out/other.zip')))).toBe(true);
  expect(bytes.includes('assets/a.js')).toBe(true);
});

test('other contents give other bytes', async () => {
  const one = await write('one', { 'a.js': 'one' }, new Date());
  const other = await write('other', { 'a.js': 'two' }, new Date());
  await zipFolder(one, path.join(folder, 'one.zip'));
  await zipFolder(other, path.join(folder, 'other.zip'));
  const bytes = await readFile(path.join(folder, 'one.zip'));
  expect(bytes.equals(await readFile(path.join(folder, 'other.zip')))).toBe(false);
});
