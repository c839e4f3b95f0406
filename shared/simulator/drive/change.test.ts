import { expect, test } from 'vitest';
import { ask, driveSimulator, post } from './test-client.ts';

const patch = (simulator: Parameters<typeof ask>[0], path: string, body: unknown, headers = {}) =>
  ask(simulator, path, { method: 'PATCH', body, headers });

test('a folder is made, with the path of its parent in the long form', async () => {
  const { simulator } = driveSimulator({ flavour: 'personal' });
  const { status, json } = await post(simulator, '/me/drive/root/children', {
    name: 'New',
    folder: {},
  });
  expect([status, json.folder]).toEqual([201, { childCount: 0 }]);
  expect(json.parentReference.path).toMatch(/^\/drives\/[0-9A-F]{16}\/root:$/);
});

test.each([
  [undefined, 409, undefined],
  ['fail', 409, undefined],
  ['rename', 201, 'Docs 1'],
  ['replace', 201, 'Docs'],
])('a folder whose name is taken, %s: %i', async (conflict, status, name) => {
  const { simulator, control } = driveSimulator();
  control.put('Docs/a.txt', 'x');
  const body = {
    name: 'docs',
    folder: {},
    ...(conflict === undefined ? {} : { '@microsoft.graph.conflictBehavior': conflict }),
  };

  const answer = await post(simulator, '/me/drive/root/children', body);

  expect(answer.status).toBe(status);
  if (name) expect(answer.json.name.toLowerCase()).toBe(name.toLowerCase());
  expect(control.item('Docs/a.txt').isPresent).toBe(true);
});

test.each([
  'a:b',
  'a*b',
  ' a',
  'a.',
  'CON',
  'nul.txt',
  '~$a',
  'x_vti_y',
  'desktop.ini',
  '~f',
  'Forms',
  'a\tb',
])('a folder can not be called "%s"', async (name) => {
  const { simulator } = driveSimulator();
  const { status, json } = await post(simulator, '/me/drive/root/children', { name, folder: {} });
  expect([status, json.error.code]).toEqual([400, 'invalidRequest']);
});

test('# and % and + may be in names, and forms below the root', async () => {
  const { simulator } = driveSimulator();
  const make = (path: string, name: string) => post(simulator, path, { name, folder: {} });
  expect((await make('/me/drive/root/children', '100% #1 + 2')).status).toBe(201);
  expect((await make('/me/drive/root:/100%25%20%231%20%2B%202:/children', 'forms')).status).toBe(
    201,
  );
});

test('a path may have 400 characters with the library’s part', async () => {
  const { simulator } = driveSimulator();
  const library = 'personal/pat_example_com/Documents/'.length;
  const make = (length: number) =>
    post(simulator, '/me/drive/root/children', { name: 'x'.repeat(length), folder: {} });

  const longest = await make(400 - library);
  const longer = await make(401 - library);

  expect(longest.status).toBe(201);
  expect([longer.status, longer.json.error.code]).toEqual([400, 'pathIsTooLong']);
});

test('PATCH renames, moves, describes and dates', async () => {
  const { simulator, control } = driveSimulator();
  const { id } = control.put('a.txt', 'x');
  const folder = control.folder('f');
  const path = `/me/drive/items/${id}`;

  const { status, json } = await patch(simulator, path, {
    name: 'b.txt',
    description: 'mine',
    parentReference: { id: folder.id },
    fileSystemInfo: { lastModifiedDateTime: '2001-01-01T00:00:00Z' },
  });

  expect(status).toBe(200);
  expect(json).toMatchObject({ id, name: 'b.txt', description: 'mine' });
  expect(json.fileSystemInfo.lastModifiedDateTime).toBe('2001-01-01T00:00:00Z');
  expect(control.item('f/b.txt').id).toBe(id);
});

test('new dates alone make another version at work, which counts; not at home', async () => {
  for (const [flavour, versions] of [
    ['work', 2],
    ['personal', 1],
  ] as const) {
    const { simulator, control } = driveSimulator({ flavour });
    control.put('a.txt', 'xyz');
    const before = control.item('a.txt').cTag;
    await patch(simulator, '/me/drive/root:/a.txt', {
      fileSystemInfo: { lastModifiedDateTime: '2001-01-01T00:00:00Z' },
    });

    const quota = (await ask(simulator, '/me/drive')).json.quota;
    expect(control.item('a.txt').versions).toHaveLength(versions);
    expect(quota.used).toBe(versions * 3);
    expect(control.item('a.txt').cTag).toBe(before);
  }
});

