import { isFault } from '../model/fault.ts';
import { parseRecoveryCode } from '../model/recovery-code.ts';
import type { UnlockSecret } from '../rpc/protocol.ts';
import { counted } from './formats.ts';

/** Which of the two a person types: either opens the copy. */
export type SecretKind = 'passphrase' | 'code';

/** A sentence beside a field: why what was typed can't be taken. */
export interface Refusal {
  refused: string;
}

/** Fewer characters a computer tries through, however slow each try is made. */
const LEAST_LENGTH = 8;
const BETTER_LENGTH = 10;
const GOOD_LENGTH = 16;

/** What is so about a new passphrase, by its length alone: no rules of what has to be in it. */
export function lengthRemark(passphrase: string): string {
  const length = lengthOf(passphrase);
  if (length === 0) return 'Four or five words that have nothing to do with each other are best.';
  if (length < LEAST_LENGTH) {
    const missing = counted(LEAST_LENGTH - length, 'more character');
    return `Too short: at least ${missing}.`;
  }
  if (length < BETTER_LENGTH)
    return `Short. From ${BETTER_LENGTH} characters on it is much better.`;
  if (length < GOOD_LENGTH) return 'Long enough, unless somebody could guess it.';
  return 'Long: nobody tries this one through, unless it is a known saying.';
}

/** Why a new passphrase can't be taken; null when it can. */
export function newPassphraseProblem(passphrase: string, again: string): string | null {
  if (lengthOf(passphrase) < LEAST_LENGTH) {
    return `With fewer than ${LEAST_LENGTH} characters, a computer finds it by trying. Take a longer one.`;
  }
  // What another keyboard writes differently is the same to the engine, too.
  if (passphrase.normalize('NFKC') !== again.normalize('NFKC')) {
    return 'The two are not the same. Type the passphrase once more in both.';
  }
  return null;
}

function lengthOf(passphrase: string): number {
  return [...passphrase.normalize('NFKC')].length;
}

/** What was typed as the engine takes it, or why nothing has to be tried with it. */
export async function secretFrom(kind: SecretKind, typed: string): Promise<UnlockSecret | Refusal> {
  if (kind === 'passphrase') {
    return typed === '' ? { refused: 'Nothing is typed yet.' } : { passphrase: typed };
  }
  if (typed.trim() === '') return { refused: 'Nothing is typed yet.' };
  if (await parseRecoveryCode(typed)) return { code: typed };
  return {
    refused:
      'This is not a whole recovery code: a character is missing or wrong. It has eight groups of four and one of two.',
  };
}

/** What a fault says of what was typed; null when it is about something else. */
export function refusalOf(fault: unknown, kind: SecretKind): Refusal | null {
  if (!isFault(fault, 'wrong-password')) return null;
  const refused =
    kind === 'passphrase'
      ? 'Your copy doesn’t open with this passphrase. Nothing was changed; try as often as you like. Look for slips in typing, capital letters and the keyboard’s language.'
      : 'Your copy doesn’t open with this code. Nothing was changed. The code is written rightly, so it belongs to another copy, or a newer code has taken its place.';
  return { refused };
}

/** The end of a code that somebody types to show that they have it: its last two groups. */
export function endOfCode(code: string): string {
  return code.split('-').slice(-2).join('-');
}

/** Case, hyphens, spaces and digits that look like letters don't matter; nor does typing all of it. */
export function isEndOfCode(typed: string, code: string): boolean {
  const plain = plainCode(typed);
  return plain === plainCode(endOfCode(code)) || plain === plainCode(code);
}

function plainCode(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}
