import { expect, test } from 'vitest';
import { ask, chatPath, chatSimulator, pages, post } from './test-client.ts';

function world() {
  const made = chatSimulator();
  const sam = made.control.person('Sam Sender');
  return { ...made, sam, group: made.control.group('Garden', [sam]) };
}

test('one writes as oneself and now, with pictures beside the text', async () => {
  const { simulator, group } = world();
  const body = {
    body: { contentType: 'html', content: '<p>Look <img src="../hostedContents/1/$value"></p>' },
    hostedContents: [
      { '@microsoft.graph.temporaryId': '1', contentBytes: btoa('png'), contentType: 'image/png' },
    ],
  };

  const { status, json } = await post(simulator, chatPath(group, '/messages'), body);

  expect(status).toBe(201);
  expect(json.from.user.displayName).toBe('Pat Example');
  const [, address = ''] = /src="([^"]+)"/.exec(json.body.content) ?? [];
  expect(new TextDecoder().decode((await ask(simulator, address)).bytes)).toBe('png');
});

test.each([
  [{ body: { content: 'x' }, createdDateTime: '2020-01-01T00:00:00Z' }],
  [{ body: { content: 'x'.repeat(29_000) } }],
  [{}],
])('what can’t be sent is refused', async (body) => {
  const { simulator, group } = world();

  expect((await post(simulator, chatPath(group, '/messages'), body)).status).toBe(400);
});

test('an answer with a quote names what it answers', async () => {
  const { simulator, control, sam, group } = world();
  const { id } = control.post(group, { from: sam, text: 'Saturday?' });

  const { json } = await post(simulator, chatPath(group, '/messages/replyWithQuote'), {
    messageIds: [id],
    replyMessage: { body: { contentType: 'text', content: 'Yes' } },
  });

  expect(json.body.content).toBe(`<attachment id="${id}"></attachment>Yes`);
  expect(JSON.parse(json.attachments[0].content)).toMatchObject({
    messageId: id,
    messagePreview: 'Saturday?',
    messageSender: { user: { displayName: 'Sam Sender' } },
  });
});

test('a chat of two is made once, a group each time', async () => {
  const { simulator, sam } = world();
  const member = (id: string) => ({
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    roles: ['owner'],
    'user@odata.bind': `https://graph.microsoft.com/v1.0/users('${id}')`,
  });
  const members = [member(simulator.account.id), member(sam.id)];
  const make = async (chatType: string) =>
    (await post(simulator, '/chats', { chatType, members }, ['Chat.Create'])).json.id;

  expect(await make('oneOnOne')).toBe(await make('oneOnOne'));
  expect(await make('group')).not.toBe(await make('group'));
});

test('channels need an administrator’s consent, which a chat’s right does not replace', async () => {
  const { simulator, control, sam } = world();
  const team = control.team('Builders');
  const channel = control.channel(team, 'General');
  const first = control.post(channel, { from: sam, text: 'Welcome' });
  Object.assign(control.post(channel, { text: 'Thanks' }), { replyTo: first.id });
  const place = `/teams/${team.id}/channels/${encodeURIComponent(channel.id)}/messages`;
  const scopes = ['ChannelMessage.Read.All'];

  expect((await ask(simulator, place)).status).toBe(403);
  expect((await pages(simulator, place, { scopes })).flat()).toMatchObject([{ id: first.id }]);
  const replies = await pages(simulator, `${place}/${first.id}/replies`, { scopes });
  expect(replies.flat()).toMatchObject([{ replyToId: first.id }]);
});
