import type { ItemSummary } from '../model/item.ts';

/** What lists are sorted by; compared as numbers and by code point. */
export interface SortKeys {
  /** 0 for folders, which stand before everything else. */
  rank: number;
  date: number;
  sender: string;
  subject: string;
  size: number;
}

/** Names differ at their ends: "Minutes of the steering committee, 2026-11-24.docx". */
const NAME_KEY_LENGTH = 120;
/** Longer texts that begin alike are sorted by row: the index stays small. */
const KEY_LENGTH = 60;
/** What a key is made from: prefixes, quotes and accents may all fall away. */
const READ_LENGTH = 500;

/** Most texts: nothing to take apart, to leave out or to squeeze. */
const PLAIN = /^(?:[A-Za-z0-9](?: ?[!-~])*)?$/;
/** Diaeresis, accents and the like, once a letter is taken apart. */
const MARKS = /[\u0300-\u036f]/g;
const NOT_WORDS_AT_START = /^[^\p{L}\p{N}]+/u;
const NUMBERS = /[0-9]+/g;
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
  const { kind, subject, thread } = summary;
  return {
    rank: kind === 'folder' || kind === 'package' ? 0 : 1,
    date: dateKey(summary.date),
    sender: fold(summary.from === '' ? summary.fromAddress : summary.from),
    // Where there are threads nobody looks for subjects.
    subject: thread ?? (kind === undefined ? subjectKey(subject) : nameKey(subject)),
    size: Math.max(0, Math.trunc(summary.sizeBytes) || 0),
  };
}

function subjectKey(subject: string): string {
  return fold(spaced(subject).replace(PREFIXES, ''));
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
  const plain = plainLetters(text).replace(NOT_WORDS_AT_START, '');
  return plain.slice(0, KEY_LENGTH).replace(HALF_LETTERS, '');
}

/**
 * Of names of files and folders: numbers in them count as numbers, so that "scan 9" is before
 * "scan 10", and what they begin with stays: ".profile" and "_old" are names.
 */
function nameKey(name: string): string {
  const key = plainLetters(name).replace(NUMBERS, (digits) => numberKey(digits));
  return key.slice(0, NAME_KEY_LENGTH).replace(HALF_LETTERS, '');
}

/** How many digits there are comes first; of more than ten, 9 and a sign that stands for them. */
function numberKey(digits: string): string {
  const plain = digits.replace(/^0+(?=.)/, '');
  const { length } = plain;
  return (length < 10 ? String(length - 1) : `9${String.fromCharCode(length)}`) + plain;
}

/** There and back again is the nearest to full case folding that strings have: "ß" is "ss". */
function plainLetters(text: string): string {
  return spaced(text).normalize('NFKD').replace(MARKS, '').toUpperCase().toLowerCase();
}

function spaced(text: string): string {
  return text.slice(0, READ_LENGTH).replace(SPACES, ' ').trim();
}
