import type { FileShare } from '../model/file-facts.ts';
import type { ItemRow } from '../model/item.ts';
import type { ContainerSummary, ItemVersion } from '../model/lists.ts';
import { counted, formats } from './formats.ts';

/** What a file is drawn as in a list. */
export type FileLook =
  | 'folder'
  | 'notebook'
  | 'link'
  | 'picture'
  | 'film'
  | 'sound'
  | 'pdf'
  | 'text'
  | 'table'
  | 'slides'
  | 'code'
  | 'archive'
  | 'file';

const LOOKS: Readonly<Record<string, FileLook>> = Object.fromEntries(
  (
    [
      ['picture', 'png jpg jpeg gif webp avif bmp tif tiff heic heif svg raw dng'],
      ['film', 'mp4 mov avi mkv webm m4v wmv mpg mpeg'],
      ['sound', 'mp3 wav flac ogg m4a aac wma opus'],
      ['pdf', 'pdf'],
      ['text', 'doc docx odt rtf txt md markdown pages'],
      ['table', 'xls xlsx xlsm ods csv tsv numbers'],
      ['slides', 'ppt pptx odp key'],
      ['code', 'html htm css js ts json xml yml yaml py java c h cpp cs go rs rb php sh sql'],
      ['archive', 'zip 7z rar gz tar bz2 xz'],
    ] as const
  ).flatMap(([look, endings]) => endings.split(' ').map((ending) => [ending, look])),
);

export function lookOf({ kind, subject }: Pick<ItemRow, 'kind' | 'subject'>): FileLook {
  if (kind === 'folder' || kind === 'link') return kind;
  if (kind === 'package') return 'notebook';
  return LOOKS[/\.([^.]+)$/.exec(subject)?.[1]?.toLowerCase() ?? ''] ?? 'file';
}

/** It is nowhere any more. */
export function isLost({ since }: Pick<ItemRow, 'since'>): boolean {
  return since === 'gone';
}

/** One can go into it. */
export function isFolder({ kind }: Pick<ItemRow, 'kind'>): boolean {
  return kind === 'folder' || kind === 'package';
}

/** "48 KB", "18 items"; of a folder that is gone, what was in it. */
export function sizeWords(item: ItemRow, folder: ContainerSummary | undefined): string {
  if (item.kind === 'link') return '';
  if (!isFolder(item)) return formats.bytes(item.sizeBytes);
  if (folder === undefined) return '';
  return counted(folder.isGone ? folder.gone : folder.present, 'item');
}

/** "12 items here, 3 gone and kept"; of a past moment, what became of what was there. */
export function sumsOf(folder: ContainerSummary, isPast = false): string {
  if (isPast) {
    const since = folder.gone > 0 ? `, ${formats.count(folder.gone)} gone since` : '';
    return `${counted(folder.present, 'item')} were here${since}`.replace(
      /^1 item were/,
      '1 item was',
    );
  }
  const gone = folder.gone > 0 ? `${formats.count(folder.gone)} gone and kept` : '';
  if (folder.isGone)
    return gone === '' ? 'Gone from your OneDrive' : `Gone from your OneDrive, ${gone}`;
  const here =
    folder.present === 0 ? 'Nothing here now' : `${counted(folder.present, 'item')} here`;
  return gone === '' ? here : `${here}, ${gone}`;
}

/** What made this a new state: in words a person uses of files. */
export function changeWords(
  version: ItemVersion,
  before: ItemVersion | undefined,
  nameOf: (version: ItemVersion) => string,
): string {
  if (before === undefined) return 'As first kept';
  const words: string[] = [];
  if (version.hasOtherContent) words.push('other contents');
  if (version.subject !== before.subject) words.push(`renamed from “${before.subject}”`);
  if (version.container !== before.container) words.push(`moved from ${nameOf(before)}`);
  if (words.length === 0)
    words.push(version.date === before.date ? 'sharing or description' : 'dates');
  const text = words.join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const SCOPES: Readonly<Record<string, string>> = {
  anonymous: 'Anyone with the link',
  organization: 'Your organisation, with the link',
  users: 'People the link was given to',
};

/** "Sam Sender may read" */
export function shareWords({ kind, who, role, scope }: FileShare): string {
  const may = role === 'write' ? 'may change it' : 'may read it';
  const whom = who || (kind === 'link' ? (SCOPES[scope] ?? 'Whoever has the link') : 'Somebody');
  return `${whom} ${may}`;
}

/** Folders from the drive down to this one. */
export function lineTo(
  folders: readonly ContainerSummary[],
  folder: ContainerSummary,
): ContainerSummary[] {
  const byId = new Map(folders.map((each) => [each.id, each]));
  const line: ContainerSummary[] = [];
  const seen = new Set<string>();
  let at: ContainerSummary | undefined = folder;
  while (at !== undefined && !seen.has(at.id)) {
    seen.add(at.id);
    line.unshift(at);
    at = at.parent === null ? undefined : byId.get(at.parent);
  }
  return line;
}

/** This folder and all below it. */
export function treeOf(
  folders: readonly ContainerSummary[],
  top: ContainerSummary,
): ReadonlySet<string> {
  const children = new Map<string | null, string[]>();
  for (const { id, parent } of folders) {
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [id]);
    else known.push(id);
  }
  const tree = new Set<string>([top.id]);
  for (const id of tree) for (const child of children.get(id) ?? []) tree.add(child);
  return tree;
}

export function filesAddress(folder: { id: string }, row?: number): string {
  const path = `/files/${encodeURIComponent(folder.id)}`;
  return row === undefined ? path : `${path}/${row}`;
}
