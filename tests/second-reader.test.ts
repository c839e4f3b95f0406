import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import PostalMime from 'postal-mime';
import { afterEach, expect, test } from 'vitest';
import { runEngine } from '../scripts/engine.ts';
import { startSimulatorServer } from '../scripts/simulator-server.ts';

const RECOVER = fileURLToPath(new URL('../recover/recover.mjs', import.meta.url));
const PASSPHRASE = 'correct horse battery staple';
/** Enough to be cut into chunks, and the same in two messages. */
const LARGE = Uint8Array.from({ length: 700_000 }, (_, at) => (at * at * 31 + (at >> 8)) & 0xff);

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  delete process.env.HOLDFAST_PASSPHRASE;
});

/** A repository on the disk, made by the engine in two runs with changes in between. */
async function backedUp(...options: string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-second-reader-'));
  const server = await startSimulatorServer({ messages: 40, limits: false });
  closing.push(
    () => server.close(),
    () => rm(folder, { recursive: true }),
  );
  const repository = path.join(folder, 'repository');
  const run = (command: string, ...more: string[]) =>
    runEngine([command, '--repository', repository, '--cloud', server.url, ...more], () => {});
  const { control } = server.simulator;
  const attachments = [{ name: 'film.bin', bytes: LARGE }];
  const lost = control.deliver({ subject: 'Goes again' });
  control.deliver({ subject: 'Film', attachments });
  expect(await run('backup', ...options)).toBe(0);
  control.delete(server.simulator.mailbox.idOf(lost, true), 'gone');
  control.deliver({ subject: 'Film again', attachments }, control.folderAt('Clients/Harbour'));
  expect(await run('backup')).toBe(0);
  return { folder, repository, run, server };
}

/** Exit code of the second reader, which shares no code with the product. */
function recover(...args: string[]): Promise<number> {
  return new Promise((resolve) => {
    execFile(process.execPath, [RECOVER, ...args], (error) =>
      resolve(error === null ? 0 : Number(error.code)),
    );
  });
}

/** Every message that was written: its bytes if they are Microsoft's own, else what it says. */
async function messagesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const messages = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.eml'));
  const lines = messages.map(async ({ parentPath, name }) => {
    const bytes = await readFile(path.join(parentPath, name));
    return `${path.relative(folder, parentPath)} ${await lookOf(bytes)}`;
  });
  return (await Promise.all(lines)).sort();
}

/**
 * What has something attached is kept as the MIME that Microsoft made. Other messages are written
 * anew, by each program in its own way, and have to say the same.
 */
async function lookOf(bytes: Buffer): Promise<string> {
  const { attachments, subject, from, to, date, html, text } = await PostalMime.parse(bytes);
  if (attachments.length > 0) return createHash('sha256').update(bytes).digest('hex');
  const said = (html ?? text ?? '').replace(/\r\n/g, '\n').trim();
  return JSON.stringify([subject, from?.address, to?.map(({ address }) => address), date, said]);
}

test.each([
  { what: 'open', options: [] },
  { what: 'encrypted', options: ['--encrypt'] },
])(
  'what an $what repository holds is read by the second reader and says the same',
  async ({ options }) => {
    if (options.length > 0) process.env.HOLDFAST_PASSPHRASE = PASSPHRASE;
    const { folder, repository, run } = await backedUp(...options);
    const [ours, theirs] = [path.join(folder, 'ours'), path.join(folder, 'theirs')];

    expect(await run('export', '--snapshot', 'latest', '--to', ours)).toBe(0);
    expect(await recover('verify', repository)).toBe(0);
    expect(await recover('export', repository, '--snapshot', 'latest', '--to', theirs)).toBe(0);

    const messages = await messagesIn(ours);
    expect(messages.length).toBe(42);
    expect(await messagesIn(theirs)).toEqual(messages);
  },
);

test('the second reader finds a flipped byte that the product would find', async () => {
  const { repository, run } = await backedUp();
  const packs = await readdir(path.join(repository, 'packs'), { recursive: true });
  const pack = path.join(repository, 'packs', packs.filter((each) => each.endsWith('.pack'))[0]!);
  const bytes = await readFile(pack);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  await writeFile(pack, bytes);

  expect(await recover('verify', repository)).toBe(1);
  expect(await run('check', '--full')).toBe(1);
});

test('without the passphrase nothing of an encrypted repository comes out', async () => {
  process.env.HOLDFAST_PASSPHRASE = PASSPHRASE;
  const { folder, repository } = await backedUp('--encrypt');
  process.env.HOLDFAST_PASSPHRASE = 'wrong';

  expect(await recover('export', repository, '--to', path.join(folder, 'out'))).toBe(2);
});

test('the second reader takes out a file of a drive, and its older versions by their dates', async () => {
  const { folder, repository, run, server } = await backedUp();
  const { control } = server.simulator.drive;
  for (const content of ['one', 'second', 'third']) control.put('Offers/offer.txt', content);
  expect(await run('backup', '--source', 'drive', '--versions', 'all')).toBe(0);

  expect(await recover('export', repository, '--to', path.join(folder, 'theirs'))).toBe(0);

  const entries = await readdir(path.join(folder, 'theirs'), { recursive: true });
  const offers = entries.filter((name) => /offer.*\.txt$/.test(name)).sort();
  const contents = await Promise.all(
    offers.map((name) => readFile(path.join(folder, 'theirs', name), 'utf8')),
  );
  expect(offers.map((name) => path.basename(name))).toEqual([
    expect.stringMatching(/^offer \(version 1\.0, \d{4}-\d\d-\d\d\)\.txt$/),
    expect.stringMatching(/^offer \(version 2\.0, \d{4}-\d\d-\d\d\)\.txt$/),
    'offer.txt',
  ]);
  expect(contents).toEqual(['one', 'second', 'third']);
});
