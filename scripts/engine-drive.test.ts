import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { hurriedClock } from '../shared/lib/hurried-clock.ts';
import { runEngine } from './engine.ts';
import { startSimulatorServer } from './simulator-server.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function opened(files?: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-drive-'));
  const server = await startSimulatorServer({
    messages: 0,
    limits: false,
    ...(files === undefined ? {} : { files }),
  });
  closing.push(
    () => server.close(),
    () => rm(folder, { recursive: true }),
  );
  const { control } = server.simulator.drive;
  // The pace that SharePoint allows is kept, and minutes of it pass in seconds.
  const clock = hurriedClock(20);
  const repository = path.join(folder, 'repository');
  const run = async (...args: string[]) => {
    const lines: unknown[] = [];
    const all = [...args, '--source', 'drive', '--repository', repository, '--cloud', server.url];
    const print = (line: unknown) => void lines.push(JSON.parse(JSON.stringify(line)));
    const code = await runEngine(all, print, clock);
    return { code, lines };
  };
  return { folder, control, run };
}

test('a drive is copied, listed, checked and written out in its folders with its dates', async () => {
  const { folder, control, run } = await opened();
  control.put('Taxes/return final.txt', 'a return', {
    modifiedAt: Date.UTC(2020, 1, 2),
  });
  control.put('Taxes/film.mp4', new Uint8Array(2_000_000).fill(3));
  control.folder('Empty');

  expect(await run('backup')).toMatchObject({ code: 0, lines: [{ verdict: 'complete' }] });

  const { lines } = await run('list');
  const files = lines.filter((line) => (line as { kind: string }).kind === 'file');
  expect(files).toMatchObject([
    { name: expect.any(String), sizeBytes: expect.any(Number), whole: true },
    { name: expect.any(String), whole: true },
  ]);
  expect(await run('check')).toMatchObject({ code: 0, lines: [{ damage: [] }] });
  const to = path.join(folder, 'out');
  expect(await run('export', '--to', to)).toMatchObject({ code: 0, lines: [{ files: 2 }] });
  const written = path.join(to, 'OneDrive/Taxes/return final.txt');
  expect(await readFile(written, 'utf8')).toBe('a return');
  expect((await stat(written)).mtimeMs).toBe(Date.UTC(2020, 1, 2));
  expect((await stat(path.join(to, 'OneDrive/Taxes/film.mp4'))).size).toBe(2_000_000);
  expect((await stat(path.join(to, 'OneDrive/Empty'))).isDirectory()).toBe(true);
});

/** Real files with odd names, beside the project where they are, or where `CORPUS` says. */
const CORPUS =
  process.env.CORPUS ?? fileURLToPath(new URL('../../shared/corpora/files', import.meta.url));

test.skipIf(!existsSync(CORPUS))(
  'a drive of real files is lost and comes back: names, bytes, dates',
  async () => {
    const { control, run } = await opened(CORPUS);
    const lines = async () => {
      const all = [...control.files()].map(async ({ path, item }) => {
        const { current } = item;
        const bytes = await current!.content.read(0, current!.content.size);
        const sum = createHash('sha256').update(bytes).digest('hex');
        return `${path} ${sum} ${item.dates.createdAt} ${item.dates.modifiedAt}`;
      });
      return (await Promise.all(all)).sort();
    };
    const before = await lines();
    expect(before.length).toBeGreaterThan(0);
    expect(await run('backup')).toMatchObject({ code: 0, lines: [{ verdict: 'complete' }] });
    for (const { name } of [...control.parts.drive.root.children.values()]) control.delete(name);
    control.emptyBin();
    expect(await run('backup')).toMatchObject({ code: 0 });
    expect(await lines()).toEqual([]);

    expect(await run('restore', '--gone')).toMatchObject({ code: 0 });

    expect(await lines()).toEqual(before);
  },
  600_000,
);