test('a move into itself, a taken name and a wrong eTag are refused', async () => {
  const { simulator, control } = driveSimulator();
  control.put('f/g/a.txt', 'x');
  control.put('b.txt', 'x');
  const inner = control.item('f/g').id;

  const itself = await patch(simulator, '/me/drive/root:/f', { parentReference: { id: inner } });
  const taken = await patch(simulator, '/me/drive/root:/b.txt', { name: 'F' });
  const stale = await patch(
    simulator,
    '/me/drive/root:/b.txt',
    { name: 'c' },
    { 'if-match': '"x"' },
  );

  expect([itself.status, taken.status, stale.status]).toEqual([400, 409, 412]);
});

test('eTag changes with everything, cTag with the contents', async () => {
  const { simulator, control } = driveSimulator();
  const item = control.put('a.txt', 'x');
  const first = [item.eTag, item.cTag];
  await patch(simulator, '/me/drive/root:/a.txt', { name: 'b.txt' });
  const renamed = [item.eTag, item.cTag];
  control.put('b.txt', 'y');

  expect(renamed[0]).not.toBe(first[0]);
  expect(renamed[1]).toBe(first[1]);
  expect(item.cTag).not.toBe(first[1]);
});

test('what happens in a folder changes its dates', async () => {
  const { control, clock } = driveSimulator();
  const folder = control.folder('f', { modifiedAt: 0 });
  clock.advance(1000);
  control.put('f/a.txt', 'x');
  expect(folder.dates.modifiedAt).toBe(clock.now());
});

test('DELETE goes to the recycle bin, which still takes room', async () => {
  const { simulator, control } = driveSimulator();
  control.put('f/a.txt', 'hello');

  const { status } = await ask(simulator, '/me/drive/root:/f', { method: 'DELETE' });
  const { quota } = (await ask(simulator, '/me/drive')).json;

  expect(status).toBe(204);
  expect([quota.used, quota.deleted]).toEqual([0, 5]);
  expect((await ask(simulator, '/me/drive/root:/f/a.txt')).status).toBe(404);
  control.emptyBin();
  expect((await ask(simulator, '/me/drive')).json.quota.deleted).toBe(0);
});

test('the root and checked-out files stay as they are', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a.txt', 'x');
  control.breakItem('a.txt', 'locked');
  const path = '/me/drive/root:/a.txt';

  expect((await ask(simulator, '/me/drive/root', { method: 'DELETE' })).status).toBe(403);
  expect((await ask(simulator, path, { method: 'DELETE' })).status).toBe(423);
  expect((await patch(simulator, path, { name: 'b' })).status).toBe(423);
  expect((await ask(simulator, `${path}:/content`, { method: 'PUT', body: 'y' })).status).toBe(423);
});

test('only a personal drive restores from its bin, with the widest permission', async () => {
  const all = { method: 'POST', scopes: ['Files.ReadWrite.All'] };
  const home = driveSimulator({ flavour: 'personal' });
  home.control.put('f/a.txt', 'x');
  const { id } = home.control.delete('f');
  const path = `/me/drive/items/${id}/restore`;

  const shown = await ask(home.simulator, `/me/drive/items/${id}?includeDeletedItems=true`);
  expect(shown.json.deleted).toEqual({ state: 'deleted' });
  expect((await ask(home.simulator, path, { method: 'POST' })).status).toBe(403);
  const restored = await ask(home.simulator, path, { ...all, body: { name: 'back' } });
  expect([restored.status, restored.json.id, restored.json.name]).toEqual([200, id, 'back']);
  expect(home.control.item('back/a.txt').size).toBe(1);
  expect((await ask(home.simulator, path, all)).status).toBe(404);

  const work = driveSimulator();
  work.control.put('a.txt', 'x');
  const gone = work.control.delete('a.txt');
  const there = `/me/drive/items/${gone.id}`;
  expect((await ask(work.simulator, `${there}/restore`, all)).status).toBe(403);
  expect((await ask(work.simulator, `${there}?includeDeletedItems=true`)).status).toBe(404);
});

test('permanentDelete leaves nothing in the bin', async () => {
  const { simulator, control } = driveSimulator({ flavour: 'personal' });
  control.put('a.txt', 'hello');
  const { status } = await post(simulator, '/me/drive/root:/a.txt:/permanentDelete');
  expect(status).toBe(204);
  expect(simulator.drive.drive.bin.size).toBe(0);
  expect((await ask(simulator, '/me/drive')).json.quota).toMatchObject({ used: 0, deleted: 0 });
});
