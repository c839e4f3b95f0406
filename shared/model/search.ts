import type { AccountId } from './ids.ts';
import type { ContainerKey, ItemRow, SourceName } from './item.ts';
import type { PageKey } from './lists.ts';

export interface SearchQuery {
  /** As it was typed; `search-query.ts` says what it means. */
  text: string;
  /** null: all of them. */
  account: AccountId | null;
  /** Missing or null: of every kind. */
  source?: SourceName | null;
  /** Only what is or was in it; missing or null: anywhere. */
  container?: ContainerKey | null;
  /** As `gone:` in the text. */
  onlyGone: boolean;
}

/** Some text and where in it hits are, from and to: never markup. */
export interface Marked {
  text: string;
  hits: [number, number][];
}

/** Where in the text of a row the words are. */
export interface Snippet extends Marked {
  row: number;
}

export interface SearchResult {
  /**
   * The message where it is, else where it was last, as in `EngineApi.listConversation`:
   * `lastSeenAt` and `movedTo` say what became of it.
   */
  item: ItemRow;
  /** Names of what it is in, else was in last: from the top (of a drive: the drive) down. */
  path: readonly string[];
  /** The row of the state that has the words: another one when `isEarlier`. */
  foundRow: number;
  /** They were edited away since. */
  isEarlier: boolean;
  from: Marked;
  subject: Marked;
  /** null when the words stand further down in the text: `EngineApi.readSnippets` reads it. */
  snippet: Marked | null;
}

export interface SearchPage {
  /** Newest first. May be fewer than were asked for, though `next` tells that there are more. */
  results: SearchResult[];
  next: PageKey | null;
  /** With the first page: how many there are, counted up to 1,000; null when that is not known. */
  found: { count: number; isMore: boolean } | null;
  indexed: SearchProgress;
}

/** How far search sees: the text of `done` out of `total` messages. */
export interface SearchProgress {
  done: number;
  total: number;
  /** Of those done: their text is damaged, only what lists show of them can be found. */
  unreadable: number;
}
