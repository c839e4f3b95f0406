import { expect, test } from 'vitest';
import { generatedContent } from './file-content.ts';
import { ask, driveSimulator, fetchFile, text } from './test-client.ts';

const HOUR_MS = 60 * 60 * 1000;

async function urlOf({ simulator }: ReturnType<typeof driveSimulator>, path: string) {
  const { json } = await ask(
    simulator,
    `/me/drive/root:/${path}?$select=id,@microsoft.graph.downloadUrl`,
  );
  return String(json['@microsoft.graph.downloadUrl']);
}

test.each([
  ['work', 'https://example-my.sharepoint.com/personal/pat_example_com/_layouts/15/download.aspx?'],
  ['personal', 'https://my.microsoftpersonalcontent.com/personal/'],
] as const)('contents of a %s drive are on another host', async (flavour, start) => {
  const world = driveSimulator({ flavour });
  world.control.put('a.txt', 'hello');

  const url = await urlOf(world, 'a.txt');
  const answer = await fetchFile(world.simulator, url);

  expect(url.startsWith(start)).toBe(true);
  expect(text(answer)).toBe('hello');
  expect(answer.headers.get('etag')).toMatch(/^"\{[0-9A-F-]+\},1"$/);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('access-control-expose-headers')).toBeNull();
});

test('/content redirects there, or says that nothing changed', async () => {
  const { simulator, control } = driveSimulator();
  const { eTag } = control.put('a.txt', 'hello');
  const path = '/me/drive/root:/a.txt:/content';

  const moved = await ask(simulator, path);
  const same = await ask(simulator, path, { headers: { 'if-none-match': eTag } });

  expect(moved.status).toBe(302);
  expect(moved.headers.get('access-control-allow-origin')).toBeNull();
  expect(text(await fetchFile(simulator, moved.headers.get('location')!))).toBe('hello');
  expect(same.status).toBe(304);
});

test('a token is refused there, and a page may send no header but two', async () => {
  const world = driveSimulator();
  world.control.put('a.txt', 'x');
  const url = await urlOf(world, 'a.txt');

  const withToken = await fetchFile(world.simulator, url, {
    headers: { authorization: 'Bearer x' },
  });
  const preflight = await fetchFile(world.simulator, url, { method: 'OPTIONS' });

  expect(withToken.status).toBe(401);
  expect(preflight.headers.get('access-control-allow-headers')).toBe('Content-Range, Content-Type');
});

test('an address ends after an hour, when it was changed, and when all are made to end', async () => {
  const world = driveSimulator();
  const { simulator, control, clock } = world;
  control.put('a.txt', 'x');
  const url = await urlOf(world, 'a.txt');

  const forged = url
    .replace(/UniqueId=[^&]+/, 'UniqueId=0')
    .replace(/tempauth=v1\.../, 'tempauth=v1.ab');
  expect((await fetchFile(simulator, forged)).status).toBe(401);
  clock.advance(HOUR_MS - 2000);
  expect((await fetchFile(simulator, url)).status).toBe(200);
  clock.advance(3000);
  expect((await fetchFile(simulator, url)).status).toBe(401);
  const fresh = await urlOf(world, 'a.txt');
  control.expireUrls();
  expect((await fetchFile(simulator, fresh)).status).toBe(401);
});

test.each([
  ['bytes=0-4', 206, 'bytes 0-4/26', 'abcde'],
  ['bytes=20-', 206, 'bytes 20-25/26', 'uvwxyz'],
  ['bytes=20-99', 206, 'bytes 20-25/26', 'uvwxyz'],
  ['bytes=-3', 206, 'bytes 23-25/26', 'xyz'],
  ['bytes=0-1,5-6', 200, null, 'abcdefghijklmnopqrstuvwxyz'],
  ['bytes=26-', 416, 'bytes */26', null],
])('Range %s is answered with %i', async (range, status, contentRange, body) => {
  const world = driveSimulator();
  world.control.put('a.txt', 'abcdefghijklmnopqrstuvwxyz');

  const answer = await fetchFile(world.simulator, await urlOf(world, 'a.txt'), {
    headers: { range },
  });

  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-range')).toBe(contentRange);
  if (body !== null) expect(text(answer)).toBe(body);
});

