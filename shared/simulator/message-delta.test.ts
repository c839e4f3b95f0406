import { expect, test } from 'vitest';
import { createSimulator, type Simulator } from './simulator.ts';
import { ask, handClock, round } from './test-client.ts';

const DELTA = '/me/mailFolders/inbox/messages/delta?$select=subject,isRead,flag';

function inboxOf(count: number): Simulator {
  const clock = handClock();
  const simulator = createSimulator({ seed: 5, clock });
  for (let at = 0; at < count; at += 1) {
    simulator.control.deliver({ subject: `subject ${at}`, receivedAt: clock.now() - at * 1000 });
  }
  return simulator;
}

const idOf = (simulator: Simulator, at: number) =>
  simulator.mailbox.idOf([...simulator.mailbox.messages()][at]!, true);
const kinds = (entries: { '@removed'?: unknown; subject?: string }[]) =>
  entries.map((entry) => (entry['@removed'] ? 'removed' : (entry.subject ?? 'partial')));

test('the first round tells every message once, in pages of the preferred size', async () => {
  const simulator = inboxOf(25);
  const prefer = ['IdType="ImmutableId"', 'odata.maxpagesize=10'];

  const { entries, pages } = await round(simulator, DELTA, { prefer });

  expect(pages).toBe(3);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(25);
  expect(Object.keys(entries[0]).sort()).toEqual(
    ['@odata.etag', '@odata.type', 'flag', 'id', 'isRead', 'subject'].sort(),
  );
});

test('the next round tells what came, changed and left since', async () => {
  const simulator = inboxOf(3);
  const { deltaLink } = await round(simulator, DELTA);
  simulator.control.delete(idOf(simulator, 0));
  simulator.control.patch(idOf(simulator, 1), { flag: { flagStatus: 'flagged' } });
  simulator.control.deliver({ subject: 'new' });

  const { entries } = await round(simulator, deltaLink);

  expect(kinds(entries).sort()).toEqual(['new', 'removed', 'subject 1']);
  expect(entries.find((entry) => entry['@removed'])).toEqual({
    '@odata.type': '#microsoft.graph.message',
    id: idOf(simulator, 0),
    '@removed': { reason: 'deleted' },
  });
});

test('a change of the read state alone tells the id and the read state', async () => {
  const simulator = inboxOf(1);
  const { deltaLink } = await round(simulator, DELTA);

  simulator.control.patch(idOf(simulator, 0), { isRead: true });

  const { entries } = await round(simulator, deltaLink);
  expect(entries).toHaveLength(1);
  expect(Object.keys(entries[0]).sort()).toEqual(['@odata.etag', '@odata.type', 'id', 'isRead']);
  expect(entries[0].isRead).toBe(true);
});

test('a change of the read state is not told to a client that does not select it', async () => {
  const simulator = inboxOf(1);
  const start = '/me/mailFolders/inbox/messages/delta?$select=subject';
  const { deltaLink } = await round(simulator, start);

  simulator.control.patch(idOf(simulator, 0), { isRead: true });

  expect((await round(simulator, deltaLink)).entries).toEqual([]);
});

test('a round without changes is empty, and its link can be used again', async () => {
  const simulator = inboxOf(2);
  const { deltaLink } = await round(simulator, DELTA);

  const first = await round(simulator, deltaLink);
  simulator.control.deliver({ subject: 'late' });
  const again = await round(simulator, deltaLink);

  expect(first.entries).toEqual([]);
  expect(kinds(again.entries)).toEqual(['late']);
});

test('a page link answers the same page when it is asked twice', async () => {
  const simulator = inboxOf(25);
  const link = (await ask(simulator, DELTA)).json['@odata.nextLink'];

  const first = await ask(simulator, link);
  const second = await ask(simulator, link);

  expect(second.json.value).toEqual(first.json.value);
});

test('links keep to the shape of the documentation', async () => {
  const simulator = inboxOf(11);
  const { json } = await ask(simulator, DELTA);
  const folder = simulator.mailbox.ids.folder(simulator.mailbox.role('inbox').serial);

  expect(json['@odata.nextLink']).toContain(
    `https://graph.microsoft.com/v1.0/me/mailfolders('${folder}')/messages/delta?$skiptoken=`,
  );
  expect(json['@odata.deltaLink']).toBeUndefined();
});

test('expired cursors are answered with 410 SyncStateNotFound', async () => {
  const simulator = inboxOf(1);
  const { deltaLink } = await round(simulator, DELTA);

  simulator.expireCursors();

  const { status, json } = await ask(simulator, deltaLink);
  expect([status, json.error.code]).toEqual([410, 'SyncStateNotFound']);
});

test('new rounds push old tokens out of the ring', async () => {
  const simulator = createSimulator({ deltaRounds: 3 });
  const { deltaLink } = await round(simulator, DELTA);
  await round(simulator, DELTA);
  await round(simulator, DELTA);
  expect((await ask(simulator, deltaLink)).status).toBe(200);

  await round(simulator, DELTA);

  expect((await ask(simulator, deltaLink)).status).toBe(410);
});

