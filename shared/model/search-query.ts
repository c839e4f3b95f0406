/** What was typed into a search field, as structure. Pure, so that every face shows the same chips. */
export interface ParsedSearch {
  terms: SearchTerm[];
}

export type SearchField = 'any' | 'from' | 'to' | 'subject';

/** `start` and `end` are its place in the text: a chip that is taken away takes them with it. */
export type SearchTerm = { start: number; end: number } & (
  | { kind: 'words'; field: SearchField; text: string; isPhrase: boolean }
  | { kind: 'in'; name: string }
  | { kind: 'attachment' }
  | { kind: 'gone' }
  /** Milliseconds since 1970: the day's begin where the person is. */
  | { kind: 'since' | 'before'; at: number; text: string }
);

/** `key:"some words"`, `key:word`, `"some words"` or `word`. A quote may still be open. */
const PIECE = /(\p{L}+):(?=\s|$)|(?:(\p{L}+):)?(?:"([^"]*)"?|([^\s"]+))/gu;
const FIELDS: Readonly<Record<string, SearchField>> = {
  from: 'from',
  to: 'to',
  subject: 'subject',
};

/**
 * Reads what was typed. Words all have to be found; quoted ones in that order. `from:`, `to:`,
 * `subject:`, `in:` (a folder), `has:attachment`, `since:`, `before:` (2025, 2025-11, 2025-11-24 or
 * 24.11.2025) and `gone:` narrow it. What only looks like one of these is words.
 */
export function parseSearch(text: string): ParsedSearch {
  const terms: SearchTerm[] = [];
  for (const found of text.matchAll(PIECE)) {
    const [piece, bare, prefix, quoted, plain = ''] = found;
    const key = bare ?? prefix ?? '';
    const place = { start: found.index, end: found.index + piece.length };
    const value = (quoted ?? plain).trim();
    const term =
      key === '' ? null : narrowing(key.toLowerCase(), value, quoted !== undefined, place);
    if (term) terms.push(term);
    else if (term === null) {
      const words = quoted !== undefined && key === '' ? value : piece;
      const isPhrase = quoted !== undefined && key === '';
      if (words !== '')
        terms.push({ ...place, kind: 'words', field: 'any', text: words, isPhrase });
    }
  }
  return { terms };
}

/** null when it is none of them; undefined when nothing has been typed after it yet. */
function narrowing(
  key: string,
  value: string,
  isPhrase: boolean,
  place: { start: number; end: number },
): SearchTerm | null | undefined {
  const field = FIELDS[key];
  if (field)
    return value === '' ? undefined : { ...place, kind: 'words', field, text: value, isPhrase };
  if (key === 'gone')
    return value === '' || /^(yes|only)$/i.test(value) ? { ...place, kind: 'gone' } : null;
  if (key === 'has' || key === 'with') {
    if (value === '') return undefined;
    return /^attachments?$/i.test(value) ? { ...place, kind: 'attachment' } : null;
  }
  if (key === 'in') return value === '' ? undefined : { ...place, kind: 'in', name: value };
  if (key !== 'since' && key !== 'before') return null;
  if (value === '') return undefined;
  const at = dayOf(value);
  return at === null ? null : { ...place, kind: key, at, text: value };
}

/** When a day, month or year begins; null for what is none. */
function dayOf(text: string): number | null {
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const found = dotted
    ? [dotted[3], dotted[2], dotted[1]]
    : /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(text)?.slice(1);
  if (!found) return null;
  const [year, month, day] = found.map((part) => Number(part ?? 1));
  const date = new Date(year ?? 0, (month ?? 1) - 1, day ?? 1);
  const isDay = date.getMonth() + 1 === month && date.getDate() === day;
  return isDay ? date.getTime() : null;
}

/** The text without one of its terms. */
export function withoutTerm(text: string, term: Pick<SearchTerm, 'start' | 'end'>): string {
  return `${text.slice(0, term.start)} ${text.slice(term.end)}`.replace(/\s+/g, ' ').trim();
}
