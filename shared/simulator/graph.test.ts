import { expect, test } from 'vitest';
import { createSimulator } from './simulator.ts';
import { ask, GRAPH, handClock } from './test-client.ts';

const INBOX = '/me/mailFolders/inbox';

test('requests above the limit of ten minutes wait until the window has room', async () => {
  const clock = handClock();
  const simulator = createSimulator({ clock, limitValues: { requests: 5 } });
  for (let at = 0; at < 5; at += 1) expect((await ask(simulator, INBOX)).status).toBe(200);
  clock.advance(60_000);

  const refused = await ask(simulator, INBOX);
  clock.advance(Number(refused.headers.get('retry-after')) * 1000);

  expect([refused.status, refused.json.error.code]).toEqual([429, 'ApplicationThrottled']);
  expect(Number(refused.headers.get('retry-after'))).toBe(540);
  expect((await ask(simulator, INBOX)).status).toBe(200);
  expect(simulator.report().refused).toBe(1);
});

test('limits are counted for each app', async () => {
  const simulator = createSimulator({ limitValues: { requests: 1 } });
  const headers = (clientId: string) => ({
    authorization: `Bearer ${simulator.token(['Mail.Read'], { clientId })}`,
  });

  await ask(simulator, INBOX, { headers: headers('one') });

  expect((await ask(simulator, INBOX, { headers: headers('one') })).status).toBe(429);
  expect((await ask(simulator, INBOX, { headers: headers('two') })).status).toBe(200);
});

test('a fifth request at the same time is refused', async () => {
  let wake = () => {};
  const woken = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const clock = { now: () => 0, sleep: () => woken };
  const simulator = createSimulator({ clock, latencyMs: 10 });

  const running = Array.from({ length: 4 }, () => ask(simulator, INBOX));
  await new Promise((resolve) => setTimeout(resolve, 0));
  const fifth = await ask(simulator, INBOX);
  wake();

  expect(fifth.json.error.message).toContain('MailboxConcurrency');
  expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

test('uploaded bytes are limited', async () => {
  const simulator = createSimulator({ limitValues: { uploadBytes: 1000 } });
  const body = { subject: 'x'.repeat(600) };
  const post = () => ask(simulator, '/me/messages', { method: 'POST', body });

  expect((await post()).status).toBe(201);
  expect((await post()).json.error.message).toContain('IncomingBytes');
});

test('limits can be switched off', async () => {
  const simulator = createSimulator({ limits: false, limitValues: { requests: 1 } });

  await ask(simulator, INBOX);

  expect((await ask(simulator, INBOX)).status).toBe(200);
});

test('without a token, or with an old one, nothing is answered', async () => {
  const clock = handClock();
  const simulator = createSimulator({ clock });
  const token = simulator.token(['Mail.Read'], { lifetimeMs: 1000 });
  const headers = { authorization: `Bearer ${token}` };
  const none = await ask(simulator, INBOX, { headers: { authorization: '' } });
  const good = await ask(simulator, INBOX, { headers });
  clock.advance(1001);
  const old = await ask(simulator, INBOX, { headers });

  expect([none.status, good.status, old.status]).toEqual([401, 200, 401]);
  expect(old.json.error).toMatchObject({ code: 'InvalidAuthenticationToken' });
  expect(old.headers.get('www-authenticate')).toContain('Bearer');
});

test('errors and answers carry the ids Microsoft’s support asks for', async () => {
  const simulator = createSimulator();
  const headers = { 'client-request-id': '11111111-1111-1111-1111-111111111111' };

  const answer = await ask(simulator, '/me/messages/garbage', { headers });

  expect(answer.headers.get('client-request-id')).toBe(headers['client-request-id']);
  expect(answer.json.error.innerError).toMatchObject({
    'client-request-id': headers['client-request-id'],
    'request-id': answer.headers.get('request-id'),
  });
  expect(answer.json.error.innerError.date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
});

test('a page may send any header and reads those Graph exposes', async () => {
  const simulator = createSimulator();
  const preflight = await simulator.fetch(
    new Request(`${GRAPH}${INBOX}`, {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'authorization,prefer' },
    }),
  );
  const open = await ask(simulator, INBOX);
  simulator.graph.hideRetryAfter = true;
  const hidden = await ask(simulator, INBOX);

  expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,prefer');
  expect(open.headers.get('access-control-allow-origin')).toBe('*');
  expect(open.headers.get('access-control-expose-headers')).toContain('Retry-After');
  expect(hidden.headers.get('access-control-expose-headers')).not.toContain('Retry-After');
});

test('the next matching requests fail as planned', async () => {
  const simulator = createSimulator();
  simulator.troubles.plan({ path: '/inbox', times: 2, after: 1, status: 503, body: 'empty' });

  const statuses: number[] = [];
  for (let at = 0; at < 5; at += 1) statuses.push((await ask(simulator, INBOX)).status);

  expect(statuses).toEqual([200, 503, 503, 200, 200]);
});

test('a planned failure can be a gateway’s page or have a time to wait', async () => {
  const simulator = createSimulator();
  simulator.troubles.plan({ status: 502, body: 'html' });
  simulator.troubles.plan({ status: 429, retryAfterSeconds: 7 });

  const page = await ask(simulator, INBOX);
  const wait = await ask(simulator, INBOX);

  expect(page.headers.get('content-type')).toBe('text/html');
  expect([wait.status, wait.headers.get('retry-after')]).toEqual([429, '7']);
  expect(wait.json.error.code).toBe('ApplicationThrottled');
});

test('a connection can be cut in the middle of a body', async () => {
  const simulator = createSimulator();
  simulator.troubles.plan({ body: 'cut' });

  await expect(ask(simulator, INBOX)).rejects.toThrow('cut');
  expect((await ask(simulator, INBOX)).status).toBe(200);
});

test('failures by chance are the same for a seed', async () => {
  const run = async () => {
    const simulator = createSimulator();
    simulator.troubles.failAtRandom(4, 0.5);
    const statuses: number[] = [];
    for (let at = 0; at < 20; at += 1) statuses.push((await ask(simulator, INBOX)).status);
    return statuses;
  };

  const [first, second] = [await run(), await run()];

  expect(first).toEqual(second);
  expect(new Set(first).size).toBeGreaterThan(2);
});

test('single items fail in their own ways', async () => {
  const simulator = createSimulator();
  const path = (trouble: 'broken' | 'ghost' | 'no-mime' | 'no-attachments') => {
    const message = simulator.control.deliver({ subject: trouble });
    simulator.troubles.breakItem(message, trouble);
    return `/me/messages/${simulator.mailbox.idOf(message, true)}`;
  };
  const [broken, ghost, noMime, noAttachments] = [
    path('broken'),
    path('ghost'),
    path('no-mime'),
    path('no-attachments'),
  ];
  const code = async (at: string) => (await ask(simulator, at)).json?.error?.code;

  expect(await code(broken)).toBe('ErrorContentConversionFailed');
  expect(await code(ghost)).toBe('ErrorItemNotFound');
  expect(await code(`${noMime}/$value`)).toBe('ErrorMimeContentConversionFailed');
  expect(await code(noMime)).toBeUndefined();
  expect(await code(`${noAttachments}/attachments`)).toBe('ErrorCannotOpenFileAttachment');
  const list = await ask(simulator, `${INBOX}/messages/delta?$select=subject`);
  expect(list.json.value).toHaveLength(4);
});
