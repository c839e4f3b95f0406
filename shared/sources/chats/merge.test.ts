import { expect, test } from 'vitest';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { MergedItem, StoredItem } from '../contents.ts';
import type { MessageMeta } from './chat-meta.ts';
import { mergeChat } from './merge.ts';

const picture = (id: string) =>
  `<img src="https://graph.microsoft.com/v1.0/chats/c/messages/1/hostedContents/${id}/$value">`;

function told(content: string, version: string, rest: Record<string, unknown> = {}) {
  const message = {
    id: '1',
    messageType: 'message',
    body: { contentType: 'html', content },
    ...rest,
  };
  return {
    kind: 'item' as const,
    container: asId<ContainerId>('c'),
    itemId: asId<ItemId>('c/1'),
    item: { kind: 'message' as const, message, version },
    partial: false,
  };
}

function stored(merged: MergedItem, rest: Partial<StoredItem> = {}): StoredItem {
  const { version, meta } = merged;
  return { version, meta, roles: [], whole: merged.content === 'none', ...rest };
}

const withPicture = { roles: ['attachments', 'attachment'] as const, whole: true };
const earlierOf = ({ meta }: MergedItem) =>
  ((meta as MessageMeta).earlier ?? []).map(({ body }) => body.content);

test('the same version is nothing new', () => {
  const first = mergeChat(null, told('a', '1'));

  expect(first).toMatchObject({ changed: true, content: 'none', version: '1' });
  expect(mergeChat(stored(first), told('a', '1'))).toMatchObject({ changed: false });
});

test('a reaction changes the state and not what was said', () => {
  const first = mergeChat(null, told('a', '1'));
  const next = mergeChat(stored(first), told('a', '2', { reactions: [{ reactionType: '👍' }] }));

  expect(next.changed).toBe(true);
  expect(earlierOf(next)).toEqual([]);
});

test('edits and deletions keep what was said, in order, and once', () => {
  let last = mergeChat(null, told('a', '1'));
  for (const [text, version] of [
    ['b', '2'],
    ['c', '3'],
  ] as const)
    last = mergeChat(stored(last), told(text, version));
  const deleted = mergeChat(
    stored(last),
    told('', '4', { deletedDateTime: '2026-01-01T00:00:00Z' }),
  );
  expect(earlierOf(deleted)).toEqual(['a', 'b', 'c']);
  const still = mergeChat(
    stored(deleted),
    told('', '5', { deletedDateTime: '2026-01-01T00:00:00Z' }),
  );
  expect(earlierOf(still)).toEqual(['a', 'b', 'c']);

  const back = mergeChat(stored(still), told('c', '6'));
  expect(earlierOf(back)).toEqual(['a', 'b']);
});

test('what was deleted before it was ever seen has nothing it said', () => {
  const merged = mergeChat(null, told('', '1', { deletedDateTime: '2026-01-01T00:00:00Z' }));

  expect(earlierOf(merged)).toEqual([]);
  expect(merged.content).toBe('none');
});

test('pictures are fetched when they come, and kept when they go', () => {
  const first = mergeChat(null, told(picture('a'), '1'));
  expect(first.content).toBe('missing');
  const whole = stored(first, withPicture);
  expect(mergeChat(whole, told(picture('a') + picture('b'), '2')).content).toBe('more');
  expect(mergeChat(whole, told('none', '2')).content).toBe('kept');
  const gone = told('', '2', { deletedDateTime: '2026-01-01T00:00:00Z' });
  expect(mergeChat(whole, gone).content).toBe('kept');
  // Nothing more is to be had of what was refused.
  expect(mergeChat({ ...whole, whole: false }, gone).content).toBe('more');
  expect(mergeChat({ ...whole, roles: [], whole: false }, gone).content).toBe('none');
});

test('who left a chat is marked, and members that are refused stay known', () => {
  const of = (item: object) => ({ ...told('', ''), item });
  const members = [{ id: 'a', displayName: 'Ana' }];
  const about = mergeChat(null, of({ kind: 'about', chat: { id: 'c', topic: 'T' }, members }));
  const refused = mergeChat(
    stored(about),
    of({ kind: 'about', chat: { id: 'c', topic: 'U' }, members: null }),
  );
  expect(refused.meta).toMatchObject({ chat: { topic: 'U' }, members });

  const left = mergeChat(stored(refused), of({ kind: 'left' }));
  expect(left).toMatchObject({ changed: true, meta: { left: true, members } });
  expect(mergeChat(stored(left), of({ kind: 'left' })).changed).toBe(false);
});
