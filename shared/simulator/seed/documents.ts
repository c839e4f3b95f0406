import { join, noise, utf8 } from './bytes.ts';
import { LANGUAGE_MIX, type Phrases } from './phrases.ts';
import { between, pick, type Random } from './random.ts';
import { paddedZip } from './stored-zip.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const FORMATS = 'application/vnd.openxmlformats-officedocument';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const ITEMS = ['Windows', 'Doors', 'Roof', 'Scaffold', 'Paint', 'Heating', 'Floor', 'Travel'];

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** A letter or report as Word writes it: a title, paragraphs, a table. null when `size` is too small. */
export function inventDocx(
  random: Random,
  title: string,
  size: number,
): Uint8Array<ArrayBuffer> | null {
  const phrases = pick(random, LANGUAGE_MIX);
  const isRight = phrases.language === 'ar';
  const about = `<w:pPr>${isRight ? '<w:bidi/>' : ''}<w:spacing w:after="160"/></w:pPr>`;
  const plain = (text: string, look = '') =>
    `<w:p>${about}<w:r>${look && `<w:rPr>${look}</w:rPr>`}<w:t>${escaped(text)}</w:t></w:r></w:p>`;
  const body = [
    plain(title, '<w:b/><w:sz w:val="36"/>'),
    plain(pick(random, phrases.subjects), '<w:color w:val="606060"/><w:sz w:val="24"/>'),
    ...paragraphs(random, phrases, size < 12_000 ? 1 : between(random, 3, 8)).map((text) =>
      plain(text),
    ),
    plain(pick(random, phrases.closings)),
  ].join('');
  return office(random, size, 'word/document.xml', 'wordprocessingml.document', [
    [
      'word/document.xml',
      `<w:document xmlns:w="${WORD}"><w:body>${body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1400" w:right="1400" w:bottom="1400" w:left="1400"/></w:sectPr></w:body></w:document>`,
    ],
  ]);
}

/** A list of costs as Excel writes it. null when `size` is too small. */
export function inventXlsx(
  random: Random,
  title: string,
  size: number,
): Uint8Array<ArrayBuffer> | null {
  const count = size < 6000 ? 4 : between(random, 8, 24);
  const rows: (string | number)[][] = [[title], ['Item', 'Quantity', 'Price', 'Sum']];
  for (let at = 0; at < count; at += 1) {
    const [quantity, price] = [between(random, 1, 40), between(random, 200, 90_000) / 100];
    rows.push([pick(random, ITEMS), quantity, price, Math.round(quantity * price * 100) / 100]);
  }
  const total = rows.slice(2).reduce((sum, row) => sum + Number(row[3]), 0);
  rows.push(['Total', '', '', Math.round(total * 100) / 100]);
  const cell = (value: string | number) =>
    typeof value === 'number'
      ? `<c><v>${value}</v></c>`
      : `<c t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
  const lines = rows.map((row, at) => `<row r="${at + 1}">${row.map(cell).join('')}</row>`);
  return office(random, size, 'xl/workbook.xml', 'spreadsheetml.sheet', [
    [
      'xl/workbook.xml',
      `<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets><sheet name="Costs" sheetId="1" r:id="r1"/></sheets></workbook>`,
    ],
    ['xl/_rels/workbook.xml.rels', relations('worksheet', 'worksheets/sheet1.xml')],
    [
      'xl/worksheets/sheet1.xml',
      `<worksheet xmlns="${SHEET}"><sheetData>${lines.join('')}</sheetData></worksheet>`,
    ],
  ]);
}

/** A page or more of text as a PDF. null when `size` is too small. */
export function inventPdf(
  random: Random,
  title: string,
  size: number,
): Uint8Array<ArrayBuffer> | null {
  const pages = size < 12_000 ? 1 : between(random, 1, 4);
  const parts: Uint8Array<ArrayBuffer>[] = [utf8('%PDF-1.4\n')];
  const places: number[] = [];
  let length = 9;
  const add = (object: string, ...rest: Uint8Array<ArrayBuffer>[]) => {
    places.push(length);
    const whole = join([utf8(`${places.length} 0 obj\n${object}`), ...rest, utf8('\nendobj\n')]);
    parts.push(whole);
    length += whole.length;
  };
  const kids = Array.from({ length: pages }, (_, at) => `${4 + at * 2} 0 R`).join(' ');
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  for (let at = 0; at < pages; at += 1) {
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + at * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    );
    const drawn = pageText(random, at === 0 ? title : '', size < 12_000 ? 1 : 4);
    add(`<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`);
  }
  // All that comes after the padding has a length that is known but for the digits of places.
  const number = (value: number) => String(value).padStart(10, '0');
  const head = (bytes: number) => `<< /Length ${number(bytes)} >>\nstream\n`;
  const count = places.length + 1;
  const around = `${count} 0 obj\n${head(0)}\nendstream\nendobj\n`.length;
  const tail = (table: number) =>
    `xref\n0 ${count + 1}\n0000000000 65535 f \n${places.map((place) => `${number(place)} 00000 n \n`).join('')}trailer << /Size ${count + 1} /Root 1 0 R >>\nstartxref\n${number(table)}\n%%EOF\n`;
  const left = size - length - around - tail(0).length - 20;
  if (left < 0) return null;
  add(head(left), noise(Math.floor(random() * 4_294_967_295), left), utf8('\nendstream'));
  return join([...parts, utf8(tail(length))]);
}

/** Only letters that every PDF reader has without a font of its own. */
function pageText(random: Random, title: string, count: number): string {
  const [english] = LANGUAGE_MIX;
  const plain = (text: string) =>
    text
      .replace(/[\u2018\u2019]/g, "'")
      .replace(/[^ -~]/g, '')
      .replace(/[\\()]/g, '\\$&');
  const lines = paragraphs(random, english, count).flatMap((text) => [
    ...wrapped(plain(text), 82),
    '',
  ]);
  const drawn = lines.map((line) => `(${line}) Tj T*`).join('\n');
  const heading = title === '' ? '' : `/F1 22 Tf (${plain(title)}) Tj 0 -36 Td\n`;
  return `BT 72 760 Td 15 TL ${heading}/F1 11 Tf\n${drawn}\nET`;
}

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    const line = lines[last] ?? '';
    if (line.length + word.length + 1 > width) lines.push(word);
    else lines[last] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

function paragraphs(random: Random, phrases: Phrases, count: number): string[] {
  return Array.from({ length: count }, () =>
    Array.from({ length: between(random, 2, 5) }, () => pick(random, phrases.sentences)).join(' '),
  );
}

function relations(type: string, target: string): string {
  return `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/${type}" Target="${target}"/></Relationships>`;
}

function office(
  random: Random,
  size: number,
  main: string,
  format: string,
  parts: readonly [name: string, xml: string][],
): Uint8Array<ArrayBuffer> | null {
  const sheets = parts
    .filter(([name]) => name.includes('/worksheets/'))
    .map(
      ([name]) =>
        `<Override PartName="/${name}" ContentType="${FORMATS}.spreadsheetml.worksheet+xml"/>`,
    );
  const types = `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="application/octet-stream"/><Override PartName="/${main}" ContentType="${FORMATS}.${format}.main+xml"/>${sheets.join('')}</Types>`;
  const all: [string, string][] = [
    ['[Content_Types].xml', types],
    ['_rels/.rels', relations('officeDocument', main)],
    ...parts,
  ];
  return paddedZip(
    all.map(([name, xml]) => ({ name, bytes: utf8(XML + xml) })),
    { name: 'docProps/more.bin', random, size },
  );
}
