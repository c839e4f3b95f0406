/**
 * The numbers of the format in one place; docs/repository-format.md says what they mean.
 * A blob is bytes with a kind, a segment is what is compressed as one, a pack is a file of
 * segments, an index copies the directories of packs, a snapshot is the commit point.
 */
export type FormatVersion = 1 | 2;

export type BlobKind = 'meta' | 'body' | 'content' | 'page' | 'receipt';
/** What a segment holds: `list` and `piece` are how large blobs are stored. */
export type SegmentKind = BlobKind | 'list' | 'piece';
export type PackClass = 'data' | 'state';

export const KIND_NUMBERS: Readonly<Record<SegmentKind, number>> = {
  meta: 1,
  body: 2,
  content: 3,
  page: 4,
  receipt: 5,
  list: 6,
  piece: 7,
};

export const PACK_CLASSES: Readonly<Record<SegmentKind, PackClass>> = {
  meta: 'state',
  body: 'data',
  content: 'data',
  page: 'state',
  receipt: 'state',
  list: 'state',
  piece: 'data',
};

const KINDS = new Map(
  Object.entries(KIND_NUMBERS).map(([kind, number]) => [number, kind as SegmentKind]),
);

/** Throws a `RangeError` for a number that is not (yet) a kind. */
export function kindOf(number: number): SegmentKind {
  const kind = KINDS.get(number);
  if (kind === undefined) throw new RangeError('unknown kind');
  return kind;
}

export const METHOD = { raw: 0, zstd: 1 } as const;
export const FILE_KIND = { pack: 1, index: 2, snapshot: 3, journal: 4, mark: 6, gone: 7 } as const;
export const MESSAGE_KIND = { segment: 1, directory: 2, body: 3 } as const;
export type FileKind = keyof typeof FILE_KIND;
export type WholeFileKind = Exclude<FileKind, 'pack'>;
export type MessageKind = keyof typeof MESSAGE_KIND;

export const MAGIC: Readonly<Record<FileKind, string>> = {
  pack: 'HOLDPACK',
  index: 'HOLDINDX',
  snapshot: 'HOLDSNAP',
  journal: 'HOLDJRNL',
  mark: 'HOLDMARK',
  gone: 'HOLDGONE',
};
export const TAIL_MAGIC = 'HOLDTAIL';

export const HASH_BYTES = 32;
export const TAG_BYTES = 16;
export const HEAD_BYTES = 96;
export const TAIL_BYTES = 24;
export const REPOSITORY_ID_BYTES = 16;
export const KEY_ID_BYTES = 16;

export const MAX_SEGMENT_BYTES = 4 * 1024 * 1024;
export const PIECE_BYTES = 4 * 1024 * 1024;
export const MAX_BLOB_BYTES: Readonly<Record<FormatVersion, number>> = { 1: 2 ** 30, 2: 2 ** 48 };
/** Larger blobs are read bit by bit. */
export const MAX_LOADED_BYTES = 2 ** 30;
export const MOST_IN_LIST = 65_536;
export const MAX_SEGMENTS_IN_PACK = 65_535;
export const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;
export const MAX_LINES_BYTES = 65_536;
export const MAX_BODY_BYTES: Readonly<Record<WholeFileKind, number>> = {
  index: 256 * 1024 * 1024,
  snapshot: 64 * 1024 * 1024,
  journal: 16 * 1024 * 1024,
  mark: 16 * 1024 * 1024,
  gone: 16 * 1024 * 1024,
};

/** What the writer aims at; readers need neither. */
export const GROUP_BYTES = 65_536;
export const PIECES_SEGMENT_BYTES = 512 * 1024;
export const PACK_BYTES = 16 * 1024 * 1024;
export const FIRST_MEMORY_BYTES = 256 * 1024;
