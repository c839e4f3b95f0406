import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeText } from './bytes.ts';
import { isNoise, LEAST_FOR_NOISE } from './noise.ts';

/** The same for a seed on every machine, and encrypted as ransomware does it. */
async function encrypted(seed: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(16).fill(seed);
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-CTR', false, ['encrypt']);
  const how = { name: 'AES-CTR', counter: bytes, length: 64 };
  return new Uint8Array(await crypto.subtle.encrypt(how, key, new Uint8Array(length)));
}

test('what was encrypted is noise, at any length that says something, and in Base64', async () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const bytes = await encrypted(seed, LEAST_FOR_NOISE + 40 * seed);
    expect([seed, isNoise(bytes)]).toEqual([seed, true]);
    const letters = Buffer.from(bytes).toString('base64');
    expect([seed, isNoise(encodeText(letters))]).toEqual([seed, true]);
    const lines = letters.replace(/.{76}/g, '$&\r\n').replaceAll('+', '-');
    expect([seed, isNoise(encodeText(lines))]).toEqual([seed, true]);
  }
});

test.each([
  ['a text', 'The quick brown fox jumps over the lazy dog. '.repeat(60)],
  ['a text without spaces', '春眠不覺曉處處聞啼鳥夜來風雨聲花落知多少'.repeat(40)],
  ['one long word', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.repeat(30)],
  [
    'hexadecimal digits',
    Buffer.from(gzipSync('x'.repeat(9)))
      .toString('hex')
      .repeat(40),
  ],
  ['a table', Array.from({ length: 300 }, (_, at) => `${at};${at * 7919};a\r\n`).join('')],
])('%s is none', (_what, text) => {
  expect(isNoise(encodeText(text))).toBe(false);
});

test('nothing short is noise, and nothing of which a part is missing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: LEAST_FOR_NOISE - 1 }), (bytes) => {
      expect(isNoise(bytes)).toBe(false);
    }),
  );
  expect(isNoise(new Uint8Array(4096))).toBe(false);
});
