import type { FirstPlaceStatus, PlaceMove, PlaceTrouble } from '../rpc/protocol.ts';
import { type FolderWords, folderWords, isFolderTrouble } from './folder-words.ts';
import { formats } from './formats.ts';

/** What a button can do about it. `find`: pick it where it is now. */
export type FirstHelp = 'allow' | 'try-again' | 'open-anyway' | 'find' | 'give-up';

/** Why the folder the copy lies in can't be used; null when it can, or when there is none. */
export function firstWords(
  first: FirstPlaceStatus,
): (FolderWords & { help: readonly FirstHelp[] }) | null {
  const { folder, trouble, isAway } = first;
  if (folder === null || trouble === null) return null;
  return { ...wordsOf(folder, trouble, isAway), help: HELP[trouble] ?? ['try-again', 'find'] };
}

const HELP: Readonly<Partial<Record<PlaceTrouble, readonly FirstHelp[]>>> = {
  permission: ['allow'],
  unreachable: ['try-again', 'find', 'give-up'],
  emptied: ['try-again', 'find', 'give-up'],
  'read-only': ['try-again'],
  'in-use': ['try-again', 'open-anyway'],
};

function wordsOf(name: string, trouble: PlaceTrouble, isAway: boolean): FolderWords {
  const means = isAway
    ? 'Your copy lies in it, so it can’t be read now, and copying waits.'
    : 'Your copy lies in it; copying waits.';
  if (!isFolderTrouble(trouble)) {
    return { brief: `The folder ${name} can’t be used.`, text: `${means} It is tried again.` };
  }
  return folderWords(name, trouble, {
    means,
    orElse: '',
    emptied: 'Connect the right drive and try again, or pick the folder where it is now.',
    full: `${means} Free some space on it and try again.`,
    inUse: `${means} If you know that nobody has it open, it can be opened all the same.`,
  });
}

/** A copy on its way to another place: how far, or why not, and that nothing is lost by that. */
export function moveWords(
  { folder, running, trouble }: PlaceMove,
  from: string | null,
): FolderWords & { isRunning: boolean } {
  const to = folder ?? 'this browser';
  const stays = `Until all of it is there, your copy stays in ${from ?? 'this browser'}.`;
  if (running !== null) {
    const { doneBytes, totalBytes } = running;
    const far = `${formats.bytes(doneBytes)} of ${formats.bytes(totalBytes)}`;
    return {
      isRunning: true,
      brief: `Your copy is on its way into ${to}${totalBytes === 0 ? '' : `: ${far}`}.`,
      text: `Each file is read back and compared. ${stays}`,
    };
  }
  return { isRunning: false, ...standsStill(to, trouble, stays) };
}

function standsStill(to: string, trouble: PlaceTrouble | null, stays: string): FolderWords {
  if (trouble !== null && isFolderTrouble(trouble)) {
    return folderWords(to, trouble, {
      means: stays,
      orElse: '',
      emptied: 'Connect the right drive and go on.',
      full: `${stays} Free some space there and go on.`,
      inUse: `${stays} Go on when it is closed there.`,
    });
  }
  switch (trouble) {
    case 'primary-damaged':
      return {
        brief: `Your copy can’t go into ${to}: something in it is damaged.`,
        text: `${stays} A check below names what is affected, and the next copy fetches it again.`,
      };
    case 'damaged':
      return {
        brief: `Something written to ${to} could not be read back.`,
        text: `${stays} Don’t rely on that disk.`,
      };
    case 'another-repository':
      return {
        brief: `What lies in ${to} is another copy.`,
        text: `${stays} Nothing there was changed.`,
      };
    case null:
      return {
        brief: `The way into ${to} stopped in the middle.`,
        text: `${stays} It goes on where it was.`,
      };
    default:
      return { brief: `Your copy could not go into ${to}.`, text: `${stays} Nothing is lost.` };
  }
}
