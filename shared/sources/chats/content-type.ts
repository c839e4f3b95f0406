import type { Bytes } from '../../lib/bytes.ts';

const ENDINGS: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'image/bmp': '.bmp',
  'audio/mp4': '.m4a',
  'audio/wav': '.wav',
  'audio/ogg': '.ogg',
  'audio/mpeg': '.mp3',
  'audio/aac': '.aac',
  'audio/flac': '.flac',
  'video/mp4': '.mp4',
  'video/webm': '.webm',
  'application/pdf': '.pdf',
  'text/plain': '.txt',
};

/** The usual ending, with its point. */
export function endingOf(type: string): string {
  return ENDINGS[type] ?? '';
}

/** By a file's ending; anything when nobody knows it. */
export function typeOfName(name: string): string {
  const ending = /\.[a-z0-9]+$/i.exec(name)?.[0].toLowerCase() ?? '';
  const found = Object.entries(ENDINGS).find(([, each]) => each === ending);
  if (ending === '.jpeg') return 'image/jpeg';
  return found?.[0] ?? 'application/octet-stream';
}

/** How files begin. Graph calls every picture a PNG. */
const BEGINNINGS: readonly [type: string, at: number, text: string][] = [
  ['image/png', 0, '\x89PNG'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF8'],
  ['image/webp', 8, 'WEBP'],
  ['audio/wav', 8, 'WAVE'],
  ['image/bmp', 0, 'BM'],
  ['application/pdf', 0, '%PDF'],
  ['audio/ogg', 0, 'OggS'],
  ['audio/flac', 0, 'fLaC'],
  ['audio/mpeg', 0, 'ID3'],
  ['video/webm', 0, '\x1aE\xdf\xa3'],
  ['audio/mp4', 8, 'M4A'],
  ['video/mp4', 4, 'ftyp'],
];

export function typeOfBytes(bytes: Bytes): string {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const found = BEGINNINGS.find(([, at, text]) => start.startsWith(text, at));
  return found?.[0] ?? 'application/octet-stream';
}
