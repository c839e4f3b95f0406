import type { DriveItemKind } from './item.ts';

/** Everything kept of a file or folder of a drive beside its bytes, for the pane that tells of it. */
export interface FileFacts {
  kind: DriveItemKind;
  name: string;
  /** Empty where Microsoft has not told it. */
  type: string;
  sizeBytes: number;
  /** ISO 8601, as the person's computer set them; null where not told. */
  created: string | null;
  modified: string | null;
  createdBy: string;
  modifiedBy: string;
  description: string;
  /** The kind of a package: "oneNote". */
  packageType: string | null;
  /** Whose it is, when it was shared with this person. */
  owner: string | null;
  /** What a shortcut leads to: its name where it is. */
  leadsTo: string | null;
  /** Microsoft took it for malware. */
  isMalware: boolean;
  /** Its bytes are in the copy. */
  isStored: boolean;
  /** Who else may use it; null when it is shared and Microsoft did not tell with whom. */
  sharedWith: FileShare[] | null;
}

/** One line of a sharing list. For a record: nothing of it is made again. */
export interface FileShare {
  /** `link`: whoever `scope` names and has the link. */
  kind: 'link' | 'person';
  /** A name or address; empty for a link. */
  who: string;
  /** "read", "write", "owner". */
  role: string;
  /** Of a link: "anonymous", "organization", "users". */
  scope: string;
}

/** How much there is to tell of an item through time. */
export interface ItemStory {
  row: number;
  /** How many states of it are kept. */
  states: number;
  /** ISO 8601 of the first copy with its newest state; null while there was only one. */
  changedAt: string | null;
}
