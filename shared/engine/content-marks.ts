/** What files begin with that no chance makes. A number is a byte, null is any. */
type Mark = readonly (number | null)[];

const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const SKIP_4: Mark = [null, null, null, null];

/** Of documents, pictures, sound, film, archives, programs and data bases. */
const MARKS: readonly Mark[] = [
  letters('%PDF-'),
  letters('PK\x03\x04'),
  letters('PK\x05\x06'),
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x89, ...letters('PNG')],
  [0xff, 0xd8, 0xff],
  letters('GIF8'),
  [...letters('BM'), ...SKIP_4, 0, 0, 0, 0],
  letters('RIFF'),
  [...SKIP_4, ...letters('ftyp')],
  [...SKIP_4, ...letters('moov')],
  [...SKIP_4, ...letters('mdat')],
  [...SKIP_4, ...letters('JXL ')],
  [0x49, 0x49, 0x2a, 0],
  [0x4d, 0x4d, 0, 0x2a],
  letters('8BPS'),
  [0x1a, 0x45, 0xdf, 0xa3],
  [0x30, 0x26, 0xb2, 0x75],
  letters('OggS'),
  letters('fLaC'),
  letters('ID3'),
  letters('{\\rtf'),
  letters('Rar!'),
  [0x37, 0x7a, 0xbc, 0xaf],
  [0x1f, 0x8b, 8],
  letters('BZh'),
  [0xfd, ...letters('7zXZ')],
  [0x28, 0xb5, 0x2f, 0xfd],
  letters('SQLite format 3'),
  letters('PACK'),
  letters('AC10'),
  [0xe4, 0x52, 0x5c, 0x7b],
  letters('!BDN'),
  [0x7f, ...letters('ELF')],
  letters('MZ'),
  // What Microsoft's own protection of files makes of them, and what git-crypt does.
  letters('.pfile'),
  letters('\0GITCRYPT'),
];

/** Whether a file begins as one of a known kind does. */
export function hasMark(head: Uint8Array): boolean {
  return isFrame(head) || MARKS.some((mark) => bears(head, mark));
}

/** MP3 and AAC without a head of their own: eleven bits that are set, and none that are forbidden. */
function isFrame([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  return first === 0xff && second >= 0xe0 && (second & 0x06) !== 0x06 && third !== 0xff;
}

function bears(head: Uint8Array, mark: Mark): boolean {
  return mark.every((byte, at) => byte === null || head[at] === byte);
}

/** How files end that are of no use without their end. */
const ENDS: readonly { begins: Mark; ends: string }[] = [
  { begins: letters('PK'), ends: 'PK\x05\x06' },
  { begins: letters('%PDF-'), ends: '%%EOF' },
];

/**
 * What the end of such a file holds, by its beginning; null where an end tells nothing. A picture may
 * have anything behind it.
 */
export function endOf(head: Uint8Array): string | null {
  return ENDS.find(({ begins }) => bears(head, begins))?.ends ?? null;
}

export function holds(bytes: Uint8Array, text: string): boolean {
  const wanted = letters(text);
  return bytes.some((_, at) => wanted.every((byte, index) => bytes[at + index] === byte));
}
