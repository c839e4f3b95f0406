import { expect, test } from 'vitest';
import { createSimulator, type Simulator } from './simulator.ts';
import { ask, handClock, round } from './test-client.ts';

const ORIGIN = 'http://127.0.0.1:1';

async function control(simulator: Simulator, method: string, path: string, body?: unknown) {
  const init: RequestInit = { method, headers: { 'content-type': 'application/json' } };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await simulator.fetch(new Request(`${ORIGIN}/simulator${path}`, init));
  return { status: response.status, json: await response.json() };
}

async function form(simulator: Simulator, fields: Record<string, string>) {
  const response = await simulator.fetch(
    new Request(`${ORIGIN}/simulator/do`, { method: 'POST', body: new URLSearchParams(fields) }),
  );
  const next = new URL(response.headers.get('location') ?? '', ORIGIN);
  return (await simulator.fetch(new Request(next))).text();
}

const roleOf = (simulator: Simulator, id: string) => simulator.mailbox.message(id).folder.role;

test('mail is delivered by description and as a file', async () => {
  const simulator = createSimulator();
  const described = await control(simulator, 'POST', '/deliver', {
    subject: 'hello',
    from: { name: 'A', address: 'a@example.org' },
    html: '<p>hi</p>',
    folder: 'archive',
    receivedDateTime: '2020-01-02T03:04:05Z',
    flag: { flagStatus: 'flagged' },
    attachments: [{ name: 'a.txt', contentType: 'text/plain', contentBytes: btoa('abc') }],
  });
  const file = await simulator.fetch(
    new Request(`${ORIGIN}/simulator/deliver?folder=inbox`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822' },
      body: 'Subject: from a file\r\n\r\nhi\r\n',
    }),
  );

  const { json } = await control(simulator, 'GET', '/messages?folder=archive');
  expect(json.messages).toMatchObject([
    {
      id: described.json.id,
      subject: 'hello',
      receivedDateTime: '2020-01-02T03:04:05Z',
      flag: 'flagged',
      attachments: [{ name: 'a.txt', length: 3 }],
    },
  ]);
  expect(simulator.mailbox.message((await file.json()).id).content.subject).toBe('from a file');
});

test('messages are deleted in three degrees, moved and changed, by id or subject', async () => {
  const simulator = createSimulator();
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((subject) =>
    simulator.mailbox.idOf(simulator.control.deliver({ subject }), true),
  ) as [string, string, string, string];

  await control(simulator, 'POST', '/delete', { id: a });
  await control(simulator, 'POST', '/delete', { subject: 'b', disposal: 'recoverable' });
  await control(simulator, 'POST', '/delete', { ids: [c], disposal: 'gone' });
  await control(simulator, 'POST', '/move', { id: d, to: 'archive' });
  await control(simulator, 'POST', '/patch', { id: d, isRead: true, categories: ['x'] });

  expect([roleOf(simulator, a), roleOf(simulator, b), roleOf(simulator, d)]).toEqual([
    'deleteditems',
    'recoverableitemsdeletions',
    'archive',
  ]);
  expect(() => simulator.mailbox.message(c)).toThrow('not found');
  expect(simulator.mailbox.message(d).state).toMatchObject({ isRead: true, categories: ['x'] });
  const emptied = await control(simulator, 'POST', '/empty-deleted-items');
  expect(emptied.json).toEqual({ deleted: 1 });
});

