import type { AccountId, BlobId, ContainerId, ItemId, SnapshotId } from './ids.ts';
import type { Since } from './moments.ts';

/** The kinds of data there are; each is a folder of `sources/`. */
export const SOURCE_NAMES = ['mail', 'drive', 'chats'] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

export interface Account {
  id: AccountId;
  /** What the person is called, for the interface. */
  name: string;
  /** The address they sign in with; it may change, the id does not. */
  username: string;
}

/** Names a container across accounts and sources. */
export interface ContainerKey {
  account: AccountId;
  source: SourceName;
  id: ContainerId;
}

/** A mail folder, a drive or a chat as a source reports it. */
export interface ContainerInfo {
  id: ContainerId;
  parent: ContainerId | null;
  name: string;
  /** The locale-independent role: Graph's well-known folder name in lower case ("inbox"). */
  role: string | null;
  hidden: boolean;
  /** How many things Microsoft says are in it; null when it has not said. */
  reportedCount: number | null;
}

/** How far a container has been read. The link is opaque and only followed, never parsed. */
export interface Cursor {
  link: string;
  /** `page`: in the middle of a round. `round`: everything up to here is known. */
  kind: 'page' | 'round';
  /** ISO 8601: when all of it was listed from its beginning last, where the source does so at times. */
  listedAt?: string;
}

/** Something Microsoft lists that is not (fully) stored yet, with the reason. */
export interface Gap {
  /** null when Microsoft failed before it said which item it was. */
  itemId: ItemId | null;
  /** What to call it: a subject or a file name. Empty when not even that is known. */
  label: string;
  /** `item`: nothing is stored. `content`: text and properties are, attachments are not. */
  missing: 'item' | 'content';
  code: string;
  message: string;
  upstreamCode: string | null;
  /** ISO 8601, UTC. */
  firstFailedAt: string;
  lastFailedAt: string;
  tries: number;
}

/** One content of an item: which part it is, and its blob. */
export interface Part {
  role: PartRole;
  blob: BlobId;
}

/**
 * `body` text or HTML as Graph gives it; `mime` the RFC 822 bytes; `attachments` a JSON list of
 * attachments whose bytes follow as `attachment` parts in the same order. Of a file: its bytes are
 * the one `attachment`, and `attachments` says in what they are not as Microsoft lists them. Of a
 * message of a chat: pictures and files, as in mail.
 */
export const PART_ROLES = ['body', 'mime', 'attachments', 'attachment'] as const;
export type PartRole = (typeof PART_ROLES)[number];

/** What the snapshot's map holds for an item. */
export interface ItemEntry {
  /** Graph's changeKey or eTag: equal versions are equal items. */
  version: string;
  /** JSON of the item's properties, in the shape its source defines. */
  meta: BlobId;
  parts: readonly Part[];
  /** False while attachments are still to be fetched. */
  whole: boolean;
}

/** What lists show of an item. Made by its source from the stored properties alone. */
export interface ItemSummary {
  subject: string;
  /** Name of the sender, or the address when there is no name. */
  from: string;
  fromAddress: string;
  to: string;
  /** ISO 8601, UTC; when it was received (for drafts: created). */
  date: string;
  sizeBytes: number;
  preview: string;
  isRead: boolean;
  isDraft: boolean;
  isFlagged: boolean;
  hasAttachments: boolean;
  categories: readonly string[];
  conversation: string;
  /** What it is in a drive; missing for messages. */
  kind?: DriveItemKind;
  /** Its contents are not copied because the person does not want them. */
  isLeftOut?: true;
  /** What it is in a chat; missing elsewhere. */
  chat?: ChatItemKind;
  /**
   * In a channel: the post a message stands under and its own id. Lists by subject are in this order,
   * each post before its replies. Missing elsewhere.
   */
  thread?: string;
}

/** `event`: the service tells something. `about`: the chat itself, its name and members. */
export type ChatItemKind = 'message' | 'event' | 'about';

/** `package`: a folder that only its program opens (OneNote). `link`: a shortcut to another drive. */
export type DriveItemKind = 'file' | 'folder' | 'package' | 'link';

/** One item at one time: enough to read it back without asking anything else. */
export interface ItemRef {
  account: AccountId;
  source: SourceName;
  itemId: ItemId;
  container: ContainerId;
  entry: ItemEntry;
}

/** A row of a list. `row` is the catalog's own number, stable until the catalog is rebuilt. */
export interface ItemRow extends ItemSummary {
  row: number;
  account: AccountId;
  source: SourceName;
  itemId: ItemId;
  container: ContainerId;
  whole: boolean;
  /** ISO 8601 of the first copy that has this state of the item. */
  firstKeptAt: string;
  /** ISO 8601 of the last copy that still had it here; null while it is there. */
  lastSeenAt: string | null;
  /** Where it is now, when it left this container but is still kept elsewhere. */
  movedTo: ContainerId | null;
  /** What became of this state since it was kept; every row that is read from the catalog has it. */
  since?: Since;
}

export interface SnapshotSummary {
  id: SnapshotId;
  sequence: number;
  startedAt: string;
  endedAt: string;
  /** False for a checkpoint in the middle of a run. */
  isRunEnd: boolean;
  complete: boolean;
}
