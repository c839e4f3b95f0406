import type { AccountId, ContainerId, SnapshotId } from './ids.ts';
import type { ItemRow, SourceName } from './item.ts';

export interface ContainerSummary {
  account: AccountId;
  source: SourceName;
  id: ContainerId;
  parent: ContainerId | null;
  name: string;
  role: string | null;
  hidden: boolean;
  /** In the newest copy. */
  present: number;
  unread: number;
  /** Was here once, is kept, and is here no more. */
  gone: number;
  /** True when the folder itself is gone from the mailbox. */
  isGone: boolean;
}

export type SortField = 'date' | 'from' | 'subject' | 'size';

export interface ItemQuery {
  account: AccountId;
  source: SourceName;
  container: ContainerId;
  sort: SortField;
  descending: boolean;
  /** `all` shows gone things in their place among the present ones. */
  show: 'present' | 'gone' | 'all';
  /**
   * Sequence of a snapshot: the list is what was there then, whatever `show` says; `since` of
   * its rows tells what became of them. Missing or null: now.
   */
  asOf?: number | null;
}

/** Where a page begins: after the row with this sort value and number. Plain data. */
export interface PageKey {
  value: string | number;
  row: number;
}

export interface ListPage {
  rows: ItemRow[];
  /** null on the last page. */
  next: PageKey | null;
}

/** One state of an item, from the copy that first had it to the last that did. */
export interface ItemVersion {
  row: number;
  container: ContainerId;
  firstSnapshot: SnapshotId;
  firstKeptAt: string;
  lastSeenAt: string | null;
  subject: string;
  from: string;
  /** ISO 8601, as in `ItemSummary`. */
  date: string;
  isRead: boolean;
  isFlagged: boolean;
  categories: readonly string[];
  isDraft: boolean;
  /** As Microsoft told it; inline pictures don't count. */
  hasAttachments: boolean;
  /** Of the text. */
  sizeBytes: number;
  /** False while attachments are still to be fetched. */
  whole: boolean;
  /** Its text is stored, and other than in the state before. */
  hasOtherText: boolean;
  /**
   * What is stored beside the text is other than in the state before: attachments came, went or
   * were edited. Which ones, `readMessage` of both rows tells.
   */
  hasOtherContent: boolean;
}

/** What is lost of a container, newest loss first. */
export interface GonePage {
  rows: ItemRow[];
  /** null on the last page. */
  next: PageKey | null;
  total: number;
  /** Newest first, at most 100: how many went together. */
  times: GoneTime[];
}

/** Things that left a container between the same two copies. */
export interface GoneTime {
  /** ISO 8601: the last copy that had them there, and the first that had not. */
  lastSeenAt: string;
  goneBy: string;
  count: number;
}
