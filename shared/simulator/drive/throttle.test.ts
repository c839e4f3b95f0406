import { expect, test } from 'vitest';
import { ask, driveSimulator, fetchFile } from './test-client.ts';

test.each([
  ['GET', '/me/drive/root:/a.txt', 1],
  ['GET', '/me/drive/root/children', 2],
  ['GET', '/me/drive/root/delta', 2],
  ['GET', '/me/drive/root/delta?token=latest', 1],
  ['GET', '/me/drive/root:/a.txt:/permissions', 5],
  ['GET', '/me/drive/root:/a.txt?$expand=permissions', 5],
  ['GET', '/me/drive/root:/a.txt:/versions', 2],
  ['DELETE', '/me/drive/root:/a.txt', 2],
])('%s %s costs %i units', async (method, path, units) => {
  const { simulator, control } = driveSimulator();
  control.put('a.txt', 'x');
  await ask(simulator, path, { method });
  expect(simulator.drive.throttle.units).toBe(units);
});

test('a download costs one unit', async () => {
  const { simulator, control } = driveSimulator();
  control.put('a.txt', 'x');
  const { headers } = await ask(simulator, '/me/drive/root:/a.txt:/content');
  await fetchFile(simulator, headers.get('location')!);
  expect(simulator.drive.throttle.units).toBe(2);
});

test('beyond the minute’s units requests are refused until it is over, and they still count', async () => {
  const limitValues = { unitsPerMinute: 10 };
  const { simulator, clock } = driveSimulator({ limitValues }, { limits: true });
  const list = () => ask(simulator, '/me/drive/root/children');

  const told: (string | null)[] = [];
  for (let at = 0; at < 5; at += 1) told.push((await list()).headers.get('ratelimit-remaining'));
  const refused = await list();

  expect(told).toEqual([null, null, null, '2', '0']);
  expect([refused.status, refused.json.error.code]).toEqual([429, 'activityLimitReached']);
  expect(Number(refused.headers.get('retry-after'))).toBe(60);
  clock.advance(61_000);
  expect((await list()).status).toBe(200);
  expect(simulator.report().refused).toBe(1);
});

test('a person may make 3,000 requests in five minutes, in a batch too', async () => {
  const limitValues = { requests: 25, unitsPerMinute: 1000 };
  const { simulator } = driveSimulator({ limitValues }, { limits: true });
  const requests = Array.from({ length: 20 }, (_, at) => ({
    id: String(at),
    method: 'GET',
    url: '/me/drive',
  }));
  const batch = () => ask(simulator, '/$batch', { method: 'POST', body: { requests } });

  const first = await batch();
  const second = await batch();

  const statuses = (json: { responses: { status: number }[] }) =>
    json.responses.filter(({ status }) => status === 429).length;
  expect([statuses(first.json), statuses(second.json)]).toEqual([0, 15]);
});

test('mail’s limits do not hold for files', async () => {
  const { simulator } = driveSimulator({}, { limits: true, limitValues: { requests: 1 } });
  const answers = [];
  for (let at = 0; at < 5; at += 1) answers.push((await ask(simulator, '/me/drive')).status);
  expect(answers).toEqual([200, 200, 200, 200, 200]);
});
