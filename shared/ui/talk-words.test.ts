import { expect, test } from 'vitest';
import type { ChatMessageRow, ChatSummary } from '../model/chat-lists.ts';
import type { ChatMessageView } from '../model/chat-view.ts';
import { asId } from '../model/ids.ts';
import type { ItemRow } from '../model/item.ts';
import {
  chatName,
  dayOfRow,
  fullChatName,
  isOwn,
  isTogether,
  lastWords,
  reactionSign,
} from './talk-words.ts';

const said = (from: string, date: string, kind: ItemRow['chat'] = 'message') =>
  ({ from, date, chat: kind, view: null }) as ChatMessageRow;

test('messages stand together while one person writes on, within minutes and a day', () => {
  const first = said('Ana', '2026-11-24T10:00:00Z');
  expect(isTogether(first, said('Ana', '2026-11-24T10:04:00Z'))).toBe(true);
  expect(isTogether(first, said('Ben', '2026-11-24T10:01:00Z'))).toBe(false);
  expect(isTogether(first, said('Ana', '2026-11-24T10:06:00Z'))).toBe(false);
  expect(isTogether(said('', '2026-11-24T10:00:00Z', 'event'), first)).toBe(false);
  expect(isTogether(undefined, first)).toBe(false);
});

test('own messages are known by the id the account begins with', () => {
  const view = (id: string) => ({ from: { id, name: 'Pat', kind: 'person' } }) as ChatMessageView;
  expect(isOwn(view('123'), asId('123.tenant'))).toBe(true);
  expect(isOwn(view('12'), asId('123.tenant'))).toBe(false);
  expect(isOwn(view(''), asId('123.tenant'))).toBe(false);
  expect(isOwn(null, asId('123.tenant'))).toBe(false);
});

test('a chat without a name is called by its people, and its last words by who said them', () => {
  const chat = (kind: string, last: Partial<ItemRow> | null) =>
    ({ name: '', team: null, people: 'Ana, Ben', kind, last }) as ChatSummary;
  expect(chatName(chat('group', null))).toBe('Ana, Ben');
  const last = { chat: 'message', from: 'Ana Lima', preview: 'Hello' } as const;
  expect(lastWords(chat('group', last), 'Pat')).toBe('Ana: Hello');
  expect(lastWords(chat('oneOnOne', last), 'Pat')).toBe('Hello');
  expect(lastWords(chat('oneOnOne', { ...last, from: 'Pat' }), 'Pat')).toBe('You: Hello');
  expect(lastWords(chat('group', { ...last, preview: '' }), 'Pat')).toBe('Ana: Deleted');
  expect(lastWords(chat('group', null), 'Pat')).toBe('Nothing is kept yet');
});

test('reactions are signs, those of an organisation’s own are named', () => {
  expect(reactionSign({ type: 'heart', name: '' })).toBe('❤️');
  expect(reactionSign({ type: '🎉', name: '' })).toBe('🎉');
  expect(reactionSign({ type: 'custom', name: 'shipit' })).toBe(':shipit:');
});

test('in a channel replies to one post stand together, under the day of their post', () => {
  const at = Date.UTC(2026, 10, 24, 10);
  const row = (thread: string, date: string) => ({ ...said('Ana', date), thread });
  const post = row(`${at}`, '2026-11-24T10:00:00Z');
  const reply = row(`${at}-${at + 1}`, '2026-11-24T10:01:00Z');
  const late = row(`${at}-${at + 2}`, '2026-11-27T10:01:00Z');
  const other = row(`${at + 3}-${at + 4}`, '2026-11-24T10:02:00Z');

  expect(isTogether(post, reply)).toBe(false);
  expect(isTogether(reply, { ...reply, date: '2026-11-24T10:02:00Z' })).toBe(true);
  expect(isTogether(reply, other)).toBe(false);
  expect(dayOfRow(late)).toBe('2026-11-24T10:00:00.000Z');
  expect(dayOfRow(said('Ana', '2026-11-27T10:01:00Z'))).toBe('2026-11-27T10:01:00Z');
});

test('a channel is called by its team where nothing else says it', () => {
  const channel = { name: 'General', team: 'Builders', people: 'Builders' } as ChatSummary;
  expect([chatName(channel), fullChatName(channel)]).toEqual(['General', 'Builders › General']);
  expect(chatName({ ...channel, name: '' })).toBe('Channel without a name');
});
