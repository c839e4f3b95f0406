import { expect, test } from 'vitest';
import {
  ask,
  chatPath,
  chatSimulator,
  pages,
  post,
} from '../shared/simulator/chats/test-client.ts';
import { checkExchanges } from './contract-check.ts';

/** One chat of each kind, one message of each kind. */
function world() {
  const made = chatSimulator({ record: true });
  const { control, clock } = made;
  const sam = control.person('Sam Sender');
  const guest = control.person('Gil Guest', { identity: 'anonymousGuest' });
  const group = control.group('Garden', [sam, guest]);
  control.chat('oneOnOne', [sam]);
  control.event(control.chat('meeting', [sam]), 'callEnded', {
    callId: 'a-call',
    callDuration: 'PT12M',
    callEventType: 'meeting',
    callParticipants: [],
    initiator: null,
  });
  const first = control.post(group, { from: sam, text: 'Saturday?', importance: 'urgent' });
  clock.advance(1000);
  control.post(group, {
    html: '<p>Yes <at id="0">Sam</at></p>',
    quotes: [first],
    mentions: [{ text: 'Sam', of: sam }],
    pictures: [new Uint8Array([137, 80, 78, 71])],
    files: [control.shareFile('plan.txt', 'a plan', sam)],
    snippet: { name: 'a.ts', language: 'TypeScript', code: 'let a;' },
    cards: [{ type: 'application/vnd.microsoft.card.adaptive', card: { type: 'AdaptiveCard' } }],
  });
  control.post(group, { from: control.bot('Helper'), forwards: [first], text: 'fyi' });
  control.post(group, {
    text: 'a number',
    policy: {
      dlpAction: 'blockAccess',
      justificationText: null,
      policyTip: null,
      userAction: 'none',
      verdictDetails: 'allowOverrideWithoutJustification',
    },
  });
  control.react(group, first, '👍', sam);
  control.delete(group, control.post(group, { text: 'gone' }));
  control.rename(group, 'Hedge');
  return { ...made, group, first, sam };
}

test('walking chats: every list, message and content is as Graph describes it', async () => {
  const { simulator, group, first } = world();
  const get = (path: string, prefer: string[] = []) => ask(simulator, path, { prefer });
  await pages(simulator, '/me/chats?$top=2&$expand=lastMessagePreview');
  await get(
    '/me/chats?$expand=lastMessagePreview&$orderby=lastMessagePreview/createdDateTime desc&$top=50',
    ['include-unknown-enum-members'],
  );
  await get('/chats?$expand=members');
  await get(chatPath(group));
  await get(chatPath(group, '/members'));
  const order = '$orderby=lastModifiedDateTime desc';
  const all = await pages(simulator, chatPath(group, `/messages?$top=3&${order}`), {
    prefer: ['include-unknown-enum-members'],
  });
  await get(
    chatPath(
      group,
      `/messages?$top=50&${order}&$filter=lastModifiedDateTime gt 2020-01-01T00:00:00Z`,
    ),
  );
  for (const { id } of all.flat()) {
    await get(chatPath(group, `/messages/${id}`));
    const { json } = await get(chatPath(group, `/messages/${id}/hostedContents`));
    for (const content of json.value) {
      await get(chatPath(group, `/messages/${id}/hostedContents/${content.id}`));
      await get(chatPath(group, `/messages/${id}/hostedContents/${content.id}/$value`));
    }
  }
  await get(chatPath(group, `/messages/${first.id}?$select=id`));
  await get('/chats/none/messages');

  await checkExchanges('simulator-chats-walk', simulator, {
    account: 'work',
    scopes: ['Chat.Read'],
  });
});

test('writing into chats is as Graph describes it', async () => {
  const { simulator, group, first, sam } = world();
  const body = { body: { contentType: 'html', content: 'Good' } };
  const { json } = await post(simulator, chatPath(group, '/messages'), body);
  const scopes = ['Chat.ReadWrite'];
  const own = `/me${chatPath(group, `/messages/${json.id}`)}`;
  expect((await post(simulator, `${own}/softDelete`, {}, scopes)).status).toBe(204);
  expect((await post(simulator, `${own}/undoSoftDelete`, {}, scopes)).status).toBe(204);
  await post(simulator, chatPath(group, `/messages/${first.id}/setReaction`), {
    reactionType: '🎉',
  });
  const member = (id: string) => ({
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    roles: ['owner'],
    'user@odata.bind': `https://graph.microsoft.com/v1.0/users('${id}')`,
  });
  const members = [member(simulator.account.id), member(sam.id)];
  await post(simulator, '/chats', { chatType: 'group', topic: 'New', members }, scopes);

  await checkExchanges('simulator-chats-write', simulator, { account: 'work' });
});

test('channels, shared files and trouble are as Graph describes them', async () => {
  const { simulator, control, group, sam } = world();
  const team = control.team('Builders');
  const channel = control.channel(team, 'General');
  const first = control.post(channel, {
    from: sam,
    text: 'Welcome',
    subject: 'Hello',
    pictures: [new Uint8Array([137, 80, 78, 71])],
    files: [control.shareInChannel(team, channel, 'site.txt', 'a site')],
  });
  const reply = control.reply(channel, first, { text: 'Thanks' });
  const scopes = ['ChannelMessage.Read.All', 'Team.ReadBasic.All', 'Channel.ReadBasic.All'];
  const place = `/teams/${team.id}/channels`;
  const messages = `${place}/${encodeURIComponent(channel.id)}/messages`;
  const [picture] = first.hosted;
  for (const path of [
    '/me/joinedTeams',
    place,
    `${messages}?$top=50&$expand=replies`,
    `${messages}/${first.id}`,
    `${messages}/${first.id}/replies?$top=50`,
    `${messages}/${first.id}/replies/${reply.id}`,
    `${messages}/${first.id}/hostedContents/${picture?.id}/$value`,
  ]) {
    expect((await ask(simulator, path, { scopes })).status).toBe(200);
  }
  const delta = `${messages}/delta?$top=50&$expand=replies&$filter=lastModifiedDateTime gt 2020-01-01T00:00:00Z`;
  const { json } = await ask(simulator, delta, { scopes });
  control.reply(channel, first, { from: sam, text: 'More' });
  const { json: then } = await ask(simulator, json['@odata.deltaLink'], { scopes });
  expect(then.value[0].replies).toHaveLength(2);
  const address = String(control.shareFile('notes.txt', 'notes').contentUrl);
  const share = btoa(address).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');
  const files = ['Files.ReadWrite.All'];
  await ask(simulator, `/shares/u!${share}/driveItem`, { scopes: files });
  await ask(simulator, `/shares/u!${share}/driveItem/content`, { scopes: files });
  for (const status of [400, 403, 404, 500, 504]) simulator.troubles.plan({ status });
  simulator.troubles.plan({ status: 429, retryAfterSeconds: 2 });
  for (let at = 0; at < 7; at += 1) await ask(simulator, chatPath(group, '/messages'));

  await checkExchanges('simulator-chats-beside', simulator);
});
