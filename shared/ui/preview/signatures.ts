import { type FileKind, KINDS } from './known-kinds.ts';

interface Signature {
  kind: FileKind;
  /** Bytes at `at`; null is any. */
  bytes: readonly (number | null)[];
  at?: number;
  isContainer?: boolean;
}

const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const SKIP_4 = [null, null, null, null];

const SIGNATURES: readonly Signature[] = [
  { kind: KINDS.png, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { kind: KINDS.jpeg, bytes: [0xff, 0xd8, 0xff] },
  { kind: KINDS.gif, bytes: letters('GIF8') },
  { kind: KINDS.webp, bytes: [...letters('RIFF'), ...SKIP_4, ...letters('WEBP')] },
  { kind: KINDS.wav, bytes: [...letters('RIFF'), ...SKIP_4, ...letters('WAVE')] },
  { kind: KINDS.avi, bytes: [...letters('RIFF'), ...SKIP_4, ...letters('AVI ')] },
  { kind: KINDS.avif, bytes: letters('ftypavif'), at: 4 },
  { kind: KINDS.avif, bytes: letters('ftypavis'), at: 4 },
  { kind: KINDS.heic, bytes: letters('ftypheic'), at: 4 },
  { kind: KINDS.heic, bytes: letters('ftypheix'), at: 4 },
  { kind: KINDS.heic, bytes: letters('ftypmif1'), at: 4 },
  { kind: KINDS.raw, bytes: letters('ftypcrx '), at: 4 },
  { kind: KINDS.m4a, bytes: letters('ftypM4A'), at: 4 },
  { kind: KINDS.mp4, bytes: letters('ftyp'), at: 4, isContainer: true },
  { kind: KINDS.ico, bytes: [0, 0, 1, 0] },
  { kind: KINDS.bmp, bytes: [...letters('BM'), ...SKIP_4, 0, 0, 0, 0] },
  { kind: KINDS.psd, bytes: letters('8BPS') },
  { kind: KINDS.tiff, bytes: [0x49, 0x49, 0x2a, 0], isContainer: true },
  { kind: KINDS.tiff, bytes: [0x4d, 0x4d, 0, 0x2a], isContainer: true },
  { kind: KINDS.pdf, bytes: letters('%PDF-') },
  { kind: KINDS.ogg, bytes: letters('OggS'), isContainer: true },
  { kind: KINDS.flac, bytes: letters('fLaC') },
  { kind: KINDS.mp3, bytes: letters('ID3') },
  { kind: KINDS.webm, bytes: [0x1a, 0x45, 0xdf, 0xa3], isContainer: true },
  { kind: KINDS.zip, bytes: [0x50, 0x4b, 3, 4], isContainer: true },
  { kind: KINDS.zip, bytes: [0x50, 0x4b, 5, 6], isContainer: true },
  // Office before 2007, and encrypted files of later ones.
  {
    kind: KINDS.compound,
    bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    isContainer: true,
  },
  { kind: KINDS.rtf, bytes: letters('{\\rtf') },
  { kind: KINDS.program, bytes: [0x4d, 0x5a, null, null, null, 0] },
  { kind: KINDS.program, bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { kind: KINDS.archive, bytes: [0x1f, 0x8b, 8] },
  { kind: KINDS.archive, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { kind: KINDS.archive, bytes: letters('Rar!') },
];

/** The kind whose mark a file's beginning bears. */
export function matchSignature(
  head: Uint8Array,
): { kind: FileKind; isContainer: boolean } | undefined {
  const found = SIGNATURES.find(({ bytes, at = 0 }) =>
    bytes.every((byte, index) => byte === null || head[at + index] === byte),
  );
  if (found) return { kind: found.kind, isContainer: found.isContainer ?? false };
  return isDrawing(head) ? { kind: KINDS.svg, isContainer: false } : undefined;
}

/** SVG has no mark but its first element, perhaps after comments and a type. */
function isDrawing(head: Uint8Array): boolean {
  if (head[0] !== 0x3c && head[0] !== 0xef) return false;
  const start = new TextDecoder().decode(head);
  return /^(?:<\?xml[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg[^>[]*(?:\[[^\]]*\]\s*)?>|\s)*<svg[\s>]/i.test(
    start,
  );
}
