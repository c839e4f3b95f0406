import { expect, test } from 'vitest';
import { generatedContent, hashOf } from './file-content.ts';
import { loadFiles } from './load-files.ts';
import { seedAccident } from './seed-accident.ts';
import { seedDrive } from './seed-drive.ts';
import { ask, driveSimulator, round } from './test-client.ts';

async function call(
  { simulator }: ReturnType<typeof driveSimulator>,
  name: string,
  body: unknown = {},
) {
  const url = `https://graph.microsoft.com/simulator/drive/${name}`;
  const response = await simulator.fetch(
    new Request(url, { method: 'POST', body: JSON.stringify(body) }),
  );
  return { status: response.status, json: await response.json() };
}

test('the control endpoint puts, edits, renames, moves and deletes', async () => {
  const world = driveSimulator();
  const lastModifiedDateTime = '2020-01-01T00:00:00Z';
  await call(world, 'put', { path: 'a/b.txt', text: 'hello world', lastModifiedDateTime });
  await call(world, 'edit', { path: 'a/b.txt', at: 6, text: 'WORLD' });
  await call(world, 'rename', { path: 'a/b.txt', name: 'c.txt' });
  await call(world, 'move', { path: 'a/c.txt', to: 'x/y' });

  const [file] = [...world.control.files()];
  const bytes = await file!.item.current!.content.read(0, 11);
  expect([file!.path, new TextDecoder().decode(bytes)]).toEqual(['x/y/c.txt', 'hello WORLD']);
  expect(file!.item.versions).toHaveLength(2);
  await call(world, 'delete', { path: 'x' });
  expect([...world.control.files()]).toEqual([]);
  expect((await call(world, 'empty-bin')).json).toEqual({ gone: 1 });
  expect((await call(world, 'delete', { path: 'x' })).status).toBe(404);
  expect((await call(world, 'put', { path: 'x' })).status).toBe(400);
});

test('the control endpoint expires, cuts, fills, and takes it all back', async () => {
  const world = driveSimulator();
  const { simulator } = world;
  await call(world, 'put', { path: 'a.bin', generated: { seed: 1, size: 100 } });
  const { deltaLink } = await round(simulator, '/me/drive/root/delta');
  await call(world, 'expire', { cursors: 'resyncChangesUploadDifferences' });
  await call(world, 'trouble', {
    quirks: { ignoresRanges: true },
    leftBytes: 3,
    path: 'a.bin',
    item: 'ghost',
  });

  expect((await ask(simulator, deltaLink)).json.error.code).toBe('resyncChangesUploadDifferences');
  expect((await ask(simulator, '/me/drive/root:/a.bin')).status).toBe(404);
  expect(simulator.drive.drive.remainingBytes).toBe(3);
  expect(simulator.drive.troubles.quirks.ignoresRanges).toBe(true);
  await call(world, 'trouble', { clear: true });
  expect((await ask(simulator, '/me/drive/root:/a.bin')).status).toBe(200);
  expect((await call(world, 'trouble', { quirks: { nonsense: 1 } })).status).toBe(400);
});

test('ransomware changes every file and its name, and leaves a version behind', async () => {
  const { control, simulator } = driveSimulator();
  control.put('a/b.txt', 'precious');
  control.put('c.txt', 'too');

  expect(control.encryptAll({ extension: '.enc' })).toBe(2);

  const paths = [...control.files()].map(({ path }) => path);
  expect(paths.sort()).toEqual(['HOW TO GET YOUR FILES BACK.txt', 'a/b.txt.enc', 'c.txt.enc']);
  const { json } = await ask(simulator, '/me/drive/root:/a/b.txt.enc:/versions');
  expect(json.value).toHaveLength(2);
  expect(control.item('a/b.txt.enc').size).toBe(8);
});

