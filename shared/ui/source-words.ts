import type { SourceName } from '../model/item.ts';
import { counted } from './formats.ts';
import type { IconName } from './parts/icon.tsx';

interface SourceWords {
  icon: IconName & ('mail' | 'folder' | 'chat');
  /** In lists and headings. */
  name: string;
  /** "Read your files" */
  your: string;
  /** The same as the person writes it, and of somebody. */
  mine: string;
  others: string;
  /** What is in it, one and several. */
  one: string;
  many: string;
  /** The same where everything is counted that Microsoft lists: a drive lists its folders, too. */
  listed: readonly [one: string, many: string];
  /** What is read to its end, one and several. */
  places: readonly [one: string, many: string];
}

export const SOURCE_WORDS: Readonly<Record<SourceName, SourceWords>> = {
  mail: {
    icon: 'mail',
    name: 'Mail',
    your: 'your mail',
    mine: 'my mailbox',
    others: 'messages',
    one: 'message',
    many: 'messages',
    listed: ['message', 'messages'],
    places: ['folder', 'folders'],
  },
  drive: {
    icon: 'folder',
    name: 'Files',
    your: 'your files',
    mine: 'my OneDrive files',
    others: 'files',
    one: 'file',
    many: 'files',
    listed: ['file or folder', 'files and folders'],
    places: ['drive', 'drives'],
  },
  chats: {
    icon: 'chat',
    name: 'Chats',
    your: 'your chats',
    mine: 'my Teams chats and the files shared in them',
    others: 'chats and files',
    one: 'chat message',
    many: 'chat messages',
    listed: ['chat message', 'chat messages'],
    places: ['chat', 'chats'],
  },
};

/** Things of these sources: of one source by their name, else as things. */
export function countedOf(value: number, sources: Iterable<SourceName>): string {
  const [first, ...others] = new Set(sources);
  if (first === undefined || others.length > 0) return counted(value, 'thing');
  const { one, many } = SOURCE_WORDS[first];
  return counted(value, one, many);
}

/** The same of all that Microsoft lists. */
export function listedOf(value: number, sources: Iterable<SourceName>): string {
  const [first, ...others] = new Set(sources);
  if (first === undefined || others.length > 0) return counted(value, 'thing');
  return counted(value, ...SOURCE_WORDS[first].listed);
}

/** See `isOffered`. */
export const NOT_OFFERED =
  'Microsoft offers no way to copy the chats of a personal account. Those of a work or school account can be kept.';
