import { expect, test } from 'vitest';
import { VirtualClock } from '../lib/virtual-clock.ts';
import { asId } from '../model/ids.ts';
import type { RequestOptions } from './graph.ts';
import { serviceOfPath, unitsOf } from './limits.ts';
import type { ServiceStandstill } from './pace.ts';
import { createGraph } from './transport.ts';

const READ: RequestOptions = { scopes: ['Files.Read'], priority: 'page' };
const { signal } = new AbortController();

function opened(answer: (url: URL) => Response) {
  const clock = new VirtualClock(0);
  const told: ServiceStandstill[] = [];
  const graph = createGraph({
    account: asId('pat'),
    cloud: { name: 'custom', login: 'http://localhost:1', graph: 'http://localhost:1' },
    fetch: async (request) => answer(new URL(request.url)),
    clock,
    random: () => 0.5,
    tokens: { token: async () => 'token' },
    onStandstill: (standstill) => told.push(standstill),
  });
  return { clock, graph, told };
}

test.each([
  ['/me/drive/root/delta', 'sharepoint'],
  ['/me/drives', 'sharepoint'],
  ['/drives/b!x/items/01A', 'sharepoint'],
  ['https://graph.microsoft.com/v1.0/me/drive/root/delta?token=x', 'sharepoint'],
  ['https://graph.microsoft.com/v1.0/me/mailFolders/delta?$skiptoken=/me/drive', 'outlook'],
  ['/me/messages/drive', 'outlook'],
  ['/me/chats', 'outlook'],
] as const)('%s comes under the limits of %s', (path, service) => {
  expect(serviceOfPath(path)).toBe(service);
});

test.each([
  ['GET', '/me/drive/items/1', 1],
  ['GET', '/me/drive/root/delta', 2],
  ['GET', 'https://graph.microsoft.com/v1.0/me/drive/root/delta?token=x', 1],
  ['GET', "https://graph.microsoft.com/v1.0/me/drive/root/delta(token='x')", 1],
  ['GET', '/me/drive/items/1/children?$top=200', 2],
  ['GET', '/me/drive/items/1/versions', 2],
  ['GET', '/me/drive/items/1/permissions', 5],
  ['POST', '/me/drive/items/1:/a:/createUploadSession', 2],
  ['DELETE', '/me/drive/items/1', 2],
] as const)('%s %s is %i units', (method, path, units) => {
  expect(unitsOf(method, path)).toBe(units);
});

test('a drive that is told to wait does not make the mailbox wait, nor the other way round', async () => {
  const refused = new Set(['/v1.0/me/drive/root']);
  const { clock, graph, told } = opened(({ pathname }) => {
    if (!refused.delete(pathname)) return Response.json({ at: clock.now() });
    return new Response('{}', { status: 429, headers: { 'Retry-After': '90' } });
  });

  const [files, mail] = [graph.apart(), graph.apart()];
  const drive = files.read('/me/drive/root', READ, signal);
  await expect(mail.read('/me/messages', READ, signal)).resolves.toEqual({ at: 0 });
  await expect(mail.read('/me/messages/1', READ, signal)).resolves.toEqual({ at: 0 });

  expect(await drive).toEqual({ at: 90_000 });
  expect(told).toEqual([{ until: 90_000, by: 'server', from: 'write', service: 'sharepoint' }]);
  expect(mail.traffic).toMatchObject({ requests: 2, pauses: 0 });
  expect(files.traffic).toMatchObject({ requests: 2, pauses: 1, pausedMs: 90_000 });
  const later = graph.apart();
  await later.read('/me/drive/root', READ, signal);
  expect(later.traffic).toMatchObject({ requests: 1, pauses: 0, pausedMs: 0 });
});

test('a mailbox that has used up what is allowed leaves the drive as it was', async () => {
  const { clock, graph } = opened(() => Response.json({}));
  for (let count = 0; count < 9_500; count += 1) await graph.read('/me/messages', READ, signal);

  await graph.read('/me/drive/root', READ, signal);
  expect(clock.now()).toBe(0);
  await graph.read('/me/messages', READ, signal);
  expect(clock.now()).toBe(600_000);
});

test('the allowed rate of a drive is used and not overstepped', async () => {
  const { clock, graph } = opened(() => Response.json({}));
  for (let count = 0; count < 3_000; count += 1) await graph.read('/me/drive/root', READ, signal);

  // The first 2,830 took three minutes of 1,170 units each.
  expect(clock.now()).toBe(300_000);
});
