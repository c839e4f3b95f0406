import type { Clock } from '../lib/clock.ts';
import { type MessageContent, type MessageState, stateAt } from './content.ts';
import { type Language, ROLE_NAMES, WELL_KNOWN } from './folder-names.ts';
import { badRequest, GraphError, idMalformed, itemNotFound } from './graph-error.ts';
import { MailboxIds } from './ids.ts';
import { Folder, Message, type SearchFolder } from './store.ts';

export interface NewMessage {
  content: MessageContent | (() => MessageContent);
  state?: Partial<MessageState>;
  properties?: Map<string, string>;
  /** Where it is known without making the content. */
  internetMessageId?: string;
  /** The conversation's key, where it is known without making the content. */
  conversation?: string;
}

/** What `delete` does with a message, from the mildest on. */
export type Disposal = 'deleted-items' | 'recoverable' | 'gone';

/**
 * One person's mailbox: folders, messages and, for delta queries, the order in which things
 * changed. Each change gets the next version; folders keep who came when and who left when.
 */
export class Mailbox {
  readonly ids: MailboxIds;
  /** The last version given out. */
  version = 0;
  /** When each version was made, for the lag of delta queries. */
  readonly changedAt: number[] = [];
  /** Every folder there is, by serial. */
  readonly folders = new Map<number, Folder>();
  /** Folders that are gone, and the version at which they went. */
  readonly goneFolders: { serial: number; version: number }[] = [];
  readonly #messages = new Map<number, Message>();
  readonly #byPlace = new Map<number, Message>();
  readonly #clock: Clock;
  #nextFolder = 1;
  #nextMessage = 1;
  #nextPlace = 1;

  constructor(options: { clock: Clock; seed: number; language: Language }) {
    this.#clock = options.clock;
    this.ids = new MailboxIds(options.seed);
    this.changedAt.push(0);
    this.#makeFolder('Top of Information Store', null, 'msgfolderroot');
    this.#makeFolder('Recoverable Items', null, 'recoverableitemsroot');
    this.#makeFolder('Finder', null, 'searchfolders');
    this.#makeFolder('Purges', this.role('recoverableitemsroot'), 'recoverableitemspurges');
    for (const { role, parent, names } of WELL_KNOWN) {
      this.#makeFolder(names[options.language], this.role(parent), role);
    }
  }

  get now(): number {
    return this.#clock.now();
  }

  get messageCount(): number {
    return this.#messages.size;
  }

  messages(): Iterable<Message> {
    return this.#messages.values();
  }

  childrenOf(folder: Folder): Folder[] {
    return [...this.folders.values()].filter((other) => other.parent === folder);
  }

  /** Whether `folder` is `ancestor` or lies somewhere below it. */
  isWithin(folder: Folder, ancestor: Folder): boolean {
    for (let at: Folder | null = folder; at; at = at.parent) if (at === ancestor) return true;
    return false;
  }

  /** The folder every mailbox has under this well-known name. */
  role(role: string): Folder {
    for (const folder of this.folders.values()) if (folder.role === role) return folder;
    throw itemNotFound();
  }

  /** By id or by well-known name, as Graph's paths and `destinationId` take it. */
  folder(idOrName: string): Folder {
    const name = idOrName.toLowerCase();
    if (ROLE_NAMES.has(name)) return this.role(name);
    const parsed = this.ids.parse(idOrName);
    if (!parsed) throw idMalformed();
    const folder = parsed.kind === 'folder' ? this.folders.get(parsed.serial) : undefined;
    if (!folder) throw itemNotFound();
    return folder;
  }

  /** By regular or immutable id; Graph takes both whatever the client prefers. */
  message(id: string): Message {
    const parsed = this.ids.parse(id);
    if (!parsed) throw idMalformed();
    const message =
      parsed.kind === 'message'
        ? this.#messages.get(parsed.serial)
        : parsed.kind === 'place'
          ? this.#byPlace.get(parsed.place)
          : undefined;
    if (!message || message.folder.role === 'recoverableitemspurges') throw itemNotFound();
    return message;
  }

  idOf(message: Message, immutable: boolean): string {
    return immutable
      ? this.ids.message(message.serial)
      : this.ids.place(message.folder.serial, message.place);
  }

  /** Faults: 409 `ErrorFolderExists` for a sibling of the same name, whatever its case. */
  addFolder(displayName: string, parent: Folder, options: { isHidden?: boolean } = {}): Folder {
    this.#checkName(displayName, parent);
    const folder = this.#makeFolder(displayName, parent, null);
    folder.isHidden = options.isHidden ?? false;
    return folder;
  }

  addSearchFolder(displayName: string, search: SearchFolder): Folder {
    const folder = this.#makeFolder(displayName, this.role('msgfolderroot'), null);
    folder.search = search;
    return folder;
  }

  renameFolder(folder: Folder, displayName: string): void {
    if (folder.role) throw new GraphError(403, 'ErrorAccessDenied', 'Access is denied.');
    if (folder.parent) this.#checkName(displayName, folder.parent, folder);
    folder.displayName = displayName;
    folder.changed = this.#tick();
  }

