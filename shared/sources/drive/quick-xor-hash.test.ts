import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QuickXorHash } from './quick-xor-hash.ts';

function hashOf(...parts: Uint8Array[]): string {
  const hash = new QuickXorHash();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const ascii = (text: string) => new TextEncoder().encode(text);

// Vectors of rclone's tests, two of the live service, and some of the description computed by hand.
test.each([
  ['nothing', new Uint8Array(0), 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ['one byte', bytesOf('Sg=='), 'SgAAAAAAAAAAAAAAAQAAAAAAAAA='],
  ['three bytes', bytesOf('0pZP'), '0rDEEwAAAAAAAAAAAwAAAAAAAAA='],
  ['five bytes', bytesOf('eAV52qE='), 'eChAHrQRCgAAAAAABQAAAAAAAAA='],
  ['20 bytes', bytesOf('T6LYJIfDh81JrAK309H2JMJTXis='), 'zBTHrspn3mEcohlJdIUAbjGNaNg='],
  [
    '32 bytes',
    bytesOf('NbYXsp5/K6mR+NmHwExjvWeWDJFnXTKWVlzYHoesp2E='),
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
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 4_000 }),
      fc.array(fc.nat(900), { maxLength: 20 }),
      (whole, sizes) => {
        const parts: Uint8Array[] = [];
        let at = 0;
        for (const size of sizes) {
          parts.push(whole.subarray(at, at + size));
          at = Math.min(whole.length, at + size);
        }
        expect(hashOf(...parts, whole.subarray(at))).toBe(plain(whole));
      },
    ),
  );
});

test('it goes on another day from what it has saved, wherever that was', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1_000 }), fc.nat(1_000), (whole, at) => {
      const first = new QuickXorHash();
      first.update(whole.subarray(0, at));
      const second = new QuickXorHash();
      expect(second.load(JSON.parse(JSON.stringify(first.save())))).toBe(true);
      second.update(whole.subarray(at));
      expect(second.digest()).toBe(plain(whole));
      expect(second.length).toBe(whole.length);
    }),
  );
});

test.each([null, {}, { length: 1, sums: [1] }, { length: 0.5, sums: new Array(40).fill(0) }])(
  'it does not go on from what is nothing of the kind: %j',
  (saved) => {
    const hash = new QuickXorHash();

    expect(hash.load(saved)).toBe(false);
    expect(hash.digest()).toBe(hashOf());
  },
);

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
