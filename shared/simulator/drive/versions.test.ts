import { expect, test } from 'vitest';
import { ask, driveSimulator, fetchFile, post, text } from './test-client.ts';

const PATH = '/me/drive/root:/a.txt:/versions';

function world(flavour: 'work' | 'personal' = 'work') {
  const made = driveSimulator({ flavour });
  for (const content of ['one', 'second', 'third!']) {
    made.control.put('a.txt', content);
    made.clock.advance(1000);
  }
  return made;
}

test('versions come newest first, each with the address of its contents', async () => {
  const { simulator } = world();
  const { json } = await ask(simulator, PATH);

  const contents: string[] = [];
  for (const version of json.value) {
    contents.push(text(await fetchFile(simulator, version['@microsoft.graph.downloadUrl'])));
  }
  expect(json.value.map(({ id, size }: { id: string; size: number }) => [id, size])).toEqual([
    ['3.0', 6],
    ['2.0', 6],
    ['1.0', 3],
  ]);
  expect(contents).toEqual(['third!', 'second', 'one']);
  expect(json.value[2]['@microsoft.graph.downloadUrl']).toContain('/versions/1.0/streamContent?');
  expect(json.value[0].file).toBeUndefined();
});

test('addresses can be missing; then contents are redirected, but for the present version', async () => {
  const { simulator } = world();
  simulator.drive.troubles.quirks.versionsWithoutUrls = true;

  const { json } = await ask(simulator, PATH);
  const older = await ask(simulator, `${PATH}/2.0/content`);
  const present = await ask(simulator, `${PATH}/3.0/content`);

  expect(json.value[0]['@microsoft.graph.downloadUrl']).toBeUndefined();
  expect(older.status).toBe(302);
  expect(text(await fetchFile(simulator, older.headers.get('location')!))).toBe('second');
  expect([present.status, present.json.error.message]).toEqual([
    400,
    'You cannot get the content of the current version.',
  ]);
});

test('in a batch the address comes as a header of the part', async () => {
  const { simulator } = world();
  const { json } = await post(simulator, '/$batch', {
    requests: [{ id: '1', method: 'GET', url: '/me/drive/root:/a.txt:/versions/1.0/content' }],
  });
  const [part] = json.responses;
  expect(part.status).toBe(302);
  expect(text(await fetchFile(simulator, part.headers.Location))).toBe('one');
});

test('restoring makes a new version with the old contents', async () => {
  const { simulator, control } = world();
  const { status } = await post(simulator, `${PATH}/1.0/restoreVersion`);
  const { json } = await ask(simulator, `${PATH}/current`);
  const item = control.item('a.txt');

  expect(status).toBe(204);
  expect([json.id, json.size]).toEqual(['4.0', 3]);
  expect(await item.current!.content.read(0, 3)).toEqual(new TextEncoder().encode('one'));
  expect((await ask(simulator, `${PATH}/9.0`)).status).toBe(404);
});

test('a personal drive keeps 25 versions, and they do not count', async () => {
  const { simulator, control } = world('personal');
  for (let at = 0; at < 40; at += 1) control.put('a.txt', 'again');

  const { json } = await ask(simulator, PATH);

  expect(json.value).toHaveLength(25);
  expect((await ask(simulator, '/me/drive')).json.quota.used).toBe(5);
});
