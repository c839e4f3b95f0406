import { expect, test } from 'vitest';
import { ask, driveSimulator } from './test-client.ts';

test('a work drive is shown as recorded ones are', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a.txt', 'hello');

  const { json } = await ask(simulator, '/me/drive');

  expect(json.id).toMatch(/^b![\w-]{64}$/);
  expect(json).toMatchObject({ driveType: 'business', name: 'OneDrive' });
  expect(json.quota).toEqual({
    total: 1_099_511_627_776,
    used: 5,
    remaining: 1_099_511_627_771,
    deleted: 0,
    state: 'normal',
  });
});

test('a personal drive has 16 hex digits as its number, in any case and without leading zeros', async () => {
  const { simulator } = driveSimulator({ flavour: 'personal' });
  const { json } = await ask(simulator, '/me/drive');

  expect(json.id).toMatch(/^[0-9A-F]{16}$/);
  expect(json.quota).toMatchObject({ total: 5_368_709_120, storagePlanInformation: {} });
  const lower = await ask(simulator, `/drives/${json.id.toLowerCase()}/root`);
  expect(lower.status).toBe(200);
});

test('a file of a work drive has its recorded members, and quickXorHash alone', async () => {
  const { simulator, control } = driveSimulator();
  const at = Date.UTC(2020, 1, 3, 4, 5, 6);
  control.put('Reports/ä b.txt', 'hello world', { createdAt: at, modifiedAt: at + 1000 });

  const { json } = await ask(simulator, '/me/drive/root:/Reports/%C3%A4%20b.txt');

  expect(json.id).toMatch(/^01[A-Z2-7]{32}$/);
  expect(json.eTag).toMatch(/^"\{[0-9A-F-]{36}\},1"$/);
  expect(json.cTag).toMatch(/^"c:\{[0-9A-F-]{36}\},1"$/);
  expect(json.file).toEqual({
    mimeType: 'text/plain',
    hashes: { quickXorHash: 'aCgDG9jwBhDc4Q1yawMZAAAAAAA=' },
  });
  expect(json.fileSystemInfo).toEqual({
    createdDateTime: '2020-02-03T04:05:06Z',
    lastModifiedDateTime: '2020-02-03T04:05:07Z',
  });
  expect(json.parentReference).toMatchObject({ driveType: 'business', name: 'Reports' });
  expect(json.parentReference.path).toMatch(/^\/drives\/b![\w-]+\/root:\/Reports$/);
  expect(json.size).toBe(11);
});

test('personal ids and paths have their own form, and older hashes can be switched on', async () => {
  const hashes = ['quickXor', 'sha1', 'sha256'] as const;
  const { simulator, control } = driveSimulator({ flavour: 'personal', hashes });
  control.put('a/b.txt', 'abc');

  const { json } = await ask(simulator, '/me/drive/root:/a/b.txt');

  expect(json.id).toMatch(/^[0-9A-F]{16}!s[0-9a-f]{32}$/);
  expect(json.parentReference.path).toBe('/drive/root:/a');
  expect(json.file.hashes).toMatchObject({
    sha1Hash: 'A9993E364706816ABA3E25717850C26C9CD0D89D',
    sha256Hash: 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD',
  });
});

test('the root is an item without a parent', async () => {
  const { simulator } = driveSimulator();
  const { json } = await ask(simulator, '/me/drive/root');
  expect(json.root).toEqual({});
  expect(json.folder).toEqual({ childCount: 0 });
  expect(json.parentReference.id).toBeUndefined();
  expect(json.id).toMatch(/6Y2GOVW7725BZO354PWSELRRZ$/);
});

test.each([
  ['/me/drive/items/ID', 200],
  ['/drives/DRIVE/items/ID', 200],
  ['/users/pat@example.com/drive/items/ID', 200],
  ['/me/drive/root:/Docs/a%20%231.txt', 200],
  ['/me/drive/root:/docs/A%20%231.TXT:', 200],
  ['/me/drive/items/FOLDER:/a%20%231.txt', 200],
  ['/me/drive/special/documents:/a%20%231.txt', 200],
  ['/me/drive/root:/Docs/none.txt', 404],
  ['/me/drive/items/01NOSUCHITEM', 404],
  ['/me/drive/special/photos', 404],
  ['/me/drive/root:/Docs%2Fa', 400],
])('%s is answered with %i', async (pattern, status) => {
  const { simulator, control } = driveSimulator();
  const file = control.put('Docs/a #1.txt', 'x');
  control.markSpecial('Docs', 'documents');
  const path = pattern
    .replace('ID', file.id)
    .replace('FOLDER', control.item('Docs').id)
    .replace('DRIVE', simulator.drive.drive.ids.drive);

  const { json, status: answered } = await ask(simulator, path);

  expect(answered).toBe(status);
  if (status === 200) expect(json.id).toBe(file.id);
});

