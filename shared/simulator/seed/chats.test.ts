import { expect, test } from 'vitest';
import { chatSimulator } from '../chats/test-client.ts';
import { seedChats } from './chats.ts';

function world(seed: number) {
  const made = chatSimulator();
  seedChats(made.control, { seed });
  const messages = [...made.chats.service.chats.values()].flatMap((chat) => [
    ...chat.messages.values(),
  ]);
  return { ...made, messages };
}

test('an invented life has chats and messages of every kind, the same for the same seed', () => {
  const { chats, messages } = world(3);
  const kinds = [...chats.service.chats.values()].map(({ type }) => type);

  expect(new Set(kinds)).toEqual(new Set(['oneOnOne', 'group', 'meeting']));
  expect(messages.length).toBeGreaterThan(300);
  const has = (is: (message: (typeof messages)[number]) => boolean) => messages.filter(is).length;
  expect(has(({ hosted }) => hosted.length > 0)).toBeGreaterThan(5);
  expect(has(({ deletedAt }) => deletedAt !== null)).toBeGreaterThan(2);
  expect(has(({ editedAt }) => editedAt !== null)).toBeGreaterThan(3);
  expect(has(({ reactions }) => reactions.length > 0)).toBeGreaterThan(20);
  expect(has(({ event }) => event !== null)).toBeGreaterThan(5);
  expect(has(({ policy }) => policy !== null)).toBe(1);
  const types = new Set(
    messages.flatMap(({ attachments }) => attachments.map((each) => each.contentType)),
  );
  expect(types.size).toBeGreaterThanOrEqual(4);
  const said = (all: typeof messages) => all.map(({ id, body }) => `${id} ${body.content}`);
  expect(said(world(3).messages)).toEqual(said(messages));
});

test('nothing is said that has not been said yet', () => {
  const { clock, messages } = world(4);

  expect(messages.filter(({ modifiedAt }) => modifiedAt > clock.now())).toEqual([]);
});

test('there is a team, with posts and replies in its channels', () => {
  const { chats } = world(3);
  const [team] = chats.service.teams.values();
  const posts = [...(team?.channels.values() ?? [])].flatMap((channel) => [
    ...channel.messages.values(),
  ]);

  expect([...(team?.channels.values() ?? [])].map(({ name }) => name)).toEqual([
    'General',
    'Safety',
  ]);
  expect(posts.some(({ replyTo }) => replyTo !== null)).toBe(true);
});
