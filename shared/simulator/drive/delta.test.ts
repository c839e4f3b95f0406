import { expect, test } from 'vitest';
import { ask, driveSimulator, round } from './test-client.ts';

const START = '/me/drive/root/delta';
// biome-ignore lint/suspicious/noExplicitAny: entries of answers whose shape was just asked for
type Entry = any;
const namesOf = (entries: Entry[]) =>
  entries.filter((entry) => !entry.root).map((entry) => entry.name ?? entry.id);

test('the first round tells everything, parents first, the root on every page beside the items', async () => {
  const { simulator, control } = driveSimulator();
  for (let at = 0; at < 12; at += 1) control.put(`a/b/${at}.txt`, 'x');

  const { pages, entries } = await round(simulator, `${START}?$top=5`);

  expect(pages.map((page) => page.length)).toEqual([6, 6, 5]);
  expect(pages.every(([first]) => first.root !== undefined)).toBe(true);
  expect(namesOf(entries).slice(0, 2)).toEqual(['a', 'b']);
  expect(new Set(namesOf(entries)).size).toBe(14);
});

test('entries look as recorded: with path, cTag and authors, without addresses and the root’s eTag', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a/b.docx', 'x');

  const answer = await ask(simulator, START);
  const [root, , file] = answer.json.value;

  expect(answer.headers.get('content-type')).toContain('odata.metadata=minimal; odata.streaming');
  expect(answer.json).toMatchObject({
    '@microsoft.graph.hasMoreData': false,
    '@microsoft.graph.syncStatus': 'FullData',
  });
  expect(root.eTag).toBeUndefined();
  expect(file).toMatchObject({
    '@odata.type': '#microsoft.graph.driveItem',
    file: { fileExtension: 'docx' },
    isAuthoritative: false,
  });
  expect(file.parentReference.path).toMatch(/root:\/a$/);
  expect(file.cTag).toBeDefined();
  expect(file['@microsoft.graph.downloadUrl']).toBeUndefined();
});

test('a personal delta has another context, no extras, and writes its number in small letters', async () => {
  const { simulator, control } = driveSimulator({ flavour: 'personal' });
  control.put('b.docx', 'x');

  const { json } = await ask(simulator, START);
  const drive = await ask(simulator, '/me/drive');

  expect(json['@odata.context']).toMatch(/#Collection\(microsoft\.graph\.driveItem\)$/);
  expect(json['@microsoft.graph.syncStatus']).toBeUndefined();
  expect(json.value[1].file.fileExtension).toBeUndefined();
  expect(json.value[1].parentReference.driveId).toBe(drive.json.id.toLowerCase());
  expect(json.value[1].parentReference.driveId).not.toBe(drive.json.id);
});

test('the documented shape can be switched on', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a.txt', 'x');
  simulator.drive.troubles.quirks.documentedDelta = true;

  const { json } = await ask(simulator, START);

  const [, file] = json.value;
  expect([file.cTag, file.createdBy, file.parentReference.path]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a later round tells changes with the folders above, unless they are not wanted', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a/b/c.txt', 'x');
  control.put('z.txt', 'x');
  const { deltaLink } = await round(simulator, START);
  control.put('a/b/c.txt', 'y');

  const withParents = await round(simulator, deltaLink);
  const without = await round(simulator, deltaLink, { prefer: ['deltaExcludeParent'] });

  expect(namesOf(withParents.entries)).toEqual(['a', 'b', 'c.txt']);
  expect(namesOf(without.entries)).toEqual(['c.txt']);
  expect(namesOf((await round(simulator, without.deltaLink)).entries)).toEqual([]);
});

test('only the latest state is told, and a renamed or moved folder without what is in it', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a/b/c.txt', 'x');
  control.folder('other');
  const { deltaLink } = await round(simulator, START);
  control.rename('a/b', 'once');
  control.rename('a/once', 'twice');
  control.move('a/twice', 'other');

  const { entries } = await round(simulator, deltaLink);

  const moved = entries.filter((entry) => /twice|once|c\.txt/.test(entry.name));
  expect(moved).toHaveLength(1);
  expect(moved[0]).toMatchObject({ name: 'twice', parentReference: { name: 'other' } });
});

test('a deleted folder is told alone; what was in it only when asked for', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a/b.txt', 'x');
  const { deltaLink } = await round(simulator, START);
  const folder = control.delete('a');

  const { entries } = await round(simulator, deltaLink);
  simulator.drive.troubles.quirks.tellsDeletedChildren = true;
  const all = await round(simulator, deltaLink);

  const [entry] = entries.filter(({ root }) => !root);
  expect(entry).toMatchObject({ id: folder.id, deleted: { state: 'deleted' } });
  expect(entry.name ?? entry.cTag).toBeUndefined();
  expect(all.entries.filter(({ deleted }) => deleted)).toHaveLength(2);
});

test('a deleted file carries a hash of zeros; at home its name and no size', async () => {
  for (const flavour of ['work', 'personal'] as const) {
    const { simulator, control } = driveSimulator({ flavour });
    control.put('b.txt', 'x');
    const { deltaLink } = await round(simulator, START);
    control.delete('b.txt');

    const { entries } = await round(simulator, deltaLink);
    const entry = entries.find(({ deleted }) => deleted);

    expect(entry.file.hashes.quickXorHash).toBe('AAAAAAAAAAAAAAAAAAAAAAAAAAA=');
    expect(entry.name).toBe(flavour === 'work' ? undefined : 'b.txt');
    expect(entry.size).toBe(flavour === 'work' ? 1 : undefined);
  }
});

