import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeFileName, safeNameOf, UniqueNames } from './file-name.ts';

test('words become a name, and what a file system refuses becomes an underscore', () => {
  expect(safeFileName('Re: Offer 3/4 "final"?', 'eml')).toBe('Re_ Offer 3_4 _final__.eml');
  expect(safeFileName('  ..  ', 'eml')).toBe('untitled.eml');
  expect(safeFileName('../../etc/passwd')).toBe('_.._etc_passwd');
  expect(safeFileName('NUL', 'eml')).toBe('_NUL.eml');
});

test('characters that hide or turn a name are taken out', () => {
  expect(safeFileName('invoice\u202Egpj.exe')).toBe('invoice gpj.exe');
});

test('no name leaves its folder or is too long, whatever the words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (words) => {
      const name = safeFileName(words, 'eml');
      expect(name).not.toMatch(/[\\/:*?"<>|\p{Cc}]/u);
      expect(name.startsWith('.')).toBe(false);
      expect(new TextEncoder().encode(name).byteLength).toBeLessThanOrEqual(130);
    }),
  );
});

test('a name of somebody else’s keeps its ending and hides nothing', () => {
  expect(safeNameOf('report.final.pdf')).toBe('report.final.pdf');
  expect(safeNameOf(`${'x'.repeat(500)}.PDF`)).toMatch(/^x{120}\.PDF$/);
  expect(safeNameOf('invoice\u202Egpj.exe')).toBe('invoice gpj.exe');
  expect(safeNameOf('../../etc/passwd')).toBe('_.._etc_passwd');
  expect(safeNameOf('.htaccess')).toBe('htaccess');
  expect(safeNameOf('con.txt')).toBe('_con.txt');
  expect(safeNameOf('')).toBe('untitled');
});

test('the same words twice give two names', () => {
  const names = new UniqueNames();

  expect([
    names.take('Hello', 'eml'),
    names.take('hello', 'eml'),
    names.take('Hello', 'eml'),
  ]).toEqual(['Hello.eml', 'hello (2).eml', 'Hello (3).eml']);
});

test('names stay different where they are cut', () => {
  const names = new UniqueNames();
  const taken = [1, 2, 3].map(() => names.take('x'.repeat(500), 'eml'));

  expect(new Set(taken).size).toBe(3);
});
