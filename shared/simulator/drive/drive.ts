import type { Clock } from '../../lib/clock.ts';
import { nameExists } from './errors.ts';
import type { FileContent, HashKind } from './file-content.ts';
import { DriveIds, type Flavour } from './ids.ts';
import { type ClientDates, DriveItem, type ItemKind, type RemoteTarget, subtree } from './item.ts';
import { checkName } from './names.ts';

export interface DriveOwner {
  id: string;
  name: string;
  username: string;
}

export interface DriveSettings {
  clock: Clock;
  seed: number;
  flavour: Flavour;
  owner: DriveOwner;
  /** Bytes; recorded drives have 1 TiB at work and 5 GiB at home. */
  totalBytes: number;
  hashes: readonly HashKind[];
}

export interface NewItem {
  kind?: ItemKind;
  content?: FileContent;
  served?: FileContent;
  dates?: Partial<ClientDates>;
  remote?: RemoteTarget;
  /** An id that was promised before. */
  ids?: { id: string; guid: string };
}

/** Versions kept; the real numbers follow policies that Graph does not tell. */
const MOST_VERSIONS: Record<Flavour, number> = { work: 500, personal: 25 };

/**
 * One person's drive: a tree of items and, for delta queries, the order in which they changed. Each
 * change gets the next version. What Graph refuses is refused by who calls, but for names.
 */
export class Drive {
  readonly ids: DriveIds;
  readonly root: DriveItem;
  /** Every item there was, by id. */
  readonly items = new Map<string, DriveItem>();
  readonly byGuid = new Map<string, DriveItem>();
  readonly bin = new Set<DriveItem>();
  /** Changes in their order; an entry counts while it is the item's last one. */
  log: { version: number; item: DriveItem; at: number }[] = [];
  version = 0;
  totalBytes: number;
  /** Bytes of present files, of their older versions, of the bin, and of what a test only claims. */
  readonly bytes = { files: 0, versions: 0, bin: 0, claimed: 0 };
  readonly #sorted = new Map<DriveItem, DriveItem[]>();

  constructor(readonly settings: DriveSettings) {
    this.ids = new DriveIds(settings.seed, settings.flavour);
    this.totalBytes = settings.totalBytes;
    const { id, guid } = this.ids.next();
    this.root = new DriveItem(id, guid, 'folder', 'root', null);
    this.#begin(this.root, {});
  }

  get now(): number {
    return this.settings.clock.now();
  }

  get flavour(): Flavour {
    return this.settings.flavour;
  }

  /** The part of a path before the root; it counts in the length. */
  get library(): string {
    return `personal/${this.settings.owner.username.replace(/[@.]/g, '_')}/Documents`;
  }

  get usedBytes(): number {
    const { files, versions, claimed } = this.bytes;
    return files + claimed + (this.flavour === 'work' ? versions : 0);
  }

  get remainingBytes(): number {
    return Math.max(0, this.totalBytes - this.usedBytes - this.bytes.bin);
  }

