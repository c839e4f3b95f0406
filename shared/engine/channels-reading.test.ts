import { expect, test } from 'vitest';
import { asId, type ContainerId } from '../model/ids.ts';
import type { ItemQuery } from '../model/lists.ts';
import type { PutBackWay } from '../model/put-back.ts';
import { backUpChats, chooseChannels, ownerOf, withChannels } from './chats.contract.ts';
import { LOOK, PNG } from './put-back.contract.ts';
import { untilRestored } from './simulated.contract.ts';

const DAY_MS = 24 * 60 * 60_000;

/** A post of three days ago with replies of then and now, and one of yesterday. */
async function world() {
  const simulated = withChannels({ patience: 'brief' });
  const { control } = simulated.simulator.chats;
  const { now } = control.service;
  const sam = control.person('Sam Sender');
  const team = control.team('Builders');
  const channel = control.channel(team, 'General');
  const post = control.post(channel, {
    from: sam,
    subject: 'Cranes',
    text: 'Which one?',
    at: now - 3 * DAY_MS,
  });
  const early = control.reply(channel, post, {
    text: 'The big one',
    at: now - 3 * DAY_MS + 60_000,
  });
  const second = control.post(channel, { from: sam, text: 'Roof is on', at: now - DAY_MS });
  const late = control.reply(channel, post, {
    from: sam,
    text: 'It came',
    quotes: [early],
    pictures: [PNG],
    files: [control.shareInChannel(team, channel, 'crane.txt', 'a crane')],
    at: now - 1000,
  });
  const engine = await simulated.open();
  await chooseChannels(simulated, engine);
  await backUpChats(simulated, engine);
  const id = asId<ContainerId>(`${team.id}/${channel.id}`);
  const account = ownerOf(simulated).id;
  const query: ItemQuery = {
    account,
    source: 'chats',
    container: id,
    sort: 'subject',
    descending: true,
    show: 'all',
  };
  const container = { account, source: 'chats', id } as const;
  const selection = { container, rows: null };
  return { simulated, control, team, channel, post, early, second, late, engine, query, selection };
}

test('a channel is listed with its team, and goes by what was written last like any chat', async () => {
  const { control, simulated, engine } = await world();
  control.post(control.group('Garden', []), { text: 'here' });
  await backUpChats(simulated, engine);

  const chats = await engine.listChats(null);
  expect(chats.map(({ name, team, kind }) => [name, team, kind])).toEqual([
    ['Garden', null, 'group'],
    ['General', 'Builders', 'channel'],
  ]);
  expect(chats[1]).toMatchObject({ messages: 4, rows: 5 });
  expect(chats[1]?.last?.preview).toMatch(/^It came/);
  await engine.close();
});

test('threads are read one after the other, each post before its replies, also as they were', async () => {
  const { control, simulated, channel, early, post, engine, query } = await world();
  const read = async (asOf: number | null = null) => {
    const { rows } = await engine.readChatPage({ ...query, asOf }, null, 100);
    return rows.reverse().map(({ view }) => [view?.replyTo ?? null, view?.body.content]);
  };
  const told = await read();
  expect(told.map(([replyTo]) => replyTo)).toEqual([null, null, post.id, post.id, null]);
  expect(told.map(([, text]) => String(text).replace(/<[^>]*>/g, ''))).toEqual([
    'Builders',
    'Which one?',
    'The big one',
    'It came',
    'Roof is on',
  ]);

  simulated.clock.advance(60_000);
  control.edit(channel, early, 'The small one');
  await backUpChats(simulated, engine);
  expect((await read())[2]?.[1]).toBe('The small one');
  const [first] = await engine.listMoments(null, 'chats');
  expect((await read(first?.sequence))[2]?.[1]).toBe('The big one');
  await engine.close();
});

test('what a reply quotes is found below its post, and words lead to it', async () => {
  const { engine, early, post, query, selection } = await world();
  const { rows } = await engine.readChatPage(query, null, 100);
  const quote = rows.flatMap(({ view }) => view?.quotes ?? [])[0];
  const { account, id } = selection.container;

  expect(quote?.messageId).toBe(`${post.id}-${early.id}`);
  const found = await engine.findChatMessage(account, id, quote?.messageId ?? '');
  expect(found?.preview).toBe('The big one');
  await engine.close();
});

test('a transcript has replies below their post, whatever the day', async () => {
  const { engine, selection } = await world();
  const text = async (format: 'html' | 'csv') => {
    let file: File | null = null;
    for await (const step of engine.watchTranscript(selection, format, LOOK)) file = step.file;
    return (await file?.text()) ?? '';
  };

  const html = await text('html');
  const order = ['Which one?', 'The big one', 'It came', 'Roof is on'].map((word) =>
    html.indexOf(`${word}<`),
  );
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order.every((at) => at > 0)).toBe(true);
  expect(html.match(/<section>/g)).toHaveLength(2);
  expect(html.match(/class="reply"/g)).toHaveLength(2);
  expect(html).toContain('Builders › General');
  expect((await text('csv')).split('\r\n')[0]).toMatch(/,reply to$/);
  await engine.close();
});

test('its days come back as mail and its files into the own drive; nothing is posted', async () => {
  const { simulated, channel, engine, selection } = await world();
  const put = async (way: PutBackWay) => {
    const plan = await engine.planPutBack(selection, way);
    const run = await untilRestored(engine, await engine.startPutBack(plan.id, []));
    return run.result?.items.map(({ state, differences }) => [state, differences]);
  };

  expect(await put({ kind: 'mail', look: LOOK })).toEqual(Array(3).fill(['equal', []]));
  const { mailbox, drive } = simulated.simulator;
  const mails = [...mailbox.messages()].filter(
    ({ folder }) => folder.role === 'conversationhistory',
  );
  expect(mails.map(({ content }) => content.subject).sort()[0]).toMatch(/^Builders › General – /);
  expect(mails.map(({ content }) => content.body().content).join()).toContain('(reply)');
  expect(await put({ kind: 'files', folder: 'From chats' })).toEqual([['equal', []]]);
  expect(drive.control.item('From chats/crane.txt').kind).toBe('file');
  const before = channel.messages.size;
  const posting = engine.planPutBack(selection, { kind: 'post', look: LOOK });
  await expect(posting).rejects.toMatchObject({ code: 'unsupported' });
  expect(channel.messages.size).toBe(before);
  await engine.close();
});
