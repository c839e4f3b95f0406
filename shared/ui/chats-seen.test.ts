import { expect, test } from 'vitest';
import type { ChatSummary } from '../model/chat-lists.ts';
import { asId } from '../model/ids.ts';
import type { ItemRow } from '../model/item.ts';
import type { ChatsSeen } from '../model/settings.ts';
import { chatKey } from './chat-address.ts';
import { firstVisit, seenUntil, visitsWithNews, withSeen } from './chats-seen.ts';

const chat = (id: string, date: string | null): ChatSummary => ({
  account: asId('a'),
  id: asId(id),
  name: id,
  team: null,
  kind: 'group',
  isHidden: false,
  people: '',
  messages: 1,
  rows: 2,
  firstDate: date,
  // Nothing but its date is looked at.
  last: date === null ? null : ({ date } as ItemRow),
});

test('at a first visit nothing is new; what is written later is, until its chat is opened', () => {
  const seen = firstVisit([chat('one', '2026-01-02'), chat('two', '2026-01-01'), chat('x', null)]);
  expect(visitsWithNews(seen, [chat('one', '2026-01-02'), chat('two', '2026-01-01')])).toEqual([]);

  const later = [chat('one', '2026-01-02'), chat('two', '2026-01-05'), chat('three', '2026-01-03')];
  expect(visitsWithNews(seen, later).map(({ chat: id }) => id)).toEqual(['two', 'three']);

  const opened = withSeen(seen, chat('two', '2026-01-05'));
  expect(visitsWithNews(opened, later).map(({ chat: id }) => id)).toEqual(['three']);
  expect(withSeen(opened, chat('two', '2026-01-05'))).toBe(opened);
  expect(seenUntil(opened, chat('two', null))).toBe('2026-01-05');
});

test('the record does not name chats, and does not grow without an end', () => {
  const chats = Array.from({ length: 1_000 }, (_, at) => [`k${at}`, '2026-01-01']);
  let seen: ChatsSeen = { since: '', chats: Object.fromEntries(chats) };
  for (let at = 0; at < 3; at += 1) seen = withSeen(seen, chat(`19:${at}`, '2026-01-01'));
  expect(Object.keys(seen.chats)).toHaveLength(1_000);
  expect(seen.chats).toHaveProperty('k3');
  expect(seen.chats).not.toHaveProperty('k2');
  expect(JSON.stringify(seen)).not.toContain('19:');
  const keys = new Set(Array.from({ length: 5_000 }, (_, at) => chatKey(chat(`19:${at}@t`, null))));
  expect(keys.size).toBe(5_000);
});
