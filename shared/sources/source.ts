import type { Graph } from '../graph/graph.ts';
import type { Bytes } from '../lib/bytes.ts';
import type { ChatMessageView } from '../model/chat-view.ts';
import type { Choice } from '../model/choice.ts';
import type { FileFacts } from '../model/file-facts.ts';
import type { ContainerId, ItemId } from '../model/ids.ts';
import type { ItemSummary, SourceName } from '../model/item.ts';
import type { MessageView } from '../model/message-view.ts';
import type { DriveSurvey } from '../model/survey.ts';
import type {
  LoadedPart,
  MergedItem,
  NewPart,
  PlainFile,
  ResumingStore,
  SampleSource,
  SearchText,
  StoredItem,
  StoredParts,
  VersionSource,
} from './contents.ts';
import type {
  PlannedRestore,
  RestorableItem,
  RestoreContext,
  RestoredRecord,
  UndoneRecord,
} from './restoring.ts';
import type { ContentOrder, ItemChange, KnownState, SourceChange, TreePlace } from './walk.ts';

/**
 * A kind of data: how it is walked at Microsoft, what is stored of an item, how it is shown and
 * how it is restored. A source decides *what there is*; the engine decides what to load, what to
 * keep and when to stop. Sources hold no state between calls.
 */
export interface Source {
  readonly name: SourceName;
  /** Graph scopes in short form, least first. */
  readonly scopes: { readonly read: readonly string[]; readonly write: readonly string[] };

  /**
   * The recycle bin that a restore may take things out of, if the person wants that: what it asks for
   * beyond `write`, and in which containers, by the role of their top. Missing: none.
   */
  readonly bin?: {
    readonly scopes: readonly string[];
    isBehind(role: string | null): boolean;
  };

  /** An account may have nothing of it: that is no sign of trouble. */
  readonly mayBeEmpty?: boolean;

  /**
   * What was refused of an item stays refused for long, where it lies with other people: runs that
   * nobody asked for leave it alone for a while. Missing: it is asked for in every run.
   */
  readonly refusalsHold?: boolean;

  /**
   * What has changed at Microsoft since `known`. See `SourceChange` for the order of things. `choice`:
   * of the whole account; most of it is followed elsewhere.
   */
  walk(
    graph: Graph,
    known: KnownState,
    signal: AbortSignal,
    choice?: Choice,
  ): AsyncGenerator<SourceChange, void>;

  /** Lays a change over what is stored. Pure: asks nobody. `previous` is null for a new item. */
  merge(previous: StoredItem | null, change: ItemChange): MergedItem;

  /**
   * Fetches what `merge` said is still missing (`content: 'missing'`). Parts come back in order;
   * what may be larger than memory is given to `store` on the way. Faults: `unreadable` when trying
   * again is pointless, `not-found` when the item went meanwhile.
   */
  loadContent(
    graph: Graph,
    id: ItemId,
    meta: unknown,
    store: ResumingStore,
    signal: AbortSignal,
    hint?: unknown,
  ): Promise<LoadedPart[]>;

  /**
   * Finds out for many at once what `loadContent` would ask for one by one. `ids` are of one group
   * (see `ContentOrder`). What is missing from the answer is asked for by itself. Hints are used soon
   * or not at all.
   */
  prepareContents?(
    graph: Graph,
    group: string,
    ids: readonly ItemId[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<ItemId, unknown>>;

  /** Older states that Microsoft holds of an item. Missing: it holds none that could be had. */
  readonly versions?: VersionSource;

  /**
   * The part that stands in the place of contents a person does not want copied (see `Choice`).
   * Missing: contents are never left out.
   */
  leftOut?(): NewPart;

  /** See `EngineApi.surveyDrive`. Missing: there is nothing to choose from. */
  survey?(graph: Graph, folder: ContainerId | null, signal: AbortSignal): Promise<DriveSurvey>;

  /** How contents that were made unreadable are found. Missing: nobody looks for them. */
  readonly samples?: SampleSource;

  /** Which contents come first. Missing: in the order in which they were told. */
  contentOrder?(meta: unknown): ContentOrder;

  /**
   * For a container that holds a tree of its own (a drive): the folder an item lies in, and what it
   * is as a folder itself, null when it is none. The container is the tree's top. Missing: items lie
   * in their container and nowhere deeper.
   */
  placeOf?(meta: unknown): TreePlace;

  /** Where items are now: container by id; absent from the answer when nowhere. */
  locate(
    graph: Graph,
    ids: readonly ItemId[],
    signal: AbortSignal,
  ): Promise<Map<ItemId, ContainerId>>;

  /** For lists. `meta` is what `merge` made, read back from the repository. */
  summarise(meta: unknown): ItemSummary;

  /** For searching: see `SearchText`. Faults: `corrupt`. */
  searchText(meta: unknown, parts: StoredParts): Promise<SearchText>;

  /** Of files: what is kept beside the bytes. Missing where there are none. */
  facts?(meta: unknown, parts: StoredParts): FileFacts;

  /** For reading: parses the parts. Never throws for broken content; it shows what there is. */
  view(meta: unknown, parts: StoredParts): Promise<MessageView>;

  /**
   * The same as a part of a conversation; missing where items are none. `nameOf` tells who somebody
   * is where only an id was told.
   */
  viewChat?(
    meta: unknown,
    parts: StoredParts,
    nameOf?: (id: string) => string | undefined,
  ): Promise<ChatMessageView>;

  /** The bytes of one attachment of that view, as they come; undefined where they are not stored. */
  openContent?(meta: unknown, parts: StoredParts, index: number): AsyncIterable<Bytes> | undefined;

  /**
   * The item of a conversation's message, by the id its view has; null: of what tells of the
   * conversation itself. Missing where there are none.
   */
  partOf?(container: ContainerId, id: string | null): ItemId;

  /** The bytes of one attachment of the view. Faults: `not-found`. */
  attachment(
    meta: unknown,
    parts: StoredParts,
    index: number,
  ): Promise<{ name: string; type: string; bytes: Uint8Array<ArrayBuffer> }>;

  /** The item as one RFC 822 message, or whatever the source's plain file is. Faults: `not-found`. */
  exportFile(meta: unknown, parts: StoredParts): Promise<PlainFile>;

  /**
   * Finds out for many at once what `planRestore` would ask for one by one; what it has found holds
   * for this `context`. Trouble with a single item is left to its own plan.
   */
  expectRestores?(
    graph: Graph,
    items: readonly RestorableItem[],
    context: RestoreContext,
    signal: AbortSignal,
  ): Promise<void>;

  /** Asks the mailbox where an item is and what restoring it would do. Writes nothing. */
  planRestore(
    graph: Graph,
    item: RestorableItem,
    context: RestoreContext,
    signal: AbortSignal,
  ): Promise<PlannedRestore>;

  /** Does what the plan says, reads the result back and compares. Never sends, never replaces. */
  restore(
    graph: Graph,
    item: RestorableItem,
    plan: PlannedRestore,
    context: RestoreContext,
    signal: AbortSignal,
  ): Promise<RestoredRecord>;

  /** Takes a restore back: what was made again goes to Deleted Items, what was moved goes back. */
  undo(graph: Graph, record: RestoredRecord, signal: AbortSignal): Promise<UndoneRecord>;
}
