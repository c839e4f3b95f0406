import type { Graph } from '../graph/graph.ts';
import type { Bytes } from '../lib/bytes.ts';
import type { ChatMessageView } from '../model/chat-view.ts';
import type { Choice } from '../model/choice.ts';
import type { Fault } from '../model/fault.ts';
import type { FileFacts } from '../model/file-facts.ts';
import type { BlobId, ContainerId, ItemId } from '../model/ids.ts';
import type { ContainerInfo, Cursor, ItemSummary, PartRole, SourceName } from '../model/item.ts';
import type { MessageView } from '../model/message-view.ts';
import type { Difference, Outcome } from '../model/restore.ts';
import type { DriveSurvey } from '../model/survey.ts';
import type { HeldVersion, StoredVersion, VersionList } from '../model/versions.ts';

/**
 * A kind of data: how it is walked at Microsoft, what is stored of an item, how it is shown and
 * how it is restored. A source decides *what there is*; the engine decides what to load, what to
 * keep and when to stop. Sources hold no state between calls.
 */
export interface Source {
  readonly name: SourceName;
  /** Graph scopes in short form, least first. */
  readonly scopes: { readonly read: readonly string[]; readonly write: readonly string[] };

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

/**
 * Older versions are kept as further `attachment` parts behind the item's own; the part
 * `attachments` names them.
 */
export interface VersionSource {
  /**
   * What Microsoft holds of each, newest first, without the present one; a fault of one is its
   * answer. What ends a job is thrown.
   */
  list(
    graph: Graph,
    ids: readonly ItemId[],
    signal: AbortSignal,
  ): Promise<(readonly HeldVersion[] | Fault)[]>;
  /** Fetches one that `list` told. Faults: `not-found` when it went meanwhile, others of a download. */
  load(
    graph: Graph,
    id: ItemId,
    meta: unknown,
    version: HeldVersion,
    store: ContentStore,
    signal: AbortSignal,
  ): Promise<LoadedVersion>;
  /** What the part `attachments` says of them; null when Microsoft was never asked. */
  read(part: Bytes | undefined): VersionList | null;
  /** The part `attachments` with this list, and all else that it said. */
  write(part: Bytes | undefined, list: VersionList): Bytes;
  /** The item as it was then. */
  metaAt(meta: unknown, version: StoredVersion): unknown;
}

export interface SampleSource {
  /** Contents may be others only where the first part of this role is. */
  readonly role: PartRole;
  /** null: nothing that could be judged (a folder, a draft, no contents). */
  take(meta: unknown, parts: StoredParts): Promise<ContentSample | null>;
}

/** Contents to be looked at here and there. */
export interface ContentSample {
  name: string;
  /** The folder it is in, where the container has some. */
  folder: string;
  sizeBytes: number;
  /** So many bytes from there on, or fewer at the end. Faults: `corrupt`. */
  read(from: number, length: number): Promise<Bytes>;
}

export interface LoadedVersion {
  blob: BlobId;
  received: StoredVersion['received'];
}

/**
 * What a walk tells. Containers come before their items; containers interleave. A `cursor` covers
 * every change of its container before it and none after, so a consumer that has safely stored
 * those may stop there and go on another day. `reset` means: the container is told from its start
 * again, and what is not told until its next `round` cursor is gone.
 */
export type SourceChange =
  | { kind: 'container'; container: ContainerInfo }
  | { kind: 'container-gone'; id: ContainerId }
  | { kind: 'containers-known'; count: number }
  | ItemChange
  | { kind: 'gone'; container: ContainerId; itemId: ItemId }
  | { kind: 'reset'; container: ContainerId }
  | { kind: 'cursor'; container: ContainerId; cursor: Cursor }
  | { kind: 'failed'; container: ContainerId; itemId: ItemId | null; label: string; fault: Fault };

export interface ItemChange {
  kind: 'item';
  container: ContainerId;
  itemId: ItemId;
  /** Graph's JSON for the item, whole or (read state only) partial, already parsed at the edge. */
  item: unknown;
  partial: boolean;
  /** Set by the engine: it was stored in another container, which explains that it has changed. */
  moved?: boolean;
}

/** What is known from the last snapshot. */
export interface KnownState {
  containers(): readonly KnownContainer[];
  has(container: ContainerId, id: ItemId): Promise<boolean>;
  /** Ids in the container's last state. */
  ids(container: ContainerId): AsyncIterable<ItemId>;
  /** What is stored of each of them; damaged ones are left out. Reads all of it. */
  metas(container: ContainerId): AsyncIterable<readonly [ItemId, unknown]>;
}

export interface KnownContainer extends ContainerInfo {
  cursor: Cursor | null;
  itemCount: number;
  /** Items told as `failed` before and not stored since: the walk asks for them again. */
  failed?: readonly ItemId[];
}

/** What an item is found by, as plain text; long texts are cut. Never shown as markup. */
export interface SearchText {
  subject: string;
  /** Names and addresses. */
  from: string;
  to: string;
  text: string;
}

export interface StoredItem {
  version: string;
  meta: unknown;
  roles: readonly PartRole[];
  whole: boolean;
}

export interface MergedItem {
  version: string;
  /** JSON value; small: no bodies. */
  meta: unknown;
  label: string;
  /** New bytes for these roles; stored parts of a role named here are replaced. */
  parts: readonly NewPart[];
  /**
   * `kept`: content parts stored before still hold. `none`: it has no content beyond `parts`.
   * `missing`: `loadContent` must be called; until then the item is stored but not whole.
   * `more`: what is stored still holds, and `loadContent` must be called for what comes beside it.
   */
  content: 'kept' | 'none' | 'missing' | 'more';
  /** False when nothing worth storing changed: the entry stays as it is. */
  changed: boolean;
}

export interface NewPart {
  role: PartRole;
  bytes: Uint8Array<ArrayBuffer>;
  /**
   * Set on a part of `loadContent` that tells of something Microsoft would not hand out: what there
   * is gets stored, but the item is not whole, and this is why.
   */
  lacks?: Fault;
}

/** A part whose bytes went to the store while they came. */
export interface StoredPart {
  role: PartRole;
  blob: BlobId;
  /** Absent where it was stored before. */
  sizeBytes?: number;
  lacks?: Fault;
}

export type LoadedPart = NewPart | StoredPart;

/** Takes contents bit by bit. When the stream fails, what came of it is stored for nothing. */
export interface ContentStore {
  save(stream: AsyncIterable<Bytes>, sizeBytes: number): Promise<BlobId>;
}

export interface KeptContents {
  readonly parts: StoredParts;
  /** A stored part, to be handed back as it is; undefined where there is none, or it is damaged. */
  reuse(role: PartRole, nth?: number): Promise<StoredPart | undefined>;
}

/**
 * The same for what may have been begun before: only what is not stored of it yet is asked for.
 */
export interface ResumingStore {
  resume(content: ResumableContent): Promise<BlobId>;
  /** What is stored of the item so far, from an earlier try or with `more`. */
  readonly before?: KeptContents;
}

export interface ResumableContent {
  sizeBytes: number;
  /** Equal for equal bytes: only then is gone on with what was begun. null: it is always new. */
  sameAs: string | null;
  /** Asks for the bytes from a place on, which is 0 or within `sizeBytes`. */
  from(offset: number): AsyncIterable<Bytes>;
  /** Told all bytes from the beginning on, wherever they come from; `isStored`: from the store. */
  seen(bytes: Bytes, isStored: boolean): void;
  /** Without it all that is stored is read back, to be seen again. */
  memory?: SeenMemory;
}

/** What has come of what was seen, to go on with another day. */
export interface SeenMemory {
  /** As JSON. */
  save(): unknown;
  /** Before anything is seen; false for what can't be gone on from. */
  load(saved: unknown): boolean;
}

/** Groups in the order of the newest date in them; within a group the smallest first. */
export interface ContentOrder {
  group: string;
  /** ISO 8601, UTC. */
  date: string;
  sizeBytes: number;
}

export interface TreePlace {
  /** null: at the top. */
  parent: ContainerId | null;
  asFolder: { name: string; role: string | null } | null;
}

export interface PlainFile {
  /** With its ending, where it has a name of its own; null: it is called by date and subject. */
  name: string | null;
  extension: string;
  chunks: AsyncIterable<Bytes>;
}

/** Stored parts, loaded on demand. */
export interface StoredParts {
  readonly roles: readonly PartRole[];
  /** The nth part of a role; undefined when there is none. Faults: `corrupt`. */
  load(role: PartRole, nth?: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** The same bit by bit, from the byte `from` on; `corrupt` may come at its end. */
  stream(role: PartRole, nth?: number, from?: number): AsyncIterable<Bytes> | undefined;
}

export interface RestorableItem {
  itemId: ItemId;
  /** The container it is to be restored to. */
  container: ContainerId;
  meta: unknown;
  parts: StoredParts;
  whole: boolean;
  label: string;
}

export interface RestoreContext {
  /** The container as kept, and its ancestors up to the root, nearest first. */
  ancestry(container: ContainerId): readonly ContainerInfo[];
  /** Ids under which an earlier restore made this item again, from the journal. */
  madeAgainAs(id: ItemId): readonly ItemId[];
  /**
   * True when `id` is that of a kept item, or of what an earlier restore made of one. Something that
   * looks like the item to be restored but belongs to another one is not taken for it.
   */
  isKept?(id: ItemId): boolean | Promise<boolean>;
  /**
   * True when making the item again was begun and never told done: what is there then may be a part
   * of it, which is to be completed and not taken for the item.
   */
  wasBegun?(id: ItemId): boolean;
  /** What an item was before this run began to change it and was cut off; the latest such note. */
  formerState?(id: ItemId): FormerState | null;
  /** The upload of a large file that this run began and was cut off in; the latest such note. */
  openUpload?(id: ItemId): OpenUpload | null;
  /**
   * Everything goes into a folder that is made for it: `ancestry` tells of it. Only sources whose
   * containers hold trees are told, and make the tree anew in it.
   */
  readonly newFolder?: ContainerId;
  /** Containers made or found during this run, by kept id; filled by `restore`. */
  readonly resolved: Map<ContainerId, ContainerId>;
  /**
   * What earlier restores made of the same, or of a part of it, as it was left: the item may take its
   * place. Missing: nothing is replaced.
   */
  earlierOf?(id: ItemId): readonly RestoredRecord[];
  /** Called before anything is written for the item, so that a crash leaves a trace. */
  intend(note: RestoreIntent): Promise<void>;
}

export interface RestoreIntent {
  itemId: ItemId;
  action: 'move-back' | 'make-again' | 'make-folder';
  target: ContainerId | null;
  /** Where something that is there is changed: what it is until then. */
  former?: FormerState;
  /** Where a large file is being sent to. */
  upload?: OpenUpload;
}

/** An upload session, which outlives the program for a while. JSON-safe. */
export interface OpenUpload {
  /** What it was opened for. */
  path: string;
  sizeBytes: number;
  /** Whoever has it may send the file's bytes, and nothing else. */
  url: string;
}

/**
 * An item right before a restore changed it. With it, whoever goes on after an answer was lost can tell
 * what the restore did from what was so before. JSON-safe.
 */
export interface FormerState {
  id: ItemId;
  name?: string;
  parent?: string;
  created?: string;
  modified?: string;
  /** Of its contents. */
  hash?: string;
  /** The version that was the present one; null when Microsoft did not tell. */
  version?: string | null;
}

export interface PlannedRestore {
  outcome: Outcome;
  foundIn: { id: ContainerId; name: string; role: string | null } | null;
  /** Id of what was found, when it is not the item's own. */
  foundAs: ItemId | null;
  sendBytes: number;
  fault: Fault | null;
  /** With `here`: what is there (`foundAs`) has other contents than what is kept. */
  hasOtherContent?: boolean;
  /** Where it can be opened. */
  link?: string;
  /** With `make-again`: it takes the place of what is there, of a file as its contents (`foundAs`). */
  replaces?: boolean;
  willDiffer: readonly Difference[];
}

/** JSON-safe: it goes into the journal as it is. */
export interface RestoredRecord {
  itemId: ItemId;
  outcome: Outcome;
  nowId: ItemId | null;
  /** Where it was before (`move-back`) and where it is now. */
  from: ContainerId | null;
  to: ContainerId | null;
  /** Version right after the restore: an undo asks first when it has changed since. */
  version: string;
  differences: readonly Difference[];
  /** Folders that this run made for it, innermost first: they go again when nothing is in them. */
  madeFolders?: readonly ContainerId[];
  /** What it was called before, where that was changed. */
  fromName?: string;
  /** Where it can be opened. */
  link?: string;
  /** Of a file whose contents were replaced: the version that was the present one until then. */
  replacedVersion?: string;
  /** The same file until then; missing in journals of before. */
  former?: FormerState;
  /** Of a message: those whose place it took, and where they lay. An undo brings them back. */
  replaced?: readonly { id: ItemId; from: ContainerId | null }[];
}

export interface UndoneRecord {
  itemId: ItemId;
  state: 'undone' | 'changed-since' | 'already-gone';
  /** What it brought back to its place, and how it is there now. */
  broughtBack?: readonly LeftAgain[];
}

/** Something a restore had made, as an undo has left it. JSON-safe. */
export interface LeftAgain {
  nowId: ItemId;
  to: ContainerId;
  version: string;
}
