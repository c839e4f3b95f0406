import type { SearchPage, SearchProgress } from '../model/search.ts';
import { parseSearch, type SearchTerm, withoutTerm } from '../model/search-query.ts';
import { counted, formats } from './formats.ts';

/** What narrows a search, as a chip; `label` is how it was typed. */
export interface Chip {
  label: string;
  /** The words without it. */
  without: string;
}

/** Terms that are more than words, in the order they were typed; not those with a chip of their own. */
export function chipsOf(text: string): Chip[] {
  return parseSearch(text).terms.flatMap((term) => {
    const label = labelOf(term);
    return label === null ? [] : [{ label, without: withoutTerm(text, term) }];
  });
}

/** The words without the last thing that narrows them; null when they are one thing only. */
export function withoutLast(text: string): string | null {
  const { terms } = parseSearch(text);
  const last = terms.findLast(({ kind }) => kind !== 'words') ?? terms.at(-1);
  return terms.length < 2 || last === undefined ? null : withoutTerm(text, last);
}

/** Switches on or off what is either there or not. */
export function toggled(text: string, kind: 'gone' | 'attachment'): string {
  const { terms } = parseSearch(text);
  const term = terms.find((each) => each.kind === kind);
  if (term) return withoutTerm(text, term);
  return `${text.trim()} ${kind === 'gone' ? 'gone:' : 'has:attachment'}`.trim();
}

export function has(text: string, kind: SearchTerm['kind']): boolean {
  return parseSearch(text).terms.some((term) => term.kind === kind);
}

/** "27 found"; without a number where nobody has counted. */
export function foundWords({ found }: SearchPage): string {
  if (found === null) return 'Found';
  const count = formats.count(found.count);
  return found.isMore ? `More than ${count} found` : `${count} found`;
}

/** What was looked through; goes on with the words before. */
export function whereWords({ found, next }: SearchPage, isGoneOnly: boolean): string {
  const order = found?.isMore || (found === null && next) ? ', newest first' : '';
  return `in ${isGoneOnly ? 'what is gone' : 'everything ever kept, also what is gone'}${order}.`;
}

/** How far search sees, when that is not all; null when it is. */
export function progressWords({ done, total, unreadable }: SearchProgress): string | null {
  if (done < total) {
    return `The text of ${formats.count(done)} of ${counted(total, 'message')} is searchable so far.`;
  }
  if (unreadable === 0) return null;
  return `The text of ${counted(unreadable, 'damaged message')} can't be searched.`;
}

function labelOf(term: SearchTerm): string | null {
  switch (term.kind) {
    case 'words':
      return term.field === 'any' ? null : `${term.field}: ${term.text}`;
    case 'in':
      return `in: ${term.name}`;
    case 'since':
    case 'before':
      return `${term.kind}: ${formats.fullDate(new Date(term.at).toISOString())}`;
    default:
      return null;
  }
}
