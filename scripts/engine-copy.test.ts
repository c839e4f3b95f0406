import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiskBackend } from '../shared/backend/disk.ts';
import { Repository } from '../shared/repository/repository.ts';
import { bytesOf, draft, environment } from '../shared/repository/testing.ts';
import { runEngine } from './engine.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-copy-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('copies into an empty folder, tells what it did in the last line, and leaves a README', async () => {
  const from = await made('from', 1);
  const { code, lines } = await copied(from, 'to');

  expect(code).toBe(0);
  expect(lines.at(-1)).toMatchObject({ complete: true, present: 0, damaged: [], failed: [] });
  const [original, copy] = [await files(from), await files(at('to'))];
  expect(copy.filter((name) => name !== 'README.txt')).toEqual(original);
  for (const name of original) {
    expect(await readFile(path.join(at('to'), name))).toEqual(
      await readFile(path.join(from, name)),
    );
  }
  expect(await readFile(path.join(at('to'), 'README.txt'), 'utf8')).toContain('HOW TO OPEN IT');
  const again = await copied(from, 'to');
  expect(again).toMatchObject({ code: 0, lines: [{ files: 0, complete: true }] });
});

test('what can not be copied is named, and the copy is not complete', async () => {
  const from = await made('from', 1);
  const pack = (await files(from)).find((name) => name.endsWith('.pack'))!;
  await writeFile(path.join(from, pack), 'torn');

  expect(await copied(from, 'to')).toMatchObject({
    code: 3,
    lines: [{ complete: false, damaged: [pack] }],
  });
});

test('wrong bytes at the target are found when asked for', async () => {
  const from = await made('from', 1);
  await copied(from, 'to');
  const pack = (await files(from)).find((name) => name.endsWith('.pack'))!;
  const bytes = await readFile(path.join(at('to'), pack));
  await writeFile(path.join(at('to'), pack), bytes.fill(0));

  expect(await copied(from, 'to')).toMatchObject({ code: 0, lines: [{ files: 0 }] });
  expect(await copied(from, 'to', '--recheck')).toMatchObject({ code: 0, lines: [{ files: 1 }] });
});

test('another repository at the target is refused, and so is nothing at the source', async () => {
  const [from, other] = [await made('from', 1), await made('other', 50)];

  await expect(copied(from, 'other')).rejects.toMatchObject({ code: 'conflict' });
  await expect(copied(at('nothing'), 'to')).rejects.toMatchObject({ code: 'not-found' });
  expect((await files(other)).includes('README.txt')).toBe(false);
  expect(await runEngine(['copy', '--repository', from], () => {})).toBe(2);
});

async function copied(from: string, to: string, ...more: string[]) {
  const lines: unknown[] = [];
  const args = ['copy', '--repository', from, '--to', at(to), ...more];
  return { code: await runEngine(args, (line) => lines.push(line)), lines };
}

async function made(name: string, seed: number): Promise<string> {
  const repository = await Repository.create(new DiskBackend(at(name)), environment({ seed }));
  await repository.saveBlob('content', bytesOf(`something of ${seed}`));
  await repository.commit(draft());
  return at(name);
}

function at(name: string): string {
  return path.join(folder, name);
}

async function files(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
}
