import type { SourceName } from '../model/item.ts';
import { counted } from './formats.ts';

interface SourceWords {
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
    name: 'Chats',
    your: 'your chats',
    mine: 'my Teams chats',
    others: 'chat messages',
    one: 'message',
    many: 'messages',
    listed: ['message', 'messages'],
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