  moveFolder(folder: Folder, parent: Folder): void {
    if (folder.role) {
      throw badRequest('Distinguished folders cannot be moved.', 'ErrorMoveDistinguishedFolder');
    }
    if (this.isWithin(parent, folder)) throw badRequest('The move failed.', 'ErrorMoveCopyFailed');
    this.#checkName(folder.displayName, parent, folder);
    folder.parent = parent;
    folder.changed = this.#tick();
  }

  /** Takes a folder, what lies in it and what lies below it out of the mailbox for good. */
  dropFolder(folder: Folder): void {
    if (folder.role) {
      throw badRequest(
        'Distinguished folders cannot be deleted.',
        'ErrorDeleteDistinguishedFolder',
      );
    }
    for (const child of this.childrenOf(folder)) this.dropFolder(child);
    for (const { message } of [...folder.present.values()]) this.drop(message);
    this.folders.delete(folder.serial);
    this.goneFolders.push({ serial: folder.serial, version: this.#tick() });
  }

  add(folder: Folder, input: NewMessage, origin?: Message): Message {
    const serial = this.#nextMessage++;
    const state = stateAt(this.now, input.state);
    const message = new Message(serial, origin?.origin ?? serial, folder, state, input.content, {
      internetMessageId: input.internetMessageId,
      conversation: input.conversation,
    });
    message.properties = input.properties;
    this.#messages.set(serial, message);
    this.#enter(message, folder);
    return message;
  }

  copy(message: Message, folder: Folder): Message {
    const input: NewMessage = {
      content: message.source,
      state: { ...message.state, createdAt: this.now, modifiedAt: this.now },
    };
    if (message.properties) input.properties = new Map(message.properties);
    return this.add(folder, input, message);
  }

  move(message: Message, folder: Folder): void {
    if (message.folder === folder) return;
    const before = message.folder;
    this.#leave(message);
    message.lastFolder = before;
    message.changes += 1;
    message.state.modifiedAt = this.now;
    this.#enter(message, folder);
  }

  /**
   * `deleted-items` is what a person's Delete does: the message goes to Deleted Items, from there
   * to Recoverable Items. `gone` leaves nothing that Graph can reach.
   */
  delete(message: Message, disposal: Disposal): void {
    if (disposal === 'gone') {
      this.drop(message);
      return;
    }
    const isDeleted = this.isWithin(message.folder, this.role('deleteditems'));
    const to =
      disposal === 'recoverable' || isDeleted ? 'recoverableitemsdeletions' : 'deleteditems';
    this.move(message, this.role(to));
  }

  drop(message: Message): void {
    this.#leave(message);
    this.#messages.delete(message.serial);
  }

  /** Records that a message's state or content was changed by `change`. */
  change(message: Message, change: () => void, options: { onlyRead?: boolean } = {}): void {
    const presence = message.folder.present.get(message.serial);
    const wasUnread = message.state.isRead ? 0 : 1;
    change();
    message.changes += 1;
    message.folder.unread += (message.state.isRead ? 0 : 1) - wasUnread;
    if (!options.onlyRead) message.state.modifiedAt = this.now;
    if (!presence) return;
    presence.changed = this.#tick();
    if (!options.onlyRead) presence.changedBeyondRead = presence.changed;
    message.folder.present.delete(message.serial);
    message.folder.present.set(message.serial, presence);
  }

  /** The last version that was there `ageMs` ago. */
  versionBefore(ageMs: number): number {
    if (ageMs <= 0) return this.version;
    let version = this.version;
    while (version > 0 && (this.changedAt[version] ?? 0) > this.now - ageMs) version -= 1;
    return version;
  }

  #makeFolder(displayName: string, parent: Folder | null, role: string | null): Folder {
    const version = this.#tick();
    const folder = new Folder(this.#nextFolder++, displayName, parent, role, version);
    folder.changed = version;
    this.folders.set(folder.serial, folder);
    return folder;
  }

  #checkName(displayName: string, parent: Folder, except?: Folder): void {
    const name = displayName.trim().toLowerCase();
    const twin = this.childrenOf(parent).find(
      (child) => child !== except && child.displayName.trim().toLowerCase() === name,
    );
    if (twin) {
      throw new GraphError(
        409,
        'ErrorFolderExists',
        `A folder with the specified name already exists., Could not create folder '${displayName}'.`,
      );
    }
  }

  #enter(message: Message, folder: Folder): void {
    const version = this.#tick();
    message.folder = folder;
    message.place = this.#nextPlace++;
    this.#byPlace.set(message.place, message);
    folder.present.set(message.serial, {
      message,
      since: version,
      changed: version,
      changedBeyondRead: version,
      leftBefore: folder.lastDeparture.get(message.serial) ?? 0,
    });
    if (!message.state.isRead) folder.unread += 1;
  }

  #leave(message: Message): void {
    const { folder, place, serial } = message;
    const version = this.#tick();
    folder.present.delete(serial);
    folder.departures.push({ serial, place, version });
    folder.lastDeparture.set(serial, version);
    this.#byPlace.delete(place);
    if (!message.state.isRead) folder.unread -= 1;
  }

  #tick(): number {
    this.version += 1;
    this.changedAt.push(this.now);
    return this.version;
  }
}
