import { expect, test } from 'vitest';
import { asId, type ContainerId } from '../model/ids.ts';
import {
  backUpChats,
  channelKeyOf,
  chatsAsTheyAre,
  chooseChannels,
  keptOfChats,
  ownerOf,
  withChannels,
} from './chats.contract.ts';
import type { Engine } from './engine.ts';
import type { Simulated } from './simulated.contract.ts';

const MINUTE_MS = 60_000;

async function world() {
  const simulated = withChannels({ patience: 'brief' });
  const { control } = simulated.simulator.chats;
  const sam = control.person('Sam Sender');
  control.post(control.group('Garden', [sam]), { from: sam, text: 'Hello' });
  const team = control.team('Builders');
  const channel = control.channel(team, 'General');
  const post = control.post(channel, { from: sam, subject: 'Welcome', text: 'To everybody' });
  const engine = await simulated.open();
  await chooseChannels(simulated, engine);
  return { simulated, control, sam, team, channel, post, engine };
}

async function expectKept(simulated: Simulated) {
  const { lines, unwhole } = await keptOfChats(simulated);
  expect(unwhole).toEqual([]);
  expect(lines).toEqual(await chatsAsTheyAre(simulated));
}

async function rowsOf(simulated: Simulated, engine: Engine, container: string) {
  const query = {
    account: ownerOf(simulated).id,
    source: 'chats',
    container: asId<ContainerId>(container),
    sort: 'subject',
    descending: false,
    show: 'all',
  } as const;
  return (await engine.listItems(query, null, 100)).rows;
}

test('posts are kept with their replies, pictures and files, and a receipt names each channel', async () => {
  const { simulated, control, sam, team, channel, post, engine } = await world();
  const second = control.channel(team, 'Cranes');
  const reply = control.reply(channel, post, {
    from: sam,
    text: 'Thanks',
    pictures: [Uint8Array.of(137, 80, 78, 71, 1)],
    files: [control.shareInChannel(team, channel, 'plan.txt', 'a plan')],
  });
  simulated.clock.advance(MINUTE_MS);
  control.post(channel, { text: 'Another' });
  control.post(second, { from: control.bot('Crane'), text: 'wind 12' });
  simulated.clock.advance(MINUTE_MS);
  control.reply(channel, reply, { text: 'To the first post' });

  const receipt = await backUpChats(simulated, engine);

  expect(receipt).toMatchObject({ verdict: 'complete', gaps: [] });
  expect(receipt.lines.map(({ path, role }) => [path, role])).toEqual([
    ['Builders › Cranes', 'channel'],
    ['Builders › General', 'channel'],
    ['Garden', 'group'],
  ]);
  await expectKept(simulated);
  const { contents } = await keptOfChats(simulated);
  expect(contents.get(channelKeyOf(team, channel, reply))?.map(({ name }) => name)).toEqual([
    'picture.png',
    'plan.txt',
  ]);
  const rows = await rowsOf(simulated, engine, `${team.id}/${channel.id}`);
  expect(rows.map(({ chat, preview }) => [chat, preview])).toEqual([
    ['about', 'Builders'],
    ['message', 'To everybody'],
    ['message', 'Thanks plan.txt'],
    ['message', 'To the first post'],
    ['message', 'Another'],
  ]);
  await engine.close();
});

