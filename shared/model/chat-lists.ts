import type { ChatMember, ChatMessageView } from './chat-view.ts';
import type { AccountId, ContainerId } from './ids.ts';
import type { ItemRow } from './item.ts';
import type { PageKey } from './lists.ts';

/** A chat in the list of chats. */
export interface ChatSummary {
  account: AccountId;
  id: ContainerId;
  /** Its topic, or who is in it; empty when nobody knows. Of a channel, without its team. */
  name: string;
  /** Of a channel, what its team is called; null for a chat. */
  team: string | null;
  /** As Graph calls its kind: "oneOnOne", "group", "meeting"; "notes" to oneself; null: not told. */
  kind: string | null;
  isHidden: boolean;
  /** Names of who is in it, as a line; of a channel its team's. */
  people: string;
  /** How many messages and events are kept. */
  messages: number;
  /** How many rows its list has: what tells of the chat itself is one of them. */
  rows: number;
  /** ISO 8601, UTC: of the first that is kept; null when none is. */
  firstDate: string | null;
  /** The newest message or event; null when none is kept. */
  last: ItemRow | null;
}

/** A message with all that is shown of it; `view` is null when what is stored can't be read. */
export interface ChatMessageRow extends ItemRow {
  view: ChatMessageView | null;
}

export interface ChatPage {
  rows: ChatMessageRow[];
  /** null on the last page. */
  next: PageKey | null;
}

/** Somebody who is or was in a chat, as the copies tell. */
export interface ChatPresence extends ChatMember {
  /** ISO 8601 of the first copy that has them in it, and of the last; null: they are. */
  firstKeptAt: string;
  lastSeenAt: string | null;
}

/** Who wrote after `after` (ISO 8601) is new to whoever was last there then. */
export interface ChatVisit {
  account: AccountId;
  chat: ContainerId;
  after: string;
}
