import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { Receipt } from '../shared/model/receipt.ts';
import type { RestoreResult } from '../shared/model/restore.ts';
import { runEngine } from './engine.ts';
import { startSimulatorServer } from './simulator-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});

async function opened() {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-engine-'));
  const server = await startSimulatorServer({ messages: 0, limits: false });
  closing.push(
    () => server.close(),
    () => rm(folder, { recursive: true }),
  );
  const { control, mailbox } = server.simulator;
  const message = control.deliver({
    subject: 'Offer',
    attachments: [{ name: 'a', bytes: Uint8Array.of(1) }],
  });
  control.deliver({ subject: 'Hello' }, control.folderAt('Clients'));
  const repository = path.join(folder, 'repository');
  const run = async (...args: string[]) => {
    const lines: unknown[] = [];
    const all = [...args, '--repository', repository, '--cloud', server.url];
    const code = await runEngine(all, (line) => lines.push(JSON.parse(JSON.stringify(line))));
    return { code, lines };
  };
  return {
    folder,
    repository,
    run,
    id: mailbox.idOf(message, true),
    ...server.simulator,
  };
}

test('copies, lists, checks, loses, restores and exports, each with its exit code', async () => {
  const { run, control, mailbox, id, folder } = await opened();

  const backup = await run('backup');
  expect(backup.code).toBe(0);
  expect(backup.lines.at(-1) as Receipt).toMatchObject({
    verdict: 'complete',
    changes: { added: 2 },
  });

  const listed = await run('list');
  expect(listed.lines).toContainEqual(
    expect.objectContaining({ kind: 'message', id, subject: 'Offer' }),
  );
  expect(await run('check')).toMatchObject({ code: 0, lines: [{ damage: [], items: 2 }] });

  control.delete(id, 'gone');
  expect((await run('backup')).lines.at(-1)).toMatchObject({ changes: { gone: 1 } });
  const restored = await run('restore', '--gone');
  expect(restored.code).toBe(0);
  const { items } = restored.lines.at(-1) as RestoreResult;
  expect(items).toMatchObject([{ outcome: 'make-again', state: 'equal' }]);
  expect([...mailbox.messages()].map(({ content }) => content.subject).sort()).toEqual([
    'Hello',
    'Offer',
  ]);

  const to = path.join(folder, 'out');
  expect((await run('export', '--to', to)).code).toBe(0);
  const [hello] = await readdir(path.join(to, 'Clients'));
  expect(hello).toMatch(/^\d{4}-\d{2}-\d{2} Hello\.eml$/);
  expect(await readFile(path.join(to, 'Clients', hello!), 'utf8')).toContain('Subject: Hello');
});

test('an encrypted copy is made, and opened by its passphrase or its recovery code alone', async () => {
  const { run, control, id } = await opened();
  vi.stubEnv('HOLDFAST_PASSPHRASE', 'correct horse battery staple');
  const first = await run('backup', '--encrypt');
  const { recoveryCode } = first.lines[0] as { recoveryCode: string };

  expect(first.code).toBe(0);
  expect(recoveryCode).toMatch(/^(\w{4}-){8}\w\w$/);
  control.deliver({ subject: 'Later' });
  const second = await run('backup', '--encrypt');
  expect(second.code).toBe(0);
  expect(second.lines).toMatchObject([{ verdict: 'complete', changes: { added: 1 } }]);
  expect(await run('check')).toMatchObject({ code: 0 });

  vi.stubEnv('HOLDFAST_PASSPHRASE', 'guess');
  await expect(run('list')).rejects.toMatchObject({ code: 'wrong-password' });
  await expect(run('backup')).rejects.toMatchObject({ code: 'wrong-password' });
  vi.unstubAllEnvs();
  await expect(run('list')).rejects.toMatchObject({ code: 'key-needed' });
  await expect(run('backup')).rejects.toMatchObject({ code: 'key-needed' });
  vi.stubEnv('HOLDFAST_CODE', recoveryCode.toLowerCase());
  expect((await run('list')).lines).toContainEqual(expect.objectContaining({ id }));
  expect(await run('backup')).toMatchObject({ code: 0 });
});

test('an open copy is encrypted later, and without a passphrase it is not', async () => {
  const { run } = await opened();
  await run('backup');
  await expect(run('backup', '--encrypt')).rejects.toMatchObject({ code: 'key-needed' });

  vi.stubEnv('HOLDFAST_PASSPHRASE', 'correct horse battery staple');
  expect(await run('backup', '--encrypt')).toMatchObject({ code: 0 });
  vi.unstubAllEnvs();

  await expect(run('check')).rejects.toMatchObject({ code: 'key-needed' });
});

test('a copy with a gap is incomplete, and says so with its exit code', async () => {
  const { run, mailbox, id, troubles } = await opened();
  troubles.breakItem(mailbox.message(id), 'ghost');

  const { code, lines } = await run('backup');

  expect(code).toBe(3);
  expect(lines.at(-1)).toMatchObject({ verdict: 'incomplete', gaps: [{ itemId: id }] });
});

test('damage in the repository is found', async () => {
  const { run, repository } = await opened();
  await run('backup');
  const packs = path.join(repository, 'packs');
  const names = await readdir(packs, { recursive: true, withFileTypes: true });
  for (const file of names.filter((each) => each.isFile())) {
    const name = path.join(file.parentPath, file.name);
    const bytes = await readFile(name);
    bytes[Math.floor(bytes.length / 2)]! ^= 0xff;
    await writeFile(name, bytes);
  }

  const { code, lines } = await run('check');

  expect(code).toBe(1);
  expect((lines[0] as { damage: string[] }).damage.length).toBeGreaterThan(0);
});

test('a wrong password is trouble, not an empty copy', async () => {
  const { run } = await opened();
  process.env.HOLDFAST_PASSWORD = 'wrong';
  try {
    await expect(run('backup')).rejects.toMatchObject({ code: 'signed-out' });
  } finally {
    delete process.env.HOLDFAST_PASSWORD;
  }
});