test('without the choice nobody is asked for teams', async () => {
  const { simulated, engine } = await world();
  await chooseChannels(simulated, engine, false);

  expect((await backUpChats(simulated, engine)).lines.map(({ path }) => path)).toEqual(['Garden']);
  expect(simulated.asked(/joinedTeams|teams\//)).toBe(0);
  await engine.close();
});

test('what changed is told by delta: new posts and replies, edits, deletions, reactions', async () => {
  const { simulated, control, team, channel, post, engine } = await world();
  const reply = control.reply(channel, post, { text: 'first' });
  const other = control.post(channel, { text: 'to be deleted' });
  await backUpChats(simulated, engine);
  simulated.clock.advance(60 * MINUTE_MS);
  control.edit(channel, reply, 'first, corrected');
  control.delete(channel, other);
  control.react(channel, post);
  control.reply(channel, other, { text: 'What was here?' });

  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete' });

  await expectKept(simulated);
  const { metas } = await keptOfChats(simulated);
  expect(metas.get(channelKeyOf(team, channel, reply))).toMatchObject({
    earlier: [{ body: { content: 'first' } }],
  });
  await engine.close();
});

test('what delta does not tell of replies is found by turns', async () => {
  const { simulated, control, team, channel, post, engine } = await world();
  simulated.simulator.chats.troubles.quirks.deltaOmitsReplies = true;
  const reply = control.reply(channel, post, { text: 'first' });
  for (const name of ['Cranes', 'Roofs']) {
    control.post(control.channel(team, name), { text: name });
  }
  await backUpChats(simulated, engine);
  simulated.clock.advance(60 * MINUTE_MS);
  control.edit(channel, reply, 'first, corrected');
  for (let run = 0; run < 3; run += 1) await backUpChats(simulated, engine);

  await expectKept(simulated);
  await engine.close();
});

test('a delta that was forgotten, or that there is none of, costs nothing that is known', async () => {
  const { simulated, control, channel, post, engine } = await world();
  const { quirks } = simulated.simulator.chats.troubles;
  const { troubles } = simulated.simulator;
  await backUpChats(simulated, engine);
  quirks.forgetsDelta = true;
  simulated.clock.advance(300 * 24 * 60 * MINUTE_MS);
  control.reply(channel, post, { text: 'months later' });
  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete' });
  await expectKept(simulated);

  quirks.forgetsDelta = false;
  troubles.plan({ path: '/messages/delta', times: 1_000, status: 400 });
  for (let at = 0; at < 60; at += 1) control.post(channel, { text: `${at}` });
  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete' });
  simulated.clock.advance(MINUTE_MS);
  control.reply(channel, post, { text: 'and again' });
  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete' });
  await expectKept(simulated);
  await engine.close();
});

test('a long channel is gone on with where it was cut off', async () => {
  const { simulated, control, channel, engine } = await world();
  for (let at = 0; at < 180; at += 1) {
    simulated.clock.advance(MINUTE_MS);
    const post = control.post(channel, { text: `post ${at}` });
    if (at % 3 === 0) control.reply(channel, post, { text: `reply ${at}` });
  }
  const { troubles } = simulated.simulator;
  troubles.plan({ path: 'skiptoken', after: 1, times: 100, status: 503 });
  const cut = await backUpChats(simulated, engine);
  expect(cut.verdict).not.toBe('complete');
  troubles.clear();
  const before = simulated.asked(/expand=replies|skiptoken/);

  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete', gaps: [] });
  // Two pages that are left, and delta.
  expect(simulated.asked(/expand=replies|skiptoken/) - before).toBeLessThanOrEqual(4);
  await expectKept(simulated);
  await engine.close();
});

test('of a post with more than a thousand replies all are kept, also where the link is missing', async () => {
  const { simulated, control, channel, post, engine } = await world();
  for (let at = 0; at < 1003; at += 1) control.reply(channel, post, { text: `${at}` });
  await backUpChats(simulated, engine);
  await expectKept(simulated);

  simulated.simulator.chats.troubles.quirks.losesReplies = true;
  simulated.clock.advance(60 * MINUTE_MS);
  const [oldest] = [...channel.messages.values()].filter(({ replyTo }) => replyTo !== null);
  control.edit(channel, oldest!, 'edited');
  await backUpChats(simulated, engine);
  await expectKept(simulated);
  await engine.close();
});

test('channels and teams that are renamed, new, left or deleted', async () => {
  const { simulated, control, team, channel, engine } = await world();
  const others = control.team('Roofers');
  const gone = control.channel(others, 'General');
  control.post(gone, { text: 'stays here' });
  await backUpChats(simulated, engine);
  simulated.clock.advance(MINUTE_MS);
  channel.name = 'Everybody';
  control.post(control.channel(team, 'New'), { text: 'new' });
  control.setTeamMember(others, false);
  for (let run = 0; run < 5; run += 1) {
    expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete', gaps: [] });
  }

  const { names, metas, lines } = await keptOfChats(simulated);
  expect([...names.values()].sort()).toEqual([
    'Builders › Everybody',
    'Builders › New',
    'Garden',
    'Roofers › General',
  ]);
  const left = `${others.id}/${gone.id}`;
  expect(metas.get(`${left}/about`)).toMatchObject({ left: true });
  expect([...lines.keys()].filter((key) => key.startsWith(left))).toHaveLength(1);

  control.setTeamMember(others, true);
  control.post(gone, { text: 'here again' });
  for (let run = 0; run < 4; run += 1) await backUpChats(simulated, engine);
  await expectKept(simulated);
  expect((await keptOfChats(simulated)).metas.get(`${left}/about`)).not.toHaveProperty('left');
  await engine.close();
});

test('a channel that is gone is seen as left in the run that meets it, with nothing missing', async () => {
  const { simulated, control, team, channel, engine } = await world();
  const other = control.channel(team, 'Cranes');
  control.post(other, { text: 'wind' });
  await backUpChats(simulated, engine);
  team.channels.delete(channel.id);

  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete', gaps: [] });
  await engine.close();
});

test('where nobody has allowed channels, chats are kept and the receipt says what is missing', async () => {
  const { simulated, control, team, channel, post, engine } = await world();
  const granted = simulated.granted ?? [];
  simulated.granted = granted.filter((scope) => !/^(Team|Channel)/.test(scope));

  const without = await backUpChats(simulated, engine);
  expect(without).toMatchObject({
    verdict: 'incomplete',
    gaps: [{ path: 'Channels of your teams', code: 'forbidden', upstreamCode: 'consentRequired' }],
  });
  expect((await keptOfChats(simulated)).lines.size).toBe(2);
  expect((await engine.listChats(null)).map(({ name }) => name)).toEqual(['Garden']);

  simulated.granted = granted;
  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete', gaps: [] });
  expect((await keptOfChats(simulated)).names.has('teams')).toBe(false);
  await expectKept(simulated);

  // Taken back: what is kept stays, and is named.
  simulated.granted = granted.filter((scope) => !/^(Team|Channel)/.test(scope));
  simulated.clock.advance(MINUTE_MS);
  control.reply(channel, post, { text: 'not seen' });
  const after = await backUpChats(simulated, engine);
  expect(after.gaps.map(({ path, code }) => [path, code])).toContainEqual([
    'Builders › General',
    'forbidden',
  ]);
  expect((await keptOfChats(simulated)).lines.has(channelKeyOf(team, channel, post))).toBe(true);
  await engine.close();
});

test('turned off, nothing is missed of channels that were missing, and turned on again it goes on', async () => {
  const { simulated, control, team, channel, engine } = await world();
  for (let at = 0; at < 120; at += 1) control.post(channel, { text: `${at}` });
  const other = control.channel(control.team('Roofers'), 'General');
  control.post(other, { text: 'tiles' });
  const { troubles } = simulated.simulator;
  const { teams } = simulated.simulator.chats.troubles;
  teams.set([...simulated.simulator.chats.service.teams.keys()][1] ?? '', 403);
  troubles.plan({ path: 'skiptoken', times: 100, status: 503 });
  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'incomplete' });
  const before = (await keptOfChats(simulated)).lines.size;

  await chooseChannels(simulated, engine, false);
  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete', gaps: [] });
  expect((await keptOfChats(simulated)).lines.size).toBe(before);
  expect((await keptOfChats(simulated)).names.has('teams')).toBe(false);

  troubles.clear();
  teams.clear();
  await chooseChannels(simulated, engine);
  const asked = simulated.asked(/expand=replies|skiptoken/);
  for (let run = 0; run < 4; run += 1) {
    expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete', gaps: [] });
  }
  await expectKept(simulated);
  expect((await keptOfChats(simulated)).names.has(`${team.id}/${channel.id}`)).toBe(true);
  // The two pages that were left, the other channel, their deltas, and what is looked into by turns.
  expect(simulated.asked(/expand=replies|skiptoken/) - asked).toBeLessThanOrEqual(9);
  await engine.close();
});

