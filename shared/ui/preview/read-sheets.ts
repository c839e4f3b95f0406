import {
  type CellValue,
  DecryptionError,
  EncryptedFileError,
  formatValue,
  type ReadOptions,
  read,
  type Sheet,
  UnsupportedFormatError,
  type Workbook,
} from 'hucre';
import { readOds } from 'hucre/ods';
import { decodeMarkup, isCompound, openOffice } from './office-file.ts';
import type { Cell, OfficeAnswer, ReadSheet } from './office-words.ts';
import { storeZip } from './store-zip.ts';
import { previewFault } from './trouble.ts';

/** More than anybody reads here; the rest is counted and told. */
const MOST_ROWS = 5_000;
const MOST_COLUMNS = 250;
/** The same, as spreadsheets write it. */
const BOUNDS = 'A1:IP5000';
/** Markup is held several times over while it is read. */
const MOST_UNPACKED = 80_000_000;
/** Of a file that is not an archive: all of it is in memory at once. */
const MOST_COMPOUND = 60_000_000;
/** Pictures, drawings, macros and what else a table doesn't need. */
const UNUSED =
  /(?:^|\/)(?:media|drawings|charts|embeddings|printerSettings|Pictures|Thumbnails|customXml|ctrlProps|activeX|threadedComments|persons|externalLinks|pivotCache|pivotTables|slicers|slicerCaches)\/|vbaProject|comments?\d*\.(?:xml|bin)$/i;

/** Where an OpenDocument file has what it shows. */
const CONTENT = 'content.xml';

interface SheetOptions {
  password: string | null;
  locale: string;
}

/** The values of a workbook as its formats write them. Formulas and macros don't run here. */
export async function readSheets(file: Blob, options: SheetOptions): Promise<OfficeAnswer> {
  try {
    const bytes = await bytesOf(file);
    const password = options.password === null ? {} : { password: options.password };
    const [workbook, isBounded] = await readBounded(bytes, { readStyles: true, ...password });
    const { sheets, dateSystem } = workbook;
    const format = { locale: options.locale, is1904: dateSystem === '1904' };
    const read = sheets.map((sheet) => ({ ...readSheet(sheet, format), isBounded }));
    return { kind: 'sheets', sheets: read };
  } catch (error) {
    if (error instanceof EncryptedFileError) return { kind: 'password', isWrong: false };
    if (error instanceof DecryptionError) return { kind: 'password', isWrong: true };
    if (error instanceof UnsupportedFormatError || isOldWorkbook(error)) {
      throw previewFault('old-format', error);
    }
    throw error;
  }
}

/** Workbooks of Excel 5 and 95 are told apart by the words of the reader alone. */
function isOldWorkbook(error: unknown): boolean {
  return error instanceof Error && /Unsupported XLS version/.test(error.message);
}

/** A workbook's bytes, unpacked and counted where it is an archive. */
async function bytesOf(file: Blob): Promise<{ archive: Uint8Array; isOpenDocument: boolean }> {
  if (await isCompound(file)) {
    if (file.size > MOST_COMPOUND) throw previewFault('too-large');
    const archive = new Uint8Array(await file.arrayBuffer());
    if (isEncryptedWorkbook(archive)) throw previewFault('protected');
    return { archive, isOpenDocument: false };
  }
  const parts = await openOffice(file, MOST_UNPACKED);
  const stored = [];
  for (const part of parts.values()) {
    if (UNUSED.test(part.name) || part.name.endsWith('/')) continue;
    const bytes = await part.read();
    stored.push({ name: part.name, bytes: part.name === CONTENT ? withoutGroups(bytes) : bytes });
  }
  return { archive: await storeZip(stored), isOpenDocument: parts.has(CONTENT) };
}

/** OpenDocument may put rows into groups and headings, of which the reader sees nothing. */
function withoutGroups(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const markup = decodeMarkup(bytes);
  const groups = /<\/?table:table-(?:row-group|header-rows|rows)\b[^>]*>/g;
  return new TextEncoder().encode(markup.replace(groups, ''));
}

/**
 * A workbook, and whether only its first rows and columns could be read: a single cell in a far corner
 * makes a sheet of millions.
 */
async function readBounded(
  { archive, isOpenDocument }: { archive: Uint8Array; isOpenDocument: boolean },
  options: ReadOptions,
): Promise<[Workbook, isBounded: boolean]> {
  const readAs = isOpenDocument ? readOds : read;
  try {
    return [await readAs(archive, options), false];
  } catch (error) {
    if (!(error instanceof Error && /over the \d+ limit/.test(error.message))) throw error;
    return [await readAs(archive, { ...options, range: BOUNDS }), true];
  }
}

/**
 * An encrypted workbook of Excel 97 to 2003: right behind the record that begins it is the one that
 * tells how. Streams begin where a sector does.
 */
function isEncryptedWorkbook(bytes: Uint8Array): boolean {
  for (let at = 512; at + 22 < bytes.length; at += 512) {
    const isBeginning = bytes[at] === 0x09 && bytes[at + 1] === 0x08 && bytes[at + 2] === 0x10;
    if (isBeginning && bytes[at + 20] === 0x2f && bytes[at + 21] === 0) return true;
  }
  return false;
}

function readSheet(
  sheet: Sheet,
  format: { locale: string; is1904: boolean },
): Omit<ReadSheet, 'isBounded'> {
  const width = widthOf(sheet.rows);
  const height = sheet.rows.findLastIndex((row) => row.some(isFilled)) + 1;
  const rows = sheet.rows.slice(0, Math.min(height, MOST_ROWS)).map((row, rowAt) =>
    row.slice(0, Math.min(width, MOST_COLUMNS)).map((value, columnAt): Cell => {
      const numFmt = sheet.cells?.get(`${rowAt},${columnAt}`)?.style?.numFmt;
      return cellOf(value, numFmt, format);
    }),
  );
  return {
    name: sheet.name,
    isHidden: sheet.hidden === true || sheet.veryHidden === true,
    rows,
    rowsLeftOut: Math.max(0, height - MOST_ROWS),
    columnsLeftOut: Math.max(0, width - MOST_COLUMNS),
  };
}

function isFilled(value: CellValue): boolean {
  return value !== null && value !== undefined && value !== '';
}

/** Widths are often a file's whole grid; what is empty to the right is left out. */
function widthOf(rows: readonly CellValue[][]): number {
  return rows.reduce((width, row) => Math.max(width, row.findLastIndex(isFilled) + 1), 0);
}

function cellOf(
  value: CellValue,
  numFmt: string | undefined,
  format: { locale: string; is1904: boolean },
): Cell {
  if (!isFilled(value)) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  const written =
    numFmt && !/^general$/i.test(numFmt) ? formatOrNothing(value, numFmt, format) : '';
  if (written !== '') return { number: written };
  if (value instanceof Date) return { number: dateOf(value) };
  return {
    number: typeof value === 'number' ? String(Number(value.toPrecision(12))) : String(value),
  };
}

/** A format its writer invented must not cost the table. */
function formatOrNothing(
  value: CellValue,
  numFmt: string,
  format: { locale: string; is1904: boolean },
): string {
  try {
    return formatValue(value, numFmt, format);
  } catch {
    return '';
  }
}

function dateOf(value: Date): string {
  if (Number.isNaN(value.getTime())) return '';
  const [day = '', time = ''] = value.toISOString().split('T');
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 5)}`;
}
