import { expect, test } from 'vitest';
import { type AccountId, asId, type ContainerId } from '../model/ids.ts';
import type { ItemQuery } from '../model/lists.ts';
import type { Chat } from '../simulator/chats/chat.ts';
import { backUpChats, ownerOf, withChats } from './chats.contract.ts';
import type { Simulated } from './simulated.contract.ts';

const HOUR_MS = 3_600_000;

async function world() {
  const simulated = withChats({ patience: 'brief' });
  const { control } = simulated.simulator.chats;
  const sam = control.person('Sam Sender');
  const ana = control.person('Ana Silva');
  return { simulated, control, sam, ana, engine: await simulated.open() };
}

function queryOf(simulated: Simulated, chat: Chat, rest: Partial<ItemQuery> = {}): ItemQuery {
  return {
    account: ownerOf(simulated).id,
    source: 'chats',
    container: asId<ContainerId>(chat.id),
    sort: 'date',
    descending: false,
    show: 'all',
    ...rest,
  };
}

test('chats are listed by what was written last, with who is in them and how much there is', async () => {
  const { simulated, control, sam, ana, engine } = await world();
  const { now } = control.service;
  const old = control.group('Garden', [sam, ana], now - 50 * HOUR_MS);
  control.post(old, { from: sam, text: 'Saturday?', at: now - 49 * HOUR_MS });
  const direct = control.chat('oneOnOne', [sam], { createdAt: now - 90 * HOUR_MS });
  control.post(direct, { from: sam, text: 'Hello', at: now - 2 * HOUR_MS });
  await backUpChats(simulated, engine);

  const chats = await engine.listChats(null);
  expect(chats.map(({ name }) => name)).toEqual(['Sam Sender', 'Garden']);
  expect(chats[1]).toMatchObject({
    kind: 'group',
    // Who came in is an event, beside the one message.
    messages: 2,
    people: expect.stringContaining('Ana Silva'),
    last: { preview: 'Saturday?', from: 'Sam Sender' },
    firstDate: new Date(now - 50 * HOUR_MS).toISOString(),
  });

  control.post(old, { from: ana, text: 'Yes', at: now - HOUR_MS });
  await backUpChats(simulated, engine);
  expect((await engine.listChats(null)).map(({ name }) => name)).toEqual(['Garden', 'Sam Sender']);
  const [first] = await engine.listMoments(null, 'chats');
  const then = await engine.listChats(null, first?.sequence);
  expect(then.map(({ name, messages }) => [name, messages])).toEqual([
    ['Sam Sender', 1],
    ['Garden', 2],
  ]);
  expect(
    await engine.countNewInChats([
      {
        account: ownerOf(simulated).id,
        chat: asId<ContainerId>(old.id),
        after: new Date(now - 49 * HOUR_MS).toISOString(),
      },
    ]),
  ).toEqual([1]);
  await engine.close();
});

test('a page of a chat has everything that is shown of each message, as it was at any copy', async () => {
  const { simulated, control, sam, ana, engine } = await world();
  const { now } = control.service;
  const group = control.group('Garden', [sam], now - 3 * HOUR_MS);
  const edited = control.post(group, { from: sam, text: 'At nine', at: now - 2 * HOUR_MS });
  const code = { name: 'a.ts', language: 'TypeScript', code: 'let a;' };
  control.post(group, { from: sam, text: 'See', snippet: code, at: now - HOUR_MS });
  await backUpChats(simulated, engine);
  control.edit(group, edited, '<p>At ten</p>');
  control.react(group, edited, '👍', sam);
  control.addMember(group, ana);
  await backUpChats(simulated, engine);

  const page = await engine.readChatPage(queryOf(simulated, group), null, 100);
  const [message, withCode] = page.rows.filter(({ chat }) => chat === 'message');
  const [added, joined] = page.rows.filter(({ chat }) => chat === 'event');
  expect(page.rows.filter(({ chat }) => chat === 'about')).toHaveLength(1);
  // Microsoft leaves names out of what it tells; who is in the chat has them.
  expect(added?.view?.body.content).toContain('Sam Sender');
  expect(joined?.view?.body.content).toContain('Ana Silva');
  expect(message?.view).toMatchObject({
    body: { content: '<p>At ten</p>' },
    reactions: [{ people: [{ name: 'Sam Sender' }] }],
    earlier: [{ body: { content: expect.stringContaining('At nine') } }],
  });
  const [card] = withCode?.view?.cards ?? [];
  const [file] = withCode?.view?.attachments ?? [];
  expect(card?.data).toContain(`"cid:${file?.contentId}"`);

  const [first] = await engine.listMoments(null, 'chats');
  const asOf = first?.sequence ?? 0;
  const then = await engine.readChatPage(queryOf(simulated, group, { asOf }), null, 100);
  expect(then.rows.map(({ view }) => view?.body.content)).toContainEqual(
    expect.stringContaining('At nine'),
  );
  const found = await engine.findChatMessage(
    ownerOf(simulated).id,
    asId<ContainerId>(group.id),
    message?.view?.id ?? '',
  );
  expect(found?.row).toBe(message?.row);
  await engine.close();
});

test('who left a chat is still told, with the last copy that had them in it', async () => {
  const { simulated, control, sam, ana, engine } = await world();
  const group = control.group('Garden', [sam, ana]);
  await backUpChats(simulated, engine);
  simulated.clock.advance(HOUR_MS);
  control.removeMember(group, ana);
  await backUpChats(simulated, engine);

  const account = ownerOf(simulated).id;
  const people = await engine.listChatPeople(account, asId<ContainerId>(group.id));
  const [first] = await engine.listMoments(null, 'chats');
  expect(people?.map(({ name, lastSeenAt }) => [name, lastSeenAt]).sort()).toEqual([
    ['Ana Silva', first?.at],
    ['Pat Example', null],
    ['Sam Sender', null],
  ]);
  expect(await engine.listChatPeople(asId<AccountId>('nobody'), asId<ContainerId>('x'))).toBeNull();
  await engine.close();
});

test('one chat is searched by itself, and what was said before an edit is found', async () => {
  const { simulated, control, sam, engine } = await world();
  const garden = control.group('Garden', [sam]);
  const other = control.group('Kitchen', [sam]);
  const first = control.post(garden, { from: sam, text: 'the hedge is too high' });
  control.post(other, { from: sam, text: 'hedge' });
  await backUpChats(simulated, engine);
  control.edit(garden, first, '<p>never mind</p>');
  await backUpChats(simulated, engine);

  const { account, source, container: id } = queryOf(simulated, garden);
  const query = {
    text: 'hedge',
    account: null,
    container: { account, source, id },
    onlyGone: false,
  };
  await expect
    .poll(async () =>
      (await engine.search(query, null, 10)).results.map(({ item }) => item.preview),
    )
    .toEqual(['never mind']);
  await engine.close();
});
