import type { ChatSummary, ChatVisit } from '../model/chat-lists.ts';
import type { ChatsSeen } from '../model/settings.ts';

/** More chats than anybody looks at; the record of those beyond is as if they had no own one. */
const MOST_CHATS = 1_000;

type Chat = Pick<ChatSummary, 'account' | 'id'>;

/**
 * What a chat is called in the record. The record lies beside the settings, where a copy that is
 * locked is not: an id tells who talks to whom, this does not.
 */
export function chatKey({ account, id }: Chat): string {
  // FNV-1a over both halves of each letter, twice with different starts: 64 bits, no secret.
  const of = (start: number) => {
    let hash = start;
    for (const letter of `${account} ${id}`) {
      const code = letter.codePointAt(0) ?? 0;
      hash = Math.imul(hash ^ (code & 0xff), 0x01000193);
      hash = Math.imul(hash ^ (code >>> 8), 0x01000193);
    }
    return (hash >>> 0).toString(36);
  };
  return `${of(0x811c9dc5)}${of(0x2f0b4c47)}`;
}

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
