import { noise, utf8 } from './bytes.ts';
import { inventDocx, inventPdf, inventXlsx } from './documents.ts';
import { inventPicture } from './pictures.ts';
import { between, pick, type Random, seededRandom } from './random.ts';
import { paddedZip } from './stored-zip.ts';

/** An invented file. Its length is known before its bytes are made. */
export interface SeededFile {
  name: string;
  contentType: string;
  length: number;
  bytes(): Uint8Array<ArrayBuffer>;
}

const NAMES = [
  'Drawing',
  'Offer',
  'Report',
  'Minutes',
  'Rechnung',
  'Plan',
  'Übersicht',
  '見積書',
  'Contract',
] as const;
const KINDS = ['pdf', 'pdf', 'pdf', 'xlsx', 'xlsx', 'docx', 'png', 'txt', 'zip'] as const;
const TYPES: Record<(typeof KINDS)[number], string> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  png: 'image/png',
  txt: 'text/plain',
  zip: 'application/zip',
};

/** A file as people attach them: mostly documents, mostly small, now and then some megabytes. */
export function inventFile(random: Random, seed: number, about?: number): SeededFile {
  const kind = pick(random, KINDS);
  const number = between(random, 1, 999);
  const name = `${pick(random, NAMES)} ${number}.${kind}`;
  const size = about ?? inventSize(random);
  const bytes = () => makeFile(kind, name, seededRandom(seed, 'file', name, size), size);
  if (kind === 'png') return withBytes(name, TYPES.png, inventPicture(random));
  return { name, contentType: TYPES[kind], length: size, bytes };
}

export function withBytes(
  name: string,
  contentType: string,
  bytes: Uint8Array<ArrayBuffer>,
): SeededFile {
  return { name, contentType, length: bytes.length, bytes: () => bytes };
}

function inventSize(random: Random): number {
  const luck = random();
  if (luck < 0.006) return between(random, 3_400_000, 6_000_000);
  if (luck < 0.03) return between(random, 800_000, 2_500_000);
  return Math.floor(4000 * 60 ** random());
}

/** A real one, made as long as it has to be; where that is too short for one, noise. */
function makeFile(
  kind: (typeof KINDS)[number],
  name: string,
  random: Random,
  size: number,
): Uint8Array<ArrayBuffer> {
  const title = name.replace(/\.\w+$/, '');
  return MAKERS[kind]?.(random, title, size) ?? noise(Math.floor(random() * 4_294_967_295), size);
}

type Maker = (random: Random, title: string, size: number) => Uint8Array<ArrayBuffer> | null;
const MAKERS: Partial<Record<(typeof KINDS)[number], Maker>> = {
  docx: inventDocx,
  xlsx: inventXlsx,
  pdf: inventPdf,
  zip: (random, _title, size) => paddedZip([], { name: 'content.bin', random, size }),
  txt: (_random, _title, size) => {
    const line = utf8('Item;Quantity;Price\r\n');
    const text = new Uint8Array(size);
    for (let at = 0; at < size; at += 1) text[at] = line[at % line.length] ?? 32;
    return text;
  },
};
