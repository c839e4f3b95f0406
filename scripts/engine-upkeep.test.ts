import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { CheckResult } from '../shared/model/check.ts';
import type { PruneResult } from '../shared/model/prune.ts';
import { runEngine } from './engine.ts';
import { startSimulatorServer } from './simulator-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function opened() {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-upkeep-'));
  const server = await startSimulatorServer({ messages: 0, limits: false });
  closing.push(
    () => server.close(),
    () => rm(folder, { recursive: true }),
  );
  const repository = path.join(folder, 'repository');
  const run = async (...args: string[]) => {
    const lines: unknown[] = [];
    const all = [...args, '--repository', repository, '--cloud', server.url];
    const code = await runEngine(all, (line) => lines.push(JSON.parse(JSON.stringify(line))));
    return { code, lines, last: lines.at(-1) };
  };
  return { repository, run, ...server.simulator };
}

async function packs(repository: string): Promise<string[]> {
  const files = await readdir(path.join(repository, 'packs'), {
    recursive: true,
    withFileTypes: true,
  });
  return files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
}

async function wreck(name: string): Promise<void> {
  const bytes = await readFile(name);
  for (let at = 96; at < bytes.length - 100; at += 20) bytes[at]! ^= 0x10;
  await writeFile(name, bytes);
}

test('damage is named by a check, healed by the next backup, and then all is sound', async () => {
  const { repository, run, control } = await opened();
  control.deliver({
    subject: 'Offer',
    attachments: [{ name: 'a', bytes: new Uint8Array(40_000).map((_, at) => (at * 7919) >> 3) }],
  });
  control.deliver({ subject: 'Hello' }, control.folderAt('Clients'));
  await run('backup');
  expect(await run('check')).toMatchObject({ code: 0, last: { verdict: 'sound', items: 2 } });
  for (const pack of await packs(repository)) {
    if (((await readFile(pack))[10]! & 2) === 0) await wreck(pack);
  }

  const found = await run('check', '--full');
  expect(found.code).toBe(1);
  const { damage } = found.last as CheckResult;
  expect(damage).toContain('1 message in Inbox');
  expect(damage).toContain('1 message in Clients');
  expect((await run('check', '--quick')).code).toBe(0);

  expect((await run('backup')).code).toBe(0);

  expect(await run('check')).toMatchObject({ code: 0, last: { verdict: 'sound', damage: [] } });
});

test('samples take their turns from one command to the next', async () => {
  const { run, control } = await opened();
  for (let number = 0; number < 3; number++) {
    control.deliver({ subject: `${number}` });
    await run('backup');
  }
  const first = await run('check', '--sample', '20');
  expect(first.last).toMatchObject({ level: 'sample', oldestVerifiedAt: null });
  for (let nth = 0; nth < 4; nth++) await run('check', '--sample', '20');
  const { oldestVerifiedAt } = (await run('check', '--quick')).last as CheckResult;
  expect(oldestVerifiedAt).not.toBeNull();
  expect((await run('check', '--sample', 'some')).code).toBe(2);
});

test('a prune says first what would go, keeps what is pinned, and leaves all that is left sound', async () => {
  const { repository, run, control } = await opened();
  for (let number = 0; number < 4; number++) {
    control.deliver({ subject: `${number}` });
    await run('backup');
  }
  const snapshots = await readdir(path.join(repository, 'snapshots'));
  expect((await run('prune')).last).toMatchObject({ forgotten: [] });
  const listed = (await run('list')).lines as { kind: string; id: string }[];
  const [pinned] = listed.filter(({ kind }) => kind === 'snapshot');
  expect((await run('pin', '--snapshot', pinned!.id)).code).toBe(0);

  const dry = await run('prune', '--dry-run', '--keep-last', '1');
  expect(dry.code).toBe(0);
  expect(await readdir(path.join(repository, 'snapshots'))).toHaveLength(snapshots.length);

  const done = await run('prune', '--keep-last', '1', '--at-once');
  expect((done.last as PruneResult).forgotten).toEqual((dry.last as PruneResult).forgotten);
  const kept = (done.last as PruneResult).kept.map(({ id }) => id);
  expect(kept).toHaveLength(2);
  expect(kept[0]).toBe(pinned!.id);
  expect(await readdir(path.join(repository, 'snapshots'))).toHaveLength(2);
  expect(await run('check')).toMatchObject({ code: 0, last: { items: 4, foreign: [] } });
  control.deliver({ subject: 'after' });
  expect((await run('backup')).code).toBe(0);
  expect((await run('prune', '--keep-last', 'few')).code).toBe(2);
});

test('a repository without its first file is damaged, not missing', async () => {
  const { repository, run } = await opened();
  await run('backup');
  await rm(path.join(repository, 'format'));
  expect(await run('check')).toMatchObject({ code: 1, last: { verdict: 'damaged' } });
});