test('what comes back from the recycle bin is told whole', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a/b.txt', 'x');
  control.delete('a');
  const { deltaLink } = await round(simulator, START);
  control.restoreFromBin('a');

  const { entries } = await round(simulator, deltaLink);

  expect(namesOf(entries)).toEqual(['a', 'b.txt']);
});

test('token=latest is an empty page to go on from', async () => {
  const { simulator, control } = driveSimulator();
  control.put('old.txt', 'x');

  const { json } = await ask(simulator, `${START}?token=latest`);
  control.put('new.txt', 'x');
  const { entries } = await round(simulator, json['@odata.deltaLink']);

  expect(json.value).toEqual([]);
  expect(namesOf(entries)).toEqual(['new.txt']);
});

test('a time is a token at work only', async () => {
  const work = driveSimulator();
  work.control.put('old.txt', 'x');
  work.clock.advance(60_000);
  const since = encodeURIComponent(new Date(work.clock.now() - 1000).toISOString());
  work.control.put('new.txt', 'x');

  const { entries } = await round(work.simulator, `${START}?token=${since}`);
  const home = driveSimulator({ flavour: 'personal' });

  expect(namesOf(entries)).toEqual(['new.txt']);
  expect((await ask(home.simulator, `${START}?token=${since}`)).status).toBe(400);
});

test('below the root only a personal drive has delta, and what left the folder is deleted there', async () => {
  const home = driveSimulator({ flavour: 'personal' });
  home.control.put('a/b/c.txt', 'x');
  home.control.put('z.txt', 'x');
  const start = '/me/drive/root:/a:/delta';
  const first = await round(home.simulator, start);
  home.control.move('a/b', 'elsewhere');

  const { entries } = await round(home.simulator, first.deltaLink);
  const work = driveSimulator();
  work.control.folder('a');

  expect(namesOf(first.entries).filter((name) => name === 'z.txt')).toEqual([]);
  expect(entries.filter(({ deleted }) => deleted)).toHaveLength(1);
  expect((await ask(work.simulator, start)).status).toBe(400);
});

test.each([
  ['resyncChangesApplyDifferences', 'resyncChangesApplyDifferences'],
  ['resyncChangesUploadDifferences', 'resyncChangesUploadDifferences'],
  ['resyncRequired', 'resyncApplyDifferences'],
] as const)('an expired token is 410 %s with a fresh start', async (resync, inner) => {
  const { simulator, control } = driveSimulator();
  for (let at = 0; at < 5; at += 1) control.put(`${at}.txt`, 'x');
  const { deltaLink } = await round(simulator, `${START}?$top=2`);
  const half = await ask(simulator, `${START}?$top=2`);
  control.expireCursors(resync);

  for (const link of [deltaLink, half.json['@odata.nextLink']]) {
    const { status, json, headers } = await ask(simulator, link);
    expect([status, json.error.code]).toEqual([410, resync]);
    expect(json.error.innerError.code).toBe(inner);
    const fresh = await round(simulator, headers.get('location')!);
    expect(namesOf(fresh.entries)).toHaveLength(5);
  }
});

test('links repeat what was selected, and the token is a parameter in either form', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a.txt', 'x');

  const selected = await round(simulator, `${START}?$select=id,name`);
  const plain = await round(simulator, START);
  control.put('a.txt', 'y');
  const { entries } = await round(simulator, selected.deltaLink);

  expect(selected.deltaLink).toContain('select=');
  expect(plain.deltaLink).toMatch(/\/delta\(token='[^']+'\)$/);
  expect(
    Object.keys(entries[1])
      .filter((name) => !name.startsWith('@'))
      .sort(),
  ).toEqual(['id', 'name']);
});

test('a token that was never given out is refused', async () => {
  const { simulator } = driveSimulator();
  expect((await ask(simulator, `${START}?token=abc`)).status).toBe(400);
});

test('quirks: replays, no order, empty pages and a lag', async () => {
  const { simulator, control, clock } = driveSimulator();
  const { quirks } = simulator.drive.troubles;
  for (let at = 0; at < 40; at += 1) control.put(`d${at}/f.txt`, 'x');
  Object.assign(quirks, { replayEvery: 4, shuffled: true, emptyPageEvery: 3 });

  const { pages, entries } = await round(simulator, `${START}?$top=10`);

  const items = entries.filter(({ root }) => !root);
  const firstAt = new Map<string, number>();
  for (const [at, { id }] of items.entries()) if (!firstAt.has(id)) firstAt.set(id, at);
  const orphans = items.filter(
    ({ id, parentReference }) => (firstAt.get(parentReference.id) ?? -1) > firstAt.get(id)!,
  );
  expect(items).toHaveLength(100);
  expect(firstAt.size).toBe(80);
  expect(orphans.length).toBeGreaterThan(5);
  expect(pages.some((page) => page.length === 0)).toBe(true);

  Object.assign(quirks, { replayEvery: 0, shuffled: false, emptyPageEvery: 0, lagMs: 5000 });
  clock.advance(6000);
  const before = await round(simulator, START);
  control.put('late.txt', 'x');
  const early = await round(simulator, before.deltaLink);
  clock.advance(6000);
  const after = await round(simulator, early.deltaLink);

  expect(namesOf(early.entries)).toEqual([]);
  expect(namesOf(after.entries)).toEqual(['late.txt']);
});
