import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { runEngine } from './engine.ts';
import { startSimulatorServer } from './simulator-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A chat of two days that is kept; its days are told as the commands take them. */
async function kept() {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-put-back-'));
  const server = await startSimulatorServer({ messages: 0, limits: false });
  closing.push(
    () => server.close(),
    () => rm(folder, { recursive: true }),
  );
  const { simulator } = server;
  const { control } = simulator.chats;
  const sam = control.person('Sam Sender');
  const [first, second] = [new Date(2026, 2, 3, 12), new Date(2026, 2, 4, 12)];
  const chat = control.group('Garden', [sam], first.getTime() - 1000);
  const files = [control.shareFile('plan.txt', 'a plan', sam)];
  control.post(chat, { from: sam, text: 'first day', files, at: first.getTime() });
  control.post(chat, { from: sam, text: 'second day', at: second.getTime() });
  const repository = path.join(folder, 'repository');
  const lines: Record<string, unknown>[] = [];
  const run = async (command: string, ...args: string[]) => {
    const where = ['--repository', repository, '--cloud', server.url];
    const code = await runEngine([command, ...args, ...where], (line) =>
      lines.push(JSON.parse(JSON.stringify(line))),
    );
    return { code, line: lines.at(-1) };
  };
  expect(await run('backup', '--source', 'chats')).toMatchObject({ code: 0 });
  const inHistory = () =>
    [...simulator.mailbox.messages()]
      .filter((each) => each.folder.role === 'conversationhistory')
      .map(({ content }) => content.body().content);
  const posts = () =>
    [...chat.messages.values()].filter(
      ({ body, deletedAt }) => deletedAt === null && body.content.includes('From a copy'),
    );
  return { folder, run, inHistory, posts, drive: simulator.drive.control };
}

test('some days of a chat are told first, put into the mailbox, and taken out again', async () => {
  const { run, inHistory } = await kept();
  const part = [
    '--chat',
    'garden',
    '--as',
    'mail',
    '--since',
    '2026-03-04',
    '--until',
    '2026-03-04',
  ];

  expect(await run('put-back', ...part, '--dry-run')).toMatchObject({
    code: 0,
    line: { name: 'Garden', messages: 1, units: [{ outcome: 'make-again', messages: 1 }] },
  });
  expect(inHistory()).toEqual([]);

  const { code, line } = await run('put-back', ...part);
  expect([code, line?.items]).toMatchObject([0, [{ state: 'equal' }]]);
  expect(inHistory()).toEqual([expect.stringContaining('second day')]);
  expect(inHistory()[0]).not.toContain('first day');

  const undone = await run('undo', '--journal', String(line?.journal));
  expect(undone).toMatchObject({ code: 0, line: { items: [{ state: 'equal' }] } });
  expect(inHistory()).toEqual([]);
});

test('files go into a folder; a post is only shown until it is said that it may be seen', async () => {
  const { run, posts, drive } = await kept();

  expect(
    await run('put-back', '--chat', 'Garden', '--as', 'files', '--into', 'From chats'),
  ).toMatchObject({ code: 0 });
  expect([...drive.files()].map((each) => each.path)).toContain('From chats/plan.txt');

  const post = ['put-back', '--chat', 'Garden', '--as', 'post', '--until', '2026-03-03'] as const;
  const shown = await run(...post);
  expect(shown).toMatchObject({ code: 0, line: { files: 1 } });
  expect(JSON.stringify(shown.line?.units)).toContain('first day');
  expect(posts()).toHaveLength(0);
  expect(await run(...post, '--yes')).toMatchObject({ code: 0 });
  expect(posts()).toHaveLength(1);
  expect(await run('undo')).toMatchObject({ code: 0 });
  expect(posts()).toHaveLength(0);
});

test('a part of a chat is written as a page, as JSON or as a table without asking anybody', async () => {
  const { folder, run } = await kept();
  for (const format of ['html', 'json', 'csv']) {
    const file = path.join(folder, 'out', `garden.${format}`);
    const args = ['--chat', 'Garden', '--as', format, '--to', file, '--since', '2026-03-04'];

    expect(await run('transcript', ...args)).toMatchObject({ code: 0, line: { messages: 1 } });

    const text = await readFile(file, 'utf8');
    expect(text).toContain('second day');
    expect(text).not.toContain('first day');
  }
});

test('what is missing or no value is told, and nothing is done', async () => {
  const { run } = await kept();
  expect(await run('put-back', '--as', 'mail')).toMatchObject({ code: 2 });
  expect(await run('put-back', '--chat', 'Garden', '--as', 'fax')).toMatchObject({ code: 2 });
  expect(
    await run('put-back', '--chat', 'Garden', '--as', 'mail', '--since', 'soon'),
  ).toMatchObject({ code: 2 });
  expect(await run('transcript', '--chat', 'Garden', '--as', 'csv')).toMatchObject({ code: 2 });
  await expect(run('put-back', '--chat', 'Nobody', '--as', 'mail')).rejects.toMatchObject({
    code: 'not-found',
  });
});
