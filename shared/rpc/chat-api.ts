import type { ChatPage, ChatPresence, ChatSummary, ChatVisit } from '../model/chat-lists.ts';
import type { AccountId, ContainerId } from '../model/ids.ts';
import type { ItemRow } from '../model/item.ts';
import type { ItemQuery, PageKey } from '../model/lists.ts';

/** What is shown of chats. A part of `EngineApi`. */
export interface ChatApi {
  /** The chats of an account, or of all; last written in first. `asOf`: as they were then. */
  listChats(account: AccountId | null, asOf?: number | null): Promise<ChatSummary[]>;
  /**
   * As `listItems`, each with all that is shown of it; `listAnchors` tells where its pages begin.
   * What is damaged is told without its text.
   */
  readChatPage(query: ItemQuery, after: PageKey | null, limit: number): Promise<ChatPage>;
  /** How many messages each of these chats has that are newer, counted up to 100. */
  countNewInChats(visits: ChatVisit[]): Promise<number[]>;
  /** A message by the id that quotes name it by; null when it is not kept. */
  findChatMessage(account: AccountId, chat: ContainerId, id: string): Promise<ItemRow | null>;
  /** Everybody who was ever seen in a chat; null when Microsoft never told. */
  listChatPeople(account: AccountId, chat: ContainerId): Promise<ChatPresence[] | null>;
}
