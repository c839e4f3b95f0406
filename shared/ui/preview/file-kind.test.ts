import { expect, test } from 'vitest';
import { detectKind } from './file-kind.ts';
import { promisedKind } from './known-kinds.ts';

const letters = (text: string) => new TextEncoder().encode(text);
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
const ZIP = Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0);
const COMPOUND = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);

test.each([
  ['a picture named as text is a picture', 'notes.txt', PNG, 'picture', 'image/png'],
  [
    'a PDF named as a picture is a PDF',
    'scan.png',
    letters('%PDF-1.7\n'),
    'pdf',
    'application/pdf',
  ],
  [
    'a page named as text is read as text',
    'a.txt',
    letters('<html><script>x'),
    'text',
    'text/plain',
  ],
  [
    'a page named as a picture is no picture of ours',
    'a.jpg',
    letters('<html>'),
    'picture',
    'image/jpeg',
  ],
  [
    'a drawing named as a page is a picture',
    'a.html',
    letters('<svg xmlns="x">'),
    'picture',
    'image/svg+xml',
  ],
  [
    'an archive named as a document is believed',
    'a.docx',
    ZIP,
    'document',
    'application/octet-stream',
  ],
  ['an archive named as text is an archive', 'a.txt', ZIP, 'none', 'application/octet-stream'],
  [
    'a workbook of an older kind is believed',
    'a.xls',
    COMPOUND,
    'sheet',
    'application/octet-stream',
  ],
  [
    'text without an ending is text',
    'LICENSE',
    letters('Permission is hereby'),
    'text',
    'text/plain',
  ],
  [
    'bytes without an ending are only told',
    'blob',
    Uint8Array.of(0, 1, 2, 0, 9),
    'none',
    'application/octet-stream',
  ],
  [
    'a program named as text is a program',
    'a.txt',
    Uint8Array.of(0x4d, 0x5a, 0x90, 0, 3, 0),
    'none',
    'application/octet-stream',
  ],
  [
    'UTF-16 without a mark is text',
    'a.txt',
    new Uint8Array(new Uint16Array([...'hello there'].map((sign) => sign.charCodeAt(0))).buffer),
    'text',
    'text/plain',
  ],
] as const)('%s', (_, name, head, shownAs, type) => {
  expect(detectKind(name, '', head)).toMatchObject({ shownAs, type });
});

test('a type is believed only where the name says nothing', () => {
  expect(promisedKind('report', 'application/pdf').shownAs).toBe('pdf');
  expect(promisedKind('report.txt', 'application/pdf').shownAs).toBe('text');
  expect(promisedKind('report', 'text/html; charset=utf-8').shownAs).toBe('web');
});

test('no kind is ever given to the browser as something that runs', () => {
  const names = ['a.html', 'a.htm', 'a.xhtml', 'a.xml', 'a.js', 'a.md', 'a.csv', 'a.eml', 'x'];
  for (const name of names) {
    for (const type of ['text/html', 'application/xhtml+xml', 'text/javascript', '']) {
      expect(promisedKind(name, type).type).toMatch(/^(text\/plain|application\/octet-stream)$/);
    }
  }
});
