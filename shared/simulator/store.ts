import type { MessageContent, MessageState } from './content.ts';

/** What of a content is known without making it. */
export interface KnownContent {
  internetMessageId?: string | undefined;
  conversation?: string | undefined;
}

/** A message in the mailbox. Only `Mailbox` changes it, because folders keep the record of changes. */
export class Message {
  /** Number of the place it lies in; another one after each move. */
  place = 0;
  /** Counts changes; becomes the change key. */
  changes = 1;
  /** Extended properties as written, by canonical id. */
  properties: Map<string, string> | undefined;
  /** Where it was before it was deleted, for Recoverable Items. */
  lastFolder: Folder | undefined;
  #content: MessageContent | (() => MessageContent);
  #known: KnownContent;

  constructor(
    readonly serial: number,
    /** The serial of the message it is a copy of: PR_SEARCH_KEY survives moves and copies. */
    readonly origin: number,
    public folder: Folder,
    readonly state: MessageState,
    content: MessageContent | (() => MessageContent),
    known: KnownContent = {},
  ) {
    this.#content = content;
    this.#known = known;
  }

  /** Known without making the content, so that a large mailbox can be searched for it. */
  get internetMessageId(): string {
    return this.#known.internetMessageId ?? this.content.internetMessageId;
  }

  /** Key of the conversation, known like this for the same reason. */
  get conversation(): string {
    return this.#known.conversation ?? this.content.conversation;
  }

  get content(): MessageContent {
    return typeof this.#content === 'function' ? this.#content() : this.#content;
  }

  set content(content: MessageContent | (() => MessageContent)) {
    this.#content = content;
    this.#known = {};
  }

  /** What a copy is made from, without making the content. */
  get source(): MessageContent | (() => MessageContent) {
    return this.#content;
  }
}

/** A message's stay in a folder, by versions of the mailbox. */
export interface Presence {
  readonly message: Message;
  /** When it came in. */
  readonly since: number;
  /** Its last change of any kind. */
  changed: number;
  /** Its last change of more than the read state. */
  changedBeyondRead: number;
  /** When it last left this folder before this stay; 0 when it never did. */
  readonly leftBefore: number;
}

/** A message that left a folder, under the regular id it had there. */
export interface Departure {
  readonly serial: number;
  readonly place: number;
  readonly version: number;
}

export interface SearchFolder {
  filterQuery: string;
  includeNestedFolders: boolean;
  sourceFolders: readonly Folder[];
}

/** A mail folder and the record of what came and went. Only `Mailbox` changes it. */
export class Folder {
  /** By message serial, in the order of their last change. */
  readonly present = new Map<number, Presence>();
  readonly departures: Departure[] = [];
  readonly lastDeparture = new Map<number, number>();
  unread = 0;
  /** The version at which it was made, renamed or moved last. */
  changed = 0;
  isHidden = false;
  search: SearchFolder | undefined;

  constructor(
    readonly serial: number,
    public displayName: string,
    /** null for the roots. */
    public parent: Folder | null,
    /** Well-known name in lower case; null for a person's own folders. */
    readonly role: string | null,
    /** The version at which it was made. */
    readonly made: number,
  ) {}
}
