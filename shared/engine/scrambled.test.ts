import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type Bytes, encodeText, joinBytes } from '../lib/bytes.ts';
import type { ContentSample } from '../sources/contents.ts';
import { isScrambled } from './scrambled.ts';

function sample(name: string, bytes: Bytes | string): ContentSample {
  const all = typeof bytes === 'string' ? encodeText(bytes) : bytes;
  const read = async (from: number, length: number) => all.slice(from, from + length);
  return { name, folder: 'f', sizeBytes: all.byteLength, read };
}

/** The same on every machine. */
async function noise(length: number, seed = 1): Promise<Bytes> {
  const bytes = new Uint8Array(16).fill(seed);
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-CTR', false, ['encrypt']);
  const how = { name: 'AES-CTR', counter: bytes, length: 64 };
  return new Uint8Array(await crypto.subtle.encrypt(how, key, new Uint8Array(length)));
}

/** In its place, from a byte on. */
async function encrypted(bytes: Bytes, from = 0): Promise<Bytes> {
  const over = await noise(bytes.length, 9);
  return bytes.map((byte, at) => (at < from ? byte : byte ^ (over[at] ?? 0)));
}

const PROSE =
  'It was agreed that the roof is mended before the winter, at the price of the offer. ';
const text = (about: string, times = 300) => `${about}\r\n${PROSE.repeat(times)}`;

/** As dense as documents are: what is in it is compressed, with a directory at its end. */
async function zip(seed: number): Promise<Bytes> {
  const words = encodeText(`${text(`${seed}`, 40)}${(await noise(30_000, seed)).join(' ')}`);
  const packed = deflateRawSync(words);
  return joinBytes([
    encodeText('PK\x03\x04\x14\0\0\0\x08\0word/document.xml'),
    new Uint8Array(packed),
    encodeText(`PK\x01\x02word/document.xml${'\0'.repeat(30)}PK\x05\x06${'\0'.repeat(18)}`),
  ]);
}

async function pdf(seed: number): Promise<Bytes> {
  const stream = deflateRawSync(encodeText((await noise(20_000, seed)).join(' ')));
  return joinBytes([
    encodeText('%PDF-1.7\n1 0 obj\nstream\n'),
    new Uint8Array(stream),
    encodeText('\nendstream\nxref\n0 1\ntrailer\nstartxref\n9\n%%EOF\n'),
  ]);
}

const photo = async (seed: number) =>
  joinBytes([Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, 24), await noise(40_000, seed)]);

const KINDS: [string, () => Promise<Bytes>][] = [
  ['offer.docx', () => zip(1)],
  ['report.pdf', () => pdf(2)],
  ['site.jpg', () => photo(3)],
  ['notes.txt', async () => encodeText(text('notes'))],
  ['Ведомость.xlsx', () => zip(4)],
];

test.each(KINDS)('%s is scrambled when it is encrypted in its place', async (name, make) => {
  const bytes = await make();
  const before = sample(name, bytes);
  const whole = await encrypted(bytes);
  expect(await isScrambled('drive', before, sample(name, whole))).toBe(true);
  expect(await isScrambled('drive', before, sample(`${name}.locked`, whole))).toBe(true);
  const head = joinBytes([whole.slice(0, 4096), bytes.slice(4096)]);
  expect(await isScrambled('drive', before, sample(name, head))).toBe(true);
  const letters = Buffer.from(whole).toString('base64');
  expect(await isScrambled('drive', before, sample(name, letters))).toBe(true);
  expect(await isScrambled('drive', sample(name, whole), before)).toBe(false);
});

test.each(KINDS.filter(([name]) => name !== 'site.jpg'))(
  '%s is scrambled when only its beginning was left',
  async (name, make) => {
    const bytes = await make();
    const kept = sample(name, await encrypted(bytes, 4096));
    expect(await isScrambled('drive', sample(name, bytes), kept)).toBe(true);
  },
);

test.each(KINDS)('%s is not when it is another one of its kind', async (name, make) => {
  const before = sample(name, await make());
  for (const [, other] of KINDS) {
    expect(await isScrambled('drive', before, sample(name, await other()))).toBe(false);
  }
});

test('what is protected by a password, converted, packed or emptied is not scrambled', async () => {
  const before = sample('offer.docx', await zip(1));
  const dense = await noise(50_000, 5);
  const honest: [string, Bytes][] = [
    [
      'protected',
      joinBytes([Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), dense]),
    ],
    ['labelled', joinBytes([encodeText('.pfile'), dense])],
    ['packed', joinBytes([Uint8Array.of(0x1f, 0x8b, 8), dense])],
    ['emptied', new Uint8Array(0)],
    ['zeros', new Uint8Array(50_000)],
    ['cut off', (await zip(1)).slice(0, 9_000)],
  ];
  for (const [what, bytes] of honest) {
    expect([what, await isScrambled('drive', before, sample('offer.docx', bytes))]).toEqual([
      what,
      false,
    ]);
  }
});

test('what was noise before, and what programs keep for themselves, is not', async () => {
  const [one, other] = [await noise(50_000, 6), await noise(50_000, 7)];
  expect(await isScrambled('drive', sample('vault.txt', one), sample('vault.txt', other))).toBe(
    false,
  );
  const cache = sample('f_00a1', text('a page'));
  expect(await isScrambled('drive', cache, sample('f_00a1', other))).toBe(false);
  // With an ending behind its name it is no program's any more.
  expect(await isScrambled('drive', cache, sample('f_00a1.locked', other))).toBe(true);
});

test('the text of a message that is letters without words now is', async () => {
  const letters = Buffer.from(await noise(900)).toString('base64');
  const before = sample('The roof', text('Dear Pat', 8));
  expect(await isScrambled('mail', before, sample('The roof', letters))).toBe(true);
  expect(await isScrambled('mail', before, sample('The roof', text('Dear Ana', 8)))).toBe(false);
});