test('an invented drive is the same for a seed, with what a walk has to cope with', async () => {
  const list = async (seed: number) => {
    const { control } = driveSimulator();
    seedDrive(control, { seed, files: 120, videoBytes: 1000 });
    const files = [...control.files()];
    const facts = files.map(async ({ path, item }) => [
      path,
      item.dates.modifiedAt,
      await hashOf(item.current!.content, 'quickXor'),
    ]);
    return { files, facts: await Promise.all(facts), control };
  };
  const first = await list(3);
  const again = await list(3);
  const other = await list(4);

  expect(again.facts).toEqual(first.facts);
  expect(other.facts).not.toEqual(first.facts);
  expect(first.files.length).toBeGreaterThan(120);
  expect(first.files.some(({ item }) => item.versions.length > 1)).toBe(true);
  expect(first.files.some(({ path }) => path.includes('家族'))).toBe(true);
  expect(first.files.some(({ item }) => item.permissions.length > 0)).toBe(true);
  const kinds = new Set([...first.control.parts.drive.items.values()].map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(['file', 'folder', 'package', 'shortcut']);
});

test('an accident two days ago leaves a folder encrypted, with a version of before, and another in the bin', () => {
  const { control, simulator } = driveSimulator();
  seedDrive(control, { seed: 1, files: 120, videoBytes: 0 });
  seedAccident(control);
  const files = [...control.files()];
  const locked = files.filter(({ path }) => path.endsWith('.locked'));
  expect(locked.length).toBeGreaterThan(3);
  const twoDays = 2 * 24 * 60 * 60 * 1000;
  for (const { item } of locked) {
    const [before, now] = item.versions.slice(-2);
    expect(item.versions.length).toBeGreaterThan(1);
    expect(before!.modifiedAt).toBeLessThan(now!.modifiedAt);
    expect(simulator.clock.now() - now!.modifiedAt).toBeLessThanOrEqual(twoDays + 60_000);
  }
  expect([...control.parts.drive.bin].map(({ name }) => name)).toEqual(['2025']);
});

test('the page of a drive shows a folder, and loses what one tells it to', async () => {
  const { simulator, control } = driveSimulator();
  control.put('Projects/a & b.txt', 'precious');
  control.put('Projects/c.txt', 'too');
  const ask = (path: string, fields?: Record<string, string>) =>
    simulator.fetch(
      new Request(`https://example.test/simulator/files${path}`, {
        ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
      }),
    );
  expect(await (await ask('?folder=Projects')).text()).toContain('a &amp; b.txt');
  expect((await ask('?folder=Nowhere')).status).toBe(404);
  await ask('/do', { folder: 'Projects', action: 'delete', path: 'Projects/c.txt' });
  await ask('/do', { folder: 'Projects', action: 'overwrite', path: 'Projects/a & b.txt' });
  expect(control.item('Projects/a & b.txt').versions).toHaveLength(2);
  expect(control.parts.drive.bin.size).toBe(1);
  await ask('/do', { folder: '', action: 'empty' });
  expect(control.parts.drive.bin.size).toBe(0);
  await ask('/do', { folder: '', action: 'encrypt' });
  expect([...control.files()].map(({ path }) => path)).toContain('Projects/a & b.txt.locked');
});

test('files of a disk keep their paths and dates; names a drive can’t have are told', async () => {
  const { control } = driveSimulator();
  const at = Date.UTC(2015, 5, 6, 7, 8, 9);
  const file = (path: string) => ({
    path,
    content: generatedContent(1, 10),
    createdAt: at,
    modifiedAt: at + 1500,
  });

  const result = await loadFiles(control, [file('a/ü.txt'), file('what?.txt'), file('dir./x')]);

  expect(result).toEqual({ loaded: 1, refused: ['what?.txt', 'dir./x'] });
  expect(control.item('a/ü.txt').dates).toEqual({ createdAt: at, modifiedAt: at + 1000 });
});

test('20,000 items are told in one round, and a round without changes is one page at once', async () => {
  const { simulator, control } = driveSimulator();
  const { drive } = control.parts;
  const folder = control.folder('many');
  const content = generatedContent(1, 20_000);
  for (let at = 0; at < 20_000; at += 1) drive.add(folder, `${at}.bin`, { content });

  const { pages, deltaLink } = await round(simulator, '/me/drive/root/delta?$top=999');
  const nothing = await round(simulator, deltaLink);

  expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(20_002);
  expect([nothing.pages.length, nothing.entries.length]).toEqual([1, 1]);
});
