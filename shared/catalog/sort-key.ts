import type { ItemSummary } from '../model/item.ts';

/** What lists are sorted by; compared as numbers and by code point. */
export interface SortKeys {
  date: number;
  sender: string;
  subject: string;
  size: number;
}

/** Longer texts that begin alike are sorted by row: the index stays small. */
const KEY_LENGTH = 60;
/** What a key is made from: prefixes, quotes and accents may all fall away. */
const READ_LENGTH = 500;

/** Most texts: nothing to take apart, to leave out or to squeeze. */
const PLAIN = /^(?:[A-Za-z0-9](?: ?[!-~])*)?$/;
/** Diaeresis, accents and the like, once a letter is taken apart. */
const MARKS = /[\u0300-\u036f]/g;
const NOT_WORDS_AT_START = /^[^\p{L}\p{N}]+/u;
/** What is left of a letter beyond the basic plane that was cut in two. */
const HALF_LETTERS = /\p{Cs}/gu;
const SPACES = /[\s\p{Cc}\p{Cf}\p{Cs}]+/gu;

/**
 * "RE: ", "AW: ", "WG: " and any other one to three letters with a colon and a space, as Exchange
 * itself finds the prefix (PidTagNormalizedSubject, learn.microsoft.com, Outlook MAPI reference),
 * here as often as they come; "Antw: ", "Re[2]: " and the wide colon of East Asian clients too.
 */
const PREFIXES = /^(?:(?:\p{L}{1,3}|antw|doorst)(?:\[\d+\])?(?::(?: |$)| ?\uff1a ?))+/iu;

export function sortKeys(summary: ItemSummary): SortKeys {
  return {
    date: dateKey(summary.date),
    sender: fold(summary.from === '' ? summary.fromAddress : summary.from),
    subject: fold(spaced(summary.subject).replace(PREFIXES, '')),
    size: Math.max(0, Math.trunc(summary.sizeBytes) || 0),
  };
}

/** What is no date is the oldest. */
export function dateKey(date: string): number {
  return Date.parse(date) || 0;
}

/**
 * Equal for what a person takes for equal when looking down a list: case, accents, width and
 * quotes or brackets in front make no difference.
 */
function fold(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase().slice(0, KEY_LENGTH);
  const plain = spaced(text).normalize('NFKD').replace(MARKS, '').replace(NOT_WORDS_AT_START, '');
  // There and back again is the nearest to full case folding that strings have: "ß" is "ss".
  return plain.toUpperCase().toLowerCase().slice(0, KEY_LENGTH).replace(HALF_LETTERS, '');
}

function spaced(text: string): string {
  return text.slice(0, READ_LENGTH).replace(SPACES, ' ').trim();
}
