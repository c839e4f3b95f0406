import { expect, test } from 'vitest';
import { type AccountId, asId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { MessageMeta } from '../sources/chats/chat-meta.ts';
import {
  backUpChats,
  chatsAsTheyAre,
  keptOfChats,
  keyOf,
  ownerOf,
  withChats,
} from './chats.contract.ts';
import type { Engine } from './engine.ts';
import { type Simulated, until } from './simulated.contract.ts';

const MINUTE_MS = 60_000;

async function world() {
  const simulated = withChats({ patience: 'brief' });
  const { control } = simulated.simulator.chats;
  const sam = control.person('Sam Sender');
  const ana = control.person('Ana Silva');
  const group = control.group('Garden', [sam, ana]);
  const direct = control.chat('oneOnOne', [sam]);
  control.post(direct, { from: sam, text: 'Hello' });
  return { simulated, control, sam, ana, group, direct, engine: await simulated.open() };
}

async function expectKept(simulated: Simulated) {
  const { lines, unwhole } = await keptOfChats(simulated);
  expect(unwhole).toEqual([]);
  expect(lines).toEqual(await chatsAsTheyAre(simulated));
}

async function metaOf(simulated: Simulated, key: string): Promise<MessageMeta> {
  const meta = (await keptOfChats(simulated)).metas.get(key);
  if (meta?.kind !== 'message') throw new Error('no such message is kept');
  return meta;
}

async function rowsOf(simulated: Simulated, engine: Engine, container: string) {
  const query = {
    account: ownerOf(simulated).id,
    source: 'chats',
    container: asId<ContainerId>(container),
    sort: 'date',
    descending: false,
    show: 'all',
  } as const;
  return (await engine.listItems(query, null, 100)).rows;
}

test('all chats are kept with names, members and messages of every kind', async () => {
  const { simulated, control, sam, group, direct, engine } = await world();
  const first = control.post(group, { from: sam, text: 'Saturday?' });
  control.post(group, {
    html: '<p>Yes <at id="0">Sam</at></p>',
    quotes: [first],
    mentions: [{ text: 'Sam', of: sam }],
    pictures: [new Uint8Array([137, 80, 78, 71, 1])],
    files: [control.shareFile('plan.txt', 'a plan', sam), control.shareFile('mine.txt', 'mine')],
    snippet: { name: 'a.ts', language: 'TypeScript', code: 'let a;' },
    cards: [{ type: 'application/vnd.microsoft.card.adaptive', card: { body: [{ text: 'Hi' }] } }],
  });
  control.post(group, { from: control.bot('Helper'), forwards: [first], text: 'fyi' });
  control.rename(group, 'Hedge');
  control.post(control.notes(), { text: 'milk' });

  const receipt = await backUpChats(simulated, engine);

  expect(receipt).toMatchObject({ verdict: 'complete', gaps: [] });
  await expectKept(simulated);
  const { names, contents } = await keptOfChats(simulated);
  expect(names.get(group.id)).toBe('Hedge');
  expect(names.get(direct.id)).toBe('Sam Sender');
  expect(names.get('48:notes')).toBe('Notes');
  expect(
    [...contents.values()]
      .flat()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['a.ts', 'mine.txt', 'picture.png', 'plan.txt']);
  const all = await rowsOf(simulated, engine, group.id);
  const rows = all.filter(({ chat }) => chat !== 'about');
  expect(
    all
      .find(({ chat }) => chat === 'about')
      ?.preview.split(', ')
      .sort(),
  ).toEqual(['Ana Silva', 'Pat Example', 'Sam Sender']);
  expect(rows.map(({ chat, from, preview }) => [chat, from, preview])).toEqual([
    ['event', '', '2 people came in'],
    ['message', 'Sam Sender', 'Saturday?'],
    ['message', 'Pat Example', 'Yes Sam Saturday? plan.txt mine.txt Hi a.ts'],
    ['message', 'Helper', 'fyi Saturday?'],
    ['event', '', 'Somebody named the chat “Hedge”'],
  ]);
  await engine.close();
});

test('an edit keeps what was said before, a deletion what was said last, and undoing it brings it back', async () => {
  const { simulated, control, group, engine } = await world();
  const message = control.post(group, { text: 'first' });
  const key = keyOf(group, message);
  await backUpChats(simulated, engine);
  for (const text of ['second', 'third']) {
    simulated.clock.advance(MINUTE_MS);
    control.edit(group, message, text);
    control.post(group, { text: `after ${text}` });
    await backUpChats(simulated, engine);
  }
  const said = async () =>
    ((await metaOf(simulated, key)).earlier ?? []).map(({ body }) => body.content);
  expect(await said()).toEqual(['first', 'second']);

  simulated.clock.advance(MINUTE_MS);
  control.delete(group, message);
  control.post(group, { text: 'after the deletion' });
  await backUpChats(simulated, engine);
  expect(await said()).toEqual(['first', 'second', 'third']);
  expect((await metaOf(simulated, key)).message).toHaveProperty('deletedDateTime');

  simulated.clock.advance(MINUTE_MS);
  control.undelete(group, message);
  control.post(group, { text: 'back' });
  await backUpChats(simulated, engine);
  expect(await said()).toEqual(['first', 'second']);
  await expectKept(simulated);
  await engine.close();
});

test('pictures of a message that was deleted or edited stay, and are not fetched again', async () => {
  const { simulated, control, group, engine } = await world();
  const message = control.post(group, {
    text: 'look',
    pictures: [new Uint8Array([137, 80, 78, 71])],
  });
  const key = keyOf(group, message);
  await backUpChats(simulated, engine);
  const fetched = simulated.asked(/\$value/);
  simulated.clock.advance(MINUTE_MS);
  control.edit(group, message, 'no picture any more');
  await backUpChats(simulated, engine);
  control.delete(group, message);
  control.post(group, { text: 'next' });
  await backUpChats(simulated, engine);

  const { contents, unwhole } = await keptOfChats(simulated);
  expect(contents.get(key)).toMatchObject([{ kind: 'picture', stored: true, type: 'image/png' }]);
  expect(unwhole).toEqual([]);
  expect(simulated.asked(/\$value/)).toBe(fetched);
  await engine.close();
});

test('a file that comes beside others is fetched alone', async () => {
  const { simulated, control, sam, group, engine } = await world();
  const files = [control.shareFile('a.txt', 'a', sam)];
  const message = control.post(group, { files });
  await backUpChats(simulated, engine);
  const before = simulated.asked(/download/);
  simulated.clock.advance(MINUTE_MS);
  message.attachments.push(control.shareFile('b.txt', 'b', sam));
  control.edit(group, message, 'and another');
  control.post(group, { text: 'next' });
  const receipt = await backUpChats(simulated, engine);

  expect(receipt.verdict).toBe('complete');
  const { contents } = await keptOfChats(simulated);
  expect(contents.get(keyOf(group, message))?.map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
  expect(simulated.asked(/download/) - before).toBe(1);
  await engine.close();
});

test('what a policy removes, and chats one has left, stay as they were kept', async () => {
  const { simulated, control, sam, group, direct, engine } = await world();
  const old = control.post(group, { from: sam, text: 'years ago' });
  await backUpChats(simulated, engine);
  simulated.clock.advance(MINUTE_MS);
  control.retain(group, simulated.clock.now());
  control.post(group, { text: 'today' });
  control.leave(direct);
  for (let run = 0; run < 5; run += 1) {
    expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete' });
  }

  const { lines, metas } = await keptOfChats(simulated);
  expect(lines.get(keyOf(group, old))).toContain('years ago');
  expect([...lines.keys()].filter((key) => key.startsWith(direct.id))).toHaveLength(1);
  expect(metas.get(`${direct.id}/about`)).toMatchObject({ left: true });
  control.rejoin(direct);
  control.post(direct, { text: 'here again' });
  await backUpChats(simulated, engine);
  expect((await keptOfChats(simulated)).metas.get(`${direct.id}/about`)).not.toHaveProperty('left');
  await engine.close();
});

test('who was in a chat, and how it was called, is kept through time', async () => {
  const { simulated, control, ana, group, engine } = await world();
  await backUpChats(simulated, engine);
  simulated.clock.advance(MINUTE_MS);
  control.removeMember(group, ana);
  control.rename(group, 'Hedge');
  await backUpChats(simulated, engine);

  const about = (await rowsOf(simulated, engine, group.id)).filter(({ chat }) => chat === 'about');
  expect(about).toMatchObject([{ subject: 'Hedge' }]);
  expect(about[0]!.preview.split(', ').sort()).toEqual(['Pat Example', 'Sam Sender']);
  const versions = await engine.listVersions(ownerOf(simulated).id, about[0]!.row);
  expect(versions).toHaveLength(2);
  await engine.close();
});

test('meetings that refuse their members cost their messages nothing', async () => {
  const { simulated, control, sam, engine } = await world();
  const meeting = control.chat('meeting', [sam], { topic: 'Weekly' });
  control.post(meeting, { from: sam, text: 'agenda' });
  const broken = control.chat('meeting', [sam], { topic: 'Monthly' });
  control.post(broken, { from: sam, text: 'minutes' });
  const { troubles } = simulated.simulator.chats;
  troubles.members.set(meeting.id, 403);
  troubles.members.set(broken.id, 502);

  const receipt = await backUpChats(simulated, engine);

  expect(receipt.verdict).toBe('complete');
  await expectKept(simulated);
  await engine.close();
});

test('files that may not be read are named, with what there is beside them kept', async () => {
  const { simulated, control, sam, group, engine } = await world();
  simulated.granted = ['Chat.Read', 'Files.Read'];
  const files = [
    control.shareFile('theirs.txt', 'theirs', sam),
    control.shareFile('mine.txt', 'm'),
  ];
  control.post(group, { from: sam, files, pictures: [new Uint8Array([137, 80, 78, 71])] });

  const receipt = await backUpChats(simulated, engine);

  expect(receipt).toMatchObject({
    verdict: 'incomplete',
    gaps: [{ label: 'Sam Sender: theirs.txt, mine.txt', code: 'forbidden', missing: 'content' }],
  });
  const { contents } = await keptOfChats(simulated);
  expect([...contents.values()].flat().map(({ name, stored }) => [name, stored])).toEqual([
    ['picture.png', true],
    ['theirs.txt', false],
    ['mine.txt', true],
  ]);
  simulated.granted = ['Chat.Read', 'Files.Read', 'Files.Read.All'];
  const before = simulated.asked(/download/);
  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(simulated.asked(/download/) - before).toBe(1);
  await engine.close();
});

test('without the right to any file chats are kept all the same', async () => {
  const { simulated, control, sam, group, engine } = await world();
  simulated.granted = ['Chat.Read'];
  control.post(group, { files: [control.shareFile('plan.txt', 'a plan', sam)] });

  const receipt = await backUpChats(simulated, engine);

  expect(receipt.gaps).toMatchObject([{ code: 'forbidden', upstreamCode: 'consentRequired' }]);
  await engine.close();
});

test('without the right to read chats nothing is begun, and it says what is missing', async () => {
  const { simulated, engine } = await world();
  simulated.granted = ['Mail.Read'];

  const [id] = await engine.startBackup(ownerOf(simulated), ['chats']);
  const waiting = await until(engine, id, ({ state }) => state.kind !== 'running');

  expect(waiting.state).toMatchObject({ kind: expect.stringMatching(/waiting|ended/) });
  await engine.close();
});

test('personal accounts are told that there is nothing to ask', async () => {
  const { simulated, engine } = await world();
  const account = {
    ...ownerOf(simulated),
    id: asId<AccountId>('x.9188040d-6c67-4c5b-b112-36a304b66dad'),
  };
  const asked = simulated.asked(/chats/);

  const [id] = await engine.startBackup(account, ['chats']);
  const last = await until(engine, id, ({ state }) => state.kind === 'ended');

  expect(last).toMatchObject({ receipt: { verdict: 'stopped', reason: 'forbidden' } });
  expect(simulated.asked(/chats/)).toBe(asked);
  await engine.close();
});

test('an edit that no list shows is found within a few runs', async () => {
  const { simulated, control, direct, group, engine } = await world();
  const message = control.post(direct, { text: 'old' });
  simulated.clock.advance(MINUTE_MS);
  control.post(direct, { text: 'newer' });
  control.post(group, { text: 'busy' });
  await backUpChats(simulated, engine);
  simulated.clock.advance(60 * MINUTE_MS);
  control.edit(direct, message, 'old, corrected');
  for (let run = 0; run < 3; run += 1) await backUpChats(simulated, engine);

  await expectKept(simulated);
  await engine.close();
});

test('requests: a first copy, a run without changes, one new message', async () => {
  const simulated = withChats({ patience: 'brief' });
  const { control } = simulated.simulator.chats;
  const sam = control.person('Sam Sender');
  const chats = Array.from({ length: 60 }, (_, at) => {
    const chat = control.group(`Group ${at}`, [sam]);
    for (let nth = 0; nth < 30 + at * 2; nth += 1) {
      simulated.clock.advance(20 * MINUTE_MS);
      control.post(chat, { from: sam, text: `${nth}` });
    }
    return chat;
  });
  const messages = chats.reduce((sum, { messages: { size } }) => sum + size, 0);
  const engine = await simulated.open();
  const requests = async () => (await backUpChats(simulated, engine)).requests;

  expect(await requests()).toBeLessThanOrEqual(messages / 50 + 2 * chats.length);
  for (let run = 0; run < 6; run += 1) {
    simulated.clock.advance(60 * MINUTE_MS);
    expect(await requests()).toBeLessThanOrEqual(chats.length / 50 + 3);
  }
  simulated.clock.advance(60 * MINUTE_MS);
  control.post(chats[17]!, { from: sam, text: 'new' });
  expect(await requests()).toBeLessThanOrEqual(4);
  await expectKept(simulated);
  await engine.close();
});

test.each(['repeatsNextLink', 'endsAtDeleted', 'refusesTokens', 'refusesOrder'] as const)(
  'all of a chat is read though Graph %s',
  async (quirk) => {
    const { simulated, control, group, engine } = await world();
    for (let at = 0; at < 170; at += 1) {
      simulated.clock.advance(1000);
      const message = control.post(group, { text: `${at}` });
      if (at === 60 || at === 119) control.delete(group, message);
    }
    simulated.simulator.chats.troubles.quirks[quirk] = true;

    expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete' });
    await expectKept(simulated);
    simulated.clock.advance(60 * MINUTE_MS);
    for (let at = 0; at < 130; at += 1) {
      simulated.clock.advance(1000);
      control.post(group, { text: `later ${at}` });
    }
    await backUpChats(simulated, engine);
    await expectKept(simulated);
    await engine.close();
  },
);

test('a copy that is killed goes on where it was', async () => {
  const { simulated, control, group, engine } = await world();
  for (let at = 0; at < 400; at += 1) {
    simulated.clock.advance(1000);
    control.post(group, { text: `${at}` });
  }
  let asked = 0;
  simulated.onRequest = () => {
    asked += 1;
    if (asked === 7) simulated.isOnline = false;
  };
  await backUpChats(simulated, engine);
  await engine.close();
  simulated.onRequest = () => {};
  simulated.isOnline = true;

  const again = await simulated.open();
  expect(await backUpChats(simulated, again)).toMatchObject({ verdict: 'complete' });
  await expectKept(simulated);
  await again.close();
});

test('ids are unique across chats, though Graph’s are not', async () => {
  const { simulated, control, group, direct, engine } = await world();
  const at = Date.UTC(2024, 4, 5);
  control.post(group, { at, text: 'here' });
  control.post(direct, { at, text: 'there' });

  await backUpChats(simulated, engine);

  const { itemIds } = await keptOfChats(simulated);
  const ids: ItemId[] = itemIds.map((id) => asId<ItemId>(id));
  expect(new Set(ids).size).toBe(ids.length);
  await expectKept(simulated);
  await engine.close();
});
