import type { DriveMeta } from './drive-meta.ts';
import type { GraphItem } from './graph-item.ts';
import { allowedName } from './names.ts';
import { shapeOf } from './twin.ts';

/**
 * Of a whole path, decoded and with the library's own part. Source: support.microsoft.com,
 * "Restrictions and limitations in OneDrive and SharePoint".
 */
export const MOST_LETTERS = 400;
/** "personal/" with the 16 digits of a person's drive and "/Documents/". */
const HOME_LETTERS = 36;
/** A folder that is made leaves so much for what is to be in it. */
const FOLDER_ROOM = 40;
/** Shorter names of folders are left alone: hardly anything would be won. */
const SHORT_FOLDER = 12;
/** For the number OneDrive puts behind a name that is taken. */
const NUMBER_ROOM = 4;
/** A longer ending is no ending: names have dots in them. */
const LONGEST_ENDING = 12;
const TAG_LETTERS = 6;

/** A folder as something to be put into: one that is there, or that will be made. */
export interface Room {
  /** Of the path down to it with the library's part, and with a slash at its end. */
  letters: number;
  isTop: boolean;
}

/** The room at the top of a drive, by what Graph tells of its root. */
export function topRoom({ webUrl = '' }: Pick<GraphItem, 'webUrl'>): Room {
  return { letters: libraryLetters(webUrl) ?? HOME_LETTERS, isTop: true };
}

/** At work the address of the root is the library's. */
function libraryLetters(webUrl: string): number | null {
  try {
    const { hostname, pathname } = new URL(webUrl);
    if (!/\.sharepoint\.[a-z]+$/.test(hostname)) return null;
    return decodeURIComponent(pathname).replace(/^\/|\/$/g, '').length + 1;
  } catch {
    return null;
  }
}

/** A name in a folder, as OneDrive takes it: forbidden letters replaced, and shortened to fit. */
export function nameIn(room: Room, name: string, shape: 'file' | 'folder'): FittedName {
  const plain = allowedName(name, shape, room.isTop);
  const left = MOST_LETTERS - room.letters;
  const most = shape === 'file' ? left : left - FOLDER_ROOM - 1;
  const isLong = plain.length > most && (shape === 'file' || plain.length > SHORT_FOLDER);
  const fit = shape === 'file' ? left - NUMBER_ROOM : Math.max(SHORT_FOLDER, most);
  const short = isLong ? shortName(plain, Math.min(fit, left)) : null;
  return {
    plain,
    name: short ?? plain,
    isShortened: short !== null,
    isTooLong: (short ?? plain).length > left,
  };
}

/** The same of an item. */
export function fittedName(room: Room, meta: DriveMeta): FittedName {
  return nameIn(room, meta.name ?? '', shapeOf(meta));
}

export interface FittedName {
  /** Without regard to its length. */
  plain: string;
  name: string;
  isShortened: boolean;
  /** It can't be shortened enough, as the folders above are too deep: OneDrive refuses it. */
  isTooLong: boolean;
}

export function roomIn(folder: Room, name: string): Room {
  return { letters: folder.letters + name.length + 1, isTop: false };
}

/**
 * The beginning of a name, a mark made of all of it, so that names that begin alike stay apart, and
 * its ending. The same name is always shortened the same way. null where not even that fits.
 */
export function shortName(name: string, most: number): string | null {
  const dot = name.lastIndexOf('.');
  const hasEnding = dot > 0 && name.length - dot <= LONGEST_ENDING;
  const ending = hasEnding ? name.slice(dot) : '';
  const stem = hasEnding ? name.slice(0, dot) : name;
  const room = most - ending.length - TAG_LETTERS - 1;
  let kept = '';
  // A letter with its marks, a flag or a family of emoji is one: none of them is cut in two.
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(stem)) {
    if (kept.length + segment.length > room) break;
    kept += segment;
  }
  kept = kept.trimEnd();
  return kept === '' ? null : `${kept}~${tagOf(name)}${ending}`;
}

/** FNV-1a over the letters: a mark, and no secret. */
function tagOf(name: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(36).padStart(TAG_LETTERS, '0').slice(-TAG_LETTERS);
}
