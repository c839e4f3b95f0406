import { expect, test } from 'vitest';
import { ask, chatPath, chatSimulator, pages } from './test-client.ts';

const messages = '/messages?$top=50';

function world() {
  const made = chatSimulator();
  const sam = made.control.person('Sam Sender');
  const ana = made.control.person('Ana Silva');
  const group = made.control.group('Garden', [sam, ana]);
  return { ...made, sam, ana, group };
}

test('chats are listed with names, kinds and the last message, newest first where that is asked for', async () => {
  const { simulator, control, clock, sam, group } = world();
  const direct = control.chat('oneOnOne', [sam]);
  clock.advance(1000);
  control.post(group, { from: sam, text: 'The hedge is cut.' });
  control.notes();

  const path =
    '/me/chats?$expand=lastMessagePreview&$orderby=lastMessagePreview/createdDateTime desc';
  const { json } = await ask(simulator, path, { scopes: ['Chat.ReadBasic'] });

  expect(json['@odata.count']).toBe(2);
  expect(json.value).toMatchObject([
    {
      id: group.id,
      topic: 'Garden',
      chatType: 'group',
      lastMessagePreview: { isDeleted: false, body: { content: 'The hedge is cut.' } },
      viewpoint: { lastMessageReadDateTime: '0001-01-01T00:00:00Z' },
    },
    { id: direct.id, topic: null, chatType: 'oneOnOne', lastMessagePreview: null },
  ]);
  expect(json.value[0].members).toBeUndefined();
});

test('twenty-five chats a page with members, fifty without, and no more', async () => {
  const { simulator, control, sam } = world();
  for (let at = 0; at < 60; at += 1) control.group(`G${at}`, [sam]);

  expect((await pages(simulator, '/me/chats?$top=50')).map((page) => page.length)).toEqual([
    50, 11,
  ]);
  const withMembers = await pages(simulator, '/me/chats?$top=50&$expand=members');
  expect(withMembers.map((page) => page.length)).toEqual([25, 25, 11]);
  expect((await ask(simulator, '/me/chats?$top=51')).status).toBe(400);
});

test.each([
  '/me/chats?$select=id',
  '/me/chats?$expand=messages',
  '/me/chats?$orderby=topic',
  '/me/chats?$orderby=lastMessagePreview/createdDateTime asc',
])('%s is refused as Graph refuses it', async (path) => {
  const { simulator } = world();

  expect((await ask(simulator, path)).json.error.code).toBe('BadRequest');
});

test.each([
  '$top=51',
  '$select=id',
  '$expand=replies',
  '$search="a"',
  '$count=true',
  '$skip=1',
  '$orderby=createdDateTime asc',
  '$filter=createdDateTime gt 2026-01-01T00:00:00Z&$orderby=createdDateTime desc',
  "$filter=from eq 'a'",
])('messages with %s are refused', async (query) => {
  const { simulator, group } = world();

  expect((await ask(simulator, chatPath(group, `/messages?${query}`))).status).toBe(400);
});

test('messages come newest first by their last change, fifty a page, each once', async () => {
  const { simulator, control, clock, group } = world();
  const all = Array.from({ length: 120 }, (_, at) => {
    clock.advance(1000);
    return control.post(group, { text: `${at}` });
  });
  clock.advance(1000);
  control.edit(group, all[3]!, 'three, corrected');

  const listed = await pages(simulator, chatPath(group, messages));

  expect(listed.map((page) => page.length)).toEqual([50, 50, 21]);
  const ids = listed.flat().map(({ id }) => id);
  expect(new Set(ids).size).toBe(121);
  expect(ids[0]).toBe(all[3]!.id);
  expect(listed[0]![0].lastEditedDateTime).toBe(listed[0]![0].lastModifiedDateTime);
  const created = await pages(
    simulator,
    chatPath(group, `${messages}&$orderby=createdDateTime desc`),
  );
  expect(created.flat()[0].id).toBe(all.at(-1)!.id);
});

