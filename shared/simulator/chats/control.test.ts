import { expect, test } from 'vitest';
import { loadChats } from './load-chats.ts';
import { chatSimulator } from './test-client.ts';

async function told(
  simulator: ReturnType<typeof chatSimulator>['simulator'],
  path: string,
  body: unknown = {},
) {
  const init = path.startsWith('list')
    ? {}
    : {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      };
  const response = await simulator.fetch(
    new Request(`http://localhost/simulator/chats/${path}`, init),
  );
  return { status: response.status, json: await response.json() };
}

test('a test can do in chats what people and policies do', async () => {
  const { simulator, chats, clock } = chatSimulator();
  const made = await told(simulator, 'make', { topic: 'Garden', people: ['Sam Sender'] });
  const chat = made.json.id;
  const post = await told(simulator, 'post', { chat, from: 'Sam Sender', text: 'Saturday?' });
  const { id } = post.json;
  clock.advance(1000);
  await told(simulator, 'edit', { chat: 'Garden', id, html: 'Sunday?' });
  await told(simulator, 'react', { chat, id, type: '🎉' });
  await told(simulator, 'post', {
    chat,
    text: 'yes',
    quotes: [id],
    pictures: [btoa('png')],
    files: [{ name: 'a.txt', text: 'a' }],
  });
  await told(simulator, 'delete', { chat, id });
  await told(simulator, 'rename', { chat, topic: 'Hedge' });

  const { json } = await told(simulator, 'messages', { chat });
  expect(json.messages).toMatchObject([
    { from: null },
    { from: 'Sam Sender', content: 'Sunday?', isDeleted: true },
    { from: 'Pat Example', content: expect.stringContaining('yes') },
    { from: null },
  ]);
  await told(simulator, 'leave', { chat });
  expect((await told(simulator, 'list')).json.chats).toMatchObject([
    { topic: 'Hedge', isMember: false, members: ['Pat Example', 'Sam Sender'], messages: 4 },
  ]);
  await told(simulator, 'rejoin', { chat });
  expect(await told(simulator, 'retain', { chat, before: '2030-01-01T00:00:00Z' })).toMatchObject({
    json: { gone: 5 },
  });
  await told(simulator, 'trouble', { quirks: { endsAtDeleted: true }, members: { [chat]: 403 } });
  expect(chats.troubles.quirks.endsAtDeleted).toBe(true);
  await simulator.fetch(
    new Request('http://localhost/simulator/trouble', { method: 'POST', body: '{"clear":true}' }),
  );
  expect(chats.troubles.quirks.endsAtDeleted).toBe(false);
});

test.each([
  ['post', { chat: 'none', text: 'x' }, 404],
  ['rename', { topic: 'x' }, 400],
  ['trouble', { quirks: { none: true } }, 400],
])('%s with what does not fit is refused', async (path, body, status) => {
  const { simulator } = chatSimulator();

  expect((await told(simulator, path, body)).status).toBe(status);
});

test('a test can do the same in channels', async () => {
  const { simulator } = chatSimulator();
  const made = await told(simulator, 'make', { team: 'Builders', channel: 'Cranes' });
  await told(simulator, 'make', { team: 'Builders', channel: 'Roofs' });
  const chat = made.json.id;
  const post = await told(simulator, 'post', { chat, from: 'Sam Sender', text: 'Which one?' });
  const { id } = post.json;
  await told(simulator, 'post', { chat: 'Cranes', replyTo: id, text: 'The big one' });
  await told(simulator, 'edit', { chat, id, html: 'Which crane?' });

  const { json } = await told(simulator, 'messages', { chat });
  expect(json.messages).toMatchObject([
    { from: 'Sam Sender', content: 'Which crane?' },
    { from: 'Pat Example', content: 'The big one' },
  ]);
  expect((await told(simulator, 'post', { chat, replyTo: '1', text: 'x' })).status).toBe(404);
});

test('chats of elsewhere come in with people, dates, answers, reactions and files', async () => {
  const { control, chats } = chatSimulator();
  const at = Date.UTC(2020, 1, 2);

  const sum = await loadChats(control, [
    {
      name: 'Room',
      messages: [
        {
          id: 'b',
          from: 'Ana',
          at: at + 1000,
          text: 'a < b',
          answers: ['a'],
          files: [{ name: 'a.txt', text: 'a' }],
        },
        { id: 'a', from: 'me', at, html: '<b>hi</b>', reactions: [{ type: '👍', by: ['Ana'] }] },
        { from: null, at: at + 2000, event: { type: 'membersJoined' } },
        { from: 'Robot', isBot: true, at: at + 3000, text: 'beep' },
      ],
    },
    { name: null, messages: [{ from: 'Ana', at, text: 'just us' }] },
    { name: 'Empty', messages: [] },
  ]);

  expect(sum).toEqual({ chats: 2, messages: 5 });
  const [room, direct] = [...chats.service.chats.values()];
  expect([room?.topic, room?.type, direct?.type]).toEqual(['Room', 'group', 'oneOnOne']);
  const messages = [...(room?.messages.values() ?? [])];
  expect(messages.map(({ createdAt, from }) => [createdAt - at, from?.name ?? null])).toEqual([
    [0, 'Pat Example'],
    [1000, 'Ana'],
    [2000, null],
    [3000, 'Robot'],
  ]);
  expect(messages[1]?.body.content).toContain('a &lt; b');
  expect(messages[1]?.attachments.map(({ contentType }) => contentType)).toEqual([
    'messageReference',
    'reference',
  ]);
});
