import type { Fault } from '../model/fault.ts';
import type { ContainerId, ItemId } from '../model/ids.ts';
import type { ContainerInfo } from '../model/item.ts';
import type { Difference, Outcome } from '../model/restore.ts';
import type { StoredParts } from './contents.ts';

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
  /** Missing: what has to be made again is made, whether it lies in a recycle bin or not. */
  readonly bin?: BinUse;
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

/** How a restore takes out of Microsoft's recycle bin what still lies there. */
export interface BinUse {
  /** A folder comes out with all that is in it: only where nothing of that is to be left alone. */
  takesFolder(id: ContainerId): boolean;
  /** What this run has begun to take out for an item and not told done; the latest such note. */
  begun(id: ItemId): BinNote | null;
}

/**
 * That something is about to be taken out of the recycle bin. What is in that place under that id
 * afterwards came out of it, whoever heard so. JSON-safe.
 */
export interface BinNote {
  id: ItemId;
  into: ContainerId;
  /** Of a folder, noted once it is out: a fingerprint of all that came with it. */
  contents?: string;
}

/** Something came out of the recycle bin as it was asked for, or with a folder in which it lies. */
export type OutOfBin = 'itself' | 'with-folder';

export interface RestoreIntent {
  itemId: ItemId;
  action: 'move-back' | 'make-again' | 'make-folder';
  target: ContainerId | null;
  /** Where something that is there is changed: what it is until then. */
  former?: FormerState;
  /** Where it is looked for in the recycle bin. */
  bin?: BinNote;
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
  /** With `make-again`: it is nowhere, and may lie in the recycle bin. */
  mayBeInBin?: true;
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
  /** It was not made but came out of the recycle bin. */
  fromBin?: OutOfBin;
  /** Of a folder that came out of it: see `BinNote`. An undo puts back nothing else. */
  contents?: string;
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