test('a filter counts with the order of the same property only', async () => {
  const { simulator, control, clock, group } = world();
  control.post(group, { text: 'old' });
  clock.advance(60_000);
  const since = new Date(clock.now() - 1).toISOString();
  control.post(group, { text: 'new' });
  const filter = `$filter=lastModifiedDateTime gt ${since}`;
  const count = async (query: string) =>
    (await ask(simulator, chatPath(group, `/messages?${query}`))).json.value.length;

  expect(await count(`${filter}&$orderby=lastModifiedDateTime desc`)).toBe(1);
  expect(await count(filter)).toBe(3);
  expect(await count(`${filter}&$orderby=createdDateTime desc`)).toBe(3);
  expect(await count(`$filter=createdDateTime lt ${since}&$orderby=createdDateTime desc`)).toBe(2);
});

test('what a person deletes is listed without its text; what a policy deletes is not listed at all', async () => {
  const { simulator, control, clock, group } = world();
  const message = control.post(group, { text: 'secret', pictures: [new Uint8Array([1, 2, 3])] });
  clock.advance(1000);
  control.delete(group, message);
  const path = chatPath(group, `/messages/${message.id}`);

  const { json } = await ask(simulator, path);

  expect(json).toMatchObject({
    body: { content: '' },
    attachments: [],
    deletedDateTime: expect.any(String),
  });
  expect(json.etag).not.toBe(json.id);
  expect((await ask(simulator, `${path}/hostedContents`)).json.value).toEqual([]);
  control.retain(group, clock.now());
  expect((await ask(simulator, path)).status).toBe(404);
  expect((await ask(simulator, chatPath(group, messages))).json.value).toEqual([]);
});

test('a reaction changes the version and not the date of the last edit', async () => {
  const { simulator, control, clock, sam, group } = world();
  const message = control.post(group, { text: 'done' });
  clock.advance(1000);
  control.react(group, message, '🎉', sam);

  const { json } = await ask(simulator, chatPath(group, `/messages/${message.id}`));

  expect(json).toMatchObject({ lastEditedDateTime: null, reactions: [{ reactionType: '🎉' }] });
  expect(Number(json.etag)).toBeGreaterThan(Number(json.id));
});

test('events of the service have a kind of their own for those who ask for it', async () => {
  const { simulator, group } = world();
  const first = async (prefer: string[]) =>
    (await ask(simulator, chatPath(group, messages), { prefer })).json.value[0];

  expect((await first([])).messageType).toBe('unknownFutureValue');
  expect(await first(['include-unknown-enum-members'])).toMatchObject({
    messageType: 'systemEventMessage',
    body: { content: '<systemEventMessage/>' },
    from: null,
    eventDetail: { '@odata.type': '#microsoft.graph.membersAddedEventMessageDetail' },
  });
});

test('a picture lies at Graph’s own address and needs the token', async () => {
  const { simulator, control, group } = world();
  const bytes = new Uint8Array([137, 80, 78, 71]);
  const { id } = control.post(group, { text: 'look', pictures: [bytes] });
  const { json } = await ask(simulator, chatPath(group, `/messages/${id}`));
  const [, address = ''] = /src="([^"]+)"/.exec(json.body.content) ?? [];

  expect(address).toContain('https://graph.microsoft.com/v1.0/chats/');
  expect((await ask(simulator, address)).bytes).toEqual(bytes);
  expect((await ask(simulator, address, { scopes: ['Chat.ReadBasic'] })).status).toBe(403);
});

