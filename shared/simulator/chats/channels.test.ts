import { expect, test } from 'vitest';
import { ask, chatSimulator, pages } from './test-client.ts';

const SCOPES = ['Team.ReadBasic.All', 'Channel.ReadBasic.All', 'ChannelMessage.Read.All'];

function world() {
  const made = chatSimulator();
  const { control, simulator } = made;
  const sam = control.person('Sam Sender');
  const team = control.team('Builders');
  const channel = control.channel(team, 'General');
  const messages = `/teams/${team.id}/channels/${encodeURIComponent(channel.id)}/messages`;
  const get = (path: string, scopes = SCOPES) => ask(simulator, path, { scopes });
  return { ...made, sam, team, channel, messages, get };
}

const idsOf = (posts: { id: string; replies?: { id: string }[] }[]) =>
  posts.map(({ id, replies = [] }) => [id, ...replies.map((each) => each.id)]);

test('names need little, messages what an administrator alone gives', async () => {
  const { team, messages, get } = world();
  const basic = ['Team.ReadBasic.All', 'Channel.ReadBasic.All', 'Chat.Read'];

  expect((await get('/me/joinedTeams', basic)).json.value).toMatchObject([
    { id: team.id, displayName: 'Builders' },
  ]);
  const { json } = await get(`/teams/${team.id}/channels`, basic);
  expect(json.value).toMatchObject([{ displayName: 'General', membershipType: 'standard' }]);
  expect((await get(messages, basic)).status).toBe(403);
  expect((await get(`${messages}/delta`, basic)).status).toBe(403);
});

test('posts come in the order in which something happened below them, each with its replies', async () => {
  const { simulator, clock, control, channel, messages, get } = world();
  const posts = Array.from({ length: 5 }, (_, at) => {
    clock.advance(1000);
    return control.post(channel, { text: `${at}` });
  });
  clock.advance(1000);
  const reply = control.reply(channel, posts[1]!, { text: 'yes' });

  const first = `${messages}?$top=2&$expand=replies`;
  const all = (await pages(simulator, first, { scopes: SCOPES })).flat();

  expect(idsOf(all)).toEqual([
    [posts[1]!.id, reply.id],
    ...[4, 3, 2, 0].map((at) => [posts[at]!.id]),
  ]);
  expect(all[0].replies[0]).toMatchObject({ replyToId: posts[1]!.id, channelIdentity: {} });
  expect((await get(messages)).json.value[0]).not.toHaveProperty('replies');
  for (const other of ['$orderby=createdDateTime desc', '$filter=id eq 1', '$select=id']) {
    expect((await get(`${messages}?${other}`)).status).toBe(400);
  }
});

test('delta tells what has happened since, and nothing while nothing has', async () => {
  const { clock, control, sam, channel, messages, get } = world();
  const old = control.post(channel, { text: 'old' });
  clock.advance(60_000);
  const since = new Date(clock.now()).toISOString();
  clock.advance(60_000);
  const young = control.post(channel, { text: 'young' });
  const filter = `$filter=lastModifiedDateTime gt ${since}`;

  const begun = await get(`${messages}/delta?$expand=replies&${filter}`);
  expect(idsOf(begun.json.value)).toEqual([[young.id]]);
  const quiet = await get(begun.json['@odata.deltaLink']);
  expect(quiet.json.value).toEqual([]);
  const reply = control.reply(channel, old, { from: sam, text: 'late' });
  control.react(channel, young);
  const news = await get(quiet.json['@odata.deltaLink']);
  expect(idsOf(news.json.value)).toEqual([[old.id, reply.id], [young.id]]);
  control.edit(channel, reply, 'late, and edited');
  const edited = await get(news.json['@odata.deltaLink']);
  expect(edited.json.value[0].replies[0].body.content).toBe('late, and edited');
  expect((await get(`${messages}/delta?$filter=createdDateTime gt ${since}`)).status).toBe(400);
});

test('delta knows eight months; the list knows everything', async () => {
  const { clock, control, channel, messages, get } = world();
  const old = control.post(channel, { text: 'old' });
  clock.advance(300 * 24 * 60 * 60_000);

  expect((await get(`${messages}/delta`)).json.value).toEqual([]);
  expect((await get(messages)).json.value).toMatchObject([{ id: old.id }]);
});

test('a reply is found under its post alone, its pictures too', async () => {
  const { control, channel, messages, get } = world();
  const post = control.post(channel, { text: 'look' });
  const reply = control.reply(channel, post, { pictures: [Uint8Array.of(1, 2, 3)] });
  const place = `${messages}/${post.id}/replies/${reply.id}`;

  expect((await get(`${messages}/${reply.id}`)).status).toBe(404);
  const { json } = await get(place);
  const [, address = ''] = /src="([^"]+)"/.exec(json.body.content) ?? [];
  expect(address).toContain(`/messages/${post.id}/replies/${reply.id}/hostedContents/`);
  expect((await get(address)).status).toBe(200);
});

test('of more than a thousand replies the others are behind a link, which may be left out', async () => {
  const { control, channel, chats, messages, get } = world();
  const post = control.post(channel, { text: 'everybody' });
  for (let at = 0; at < 1003; at += 1) control.reply(channel, post, { text: `${at}` });
  const ask = async () => (await get(`${messages}?$expand=replies`)).json.value[0];

  const told = await ask();
  expect(told.replies).toHaveLength(1000);
  const others = await get(told['replies@odata.nextLink']);
  expect(others.json.value.map((each: { id: string }) => each.id)).not.toContain(
    told.replies[0].id,
  );
  expect(others.json.value).toHaveLength(3);
  chats.troubles.quirks.losesReplies = true;
  expect(await ask()).not.toHaveProperty('replies@odata.nextLink');
});

test('a file of a channel lies in the library of its team', async () => {
  const { simulator, control, team, channel, get } = world();
  const { contentUrl } = control.shareInChannel(team, channel, 'plan.txt', 'a plan');
  expect(contentUrl).toBe(
    'https://example.sharepoint.com/sites/Builders/Shared Documents/General/plan.txt',
  );
  const share = btoa(String(contentUrl)).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');
  const path = `/shares/u!${share}/driveItem/content`;

  expect((await get(path, ['Files.Read'])).status).toBe(403);
  const { headers } = await get(path, ['Files.Read.All']);
  const file = await simulator.fetch(new Request(headers.get('location') ?? ''));
  expect(await file.text()).toBe('a plan');
});

test('whoever has left a team sees nothing of it', async () => {
  const { control, team, messages, get } = world();
  control.setTeamMember(team, false);

  expect((await get('/me/joinedTeams')).json.value).toEqual([]);
  expect((await get(`/teams/${team.id}/channels`)).status).toBe(404);
  expect((await get(messages)).status).toBe(404);
});
