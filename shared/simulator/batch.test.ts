import { expect, test } from 'vitest';
import { createSimulator } from './simulator.ts';
import { ask } from './test-client.ts';

const batch = (simulator: ReturnType<typeof createSimulator>, requests: unknown[]) =>
  ask(simulator, '/$batch', { method: 'POST', body: { requests } });
// biome-ignore lint/suspicious/noExplicitAny: see Asked
const byId = (json: any): Map<string, any> =>
  // biome-ignore lint/suspicious/noExplicitAny: see Asked
  new Map(json.responses.map((response: any) => [response.id, response]));

test('each part is answered as a request of its own, in another order', async () => {
  const simulator = createSimulator();
  simulator.control.deliver({ subject: 'in' });

  const { json, status } = await batch(simulator, [
    { id: '1', method: 'GET', url: '/me/mailFolders/inbox' },
    { id: '2', method: 'GET', url: '/me/messages/garbage' },
    { id: '3', method: 'GET', url: '/me/mailFolders/inbox/messages?$select=subject' },
  ]);

  const answers = byId(json);
  expect(status).toBe(200);
  expect(json.responses.map(({ id }: { id: string }) => id)).not.toEqual(['1', '2', '3']);
  expect(['1', '2', '3'].map((id) => answers.get(id)?.status)).toEqual([200, 400, 200]);
  expect(answers.get('3')?.body).toMatchObject({ value: [{ subject: 'in' }] });
});

test('parts prefer ids for themselves', async () => {
  const simulator = createSimulator();
  const message = simulator.control.deliver({});
  const url = '/me/mailFolders/inbox/messages?$select=id';

  const { json } = await batch(simulator, [
    { id: '1', method: 'GET', url },
    { id: '2', method: 'GET', url, headers: { Prefer: 'IdType="ImmutableId"' } },
  ]);

  const id = (part: string) => byId(json).get(part).body.value[0].id;
  expect(id('1')).toBe(simulator.mailbox.idOf(message, false));
  expect(id('2')).toBe(simulator.mailbox.idOf(message, true));
});

test('what depends on a failed part is not tried', async () => {
  const { json } = await batch(createSimulator(), [
    { id: '1', method: 'GET', url: '/me/messages/garbage' },
    { id: '2', method: 'GET', url: '/me/mailFolders/inbox', dependsOn: ['1'] },
  ]);

  expect(byId(json).get('2')?.status).toBe(424);
});

test('each part counts against the limits', async () => {
  const simulator = createSimulator({ limitValues: { requests: 2 } });
  const part = (id: string) => ({ id, method: 'GET', url: '/me/mailFolders/inbox' });

  const { json } = await batch(simulator, [part('1'), part('2'), part('3')]);

  const refused = byId(json).get('3');
  expect(refused.status).toBe(429);
  expect(Number(refused.headers['Retry-After'])).toBeGreaterThan(0);
});

test('bytes come as base64', async () => {
  const simulator = createSimulator();
  const id = simulator.mailbox.idOf(simulator.control.deliver({ subject: 'x' }), true);

  const { json } = await batch(simulator, [
    { id: '1', method: 'GET', url: `/me/messages/${id}/$value` },
  ]);

  const text = Buffer.from(String(byId(json).get('1')?.body), 'base64url').toString();
  expect(text).toContain('Subject: x');
});

test.each([
  ['no requests', []],
  [
    '21 requests',
    Array.from({ length: 21 }, (_, at) => ({ id: `${at}`, method: 'GET', url: '/me' })),
  ],
  [
    'an id twice',
    [
      { id: '1', method: 'GET', url: '/me' },
      { id: '1', method: 'GET', url: '/me' },
    ],
  ],
  ['a whole address', [{ id: '1', method: 'GET', url: 'https://graph.microsoft.com/v1.0/me' }]],
  ['a body without its type', [{ id: '1', method: 'POST', url: '/me/messages', body: {} }]],
  ['a batch in a batch', [{ id: '1', method: 'POST', url: '/$batch' }]],
])('%s is malformed', async (_what, requests) => {
  const { status } = await batch(createSimulator(), requests);

  expect(status).toBe(400);
});