test('a missing item is a 404 without innerError', async () => {
  const { simulator } = driveSimulator();
  const { json } = await ask(simulator, '/me/drive/root:/none');
  expect(json).toEqual({
    error: { code: 'itemNotFound', message: 'The resource could not be found.' },
  });
});

test('children come 200 a page, by name, with addresses of their contents', async () => {
  const { simulator, control } = driveSimulator();
  for (let at = 0; at < 450; at += 1) control.put(`f/${String(at).padStart(3, '0')}.txt`, 'x');

  const first = await ask(simulator, '/me/drive/root:/f:/children');
  const second = await ask(simulator, first.json['@odata.nextLink']);
  const third = await ask(simulator, second.json['@odata.nextLink']);

  const pages = [first, second, third].map(({ json }) => json.value.length);
  expect(pages).toEqual([200, 200, 50]);
  expect(third.json['@odata.nextLink']).toBeUndefined();
  expect(first.json.value[0].name).toBe('000.txt');
  expect(first.json.value[0]['@microsoft.graph.downloadUrl']).toMatch(/^https:\/\//);
});

test('paging children while the folder changes misses items', async () => {
  const { simulator, control } = driveSimulator();
  for (const name of ['a', 'b', 'c', 'd']) control.put(`f/${name}`, 'x');
  const first = await ask(simulator, '/me/drive/root:/f:/children?$top=2');
  control.delete('f/a');

  const second = await ask(simulator, first.json['@odata.nextLink']);

  expect(second.json.value.map(({ name }: { name: string }) => name)).toEqual(['d']);
});

test('$select shows what was asked for and refuses what does not exist', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a.txt', 'x');
  const path = '/me/drive/root:/a.txt';

  const some = await ask(simulator, `${path}?select=name,@microsoft.graph.downloadUrl`);
  const unknown = await ask(simulator, `${path}?$select=colour`);

  const shown = Object.keys(some.json).filter((name) => !name.startsWith('@odata'));
  expect(shown.sort()).toEqual(['@microsoft.graph.downloadUrl', 'id', 'name']);
  expect([unknown.status, unknown.json.error.code]).toEqual([400, 'invalidRequest']);
});

test('a work drive is ordered by name only, a personal one by size as well', async () => {
  const work = driveSimulator();
  const home = driveSimulator({ flavour: 'personal' });
  for (const { control } of [work, home]) {
    control.put('a', 'xxx');
    control.put('b', 'x');
  }
  const path = '/me/drive/root/children?$orderby=';

  const byName = await ask(work.simulator, `${path}name desc`);
  const bySize = await ask(home.simulator, `${path}size`);

  const names = (json: { value: { name: string }[] }) => json.value.map(({ name }) => name);
  expect(names(byName.json)).toEqual(['b', 'a']);
  expect(names(bySize.json)).toEqual(['b', 'a']);
  expect((await ask(work.simulator, `${path}size`)).status).toBe(400);
});

test('children, thumbnails and permissions can be expanded', async () => {
  const { simulator, control } = driveSimulator();
  control.put('f/a.png', 'x');
  control.shareByLink('f');

  const { json } = await ask(
    simulator,
    '/me/drive/root:/f?$expand=children,thumbnails,permissions',
  );

  expect(json.children).toHaveLength(1);
  expect(json.thumbnails).toEqual([]);
  expect(json.permissions.map(({ roles }: { roles: string[] }) => roles[0])).toEqual([
    'owner',
    'read',
  ]);
});