test('cursors, limits, troubles and the clock are set from outside', async () => {
  const clock = handClock();
  const simulator = createSimulator({ clock });
  const id = simulator.mailbox.idOf(simulator.control.deliver({ subject: 'x' }), true);
  const { deltaLink } = await round(simulator, '/me/mailFolders/inbox/messages/delta');

  await control(simulator, 'POST', '/expire', {});
  await control(simulator, 'POST', '/trouble', {
    plan: { path: '/inbox', status: 504, body: 'error' },
    item: 'ghost',
    id,
    quirks: { shuffled: true },
    full: true,
    limits: false,
    hideRetryAfter: true,
  });
  const time = await control(simulator, 'POST', '/clock', { advanceMs: 1000 });

  expect((await ask(simulator, deltaLink)).status).toBe(410);
  expect((await ask(simulator, '/me/mailFolders/inbox')).status).toBe(504);
  expect((await ask(simulator, `/me/messages/${id}`)).status).toBe(404);
  expect(simulator.troubles).toMatchObject({ isFull: true, quirks: { shuffled: true } });
  expect([simulator.limits, simulator.graph.hideRetryAfter]).toEqual([false, true]);
  expect(time.json.now).toBe(new Date(clock.now() + 1000).toISOString());
  await control(simulator, 'POST', '/trouble', { clear: true });
  expect((await ask(simulator, `/me/messages/${id}`)).status).toBe(200);
});

test('the sign-in is revoked and the consent wall goes up and down', async () => {
  const simulator = createSimulator();
  const headers = { authorization: `Bearer ${simulator.token(['Mail.Read'])}` };

  const up = await control(simulator, 'POST', '/sign-in', { revoke: true, wall: true });
  const down = await control(simulator, 'POST', '/sign-in', { wall: false });

  expect(up.json.wall).toContain('Mail.Read');
  expect(down.json.wall).toEqual([]);
  expect((await ask(simulator, '/me/mailFolders', { headers })).status).toBe(401);
});

test('the report counts requests by route, and exchanges are kept when asked for', async () => {
  const simulator = createSimulator();
  await control(simulator, 'POST', '/record', {});
  await ask(simulator, '/me/mailFolders/inbox');
  await ask(simulator, '/me/mailFolders/inbox');

  const { json } = await control(simulator, 'GET', '/report');
  const lines = await (await simulator.fetch(new Request(`${ORIGIN}/simulator/exchanges`))).text();

  expect(json.requests).toEqual({ 'GET /me/mailFolders/inbox': 2 });
  expect(lines.trim().split('\n')).toHaveLength(2);
  expect(lines).not.toContain('simulated.');
});

test.each([
  ['a plan with an unknown part', '/trouble', { plan: { colour: 'red' } }],
  ['a quirk that is none', '/trouble', { quirks: { colour: true } }],
  ['a message without a name', '/delete', {}],
  ['a disposal that is none', '/delete', { subject: 'x', disposal: 'away' }],
])('%s is refused', async (_what, path, body) => {
  const { status } = await control(createSimulator(), 'POST', path, body);

  expect(status).toBe(400);
});

test('the page shows folders and messages, and its buttons do what they say', async () => {
  const simulator = createSimulator();
  const id = simulator.mailbox.idOf(simulator.control.deliver({ subject: 'A <b> & c' }), true);
  const page = await (await simulator.fetch(new Request(`${ORIGIN}/simulator/`))).text();

  const deleted = await form(simulator, { action: 'delete', folder: 'inbox', id });
  const delivered = await form(simulator, { action: 'deliver', folder: 'inbox', subject: 'Hi' });
  const emptied = await form(simulator, { action: 'empty', folder: 'deleteditems' });

  expect(page).toContain('A &lt;b&gt; &amp; c');
  expect(page).not.toContain('<script');
  expect(deleted).toContain('1 message deleted.');
  expect(delivered).toContain('“Hi” delivered.');
  expect(emptied).toContain('1 message moved to Recoverable Items.');
  expect(roleOf(simulator, id)).toBe('recoverableitemsdeletions');
});

test('a message has a page, and a missing one says so', async () => {
  const simulator = createSimulator();
  const id = simulator.mailbox.idOf(
    simulator.control.deliver({ html: '<p>Hello &amp; bye</p>' }),
    true,
  );
  const open = (name: string) =>
    simulator.fetch(new Request(`${ORIGIN}/simulator/message?id=${encodeURIComponent(name)}`));

  expect(await (await open(id)).text()).toContain('Hello &amp; bye');
  expect((await open('garbage')).status).toBe(400);
});