  /** A present item. */
  find(id: string): DriveItem | undefined {
    const item = this.items.get(id) ?? this.items.get(this.#canonical(id));
    return item?.isPresent ? item : undefined;
  }

  child(folder: DriveItem, name: string): DriveItem | undefined {
    return folder.children.get(name.toLowerCase());
  }

  at(names: readonly string[], from = this.root): DriveItem | undefined {
    let item: DriveItem | undefined = from;
    for (const name of names) item = item && this.child(item, name);
    return item;
  }

  /** By name, as lists show them. */
  childrenOf(folder: DriveItem): readonly DriveItem[] {
    const known = this.#sorted.get(folder);
    if (known) return known;
    const sorted = [...folder.children]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, item]) => item);
    this.#sorted.set(folder, sorted);
    return sorted;
  }

  /** Faults: 400 for a name that can't be, 409 for one that is taken. */
  add(parent: DriveItem, name: string, input: NewItem = {}): DriveItem {
    const kind = input.kind ?? (input.content ? 'file' : 'folder');
    checkName(parent, name, kind === 'file' ? 'file' : 'folder', this.library);
    if (this.child(parent, name)) throw nameExists();
    const { id, guid } = input.ids ?? this.ids.next();
    const item = new DriveItem(id, guid, kind, name, parent);
    item.remote = input.remote;
    this.#attach(item, parent);
    this.#begin(item, input.dates ?? {});
    if (input.content) this.#store(item, input.content, input.served);
    this.#touch(parent);
    return item;
  }

  /** Other contents; the present ones become a version. */
  replace(
    item: DriveItem,
    content: FileContent,
    options: { served?: FileContent; dates?: Partial<ClientDates> } = {},
  ): void {
    item.contentChanges += 1;
    this.#store(item, content, options.served);
    item.dates.modifiedAt = item.modifiedAt;
    Object.assign(item.dates, options.dates);
    this.#record(item);
    if (item.parent) this.#touch(item.parent);
  }

  /** Anything but contents, name and place. */
  change(item: DriveItem, apply: (item: DriveItem) => void): void {
    apply(item);
    item.modifiedAt = this.now;
    this.#record(item);
  }

  /** Dates alone make another version with the same contents in a work drive, and it counts. */
  changeDates(item: DriveItem, dates: Partial<ClientDates>): void {
    const { current } = item;
    if (current && this.flavour === 'work') this.#store(item, current.content, current.served);
    this.change(item, () => Object.assign(item.dates, dates));
  }

  /** Renames and moves; only this item is told by delta, not what is in it. */
  relocate(item: DriveItem, parent: DriveItem, name: string): void {
    checkName(parent, name, item.kind === 'file' ? 'file' : 'folder', this.library);
    const there = this.child(parent, name);
    if (there && there !== item) throw nameExists();
    const from = item.parent;
    this.#detach(item);
    item.name = name;
    if (from && from !== parent) item.left.push({ folder: from, version: this.version + 1 });
    this.#attach(item, parent);
    this.change(item, () => {});
    if (from && from !== parent) this.#touch(from);
    this.#touch(parent);
  }

  /** Into the recycle bin. */
  delete(item: DriveItem): void {
    const { parent } = item;
    this.#detach(item);
    item.deletedAt = this.now;
    this.bin.add(item);
    this.bytes.bin += item.size;
    this.#record(item);
    if (parent) this.#touch(parent);
  }

  /** Out of the bin, or at once: nothing of it is left. */
  purge(item: DriveItem): void {
    if (!this.bin.has(item)) this.delete(item);
    this.bin.delete(item);
    this.bytes.bin -= item.size;
    item.isGone = true;
    for (const each of subtree(item)) {
      this.bytes.versions -= olderBytes(each);
      each.versions.length = 0;
    }
  }

  emptyBin(): number {
    const items = [...this.bin];
    for (const item of items) this.purge(item);
    return items.length;
  }

  /** Back from the bin, with everything that is in it. Faults: 409. */
  restore(item: DriveItem, parent: DriveItem, name: string): void {
    if (this.child(parent, name)) throw nameExists();
    this.bin.delete(item);
    this.bytes.bin -= item.size;
    item.deletedAt = undefined;
    item.name = name;
    this.#attach(item, parent);
    for (const each of subtree(item)) this.#record(each);
    this.#touch(parent);
  }

  /** Contents of an older version become the present ones. */
  restoreVersion(item: DriveItem, number: number): boolean {
    const version = item.versions.find((each) => each.number === number);
    if (!version) return false;
    this.replace(item, version.content, version.served ? { served: version.served } : {});
    return true;
  }

  #canonical(id: string): string {
    const [drive = '', rest] = id.split('!');
    if (this.flavour === 'work' || rest === undefined) return id;
    return `${drive.toUpperCase().padStart(16, '0')}!${rest.toLowerCase()}`;
  }

  #begin(item: DriveItem, dates: Partial<ClientDates>): void {
    this.items.set(item.id, item);
    this.byGuid.set(item.guid, item);
    item.createdAt = this.now;
    item.modifiedAt = this.now;
    Object.assign(item.dates, { createdAt: this.now, modifiedAt: this.now }, dates);
    this.#record(item);
    item.made = item.changed;
  }

  #store(item: DriveItem, content: FileContent, served?: FileContent): void {
    const before = item.size;
    const number = (item.current?.number ?? 0) + 1;
    item.versions.push({ number, content, modifiedAt: this.now, ...(served ? { served } : {}) });
    if (item.versions.length > 1) this.bytes.versions += before;
    while (item.versions.length > MOST_VERSIONS[this.flavour]) {
      this.bytes.versions -= item.versions.shift()?.content.size ?? 0;
    }
    item.modifiedAt = this.now;
    this.#grow(item, content.size - before);
  }

  #attach(item: DriveItem, parent: DriveItem): void {
    item.parent = parent;
    parent.children.set(item.name.toLowerCase(), item);
    this.#sorted.delete(parent);
    this.#grow(parent, item.size);
  }

  /** The item keeps its parent: a deleted one remembers where it was. */
  #detach(item: DriveItem): void {
    const { parent } = item;
    if (!parent) return;
    parent.children.delete(item.name.toLowerCase());
    this.#sorted.delete(parent);
    this.#grow(parent, -item.size);
  }

  /** The sums of all folders above. */
  #grow(item: DriveItem, by: number): void {
    for (let at: DriveItem | null = item; at; at = at.parent) {
      at.size += by;
      if (at === this.root) this.bytes.files += by;
    }
  }

  /** A folder's dates follow what happens in it. */
  #touch(folder: DriveItem): void {
    folder.modifiedAt = this.now;
    folder.dates.modifiedAt = this.now;
  }

  #record(item: DriveItem): void {
    this.version += 1;
    item.changes += item.changed === 0 ? 0 : 1;
    item.changed = this.version;
    this.log.push({ version: this.version, item, at: this.now });
    if (this.log.length > 2 * this.items.size + 1000) {
      this.log = this.log.filter(({ version, item: each }) => each.changed === version);
    }
  }
}

function olderBytes({ versions }: DriveItem): number {
  return versions.slice(0, -1).reduce((sum, { content }) => sum + content.size, 0);
}
