import type { ChatSummary, ChatVisit } from '../model/chat-lists.ts';
import type { ChatsSeen } from '../model/settings.ts';
import { chatKey } from './chat-address.ts';

/** More chats than anybody looks at; the record of those beyond is as if they had no own one. */
const MOST_CHATS = 1_000;

type Chat = Pick<ChatSummary, 'account' | 'id'>;

/** The date of the newest message that was there when a chat was last looked at. */
export function seenUntil(seen: ChatsSeen, chat: Chat): string {
  return seen.chats[chatKey(chat)] ?? seen.since;
}

/** Of a first visit: everything that is there now is not new. */
export function firstVisit(chats: readonly ChatSummary[]): ChatsSeen {
  const dates = chats.map(({ last }) => last?.date ?? '').sort();
  return { since: dates.at(-1) ?? '', chats: {} };
}

/** The record after a chat was looked at; the same one when that tells nothing. */
export function withSeen(seen: ChatsSeen, chat: ChatSummary): ChatsSeen {
  const until = chat.last?.date;
  if (until === undefined || until <= seenUntil(seen, chat)) return seen;
  const { [chatKey(chat)]: _before, ...others } = seen.chats;
  const kept = Object.entries(others).slice(-(MOST_CHATS - 1));
  return { since: seen.since, chats: { ...Object.fromEntries(kept), [chatKey(chat)]: until } };
}

/** Chats in which something is newer than what was seen. */
export function visitsWithNews(seen: ChatsSeen, chats: readonly ChatSummary[]): ChatVisit[] {
  return chats.flatMap((chat) => {
    const after = seenUntil(seen, chat);
    return chat.last !== null && chat.last.date > after
      ? [{ account: chat.account, chat: chat.id, after }]
      : [];
  });
}