test('permissions come down from folders, and say where from at home only', async () => {
  for (const flavour of ['work', 'personal'] as const) {
    const { simulator, control } = driveSimulator({ flavour });
    control.put('f/a.txt', 'x');
    control.shareByLink('f', 'edit');

    const { json } = await ask(simulator, '/me/drive/root:/f/a.txt:/permissions');
    const [, inherited] = json.value;

    expect(inherited).toMatchObject({ roles: ['write'], link: { type: 'edit' } });
    expect(inherited.inheritedFrom !== undefined).toBe(flavour === 'personal');
    const one = await ask(simulator, `/me/drive/root:/f/a.txt:/permissions/${inherited.id}`);
    expect(one.json.id).toBe(inherited.id);
  }
});

test('a notebook is a package with files in it, and has no contents', async () => {
  const { simulator, control } = driveSimulator();
  control.notebook('Notes', ['Ideas']);

  const { json } = await ask(simulator, '/me/drive/root:/Notes');
  const children = await ask(simulator, '/me/drive/root:/Notes:/children');
  const content = await ask(simulator, '/me/drive/root:/Notes:/content');

  expect(json).toMatchObject({ package: { type: 'oneNote' }, folder: { childCount: 2 } });
  expect(json.file).toBeUndefined();
  expect(children.json.value[0].file.mimeType).toBe('application/msonenote');
  expect(content.status).toBe(404);
});

const REMOTE = {
  driveId: 'b!other',
  id: '01OTHER',
  name: 'Team',
  isFolder: true,
  size: 7,
  owner: { id: 'sam', displayName: 'Sam', email: 'sam@example.org' },
};

test('shortcuts are shown to whoever names the feature', async () => {
  const { simulator, control } = driveSimulator();
  control.shortcut('Team', REMOTE);
  const prefer = ['Include-Feature=AddToOneDrive'];

  const without = await ask(simulator, '/me/drive/root/children');
  const with_ = await ask(simulator, '/me/drive/root/children', { prefer });

  expect(without.json.value).toEqual([]);
  expect(with_.json.value[0].remoteItem).toMatchObject({
    id: '01OTHER',
    parentReference: { driveId: 'b!other' },
  });
});

test('what others shared, and their drives, need more than Files.Read', async () => {
  const { simulator, control } = driveSimulator();
  control.receive(REMOTE);

  const path = '/me/drive/sharedWithMe';
  const own = await ask(simulator, path);
  const all = await ask(simulator, path, { scopes: ['Files.Read.All'] });
  const other = await ask(simulator, '/drives/b!other/root');

  expect([own.status, own.json.error.code]).toEqual([403, 'accessDenied']);
  expect(all.json.value[0].remoteItem.id).toBe('01OTHER');
  expect(other.status).toBe(403);
});

test('reading needs Files.Read, writing Files.ReadWrite', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a.txt', 'x');
  const path = '/me/drive/root:/a.txt';

  expect((await ask(simulator, path, { scopes: ['Mail.ReadWrite'] })).status).toBe(403);
  expect((await ask(simulator, path, { scopes: ['Files.Read'] })).status).toBe(200);
  const remove = { method: 'DELETE', scopes: ['Files.Read'] };
  expect((await ask(simulator, path, remove)).status).toBe(403);
});

test('an item that is listed can be missing when it is read', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a.txt', 'x');
  control.breakItem('a.txt', 'ghost');

  const list = await ask(simulator, '/me/drive/root/children');

  expect(list.json.value).toHaveLength(1);
  expect((await ask(simulator, '/me/drive/root:/a.txt')).status).toBe(404);
});

test('a new item can be missing for some seconds, and its hash for longer', async () => {
  const { simulator, control, clock } = driveSimulator();
  Object.assign(simulator.drive.troubles.quirks, { newItemLagMs: 5000, hashLagMs: 9000 });
  control.put('a.txt', 'x');
  const path = '/me/drive/root:/a.txt';

  expect((await ask(simulator, path)).status).toBe(404);
  clock.advance(6000);
  expect((await ask(simulator, path)).json.file.hashes).toBeUndefined();
  clock.advance(6000);
  expect((await ask(simulator, path)).json.file.hashes).toBeDefined();
});

test.each([
  "/me/drive/root/search(q='x')",
  '/me/drive/recent',
  '/me/drive/root/delta?$expand=children',
])('%s is nothing the simulator knows', async (path) => {
  const { simulator } = driveSimulator();
  await expect(ask(simulator, path)).rejects.toThrow('no route');
});
