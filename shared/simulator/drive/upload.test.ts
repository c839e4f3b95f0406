import { expect, test } from 'vitest';
import { bytesContent, generatedContent, hashOf } from './file-content.ts';
import {
  ask,
  driveSimulator,
  fetchFile,
  post,
  putFragment,
  text,
  uploadAll,
} from './test-client.ts';

const FRAGMENT = 327_680;
const MINUTE_MS = 60_000;
const bytesOf = async (seed: number, size: number) => generatedContent(seed, size).read(0, size);

async function session(
  simulator: Parameters<typeof ask>[0],
  path = '/me/drive/root:/a.bin:',
  item = {},
) {
  const { json } = await post(simulator, `${path}/createUploadSession`, { item });
  return String(json.uploadUrl);
}

test('a session takes fragments in order and keeps dates', async () => {
  const { simulator, control } = driveSimulator();
  const bytes = await bytesOf(1, FRAGMENT * 2 + 11);
  const fileSystemInfo = {
    createdDateTime: '2019-01-02T03:04:05.678Z',
    lastModifiedDateTime: '2020-01-02T03:04:05Z',
  };

  const made = await uploadAll(simulator, '/me/drive/root:/a.bin:', bytes, { fileSystemInfo });

  expect(made.status).toBe(201);
  expect(made.json.fileSystemInfo).toEqual({
    createdDateTime: '2019-01-02T03:04:05Z',
    lastModifiedDateTime: '2020-01-02T03:04:05Z',
  });
  const item = control.item('a.bin');
  expect([item.id, item.versions.length]).toEqual([made.json.id, 1]);
  const hashes = [item.current!.content, bytesContent(bytes)].map((each) => hashOf(each, 'sha256'));
  expect(new Set(await Promise.all(hashes)).size).toBe(1);
  expect(simulator.drive.uploads.open).toBe(0);
});

test('the address is on another host, and tells what is expected next', async () => {
  const { simulator } = driveSimulator();
  const url = await session(simulator);
  const first = await putFragment(
    simulator,
    url,
    new Uint8Array(FRAGMENT),
    `bytes 0-${FRAGMENT - 1}/1000000`,
  );
  const state = await fetchFile(simulator, url);

  expect(url).toMatch(
    /^https:\/\/example-my\.sharepoint\.com\/.*\/uploadSession\?guid=%27.*tempauth=v1\./,
  );
  expect(url).toContain('overwrite=False&rename=False');
  expect([first.status, first.json.nextExpectedRanges]).toEqual([202, [`${FRAGMENT}-`]]);
  expect([state.status, state.json.nextExpectedRanges]).toEqual([200, [`${FRAGMENT}-`]]);
});

test.each([
  [
    'a length that is no multiple of 320 KiB',
    'bytes 0-99/1000',
    100,
    400,
    'fragmentLengthMismatch',
  ],
  ['a total that is not known', 'bytes 0-327679/*', FRAGMENT, 400, undefined],
  ['a range that is not the body', 'bytes 0-99/1000000', FRAGMENT, 400, 'fragmentLengthMismatch'],
  ['a fragment too early', 'bytes 327680-655359/1000000', FRAGMENT, 400, 'fragmentOutOfOrder'],
])('%s is refused', async (_name, range, size, status, inner) => {
  const { simulator } = driveSimulator();
  const { json, status: answered } = await putFragment(
    simulator,
    await session(simulator),
    new Uint8Array(size),
    range,
  );
  expect([answered, json.error.innerError?.code]).toEqual([status, inner]);
});

test('a range that is there already is 416, another total 400', async () => {
  const { simulator } = driveSimulator();
  const url = await session(simulator);
  const range = `bytes 0-${FRAGMENT - 1}/1000000`;
  await putFragment(simulator, url, new Uint8Array(FRAGMENT), range);

  const again = await putFragment(simulator, url, new Uint8Array(FRAGMENT), range);
  const other = await putFragment(
    simulator,
    url,
    new Uint8Array(FRAGMENT),
    `bytes ${FRAGMENT}-${2 * FRAGMENT - 1}/2000000`,
  );

  expect([again.status, again.json.error.innerError.code]).toEqual([416, 'fragmentOverlap']);
  expect(other.status).toBe(400);
});

