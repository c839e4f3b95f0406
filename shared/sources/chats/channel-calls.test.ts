import { expect, test } from 'vitest';
import { aboutIdOf, itemIdOf, placeOf } from './calls.ts';
import { belowVersion, channelIdOf, channelIn, messagePath } from './channel-calls.ts';

const PLACE = { team: 'fbe2bf47-16c8-47cf-b4a5-4b9b187c508b', channel: '19:4a95f7@thread.tacv2' };

test('a channel is told from chats of every kind by its id, which says where it is', () => {
  expect(channelIn(channelIdOf(PLACE))).toEqual(PLACE);
  for (const chat of [
    '19:4a95f7d8db4c4e7fae857bcebe0623e6@thread.v2',
    '19:meeting_YWJj/ZGVm@thread.v2',
    '48:notes',
    'teams',
    `${PLACE.team}/48:notes`,
  ]) {
    expect(channelIn(chat)).toBeNull();
  }
});

test('the id of an item says where its message is, a reply below its post', () => {
  const id = channelIdOf(PLACE);
  const start = `/teams/${PLACE.team}/channels/19%3A4a95f7%40thread.tacv2/messages`;
  expect(placeOf(itemIdOf(id, '17-18'))).toEqual({ chat: id, message: '17-18' });
  expect(placeOf(aboutIdOf(id)).message).toBeNull();
  expect(messagePath(PLACE, '17')).toBe(`${start}/17`);
  expect(messagePath(PLACE, '17-18')).toBe(`${start}/17/replies/18`);
});

test('posts stand before their replies and threads one after the other, by code point', () => {
  const ids = ['1700000000001', '1700000000001-1700000000009', '1700000000002'];
  expect([...ids].reverse().sort()).toEqual(ids);
});

test('a link goes into a batch as it was handed out, without host and version', () => {
  const link =
    'https://graph.microsoft.com/v1.0/teams/a/channels/19:b@c/messages/delta?$deltatoken=x%2By';
  expect(belowVersion(link)).toBe('/teams/a/channels/19:b@c/messages/delta?$deltatoken=x%2By');
});
