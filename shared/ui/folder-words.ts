import type { PlaceTrouble } from '../rpc/protocol.ts';

/** Trouble that any folder may have, whatever is kept in it. */
export type FolderTrouble = Extract<
  PlaceTrouble,
  'permission' | 'unreachable' | 'emptied' | 'read-only' | 'full' | 'in-use'
>;

/** What happened, in one sentence; what it means for the copy and what helps, in up to three. */
export interface FolderWords {
  brief: string;
  text: string;
}

/** What the same trouble means for what is kept in the folder, and the way out where it differs. */
export interface FolderMeaning {
  /** What it means for the copy. */
  means: string;
  /** After "Take off the write protection and try again". */
  orElse: string;
  emptied: string;
  full: string;
  inUse: string;
}

export function isFolderTrouble(trouble: string): trouble is FolderTrouble {
  return trouble in WORDS;
}

export function folderWords(
  name: string,
  trouble: FolderTrouble,
  meaning: FolderMeaning,
): FolderWords {
  return WORDS[trouble](name, meaning);
}

const WORDS: Readonly<Record<FolderTrouble, (name: string, says: FolderMeaning) => FolderWords>> = {
  permission: (name, { means }) => ({
    brief: `This browser took back its permission for ${name}.`,
    text: `${means} Browsers forget such a permission when they are closed, unless you choose “Allow on every visit” when it asks.`,
  }),
  unreachable: (name, { means }) => ({
    brief: `The folder ${name} is not to be found.`,
    text: `It was moved, renamed or removed, or its drive is not connected. ${means} Connect the drive and try again, or pick the folder where it is now.`,
  }),
  emptied: (name, { means, emptied }) => ({
    brief: `The folder ${name} is there, but what was in it is not.`,
    text: `Nothing is written into an empty folder unasked: its drive may be another one. ${means} ${emptied}`,
  }),
  'read-only': (name, { means, orElse }) => ({
    brief: `This computer lets nobody write into ${name}.`,
    text: `${means} Take off the folder’s write protection and try again${orElse}.`,
  }),
  full: (name, { full }) => ({ brief: `The disk of ${name} is full.`, text: full }),
  'in-use': (name, { inUse }) => ({
    brief: `${name} is open somewhere else.`,
    text: `Another browser, or another program, has it or a file in it open, and two can’t write to it at once. ${inUse}`,
  }),
};