test('a chat that names a picture of a channel gets it with no more right than a chat has', async () => {
  const { simulated, control, sam, team, channel, engine } = await world();
  const post = control.post(channel, { text: 'look', pictures: [Uint8Array.of(137, 80, 78, 71)] });
  const [picture] = post.hosted;
  const place = `teams/${team.id}/channels/${channel.id}/messages/${post.id}`;
  const address = `https://graph.microsoft.com/v1.0/${place}/hostedContents/${picture?.id}/$value`;
  const chat = control.group('Traps', [sam]);
  const trap = control.post(chat, { from: sam, html: `<img src="${address}">` });
  await chooseChannels(simulated, engine, false);
  simulated.granted = (simulated.granted ?? []).filter((scope) => !/^(Team|Channel)/.test(scope));

  const receipt = await backUpChats(simulated, engine);
  expect(receipt.verdict).toBe('incomplete');
  expect(receipt.gaps).toMatchObject([{ itemId: `${chat.id}/${trap.id}`, code: 'forbidden' }]);
  await engine.close();
});

test('a team whose channels can not be listed is named, and the others are kept', async () => {
  const { simulated, control, team, engine } = await world();
  const other = control.team('Roofers');
  control.post(control.channel(other, 'General'), { text: 'tiles' });
  const { teams } = simulated.simulator.chats.troubles;
  teams.set(other.id, 403);

  expect(await backUpChats(simulated, engine)).toMatchObject({
    verdict: 'incomplete',
    gaps: [{ label: 'Roofers', code: 'forbidden' }],
  });
  expect([...(await keptOfChats(simulated)).names.keys()].join()).toContain(team.id);
  teams.clear();
  expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete', gaps: [] });
  await expectKept(simulated);
  await engine.close();
});

