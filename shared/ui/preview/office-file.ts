import { previewFault } from './trouble.ts';
import { openZip, type ZipPart } from './zip-parts.ts';

/** Real documents of some hundred pages have a few megabytes of markup; pictures come on top. */
const MOST_UNPACKED = 200_000_000;
const MOST_PARTS = 20_000;
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0];

/** A file in the container of Office before 2007; later ones are in it when they are encrypted. */
export async function isCompound(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(0, COMPOUND.length).arrayBuffer());
  return COMPOUND.every((byte, index) => head[index] === byte);
}

/** The parts of an office file; says so when it is encrypted, or of an older kind. */
export async function openOffice(
  file: Blob,
  unpackedBytes = MOST_UNPACKED,
): Promise<Map<string, ZipPart>> {
  if (await isCompound(file)) {
    throw previewFault((await isEncrypted(file)) ? 'protected' : 'old-format');
  }
  return openZip(file, { unpackedBytes, parts: MOST_PARTS });
}

/** Whether a compound file has the part that encrypted documents have. */
export async function isEncrypted(file: Blob): Promise<boolean> {
  // Its directory lies anywhere; names in it are UTF-16. Encrypted files are mostly one large part.
  const text = new TextDecoder('utf-16le').decode(await file.slice(0, 50_000_000).arrayBuffer());
  return text.includes('EncryptedPackage');
}

/**
 * A part's markup as text. A type definition of its own has no place in an office file, and can make
 * gigabytes of a few lines.
 */
export async function readMarkup(part: ZipPart | undefined): Promise<string> {
  if (!part) return '';
  const text = decodeMarkup(await part.read());
  refuseDefinitions(text);
  return text;
}

export function refuseDefinitions(text: string): void {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw previewFault('damaged');
}

export function decodeMarkup(bytes: Uint8Array): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes);
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The letters of markup, its tags gone and its references resolved. */
export function lettersOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    });
}