test('a fragment of more than 60 MiB is refused, and a token too', async () => {
  const { simulator } = driveSimulator();
  const url = await session(simulator);
  const most = 192 * FRAGMENT;
  const large = new Uint8Array(most + FRAGMENT);

  const refused = await putFragment(simulator, url, large, `bytes 0-${large.length - 1}/100000000`);
  const taken = await putFragment(
    simulator,
    url,
    large.slice(0, most),
    `bytes 0-${most - 1}/100000000`,
  );
  const token = await fetchFile(simulator, url, { headers: { authorization: 'Bearer x' } });

  expect([refused.status, taken.status, token.status]).toEqual([413, 202, 401]);
});

test('a session ends 15 minutes after its last fragment, its address after a day', async () => {
  const { simulator, clock } = driveSimulator();
  const url = await session(simulator);
  clock.advance(14 * MINUTE_MS);
  await putFragment(simulator, url, new Uint8Array(FRAGMENT), `bytes 0-${FRAGMENT - 1}/1000000`);
  clock.advance(14 * MINUTE_MS);

  expect((await fetchFile(simulator, url)).status).toBe(200);
  clock.advance(2 * MINUTE_MS);
  const gone = await fetchFile(simulator, url);
  expect([gone.status, gone.json.error.innerError.code]).toEqual([404, 'uploadSessionNotFound']);
  clock.advance(24 * 60 * MINUTE_MS);
  expect((await fetchFile(simulator, url)).status).toBe(403);
});

test('DELETE cancels, and nothing is left', async () => {
  const { simulator, control } = driveSimulator();
  const url = await session(simulator);
  await putFragment(simulator, url, new Uint8Array(FRAGMENT), `bytes 0-${FRAGMENT - 1}/1000000`);

  expect((await fetchFile(simulator, url, { method: 'DELETE' })).status).toBe(204);
  expect((await fetchFile(simulator, url)).status).toBe(404);
  expect([...control.files()]).toEqual([]);
});

test.each([
  ['fail', 409, ['a.bin'], 1],
  ['replace', 200, ['a.bin'], 2],
  ['rename', 201, ['a 1.bin', 'a.bin'], 1],
] as const)(
  'a name that is taken: %s is answered with %i',
  async (conflict, status, names, versions) => {
    const { simulator, control } = driveSimulator();
    control.put('a.bin', 'old');
    const item = { '@microsoft.graph.conflictBehavior': conflict };

    const answer = await uploadAll(simulator, '/me/drive/root:/a.bin:', new Uint8Array(10), item);

    expect(answer.status).toBe(status);
    const paths = [...control.files()].map(({ path }) => path).sort();
    expect([paths, control.item('a.bin').versions.length]).toEqual([[...names], versions]);
  },
);

test('a name that was taken meanwhile is 409 at the last fragment, and can be given another', async () => {
  const { simulator, control } = driveSimulator();
  const url = await session(simulator);
  control.put('a.bin', 'faster');

  const last = await putFragment(simulator, url, new Uint8Array(10), 'bytes 0-9/10');
  const body = {
    name: 'a.bin',
    '@microsoft.graph.conflictBehavior': 'rename',
    '@microsoft.graph.sourceUrl': url,
  };
  const kept = await ask(simulator, '/me/drive/root:/a.bin', { method: 'PUT', body });

  expect([last.status, last.json.error.code]).toEqual([409, 'nameAlreadyExists']);
  expect([kept.status, kept.json.name, kept.json.size]).toEqual([201, 'a 1.bin', 10]);
});

test('If-Match holds at the beginning and at the end', async () => {
  const { simulator, control } = driveSimulator();
  const { id, eTag } = control.put('a.bin', 'old');
  const create = (match: string) =>
    ask(simulator, `/me/drive/items/${id}/createUploadSession`, {
      method: 'POST',
      headers: { 'if-match': match },
    });

  const wrong = await create('"{0},9"');
  const { json } = await create(eTag);
  control.put('a.bin', 'changed meanwhile');
  const last = await putFragment(simulator, json.uploadUrl, new Uint8Array(10), 'bytes 0-9/10');

  expect([wrong.status, last.status]).toEqual([412, 412]);
});

test('a deferred upload is there only after it is completed', async () => {
  const { simulator, control } = driveSimulator();
  const { json } = await post(simulator, '/me/drive/root:/a.bin:/createUploadSession', {
    item: {},
    deferCommit: true,
  });

  const last = await putFragment(simulator, json.uploadUrl, new Uint8Array(10), 'bytes 0-9/10');
  expect([last.status, last.json.nextExpectedRanges, [...control.files()].length]).toEqual([
    202,
    [],
    0,
  ]);
  const done = await fetchFile(simulator, json.uploadUrl, { method: 'POST' });
  expect([done.status, control.item('a.bin').size]).toEqual([201, 10]);
});

