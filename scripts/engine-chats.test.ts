import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { openItem } from '../shared/engine/reading.ts';
import { hurriedClock } from '../shared/lib/hurried-clock.ts';
import { textOfBody } from '../shared/sources/chats/readable.ts';
import { SOURCES } from '../shared/sources/sources.ts';
import { runEngine } from './engine.ts';
import { openRepository } from './engine-parts.ts';
import { type ServerOptions, startSimulatorServer } from './simulator-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function opened(options: ServerOptions = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-chats-'));
  const server = await startSimulatorServer({ messages: 0, limits: false, ...options });
  closing.push(
    () => server.close(),
    () => rm(folder, { recursive: true }),
  );
  const repository = path.join(folder, 'repository');
  // A chat is asked once a second, as Teams wants it, and seconds pass in a moment.
  const clock = hurriedClock(20);
  const run = async (...args: string[]) => {
    const lines: unknown[] = [];
    const all = [...args, '--source', 'chats', '--repository', repository, '--cloud', server.url];
    const print = (line: unknown) => void lines.push(JSON.parse(JSON.stringify(line)));
    const code = await runEngine(all, print, clock);
    return { code, lines };
  };
  return { folder, repository, chats: server.simulator.chats, run };
}

test('invented chats are copied, listed, checked and written out', async () => {
  const { folder, chats, run } = await opened({ demoChats: true });
  const all = [...chats.service.chats.values()];
  const count = all.reduce((sum, { messages }) => sum + messages.size, 0);

  expect(await run('backup')).toMatchObject({ code: 0, lines: [{ verdict: 'complete' }] });
  expect(await run('check')).toMatchObject({ code: 0, lines: [{ damage: [] }] });
  const { lines } = await run('list');
  const of = (kind: string) => lines.filter((line) => (line as { kind: string }).kind === kind);
  expect(of('folder')).toHaveLength(all.length);
  // Each chat is an item of its own, beside its messages.
  expect(of('message')).toHaveLength(count + all.length);
  const to = path.join(folder, 'out');
  expect(await run('export', '--to', to)).toMatchObject({ code: 0, lines: [{ failed: 0 }] });
  const read = (ending: string) => readFile(path.join(to, `Harbour Street 14.${ending}`), 'utf8');
  const page = await read('html');
  expect(page).toContain("default-src 'none'");
  expect(page).toContain('src="data:image/png;base64,');
  expect(page).toContain('download="');
  const { messages } = JSON.parse(await read('json'));
  expect(messages.length).toBeGreaterThan(10);
  expect(
    messages.some((each: { attachments: { base64?: string }[] }) =>
      each.attachments.some(({ base64 }) => base64),
    ),
  ).toBe(true);
  expect((await read('csv')).split('\r\n').length).toBeGreaterThan(messages.length);
});

test('a folder of chats in our own format is loaded', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-own-'));
  closing.push(() => rm(folder, { recursive: true }));
  const at = Date.UTC(2021, 2, 3);
  const chats = [{ name: 'Own', messages: [{ from: 'Ana', at, text: 'hello' }] }];
  const file = JSON.stringify({ format: 'holdfast-chats', chats });
  await writeFile(path.join(folder, 'own.json'), file);
  const { run } = await opened({ chatFiles: folder });

  await run('backup');

  expect((await run('list')).lines).toContainEqual(
    expect.objectContaining({
      kind: 'message',
      subject: 'hello',
      date: '2021-03-03T00:00:00.000Z',
    }),
  );
});

/** Chats of real people, beside the project where they are, or where `CHAT_CORPUS` says. */
const CORPUS =
  process.env.CHAT_CORPUS ?? fileURLToPath(new URL('../../shared/corpora/chats', import.meta.url));

test.skipIf(!existsSync(CORPUS))(
  'real chats: every message, picture and file is in the copy, and can be read and found',
  async () => {
    const { repository: place, chats, run } = await opened({ chatFiles: CORPUS });
    const expected = new Map<string, string>();
    const elsewhere = new Set<string>();
    for (const chat of chats.service.chats.values()) {
      for (const message of chat.messages.values()) {
        const body = {
          ...message.body,
          content: message.deletedAt === null ? message.body.content : '',
        };
        const id = `${chat.id}/${message.id}`;
        expected.set(id, textOfBody(body, 100_000));
        const all = JSON.stringify([message.body, message.attachments]);
        if (/https:[^"]*(hostedContents|sharepoint)/.test(all)) elsewhere.add(id);
      }
    }
    expect(expected.size).toBeGreaterThan(5_000);

    const { lines } = await run('backup');
    const { gaps } = lines[0] as { gaps: { itemId: string }[] };
    // Printed examples name pictures and files that lie in a tenant of their author's.
    for (const { itemId } of gaps) expect(elsewhere).toContain(itemId);

    const repository = await openRepository(place);
    const loadSource = (name: keyof typeof SOURCES) => SOURCES[name]();
    for (const container of repository.head()?.containers ?? []) {
      for await (const [id, entry] of repository.openMap(container.items).entries()) {
        const { source, meta, stored } = await openItem(
          { repository, loadSource },
          { ...container, entry },
        );
        const view = await source.viewChat!(meta, stored);
        source.summarise(meta);
        await source.searchText(meta, stored);
        if (view.kind === 'about') continue;
        for (const { index, stored: isStored } of view.attachments) {
          if (isStored) await source.attachment(meta, stored, index);
        }
        const { kind, content } = view.body;
        const text =
          view.kind === 'event'
            ? expected.get(id)
            : textOfBody({ contentType: kind, content }, 100_000);
        expect([id, text]).toEqual([id, expected.get(id)]);
        expected.delete(id);
      }
    }
    expect([...expected.keys()]).toEqual([]);
  },
  1_800_000,
);