test('ranges can be ignored', async () => {
  const world = driveSimulator();
  world.control.put('a.txt', 'abc');
  world.simulator.drive.troubles.quirks.ignoresRanges = true;
  const headers = { range: 'bytes=1-' };

  const answer = await fetchFile(world.simulator, await urlOf(world, 'a.txt'), { headers });

  expect([answer.status, text(answer)]).toEqual([200, 'abc']);
});

test('a download is cut after so many bytes, so many times', async () => {
  const world = driveSimulator();
  const { simulator, control } = world;
  control.put('a.bin', generatedContent(1, 3_000_000));
  control.cutDownloads({ afterBytes: 1_500_000, times: 2 });
  const url = await urlOf(world, 'a.bin');

  for (let time = 0; time < 2; time += 1) {
    const { body } = await simulator.fetch(new Request(url));
    let received = 0;
    const reading = (async () => {
      for await (const piece of body!) received += piece.length;
    })();
    await expect(reading).rejects.toThrow('cut');
    expect(received).toBe(1_500_000);
  }
  expect((await fetchFile(simulator, url)).bytes.length).toBe(3_000_000);
});

test('files of many gigabytes take no room: any range of them is made when it is read', async () => {
  const world = driveSimulator();
  const size = 6 * 1024 ** 3;
  world.control.put('huge.bin', generatedContent(7, size));
  const url = await urlOf(world, 'huge.bin');
  const range = (first: number, last: number) =>
    fetchFile(world.simulator, url, { headers: { range: `bytes=${first}-${last}` } });

  const whole = await range(size - 3_000_000, size - 1);
  const part = await range(size - 1000, size - 1);

  expect(whole.bytes.length).toBe(3_000_000);
  expect(part.bytes).toEqual(whole.bytes.slice(-1000));
  expect(new Set(whole.bytes).size).toBe(256);
});

test('planned trouble reaches the file host', async () => {
  const world = driveSimulator();
  world.control.put('a.txt', 'x');
  const url = await urlOf(world, 'a.txt');
  world.simulator.troubles.plan({ path: 'download.aspx', status: 429, retryAfterSeconds: 7 });

  const refused = await fetchFile(world.simulator, url);

  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
  expect((await fetchFile(world.simulator, url)).status).toBe(200);
});

test('malware and unavailable files are refused, empty ones can be missing', async () => {
  const world = driveSimulator();
  const { simulator, control } = world;
  for (const name of ['virus.exe', 'away.txt']) control.put(name, 'x');
  control.put('empty.txt', '');
  control.flagMalware('virus.exe');
  control.breakItem('away.txt', 'unavailable');
  simulator.drive.troubles.quirks.emptyFilesAreMissing = true;

  const virus = await fetchFile(simulator, await urlOf(world, 'virus.exe'));
  const away = await fetchFile(simulator, await urlOf(world, 'away.txt'));
  const empty = await fetchFile(simulator, await urlOf(world, 'empty.txt'));
  const item = await ask(simulator, '/me/drive/root:/virus.exe');

  expect([virus.status, virus.json.error.code]).toEqual([403, 'malwareDetected']);
  expect(virus.headers.get('x-virus-infected')).toBe('Simulated.Threat');
  expect(item.json.malware).toBeDefined();
  expect(away.status).toBe(503);
  expect(empty.status).toBe(404);
});

test('pictures have thumbnails on the file host, other files have none', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a.png', 'picture');
  control.put('a.txt', 'x');

  const { json } = await ask(simulator, '/me/drive/root:/a.png:/thumbnails');
  const none = await ask(simulator, '/me/drive/root:/a.txt:/thumbnails');
  const [{ large, small }] = json.value;
  const image = await fetchFile(simulator, large.url);
  const content = await ask(simulator, '/me/drive/root:/a.png:/thumbnails/0/small/content');

  expect(small).toMatchObject({ width: 96, height: 72 });
  expect([image.headers.get('content-type'), text(image)]).toEqual(['image/png', 'picture']);
  expect(content.status).toBe(302);
  expect(none.json.value).toEqual([]);
});
