import type { ItemRow, SourceName } from '../model/item.ts';
import { counted } from './formats.ts';

interface PlaceWords {
  /** Within a sentence: where things of this kind are at Microsoft. */
  place: string;
  bin: string;
  /** What stands for a thing without a name. */
  nameless: string;
  /** The page that shows them here, and what it is called. */
  page: { path: string; label: string };
}

/** What things of a source are called where all else is the same. */
export const PLACE_WORDS: Readonly<Record<SourceName, PlaceWords>> = {
  mail: {
    place: 'your mailbox',
    bin: 'Deleted Items',
    nameless: '(no subject)',
    page: { path: '/mail', label: 'Mail' },
  },
  drive: {
    place: 'your OneDrive',
    bin: 'the recycle bin',
    nameless: '(no name)',
    page: { path: '/files', label: 'Files' },
  },
  chats: {
    place: 'your chats',
    bin: 'what is deleted',
    nameless: '(no text)',
    page: { path: '/', label: 'Home' },
  },
};

/** "3 messages"; "3 items" where it is not known which of them are folders. */
export function things(source: SourceName, count: number): string {
  return counted(count, source === 'drive' ? 'item' : 'message');
}

/** "3 messages", "2 files and 1 folder" */
export function thingsOf(source: SourceName, rows: readonly Pick<ItemRow, 'kind'>[]): string {
  if (source !== 'drive') return things(source, rows.length);
  const folders = rows.filter(({ kind }) => kind === 'folder' || kind === 'package').length;
  const files = rows.length - folders;
  if (folders === 0) return counted(files, 'file');
  if (files === 0) return counted(folders, 'folder');
  return `${counted(files, 'file')} and ${counted(folders, 'folder')}`;
}
