import type { ItemStory } from '../model/file-facts.ts';
import type { AccountId, ContainerId, ItemId, SnapshotId } from '../model/ids.ts';
import type {
  ContainerKey,
  ItemEntry,
  ItemRef,
  ItemRow,
  ItemSummary,
  SnapshotSummary,
  SourceName,
} from '../model/item.ts';
import type {
  ContainerSummary,
  GonePage,
  ItemQuery,
  ItemVersion,
  ListPage,
  PageKey,
} from '../model/lists.ts';
import type { Moment } from '../model/moments.ts';
import type { SearchProgress } from '../model/search.ts';

/**
 * What is in the repository, in SQLite: lists that page by key, and one item through time. It can
 * be thrown away at any moment and rebuilt from the repository; nothing is stored only here.
 *
 * What became of things, in the same words everywhere:
 *
 * - *present*: the newest snapshot has it in this container.
 * - *moved*: it left this container and is present in another (`movedTo`), be it Deleted Items.
 * - *lost*: the newest snapshot has it nowhere (`lastSeenAt` without `movedTo`). Counts named
 *   `gone` count lost things only.
 *
 * A list has each item once, in the newest state it had in that container. While `apply` runs,
 * lists and counts show what it has taken in so far.
 *
 * Faults of every method: `corrupt` when the file is damaged (`clear` makes it anew), `quota`.
 */
