import { expect, test } from 'vitest';
import { fromBase64 } from '../base64.ts';
import { seededRandom } from '../seed/random.ts';
import { QuickXorHash } from './quick-xor-hash.ts';

function hashOf(...parts: Uint8Array[]): string {
  const hash = new QuickXorHash();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

const ascii = (text: string) => new TextEncoder().encode(text);

// Vectors of rclone's tests, two of the live service, and some of the description computed by hand.
test.each([
  ['nothing', new Uint8Array(0), 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ['one byte', fromBase64('Sg==')!, 'SgAAAAAAAAAAAAAAAQAAAAAAAAA='],
  ['three bytes', fromBase64('0pZP')!, '0rDEEwAAAAAAAAAAAwAAAAAAAAA='],
  ['five bytes', fromBase64('eAV52qE=')!, 'eChAHrQRCgAAAAAABQAAAAAAAAA='],
  ['20 bytes', fromBase64('T6LYJIfDh81JrAK309H2JMJTXis=')!, 'zBTHrspn3mEcohlJdIUAbjGNaNg='],
  [
    '32 bytes',
    fromBase64('NbYXsp5/K6mR+NmHwExjvWeWDJFnXTKWVlzYHoesp2E=')!,
    'wjuAuWDiq04qDt1R8hHWDDcwVoQ=',
  ],
  ['a greeting', ascii('hello world'), 'aCgDG9jwBhDc4Q1yawMZAAAAAAA='],
  ['a file of a personal drive', ascii('Hello World!'), 'SCgDG9jwBhBc4Q1ybAMZQgAAAAA='],
  ['a file of a library', ascii('Hello from Nango upload test!'), 'qSUjs9vs3uAecZ5ucXcgXwzuJ54='],
  ['every byte', Uint8Array.from({ length: 256 }, (_, at) => at), 'QkGEfSisZcA7k+FCh71r2dbCayY='],
  ['one more than the period', new Uint8Array(1761).fill(0x61), 'nv//////////////Hvn///////8='],
  ['a million zeros', new Uint8Array(1_000_000), 'AAAAAAAAAAAAAAAAQEIPAAAAAAA='],
])('the hash of %s is the published one', (_name, bytes, hash) => {
  expect(hashOf(bytes)).toBe(hash);
});

test('it is the same in pieces of any size and alignment', () => {
  const random = seededRandom(3, 'quick-xor');
  const whole = Uint8Array.from({ length: 20_001 }, () => Math.floor(random() * 256));
  const expected = plain(whole);

  for (let round = 0; round < 20; round += 1) {
    const parts: Uint8Array[] = [];
    for (let at = 0; at < whole.length; ) {
      const end = Math.min(whole.length, at + Math.floor(random() * 900));
      parts.push(whole.subarray(at, end));
      at = end;
    }
    expect(hashOf(...parts)).toBe(expected);
  }
});

/** The description word by word, a bit at a time. */
function plain(bytes: Uint8Array): string {
  const bits = new Uint8Array(160);
  for (const [at, byte] of bytes.entries()) {
    for (let bit = 0; bit < 8; bit += 1) bits[(at * 11 + bit) % 160]! ^= (byte >> bit) & 1;
  }
  const out = new Uint8Array(20);
  for (const [at, bit] of bits.entries()) out[at >> 3]! |= bit << (at & 7);
  for (let at = 0; at < 8; at += 1) out[12 + at]! ^= Math.floor(bytes.length / 256 ** at) % 256;
  return btoa(String.fromCharCode(...out));
}
