import { expect, test } from 'vitest';
import { Fault } from '../model/fault.ts';
import { formatRecoveryCode } from '../model/recovery-code.ts';
import {
  endOfCode,
  isEndOfCode,
  lengthRemark,
  newPassphraseProblem,
  refusalOf,
  secretFrom,
} from './lock-words.ts';

const CODE = await formatRecoveryCode(new Uint8Array(20).fill(7));

test.each([
  ['', 'Four or five words'],
  ['seven c', 'Too short: at least 1 more character.'],
  ['four', 'Too short: at least 4 more characters.'],
  ['just nine', 'Short.'],
  ['ten chars.', 'Long enough'],
  ['sixteen and more', 'Long:'],
])('a passphrase is spoken of by its length: "%s"', (passphrase, remark) => {
  expect(lengthRemark(passphrase)).toContain(remark);
});

test('a character is one, however many bytes it takes', () => {
  expect(lengthRemark('🔑'.repeat(7))).toContain('1 more character.');
  expect(newPassphraseProblem('🔑'.repeat(8), '🔑'.repeat(8))).toBeNull();
});

test('a passphrase that is too short is refused with the reason, whatever is in it', () => {
  expect(newPassphraseProblem('Aa1!bB2', 'Aa1!bB2')).toContain('a computer finds it by trying');
  expect(newPassphraseProblem('aaaaaaaa', 'aaaaaaaa')).toBeNull();
});

test('a passphrase that was typed in two ways is not taken', () => {
  expect(newPassphraseProblem('correct horse', 'correct hores')).toContain('not the same');
  expect(newPassphraseProblem('caf\u00e9 au lait', 'cafe\u0301 au lait')).toBeNull();
});

test('a passphrase goes on as it was typed, spaces and all', async () => {
  expect(await secretFrom('passphrase', ' a b ')).toEqual({ passphrase: ' a b ' });
  expect(await secretFrom('passphrase', '')).toEqual({ refused: 'Nothing is typed yet.' });
});

test('a code with a slip in it is not tried', async () => {
  expect(await secretFrom('code', CODE.toLowerCase())).toEqual({ code: CODE.toLowerCase() });
  expect(await secretFrom('code', CODE.slice(0, -1))).toHaveProperty('refused');
  expect(await secretFrom('code', ' ')).toEqual({ refused: 'Nothing is typed yet.' });
});

test('what does not open the copy is said of what was typed, and nothing else is', () => {
  const wrong = new Fault('wrong-password', 'no slot');
  expect(refusalOf(wrong, 'passphrase')?.refused).toContain('with this passphrase');
  expect(refusalOf(wrong, 'code')?.refused).toContain('with this code');
  expect(refusalOf(new Fault('key-damaged', 'none'), 'code')).toBeNull();
});

test('whoever has the code can type its end, in any way', () => {
  const end = endOfCode(CODE);
  expect(end).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{2}$/);
  for (const typed of [end, end.toLowerCase(), end.replace('-', ' '), CODE]) {
    expect(isEndOfCode(typed, CODE)).toBe(true);
  }
  for (const typed of ['', end.slice(1), CODE.slice(0, 7)]) {
    expect(isEndOfCode(typed, CODE)).toBe(false);
  }
});