test('a simple upload creates, replaces, and keeps to the wanted conflict', async () => {
  const { simulator, control } = driveSimulator();
  const put = (query = '') =>
    ask(simulator, `/me/drive/root:/a.txt:/content${query}`, {
      method: 'PUT',
      body: 'new',
      headers: { 'content-type': 'text/plain' },
    });
  const conflict = (name: string) => `?@microsoft.graph.conflictBehavior=${name}`;

  expect((await put()).status).toBe(201);
  expect((await put()).status).toBe(200);
  expect((await put(conflict('fail'))).status).toBe(409);
  expect((await put(conflict('rename'))).json.name).toBe('a 1.txt');
  expect(control.item('a.txt').versions).toHaveLength(2);
  simulator.drive.troubles.quirks.failOverlooksMs = 5000;
  expect((await put(conflict('fail'))).status).toBe(200);
  expect(control.item('a.txt').versions).toHaveLength(3);
});

test('a simple upload takes an empty file, and 250 MB at most', async () => {
  const { simulator, control } = driveSimulator();
  const put = (name: string, body: Uint8Array<ArrayBuffer>) => {
    const headers = { authorization: `Bearer ${simulator.token(['Files.ReadWrite'])}` };
    const url = `https://graph.microsoft.com/v1.0/me/drive/root/children/${name}/content`;
    return simulator.fetch(new Request(url, { method: 'PUT', headers, body }));
  };

  expect((await put('empty', new Uint8Array(0))).status).toBe(201);
  expect(control.item('empty').size).toBe(0);
  expect((await put('large', new Uint8Array(250 * 1024 * 1024 + 1))).status).toBe(413);
});

test('a folder that is missing is not made by an upload', async () => {
  const { simulator } = driveSimulator();
  const answer = await uploadAll(simulator, '/me/drive/root:/none/a.bin:', new Uint8Array(10));
  expect(answer.status).toBe(404);
});

test.each([
  ['stored', true],
  ['served', false],
] as const)('SharePoint writes into documents: %s', async (rewriting, isToldSo) => {
  const { simulator, control } = driveSimulator({ rewriting });
  const page = new TextEncoder().encode('<html><body>hello</body></html>');
  const plain = await uploadAll(simulator, '/me/drive/root:/a.txt:', page);
  const made = await uploadAll(simulator, '/me/drive/root:/a.html:', page);

  const item = await ask(simulator, `/me/drive/items/${made.json.id}`);
  const got = await fetchFile(simulator, item.json['@microsoft.graph.downloadUrl']);

  expect(plain.json.size).toBe(page.length);
  expect(made.json.size > page.length).toBe(isToldSo);
  expect(text(got)).toContain('<body>hello</body></html><!-- SharePoint');
  expect(item.json.size === got.bytes.length).toBe(isToldSo);
  expect(control.item('a.html').versions).toHaveLength(1);
});

test('a zip that SharePoint wrote into is still a zip', async () => {
  const { simulator, control } = driveSimulator({ rewriting: 'stored' });
  const end = new Uint8Array(30);
  end.set([0x50, 0x4b, 5, 6], 8);
  const made = await uploadAll(simulator, '/me/drive/root:/a.docx:', end);
  const stored = await control.item('a.docx').current!.content.read(0, made.json.size);

  const comment = new DataView(stored.buffer).getUint16(28, true);
  expect(stored.length).toBe(30 + comment);
  expect(comment).toBeGreaterThan(0);
});

test('a full drive is 507: when the size is told, at a fragment, and at a simple upload', async () => {
  const { simulator, control } = driveSimulator();
  control.fillQuota(5);
  const path = '/me/drive/root:/a.bin:';

  const told = await post(simulator, `${path}/createUploadSession`, { item: { fileSize: 10 } });
  const sent = await uploadAll(simulator, path, new Uint8Array(10));
  const simple = await ask(simulator, `${path}/content`, { method: 'PUT', body: 'too long' });
  const fits = await ask(simulator, `${path}/content`, { method: 'PUT', body: 'fits' });
  const drive = await ask(simulator, '/me/drive');

  expect([told.status, sent.status, simple.status, fits.status]).toEqual([507, 507, 507, 201]);
  expect(told.json.error.code).toBe('quotaLimitReached');
  expect(drive.json.quota.state).toBe('critical');
});