export interface Catalog {
  /** `disk` and `sealed` survive a restart, `memory` is rebuilt on every start. */
  readonly place: 'disk' | 'sealed' | 'memory';
  /** The newest snapshot the catalog knows; null when it is empty or was just made anew. */
  lastSnapshot(): { id: SnapshotId; sequence: number } | null;
  /**
   * Takes in what one snapshot changed, as one transaction: after a crash the catalog knows the
   * whole snapshot or nothing of it, and so it is after an abort or a fault.
   *
   * Snapshots come in order, each as what is different from the one before: an item at most once
   * for each container, containers before their items. The items of a container that is gone need
   * not be told. The same snapshots in the same order give the same row numbers.
   *
   * Faults: `unexpected` for a snapshot that is not newer than the last, or while another runs.
   * `quota` of a sealed catalog may come when the snapshot is known and only not on disk yet: the
   * next one tries again, and after a crash it is told once more.
   */
  apply(
    snapshot: TakenSnapshot,
    changes: AsyncIterable<CatalogChange>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Forgets everything; the next `apply` starts from nothing. */
  clear(): Promise<void>;

  /**
   * All that ever were. With `asOf`, the sequence of a snapshot: those that were there then, as they
   * were called and where they were, with what was in them; `gone` is how much of that is nowhere
   * now, `isGone` that the container itself has gone since.
   */
  containers(
    account: AccountId | null,
    source: SourceName | null,
    asOf?: number | null,
  ): ContainerSummary[];
  /** Names from the top down to this container, as it is called now; empty when it is not known. */
  path(container: ContainerKey): string[];
  /**
   * Copies that can be looked at, oldest first: ends of runs, and the newest checkpoint of a run that
   * has not ended. What checkpoints brought is told with the end of their run.
   */
  moments(account: AccountId | null, source: SourceName | null): Moment[];
  list(query: ItemQuery, after: PageKey | null, limit: number): ListPage;
  /**
   * The total, and the key before every `every`th row, so that a list can jump anywhere:
   * `list(query, anchors[n], every)` begins with row `(n + 1) * every`, counted from 0.
   */
  anchors(query: ItemQuery, every: number): { total: number; anchors: PageKey[] };
  /** By the row's number; undefined when the catalog was rebuilt since. */
  row(row: number): ItemRow | undefined;
  ref(row: number): ItemRef | undefined;
  /** How many states the item of a row has. */
  story(row: number): ItemStory | undefined;
  /**
   * Every state this item ever had, newest first; also those it had before it was made again.
   * Attachments that were stored later complete a state, they don't make a new one.
   */
  versions(account: AccountId, itemId: ItemId): ItemVersion[];
  /**
   * Everything that ever belonged to a conversation, by date: each item once, by the row that stands
   * for it. That is the one of the container it is in, else of the one it was in last; Deleted Items
   * and what is behind it stand for what was never anywhere else.
   */
  conversation(account: AccountId, conversation: string): ItemRow[];
  /** The row that stands for an item, as in `conversation`; also by an id it had before. */
  find(account: AccountId, itemId: ItemId): ItemRow | undefined;
  /** What is lost of a container; see `GonePage`. */
  goneIn(container: ContainerKey, after: PageKey | null, limit: number): GonePage;
  /** The lost rows of a container, or all of a list's rows, by date; for restoring many at once. */
  rowsIn(container: ContainerKey, which: 'gone' | 'all'): ItemRow[];

  /** How much of what is kept can be found by its words. */
  textProgress(): SearchProgress;
  /** Texts whose words are not in the index yet, in the order they were stored. */
  waitingTexts(limit: number): WaitingText[];
  /** Puts words into the index; not while `apply` runs. What does not wait is passed over. */
  addTexts(texts: readonly TextToIndex[]): void;
  /** Makes durable what was added since the last `apply`; nothing while one runs. */
  persist(): Promise<void>;
  /** Hits after `after`, newest first, each item once. `key` is where the next page begins. */
  search(search: CatalogSearch, after: PageKey | null, limit: number): SearchHit[];
  /** The row that stands for a hit's item, as in `conversation`. */
  standIn(hit: SearchHit): ItemRow | undefined;

  /** For each account and source: what is in the newest copy, and what is lost. */
  totals(): SourceTotals[];
  /**
   * What got lost in snapshots that ended at `since` (ISO 8601, UTC) or later. Each item counts
   * once, in the container it was in last, not counting Deleted Items and what is behind it.
   * Largest loss first.
   */
  goneSince(since: string): Loss[];
  /**
   * Says that a restore made items again under new ids. From then on each is one item with what it
   * was made from: not lost while either is present, one line in lists, one story. Saying it again
   * changes nothing, and so does the order: an item may be told later. Forgotten by `clear`.
   */
  linkMadeAgain(links: readonly MadeAgain[]): void;
  /**
   * Lets the next owner have it. A sealed catalog overwrites what it has in memory and drops its
   * key; what the language and the system copied is gone for certain when the worker ends.
   */
  close(): Promise<void>;
}

/** `run`: whose it was; null when that is not known. */
export interface TakenSnapshot extends SnapshotSummary {
  run: { account: AccountId; source: SourceName } | null;
}

export interface WaitingText {
  doc: number;
  row: number;
  /** A state that has the text. */
  item: ItemRef;
}

export interface TextToIndex {
  doc: number;
  /** Folded; each once. */
  words: ReadonlySet<string>;
  /** The text could not be read: these are the words of the summary. */
  isDamaged: boolean;
}

export interface CatalogSearch {
  /** All of them have to be there; `isStart`: longer words count too. */
  words: readonly { text: string; isStart: boolean }[];
  account: AccountId | null;
  source: SourceName | null;
  /** Where it is or was at any time; null: anywhere. */
  containers: readonly ContainerKey[] | null;
  onlyGone: boolean;
  hasAttachments: boolean;
  /** Milliseconds since 1970: not before, and before. */
  since: number | null;
  before: number | null;
}

export interface SearchHit {
  key: PageKey;
  /** The newest state that has the words. */
  row: number;
  /** The item has had another text since. */
  isEarlier: boolean;
  /** The catalog's number of the item. */
  item: number;
}

export interface SourceTotals {
  account: AccountId;
  source: SourceName;
  /** In the newest copy. */
  items: number;
  /** Lost items, each once. */
  gone: number;
  /** ISO 8601 of the first copy that has anything of it. */
  firstKeptAt: string;
}

export interface Loss {
  container: ContainerId;
  account: AccountId;
  source: SourceName;
  count: number;
  /** ISO 8601, UTC: when the first and the last copy ended that no longer had one of them. */
  from: string;
  to: string;
}

export interface MadeAgain {
  account: AccountId;
  source: SourceName;
  /** What was lost, and the id it has now. */
  itemId: ItemId;
  nowId: ItemId;
}

export type CatalogChange =
  | { kind: 'container'; account: AccountId; source: SourceName; container: CatalogContainer }
  | { kind: 'container-gone'; account: AccountId; source: SourceName; id: ContainerId }
  | {
      kind: 'item';
      account: AccountId;
      source: SourceName;
      container: ContainerId;
      itemId: ItemId;
      entry: ItemEntry;
      summary: ItemSummary;
    }
  | {
      kind: 'item-gone';
      account: AccountId;
      source: SourceName;
      container: ContainerId;
      itemId: ItemId;
    };

export interface CatalogContainer {
  id: ContainerId;
  parent: ContainerId | null;
  name: string;
  role: string | null;
  hidden: boolean;
}
