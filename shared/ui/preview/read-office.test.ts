import { writeXlsx } from 'hucre';
import { expect, test } from 'vitest';
import { makeDocx, makePptx, makeZip, paragraph } from '../../../tests/preview/make-office.ts';
import { readDocument, wordLines } from './read-document.ts';
import { readSheets } from './read-sheets.ts';
import { readSlides } from './read-slides.ts';

const blob = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]);
const PLAIN = { password: null, locale: 'en-GB' };

async function workbook(password?: string): Promise<Blob> {
  const cells = new Map([
    ['1,0', { value: 0.5, style: { numFmt: '0%' } }],
    ['1,1', { formula: 'HYPERLINK("https://evil.example","x")', formulaResult: 'x' }],
  ]);
  const sheets = [
    {
      name: 'Loads',
      rows: [
        ['Line', 1234.5],
        [null, null, null],
      ],
      cells,
    },
  ];
  const locked = password === undefined ? {} : { encryption: { password, spinCount: 1000 } };
  return blob(await writeXlsx({ sheets, ...locked }));
}

test('a sheet is its values as their formats write them, and empty edges are left out', async () => {
  const answer = await readSheets(await workbook(), PLAIN);
  expect(answer).toEqual({
    kind: 'sheets',
    sheets: [
      {
        name: 'Loads',
        isHidden: false,
        rows: [
          ['Line', { number: '1234.5' }],
          [{ number: '50%' }, 'x'],
        ],
        rowsLeftOut: 0,
        columnsLeftOut: 0,
        isBounded: false,
      },
    ],
  });
});

test('a locked workbook asks for its password, says when it is wrong, and opens', async () => {
  const file = await workbook('Oskar');
  const ask = (password: string | null) => readSheets(file, { ...PLAIN, password });
  expect(await ask(null)).toEqual({ kind: 'password', isWrong: false });
  expect(await ask('oskar')).toEqual({ kind: 'password', isWrong: true });
  expect(await ask('Oskar')).toMatchObject({ kind: 'sheets' });
});

test('slides come in the order they are shown, without the numbers on them', async () => {
  const slides = [
    { title: 'Roof &amp; gutter', lines: ['One', 'Two &#x263A;'] },
    { title: 'Budget', lines: [] },
  ];
  expect(await readSlides(blob(makePptx(slides)))).toEqual({
    kind: 'outline',
    sections: [
      { title: 'Roof & gutter', lines: ['One', 'Two ☺'] },
      { title: 'Budget', lines: [] },
    ],
  });
});

test('of an OpenDocument text the words are read', async () => {
  const content =
    '<office:text><text:h>Head</text:h><text:p>a<text:s/>b</text:p><text:p/></office:text>';
  expect(await readDocument(blob(makeZip({ 'content.xml': content })))).toEqual({
    kind: 'outline',
    sections: [{ title: '', lines: ['Head', 'a b', ''] }],
  });
});

test('pictures that no browser draws and what is never shown are left in the file', async () => {
  const answer = await readDocument(
    blob(
      makeDocx({
        body: paragraph('Hello'),
        parts: { 'word/media/a.emf': 'x', 'word/media/b.png': 'y', 'word/vbaProject.bin': 'z' },
      }),
    ),
  );
  expect(answer).toMatchObject({ kind: 'parts', picturesLeftOut: 1 });
  if (answer.kind !== 'parts') return;
  expect(Object.keys(answer.parts)).toContain('word/media/b.png');
  expect(Object.keys(answer.parts).filter((name) => /emf|vba/.test(name))).toEqual([]);
  expect(wordLines(answer.parts)).toEqual(['Hello']);
});

test.each([
  [
    'a type definition that would grow',
    'damaged',
    () =>
      makeDocx({
        body: '',
        parts: {
          'word/styles.xml': '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        },
      }),
  ],
  [
    'markup beyond what a page lays out',
    'too-large',
    () => makeDocx({ body: paragraph('x'.repeat(13_000_000)) }),
  ],
  [
    'a bomb',
    'too-large',
    () => makeDocx({ body: '', parts: { 'word/media/x.png': new Uint8Array(210_000_000) } }),
  ],
  ['an archive that is no document', 'damaged', () => makeZip({ 'a.txt': 'x' })],
  ['no archive at all', 'damaged', () => Buffer.from('Hello')],
])('a document is refused for %s', async (_, trouble, make) => {
  await expect(readDocument(blob(make()))).rejects.toMatchObject({ upstreamCode: trouble });
});

test('an encrypted document and one of before 2007 are told apart', async () => {
  const head = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  const locked = Buffer.concat([head, Buffer.from('EncryptedPackage', 'utf16le')]);
  await expect(readDocument(blob(locked))).rejects.toMatchObject({ upstreamCode: 'protected' });
  await expect(readSlides(blob(head))).rejects.toMatchObject({ upstreamCode: 'old-format' });
});

test('a cell in a far corner leaves the first rows and columns, and that is said', async () => {
  const sheet =
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>';
  const { openZip } = await import('./zip-parts.ts');
  const parts = await openZip(await workbook(), { unpackedBytes: 1e7, parts: 100 });
  const all: Record<string, Uint8Array> = {};
  for (const part of parts.values()) all[part.name] = await part.read();
  all['xl/worksheets/sheet1.xml'] = new TextEncoder().encode(sheet);
  const answer = await readSheets(blob(makeZip(all)), PLAIN);
  expect(answer).toMatchObject({
    sheets: [{ rows: [[{ number: '1' }]], isBounded: true }],
  });
});

test('rows that OpenDocument puts into groups and headings are read like others', async () => {
  const row = (words: string) =>
    `<table:table-row><table:table-cell office:value-type="string"><text:p>${words}</text:p></table:table-cell></table:table-row>`;
  const content = `<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Stock"><table:table-header-rows>${row('Head')}</table:table-header-rows><table:table-row-group table:display="false"><table:table-row-group>${row('Deep')}</table:table-row-group>${row('Group')}</table:table-row-group>${row('Plain')}</table:table></office:spreadsheet></office:body></office:document-content>`;
  const mimetype = 'application/vnd.oasis.opendocument.spreadsheet';
  const file = blob(makeZip({ mimetype, 'content.xml': content }));
  expect(await readSheets(file, PLAIN)).toMatchObject({
    sheets: [{ name: 'Stock', rows: [['Head'], ['Deep'], ['Group'], ['Plain']] }],
  });
});
