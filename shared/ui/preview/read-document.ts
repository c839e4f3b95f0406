import {
  decodeMarkup,
  lettersOf,
  openOffice,
  readMarkup,
  refuseDefinitions,
} from './office-file.ts';
import type { OfficeAnswer } from './office-words.ts';
import { previewFault } from './trouble.ts';
import type { ZipPart } from './zip-parts.ts';

/** Laying it out happens in the page and can't be broken off; this much takes some seconds. */
const MOST_MARKUP = 12_000_000;
const MARKUP = /\.(?:xml|rels)$/i;
/** What Word draws itself and no browser knows. */
const UNDECODED = /\.(?:emf|wmf|tiff?|pcx|eps|pict|wdp|jp2)$/i;
/** Parts that are never shown: macros, embedded files, fonts, sounds. */
const UNUSED =
  /^(?:customXml|docProps|word\/(?:embeddings|fonts|activeX|media\/.*\.(?:bin|wav|mp[34])))|vbaProject/i;

/** A text document unpacked for the page; of OpenDocument the words alone. */
export async function readDocument(file: Blob): Promise<OfficeAnswer> {
  const parts = await openOffice(file);
  const openDocument = parts.get('content.xml');
  if (openDocument) return readOpenDocument(openDocument);
  if (![...parts.keys()].some((name) => /document\d*\.xml$/i.test(name))) {
    throw previewFault('damaged');
  }
  const unpacked: Record<string, Uint8Array<ArrayBuffer>> = {};
  let markup = 0;
  let picturesLeftOut = 0;
  for (const part of parts.values()) {
    if (UNUSED.test(part.name) || part.name.endsWith('/')) continue;
    if (UNDECODED.test(part.name)) {
      picturesLeftOut++;
      continue;
    }
    const bytes = await part.read();
    if (MARKUP.test(part.name)) {
      markup += bytes.byteLength;
      if (markup > MOST_MARKUP) throw previewFault('too-large');
      refuseDefinitions(decodeMarkup(bytes));
    }
    unpacked[part.name] = bytes;
  }
  return { kind: 'parts', parts: unpacked, picturesLeftOut };
}

async function readOpenDocument(content: ZipPart): Promise<OfficeAnswer> {
  const markup = await readMarkup(content);
  return { kind: 'outline', sections: [{ title: '', lines: openDocumentLines(markup) }] };
}

/** The paragraphs of a Word text without any layout, for where laying it out fails. */
export function wordLines(parts: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): string[] {
  const name = Object.keys(parts).find((each) => /^word\/document\d*\.xml$/i.test(each));
  const markup = name === undefined ? '' : decodeMarkup(parts[name] ?? new Uint8Array());
  return [...markup.matchAll(/<w:p\b(?:[^>]*[^/])?>([\s\S]*?)<\/w:p>/g)].map(([, inside = '']) =>
    [...inside.matchAll(/<w:(?:t\b[^>]*>([^<]*)<\/w:t|tab\/|br\b[^>]*)>/g)]
      .map(([, letters]) => (letters === undefined ? ' ' : lettersOf(letters)))
      .join(''),
  );
}

/** Headings and paragraphs of OpenDocument, in their order. */
export function openDocumentLines(markup: string): string[] {
  const blocks = markup.matchAll(/<text:(p|h)\b[^>]*?(?:\/>|>([\s\S]*?)<\/text:\1>)/g);
  return [...blocks].map(([, , inside = '']) =>
    lettersOf(
      inside
        .replace(/<text:(?:line-break|tab)\b[^>]*>/g, ' ')
        .replace(/<text:s\b[^>]*>/g, ' ')
        .replace(/<office:annotation\b[\s\S]*?<\/office:annotation>/g, ''),
    ),
  );
}
