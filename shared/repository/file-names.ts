import type { FileKind } from './format.ts';

/** Files that are named by their hash. */
export type NamedKind = FileKind | 'key';

/** The file that says which format this is; the one that has no hash in its name. */
export const FORMAT_NAME = 'format';
const PATTERNS: Readonly<Record<NamedKind, RegExp>> = {
  pack: /^packs\/([0-9a-f]{2})\/(\1[0-9a-f]{62})\.pack$/,
  index: /^index\/()([0-9a-f]{64})\.idx$/,
  snapshot: /^snapshots\/()([0-9a-f]{64})\.snap$/,
  journal: /^journal\/()([0-9a-f]{64})\.journal$/,
  mark: /^marks\/()([0-9a-f]{64})\.mark$/,
  gone: /^gone\/()([0-9a-f]{64})\.gone$/,
  key: /^keys\/()([0-9a-f]{64})\.key$/,
};
export const PREFIXES: Readonly<Record<NamedKind, string>> = {
  pack: 'packs/',
  index: 'index/',
  snapshot: 'snapshots/',
  journal: 'journal/',
  mark: 'marks/',
  gone: 'gone/',
  key: 'keys/',
};
const ENDINGS: Readonly<Partial<Record<NamedKind, string>>> = { index: 'idx', snapshot: 'snap' };

export function nameOf(kind: NamedKind, hash: string): string {
  if (kind === 'pack') return `packs/${hash.slice(0, 2)}/${hash}.pack`;
  return `${PREFIXES[kind]}${hash}.${ENDINGS[kind] ?? kind}`;
}

/** The hash in a file's name; undefined for a foreign file. */
export function hashInName(kind: NamedKind, name: string): string | undefined {
  return PATTERNS[kind].exec(name)?.[2];
}
