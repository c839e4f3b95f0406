/**
 * The files of a repository by their names alone, for who moves them without opening them. The
 * patterns are those of docs/repository-format.md, *Files*; a name that fits none is foreign.
 */
export type StoredKind = 'key' | 'pack' | 'index' | 'mark' | 'gone' | 'journal' | 'snapshot';

/**
 * In the order of writing: whatever a file needs comes before it, so that a copy that is cut off
 * is a repository all the same (*Order of writes*).
 */
export const STORED_KINDS: readonly StoredKind[] = [
  'key',
  'pack',
  'index',
  'mark',
  'gone',
  'journal',
  'snapshot',
];

const FOLDERS: Readonly<Record<StoredKind, string>> = {
  key: 'keys/',
  pack: 'packs/',
  index: 'index/',
  mark: 'marks/',
  gone: 'gone/',
  journal: 'journal/',
  snapshot: 'snapshots/',
};

const PATTERNS: Readonly<Record<StoredKind, RegExp>> = {
  key: /^keys\/([0-9a-f]{64})\.key$/,
  pack: /^packs\/(?<two>[0-9a-f]{2})\/(\k<two>[0-9a-f]{62})\.pack$/,
  index: /^index\/([0-9a-f]{64})\.idx$/,
  mark: /^marks\/([0-9a-f]{64})\.mark$/,
  gone: /^gone\/([0-9a-f]{64})\.gone$/,
  journal: /^journal\/([0-9a-f]{64})\.journal$/,
  snapshot: /^snapshots\/([0-9a-f]{64})\.snap$/,
};

export function folderOfKind(kind: StoredKind): string {
  return FOLDERS[kind];
}

/** The hash in the name; undefined for a foreign file. */
export function hashOfName(kind: StoredKind, name: string): string | undefined {
  return PATTERNS[kind].exec(name)?.at(-1);
}
