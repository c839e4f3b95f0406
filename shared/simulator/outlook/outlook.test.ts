import { expect, test } from 'vitest';
import { seedMailbox } from '../seed/seed.ts';
import { createSimulator, type Simulator } from '../simulator.ts';
import { ask, round } from '../test-client.ts';
import { OUTLOOK_HOSTS } from './outlook.ts';
import type { ActionName, Actions } from './wire.ts';

const OUTLOOK = 'https://outlook.office.com';
const OWNER = { name: 'Pat Example', address: 'pat@example.com' };

async function act<Name extends ActionName>(
  simulator: Simulator,
  action: Name,
  asked: Actions[Name]['asks'],
  account = 0,
): Promise<Actions[Name]['answers']> {
  const url = `${OUTLOOK}/owa/${account}/service.svc?action=${action}&app=Mail`;
  const body = JSON.stringify(asked);
  const response = await simulator.fetch(new Request(url, { method: 'POST', body }));
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

function inbox(simulator: Simulator, rest: Partial<Actions['FindRows']['asks']> = {}) {
  const asked = { folder: 'inbox', view: 'conversation', first: 0, count: 50, ...rest } as const;
  return act(simulator, 'FindRows', asked);
}

const open = (simulator: Simulator, url: string) => simulator.fetch(new Request(url));

test.each([...OUTLOOK_HOSTS])('%s answers with the page under its policy', async (host) => {
  const simulator = createSimulator();
  for (const path of [
    '/mail/',
    '/mail/0/inbox/id/x',
    '/mail/deeplink/read/x',
    '/calendar/view/day',
  ]) {
    const response = await open(simulator, `https://${host}${path}`);
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];

    expect(response.status).toBe(200);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).not.toMatch(/script-src[^;]*('unsafe|'self')/);
    expect(await response.text()).toContain(`<script nonce="${nonce}"`);
  }
  expect((await open(simulator, `https://${host}/`)).headers.get('location')).toBe('/mail/');
});

test('each load has a nonce of its own', async () => {
  const simulator = createSimulator();
  const policy = async () =>
    (await open(simulator, `${OUTLOOK}/mail/`)).headers.get('content-security-policy');

  expect(await policy()).not.toBe(await policy());
});

test('the link Graph gives for a message leads to its window, in both alphabets', async () => {
  const simulator = createSimulator();
  const message = simulator.control.deliver({ subject: 'linked' });
  const id = simulator.mailbox.idOf(message, false);
  const { json } = await ask(simulator, `/me/messages/${id}?$select=webLink`, { prefer: [] });

  const response = await open(simulator, json.webLink);
  const location = new URL(response.headers.get('location') ?? '', OUTLOOK);

  expect(response.status).toBe(302);
  expect(decodeURIComponent(location.pathname)).toBe(`/mail/deeplink/read/${id}`);
  const itemId = location.searchParams.get('ItemID') ?? '';
  expect(itemId).toMatch(/[+/]/);
  const item = await act(simulator, 'GetItem', { itemId });
  expect(item.messages.map(({ subject }) => subject)).toEqual(['linked']);
});

test('a conversation is one row, a message is one when conversations are off', async () => {
  const simulator = createSimulator();
  const reply = 'In-Reply-To: <first@x>\r\nReferences: <first@x>\r\n';
  for (const [id, headers] of [
    ['first', ''],
    ['second', reply],
    ['alone', ''],
  ]) {
    const text = `From: a@x\r\nSubject: ${id}\r\nMessage-ID: <${id}@x>\r\n${headers}\r\nText`;
    await simulator.control.deliverEml(new TextEncoder().encode(text));
  }

  const conversations = await inbox(simulator);
  const messages = await inbox(simulator, { view: 'message' });

  expect(conversations.rows.map(({ count }) => count).sort()).toEqual([1, 2]);
  expect(messages.total).toBe(3);
  const [pair] = conversations.rows.filter(({ count }) => count === 2);
  const opened = await act(simulator, 'GetConversation', { conversationId: pair!.conversationId });
  expect(opened.messages.map(({ subject }) => subject).sort()).toEqual(['first', 'second']);
  const ids = await ask(simulator, '/me/messages?$select=conversationId', { prefer: [] });
  const graphForms = ids.json.value.map((each: { conversationId: string }) => each.conversationId);
  expect(graphForms).toContain(pair!.conversationId.replaceAll('/', '-').replaceAll('+', '_'));
});

test('a row’s own key is the id of nothing', async () => {
  const simulator = createSimulator();
  simulator.control.deliver({});
  const { rows } = await inbox(simulator);

  const { status } = await ask(simulator, `/me/messages/${encodeURIComponent(rows[0]!.key)}`);

  expect(status).toBe(400);
});

test('what is deleted in Outlook is deleted in the mailbox, and Graph’s delta tells it', async () => {
  const simulator = createSimulator();
  const message = simulator.control.deliver({ subject: 'gone soon' });
  const start = '/me/mailFolders/inbox/messages/delta?$select=subject';
  const bin = '/me/mailFolders/deleteditems/messages/delta?$select=subject';
  const [before, binBefore] = [await round(simulator, start), await round(simulator, bin)];
  const { rows } = await inbox(simulator);

  const { moved } = await act(simulator, 'DeleteItem', { itemIds: rows[0]!.itemIds });
  const after = await round(simulator, before.deltaLink);
  const binAfter = await round(simulator, binBefore.deltaLink);

  expect(after.entries).toMatchObject([{ '@removed': { reason: 'deleted' } }]);
  expect(binAfter.entries).toMatchObject([{ subject: 'gone soon' }]);
  expect(message.folder.role).toBe('deleteditems');

  // Undone as the toast does it: the item has another id now, and goes where it was.
  expect(moved[0]!.itemId).not.toBe(rows[0]!.itemIds[0]);
  await act(simulator, 'MoveItem', { itemIds: [moved[0]!.itemId], folder: moved[0]!.from });
  expect(message.folder.role).toBe('inbox');
});

test('emptying Deleted Items leaves what can be recovered, and restoring brings it back', async () => {
  const simulator = createSimulator();
  const message = simulator.control.deliver({}, 'deleteditems');

  const { emptied } = await act(simulator, 'EmptyFolder', { folder: 'deleteditems' });
  const recoverable = await inbox(simulator, { folder: 'recoverableitemsdeletions' });
  await act(simulator, 'MoveItem', { itemIds: recoverable.rows[0]!.itemIds, folder: 'inbox' });

  expect(emptied).toBe(1);
  expect(recoverable.total).toBe(1);
  expect(message.folder.role).toBe('inbox');
});

test('searching goes through all folders, and reading and flags are the mailbox’s', async () => {
  const simulator = createSimulator();
  simulator.control.deliver({ subject: 'Roof repair, offer' }, 'archive');
  const other = simulator.control.deliver({ subject: 'Something else' });

  const found = await inbox(simulator, { folder: '', query: 'offer ROOF' });
  const itemIds = (await inbox(simulator)).rows[0]!.itemIds;
  await act(simulator, 'MarkAsRead', { itemIds, isRead: true });
  await act(simulator, 'Flag', { itemIds, isFlagged: true });

  expect(found.rows.map(({ folderName }) => folderName)).toEqual(['Archive']);
  expect(other.state).toMatchObject({ isRead: true, flag: { flagStatus: 'flagged' } });
});

test('a body keeps what misleads and loses what runs', async () => {
  const simulator = createSimulator();
  const forged =
    '<div data-convid="AAQkforged=" id="ReadingPaneContainerId" style="position:fixed">x</div>';
  simulator.control.deliver({
    html: `<html><body onload="a()"><script>b()</script>${forged}<img src="https://far.example/p.gif" onerror="c()"></body></html>`,
  });
  const { rows } = await inbox(simulator);

  const { messages } = await act(simulator, 'GetItem', { itemId: rows[0]!.itemIds[0]! });

  expect(messages[0]!.body).toContain(forged);
  expect(messages[0]!.body).not.toMatch(/<script|onerror|onload|\ssrc=/);
});

test('a window far down a folder of 20,000 is answered at once', async () => {
  const simulator = createSimulator();
  seedMailbox(simulator.mailbox, { seed: 3, messages: 50_000, owner: OWNER });
  const first = await inbox(simulator, { view: 'message' });

  const far = await inbox(simulator, { view: 'message', first: first.total - 60 });

  expect(first.total).toBeGreaterThan(15_000);
  expect(far.rows).toHaveLength(50);
});

test('another account of the session has its own mailbox, and a third one has none', async () => {
  const simulator = createSimulator();
  const second = createSimulator({
    seed: 2,
    account: { username: 'sam@example.org', name: 'Sam' },
  });
  second.control.deliver({ subject: 'for Sam' });
  simulator.outlook.open({
    account: { name: 'Sam', address: 'sam@example.org' },
    mailbox: second.mailbox,
  });

  const { account, accounts } = await act(simulator, 'GetStart', {}, 1);
  const asked = { folder: 'inbox', view: 'message', first: 0, count: 5 } as const;

  expect(account.address).toBe('sam@example.org');
  expect(accounts).toHaveLength(2);
  expect((await act(simulator, 'FindRows', asked, 1)).rows[0]!.subject).toBe('for Sam');
  expect((await inbox(simulator)).total).toBe(0);
  await expect(act(simulator, 'GetStart', {}, 2)).rejects.toThrow('440');
});

test('an action nobody has taught it is an unknown route', async () => {
  const simulator = createSimulator();
  const url = `${OUTLOOK}/owa/service.svc?action=constructor`;

  await expect(simulator.fetch(new Request(url, { method: 'POST', body: '{}' }))).rejects.toThrow(
    'no route',
  );
  expect(simulator.report().unknownRoutes).toHaveLength(1);
});