test('options beside a token are refused by name', async () => {
  const simulator = inboxOf(1);

  const { status } = await ask(simulator, `${DELTA}&$search=x`).catch(() => ({ status: 501 }));
  const top = await ask(simulator, '/me/mailFolders/inbox/messages/delta?$skip=3');

  expect(status).toBe(501);
  expect(top.status).toBe(400);
});

test('$top caps the whole round', async () => {
  const simulator = inboxOf(9);

  const { entries } = await round(simulator, `${DELTA}&$top=4`);

  expect(entries).toHaveLength(4);
});

test('only the filter and the order of the documentation are taken', async () => {
  const simulator = inboxOf(9);
  const from = new Date(simulator.clock.now() - 3500).toISOString();
  const base = '/me/mailFolders/inbox/messages/delta?$select=id';

  const good = await round(simulator, `${base}&$filter=receivedDateTime ge ${from}`);
  const bad = await ask(simulator, `${base}&$filter=isRead eq true`);
  const order = await ask(simulator, `${base}&$orderby=subject`);

  expect(good.entries).toHaveLength(4);
  expect([bad.status, order.status]).toEqual([400, 400]);
});

test('changeType keeps later rounds to one kind of change', async () => {
  const simulator = inboxOf(3);
  const { deltaLink, entries } = await round(simulator, `${DELTA}&changeType=deleted`);
  simulator.control.delete(idOf(simulator, 0));
  simulator.control.deliver({});

  const next = await round(simulator, deltaLink);

  expect(entries).toHaveLength(3);
  expect(kinds(next.entries)).toEqual(['removed']);
});

test('without a folder there is no change tracking', async () => {
  const { status, json } = await ask(inboxOf(1), '/me/messages/delta');

  expect([status, json.error.code]).toEqual([400, 'BadRequest']);
});

test('with immutable ids a move keeps the id and shows in both folders', async () => {
  const simulator = inboxOf(1);
  const id = idOf(simulator, 0);
  const archive = '/me/mailFolders/archive/messages/delta?$select=subject,parentFolderId';
  const before = { inbox: await round(simulator, DELTA), archive: await round(simulator, archive) };

  simulator.control.move(id, 'archive');

  const inbox = await round(simulator, before.inbox.deltaLink);
  const target = await round(simulator, before.archive.deltaLink);
  expect(kinds(inbox.entries)).toEqual(['removed']);
  expect(target.entries.map((entry) => entry.id)).toEqual([id]);
});

test('with regular ids a move changes the id', async () => {
  const simulator = inboxOf(1);
  const prefer: string[] = [];
  const before = await round(simulator, DELTA, { prefer });

  simulator.control.move(before.entries[0].id, 'archive');

  const { entries } = await round(simulator, before.deltaLink, { prefer });
  expect(entries[0]).toMatchObject({ id: before.entries[0].id, '@removed': { reason: 'deleted' } });
  expect((await ask(simulator, `/me/messages/${before.entries[0].id}`)).status).toBe(404);
});

test('a message that left and came back between two rounds is present', async () => {
  const simulator = inboxOf(1);
  const id = idOf(simulator, 0);
  const { deltaLink } = await round(simulator, DELTA);

  simulator.control.move(id, 'archive');
  simulator.control.move(id, 'inbox');

  expect(kinds((await round(simulator, deltaLink)).entries)).toEqual(['subject 0']);
});

// https://github.com/microsoftgraph/microsoft-graph-docs/issues/21752
test('the bug of returning messages can be switched on', async () => {
  const simulator = inboxOf(1);
  simulator.troubles.quirks.returningIsRemoved = true;
  const id = idOf(simulator, 0);
  const { deltaLink } = await round(simulator, DELTA);

  simulator.control.move(id, 'archive');
  simulator.control.move(id, 'inbox');

  expect(kinds((await round(simulator, deltaLink)).entries)).toEqual(['removed']);
});

test('empty pages, replays and disorder tell the same messages', async () => {
  const simulator = inboxOf(40);
  Object.assign(simulator.troubles.quirks, { emptyPageEvery: 2, replayEvery: 5, shuffled: true });

  const { entries, pages } = await round(simulator, DELTA);

  expect(entries).toHaveLength(48);
  expect(new Set(entries.map(({ id }) => id)).size).toBe(40);
  expect(pages).toBeGreaterThan(5);
});

test('changes can be told late', async () => {
  const simulator = inboxOf(0);
  simulator.troubles.quirks.lagMs = 60_000;
  const { deltaLink } = await round(simulator, DELTA);
  simulator.control.deliver({ subject: 'new' });

  const soon = await round(simulator, deltaLink);
  await simulator.clock.sleep(61_000);
  const later = await round(simulator, soon.deltaLink);

  expect(soon.entries).toEqual([]);
  expect(kinds(later.entries)).toEqual(['new']);
});

test('one broken item fails its page as long as bodies are asked for', async () => {
  const simulator = inboxOf(3);
  simulator.troubles.breakItem([...simulator.mailbox.messages()][1]!, 'broken');

  const whole = await ask(simulator, '/me/mailFolders/inbox/messages/delta?$select=subject,body');
  const ids = await ask(simulator, '/me/mailFolders/inbox/messages/delta?$select=id,subject');

  expect([whole.status, whole.json.error.message]).toEqual([
    500,
    'Error while processing response.',
  ]);
  expect(ids.json.value).toHaveLength(3);
});
