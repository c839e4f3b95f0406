import type { ContainerId } from './ids.ts';

/** What files are told apart by, for choosing; a file is in the first group that has its ending. */
export const FILE_GROUPS = [
  'pictures',
  'video',
  'audio',
  'documents',
  'archives',
  'other',
] as const;
export type FileGroup = (typeof FILE_GROUPS)[number];

/**
 * What of a source is copied, for one account. What is left out is listed all the same, by its name,
 * size and dates; its contents are not fetched. What is kept already stays kept.
 */
export interface Choice {
  /** Folders somebody has decided about; the nearest one above a file counts, and without one: in. */
  folders: Record<ContainerId, 'in' | 'out'>;
  /** What was known of them when they were decided about: for showing, nothing depends on it. */
  seen?: Record<ContainerId, SeenFolder>;
  /** Kinds of files that are left out. */
  without: readonly FileGroup[];
  /** Larger ones are left out; null: none. */
  largestBytes: number | null;
  /** How many of the older versions that Microsoft holds of a file are kept beside it. */
  versions: 'off' | 'all' | number;
  /** Of chats: the channels of the person's teams as well. Missing: no. */
  channels?: boolean;
  /** Contents wait while the browser says that the connection is metered, or asks to save data. */
  waitsOnMetered: boolean;
}

export interface SeenFolder {
  name: string;
  /** With everything below. */
  sizeBytes: number;
  /** The folders it lay in, nearest first, up to the drive. */
  above: readonly ContainerId[];
}

export const EVERYTHING: Choice = {
  folders: {},
  without: [],
  largestBytes: null,
  versions: 'off',
  waitsOnMetered: true,
};

const ENDINGS: Readonly<Record<Exclude<FileGroup, 'other'>, string>> = {
  pictures:
    'jpg jpeg png gif webp avif heic heif bmp tif tiff svg ico psd raw cr2 cr3 nef arw dng orf rw2',
  video: 'mp4 m4v mov avi mkv webm wmv mpg mpeg mts m2ts 3gp flv ogv',
  audio: 'mp3 m4a aac wav flac ogg oga opus wma aif aiff mid midi amr',
  documents:
    'doc docx docm dot dotx odt rtf txt md pdf xls xlsx xlsm xlsb ods csv tsv ppt pptx pptm pps ppsx odp pages numbers key vsd vsdx one onetoc2 epub tex html htm mht eml msg ics vcf xml json yaml yml log',
  archives: 'zip 7z rar tar gz tgz bz2 xz zst iso img dmg cab jar vhd vhdx vmdk pst ost bak',
};

const GROUPS: ReadonlyMap<string, FileGroup> = new Map(
  Object.entries(ENDINGS).flatMap(([group, endings]) =>
    endings.split(' ').map((ending) => [ending, group as FileGroup] as const),
  ),
);

/** By the ending of its name. */
export function groupOf(name: string): FileGroup {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return GROUPS.get(ending) ?? 'other';
}

/** Whether everything is copied: then nobody has to look at single files. */
export function leavesNothingOut({ folders, without, largestBytes }: Choice): boolean {
  return without.length === 0 && largestBytes === null && !Object.values(folders).includes('out');
}

/** What a run that is cut off knew of changes has to be looked for again in all that is kept. */
export function looksBack(choice: Choice): boolean {
  return choice.versions !== 'off' || !leavesNothingOut(choice);
}

/**
 * Whether a file is copied. `above` are the folders it lies in, nearest first; they are asked for
 * only where a folder decides.
 */
export function isChosen(
  choice: Choice,
  file: { name: string; sizeBytes: number },
  above: () => Iterable<ContainerId>,
): boolean {
  const { folders, without, largestBytes } = choice;
  if (largestBytes !== null && file.sizeBytes > largestBytes) return false;
  if (without.length > 0 && without.includes(groupOf(file.name))) return false;
  if (!Object.values(folders).includes('out')) return true;
  for (const id of above()) {
    const said = folders[id];
    if (said !== undefined) return said === 'in';
  }
  return true;
}