test('what others share needs more than the right to one’s own files; what is revoked is refused', async () => {
  const { simulator, control, sam, group } = world();
  const theirs = control.shareFile('plan.txt', 'a plan', sam);
  const mine = control.shareFile('mine.txt', 'my own');
  control.post(group, { from: sam, files: [theirs] });
  const content = async (file: { contentUrl?: unknown }, scopes: string[]) => {
    const share = btoa(String(file.contentUrl))
      .replace(/=+$/, '')
      .replace(/\+/g, '-')
      .replace(/\//g, '_');
    return ask(simulator, `/shares/u!${share}/driveItem/content`, { scopes });
  };

  expect((await content(mine, ['Files.Read'])).status).toBe(302);
  expect((await content(theirs, ['Files.Read'])).json.error.code).toBe('accessDenied');
  const { status, headers } = await content(theirs, ['Files.Read.All']);
  expect(status).toBe(302);
  const file = await simulator.fetch(new Request(headers.get('location') ?? ''));
  expect(await file.text()).toBe('a plan');
  control.setAccess('plan.txt', 'revoked', sam);
  expect((await content(theirs, ['Files.Read.All'])).status).toBe(403);
});

test('whoever has left a chat sees nothing of it, and all of it again after coming back', async () => {
  const { simulator, control, group } = world();
  control.leave(group);

  expect((await ask(simulator, chatPath(group, messages))).status).toBe(404);
  expect((await ask(simulator, '/me/chats')).json.value).toEqual([]);
  control.rejoin(group);
  expect((await ask(simulator, chatPath(group, messages))).json.value).toHaveLength(2);
});

test('notes to oneself are read by their name and are in no list', async () => {
  const { simulator, control } = world();
  control.post(control.notes(), { text: 'milk' });

  expect((await ask(simulator, '/me/chats/48:notes/messages')).json.value).toHaveLength(1);
  expect((await ask(simulator, '/me/chats')).json.value).toHaveLength(1);
});

test('calls that only applications may make, and personal accounts, are told so', async () => {
  const { simulator } = world();
  const home = chatSimulator({ drive: { flavour: 'personal' } });

  expect((await ask(simulator, '/me/chats/getAllMessages/delta')).status).toBe(412);
  expect((await ask(home.simulator, '/me/chats')).status).toBe(403);
});

test('without the right to read messages the list is all there is', async () => {
  const { simulator, group } = world();
  const basic = { scopes: ['Chat.ReadBasic'] };

  expect((await ask(simulator, '/me/chats', basic)).status).toBe(200);
  expect((await ask(simulator, chatPath(group, '/members'), basic)).status).toBe(200);
  const { status, json } = await ask(simulator, chatPath(group, messages), basic);
  expect([status, json.error.code]).toEqual([403, 'Forbidden']);
});

test('one chat is read once a second, lists of chats five times', async () => {
  const { simulator, clock, control, group, sam } = world();
  const other = control.group('Other', [sam]);
  simulator.limits = true;
  const status = async (path: string) => (await ask(simulator, path)).status;

  expect(await status(chatPath(group, messages))).toBe(200);
  expect(await status(chatPath(other, messages))).toBe(200);
  const refused = await ask(simulator, chatPath(group, messages));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
  clock.advance(2000);
  expect(await status(chatPath(group, messages))).toBe(200);
  const lists = await Promise.all(Array.from({ length: 6 }, () => status('/me/chats')));
  expect(lists.filter((each) => each === 429)).toHaveLength(1);
});

test('the ways in which lists are known to fail can be asked for', async () => {
  const { simulator, control, group, chats } = world();
  for (let at = 0; at < 120; at += 1) control.post(group, { text: `${at}` });
  const { quirks } = chats.troubles;
  const link = async (path: string) => (await ask(simulator, path)).json['@odata.nextLink'];
  const first = chatPath(group, messages);

  quirks.repeatsNextLink = true;
  const second = await link(first);
  expect(await link(second)).toBe(second);
  Object.assign(quirks, { repeatsNextLink: false, endsAtDeleted: true });
  control.delete(group, control.post(group, { text: 'gone' }));
  expect(await link(first)).toBeUndefined();
  Object.assign(quirks, { endsAtDeleted: false, refusesTokens: true });
  expect((await ask(simulator, await link(first))).status).toBe(400);
});
