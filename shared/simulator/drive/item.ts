import type { Json } from '../answer.ts';
import type { FileContent } from './file-content.ts';

export interface DriveVersion {
  /** 1 is the first one; shown as "1.0". */
  readonly number: number;
  readonly content: FileContent;
  /** What a download gets, when SharePoint writes into files as it hands them out. */
  readonly served?: FileContent;
  readonly modifiedAt: number;
}

export type ItemKind = 'folder' | 'file' | 'package' | 'shortcut';

/** Dates that a client sets; epoch milliseconds. */
export interface ClientDates {
  createdAt: number;
  modifiedAt: number;
}

/** What a shortcut points at: an item of somebody else's drive. */
export interface RemoteTarget {
  driveId: string;
  id: string;
  name: string;
  isFolder: boolean;
  size: number;
  owner: { id: string; displayName: string; email: string };
}

/** An item of a drive. Only `Drive` changes it, because it keeps the record of changes. */
export class DriveItem {
  description: string | undefined;
  /** Children by name in lower case; empty for files. */
  readonly children = new Map<string, DriveItem>();
  /** Oldest first; the last one is what is in the file now. Empty for folders. */
  readonly versions: DriveVersion[] = [];
  /** Of a file its length, of a folder the sum of what is in it. */
  size = 0;
  createdAt = 0;
  modifiedAt = 0;
  readonly dates: ClientDates = { createdAt: 0, modifiedAt: 0 };
  /** Counts in eTag and cTag. */
  changes = 1;
  contentChanges = 1;
  /** The drive's version at the last change, and at its making. */
  changed = 0;
  made = 0;
  /** When it was put into the recycle bin; undefined when it was not, itself. */
  deletedAt: number | undefined;
  /** Beyond the recycle bin. */
  isGone = false;
  /** Folders it was moved out of, for deltas below the root. */
  readonly left: { folder: DriveItem; version: number }[] = [];
  special: string | undefined;
  malware: string | undefined;
  remote: RemoteTarget | undefined;
  /** As Graph shows them, beside the owner's and the inherited ones. */
  permissions: Json[] = [];

  constructor(
    readonly id: string,
    readonly guid: string,
    readonly kind: ItemKind,
    public name: string,
    /** null for the root. */
    public parent: DriveItem | null,
  ) {}

  get isContainer(): boolean {
    return this.kind === 'folder' || this.kind === 'package';
  }

  get current(): DriveVersion | undefined {
    return this.versions.at(-1);
  }

  get eTag(): string {
    return `"{${this.guid}},${this.changes}"`;
  }

  /** Recorded folders have one as well, which ends in 0. */
  get cTag(): string {
    return `"c:{${this.guid}},${this.isContainer ? 0 : this.contentChanges}"`;
  }

  /** Names from below the root to this item. */
  get names(): string[] {
    const names: string[] = [];
    for (let at: DriveItem = this; at.parent; at = at.parent) names.unshift(at.name);
    return names;
  }

  /** Whether neither it nor a folder it is in was deleted. */
  get isPresent(): boolean {
    for (let at: DriveItem | null = this; at; at = at.parent) {
      if (at.deletedAt !== undefined || at.isGone) return false;
    }
    return true;
  }

  isWithin(folder: DriveItem): boolean {
    for (let at: DriveItem | null = this; at; at = at.parent) if (at === folder) return true;
    return false;
  }
}

/** An item and everything in it, parents first. */
export function* subtree(item: DriveItem): Generator<DriveItem, void> {
  yield item;
  for (const child of item.children.values()) yield* subtree(child);
}
