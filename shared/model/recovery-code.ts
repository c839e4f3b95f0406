import type { Bytes } from '../lib/bytes.ts';

/** Crockford's: no digit looks like another. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS_IN_DIGIT = 5;
/** 160 random bits: nobody guesses them, so that no slow hash has to protect them. */
export const RECOVERY_CODE_BYTES = 20;
const CODE_DIGITS = (8 * RECOVERY_CODE_BYTES) / BITS_IN_DIGIT;
const CHECK_DIGITS = 2;
const GROUP = /.{1,4}/g;

/** The code as people see it: groups of four, and two digits that find a slip of the pen. */
export async function formatRecoveryCode(bytes: Bytes): Promise<string> {
  const digits = toDigits(bytes) + (await checkDigits(bytes));
  return (digits.match(GROUP) ?? []).join('-');
}

/**
 * The bytes of a code as somebody typed it, in capitals or not, with O for 0 and l for 1;
 * undefined when it can not be one.
 */
export async function parseRecoveryCode(text: string): Promise<Bytes | undefined> {
  const typed = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '');
  const digits = typed.replaceAll('O', '0').replace(/[IL]/g, '1');
  if (digits.length !== CODE_DIGITS + CHECK_DIGITS) return undefined;
  const bytes = fromDigits(digits.slice(0, CODE_DIGITS));
  if (bytes === undefined) return undefined;
  return (await checkDigits(bytes)) === digits.slice(CODE_DIGITS) ? bytes : undefined;
}

async function checkDigits(bytes: Bytes): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return toDigits(digest.subarray(0, BITS_IN_DIGIT)).slice(0, CHECK_DIGITS);
}

/** Most significant bit first; the number of bits is a multiple of five. */
function toDigits(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let count = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    for (count += 8; count >= BITS_IN_DIGIT; count -= BITS_IN_DIGIT) {
      text += DIGITS[(bits >> (count - BITS_IN_DIGIT)) & 31];
    }
    bits &= (1 << count) - 1;
  }
  return text;
}

function fromDigits(digits: string): Bytes | undefined {
  const bytes = new Uint8Array(RECOVERY_CODE_BYTES);
  let bits = 0;
  let count = 0;
  let at = 0;
  for (const digit of digits) {
    const value = DIGITS.indexOf(digit);
    if (value === -1) return undefined;
    bits = (bits << BITS_IN_DIGIT) | value;
    count += BITS_IN_DIGIT;
    if (count < 8) continue;
    count -= 8;
    bytes[at++] = bits >> count;
    bits &= (1 << count) - 1;
  }
  return bytes;
}
