/** What the page on the web keeps, or kept before the extension was there. */
export interface OwnCopy {
  repositoryId: string;
  bytes: number;
  snapshots: number;
  /** ISO 8601; null when it is locked, or when nothing was copied to its end yet. */
  firstSnapshotAt: string | null;
  lastSnapshotAt: string | null;
  /** The name of the folder that is kept up to date from here; null when there is none. */
  mirrorName: string | null;
  /** The name of the folder it lies in itself; null for this browser's own storage. */
  folder: string | null;
  /** The browser wants to be asked for the folder again, or it is not there. Nothing else is known. */
  isAway: boolean;
  /** All of it was brought into the extension, and nothing was added here since. */
  isHandedOver: boolean;
}

/**
 * What the page's worker answers to the extension: the files of a copy of its own, to be read. No
 * engine runs for that.
 */
export interface OwnCopyApi {
  /** null when nothing is kept here. Faults: those of a damaged repository. */
  describe(): Promise<OwnCopy | null>;
  /**
   * Resolves when no engine of the page writes any more, in whichever tab, and sees to it that none
   * begins before this worker ends.
   */
  hold(): Promise<void>;
  list(prefix: string): Promise<{ name: string; sizeBytes: number }[]>;
  /** null when there is no such file. */
  get(name: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer> | null>;
  /** What is remembered beside the copy and belongs to it; null when it is not. */
  readRecord(name: string): Promise<unknown>;
  /**
   * From now on nothing is copied here before a person says so. `isHandedOver`: all of it is
   * elsewhere. Waits for an engine of the page to end.
   */
  noteElsewhere(isHandedOver: boolean): Promise<void>;
  /**
   * Removes the copy here, and what was made from it. Fault `conflict` unless it is handed over, and
   * lies in this browser: folders are the person's.
   */
  remove(): Promise<void>;
}

export type TakeOverProgress =
  /** Another tab still works on it, or the extension's engine has not given way yet. */
  | { step: 'waiting' }
  | { step: 'looking' }
  | { step: 'copying'; doneBytes: number; totalBytes: number }
  /** `damaged`: files that were not whole there already and could not be brought along. */
  | { step: 'done'; damaged: number };

/** What the extension's worker does with the page's copy. */
export interface TakeOverApi {
  /**
   * Brings it here and compares each file; goes on where an earlier one was cut off. To stop it,
   * stop watching. Faults: `conflict` when a copy was begun here, `offline` when the other side has
   * gone or lost something on the way, `quota`; those of the place.
   */
  watchTakeOver(): AsyncIterable<TakeOverProgress>;
}