test('requests: all posts once, then one for each channel, ten of them at a time', async () => {
  const simulated = withChannels({ patience: 'brief', simulator: { limits: true } });
  const { control } = simulated.simulator.chats;
  let posts = 0;
  for (let at = 0; at < 4; at += 1) {
    const team = control.team(`Team ${at}`);
    for (let nth = 0; nth < 6; nth += 1) {
      const channel = control.channel(team, `Channel ${nth}`);
      for (let count = 0; count < 15 * nth; count += 1) {
        simulated.clock.advance(MINUTE_MS);
        const post = control.post(channel, { text: `${count}` });
        if (count % 4 === 0) control.reply(channel, post, { text: 'yes' });
        posts += 1;
      }
    }
  }
  const channels = 24;
  const engine = await simulated.open();
  await chooseChannels(simulated, engine);
  const run = async () => {
    simulated.clock.advance(60 * MINUTE_MS);
    const before = simulated.asked(/\$batch/);
    const receipt = await backUpChats(simulated, engine);
    expect(receipt.verdict).toBe('complete');
    return { requests: receipt.requests, batches: simulated.asked(/\$batch/) - before };
  };

  // The list of chats, notes, teams and their channels; then each channel's posts, and its delta.
  const first = await run();
  expect(first.requests).toBeLessThanOrEqual(3 + 4 + posts / 50 + 2 * channels);
  await expectKept(simulated);
  const quiet = [await run(), await run(), await run(), await run()];
  // The list of chats, notes, each delta, one channel looked into; every fourth time the lists of teams.
  expect(quiet.slice(0, 3).map(({ requests }) => requests)).toEqual(Array(3).fill(channels + 3));
  expect(quiet[3]?.requests).toBe(channels + 3 + 1 + 4);
  expect(quiet[0]?.batches).toBe(3);
  expect(simulated.simulator.report().refused).toBe(0);
  await engine.close();
});
