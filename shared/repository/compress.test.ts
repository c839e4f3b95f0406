import { beforeAll, expect, test } from 'vitest';
import { areEqual } from '../lib/bytes.ts';
import { pack, prepareCompression, unpack } from './compress.ts';
import { METHOD } from './format.ts';
import { bytesOf } from './testing.ts';

const text = bytesOf('The quick brown fox jumps over the lazy dog. '.repeat(200));

beforeAll(() => prepareCompression());

test.each([0, 1, 100, 65_536, 300_000, 4 * 1024 * 1024])('%i bytes of text come back', (length) => {
  const plain = new Uint8Array(length).map((_, at) => 97 + (at % 7) + (at % 11));

  const packed = pack(plain);

  expect(areEqual(unpack(packed, length), plain)).toBe(true);
  expect(packed.method).toBe(length > 50 ? METHOD.zstd : METHOD.raw);
});

test('what does not get smaller is stored as it is', () => {
  const random = new Uint8Array(400_000);
  for (let at = 0; at < random.length; at += 65_536) {
    crypto.getRandomValues(random.subarray(at, at + 65_536));
  }

  const { method, stored } = pack(random);

  expect(method).toBe(METHOD.raw);
  expect(areEqual(stored, random)).toBe(true);
  expect(pack(random.slice(0, 1_000)).method).toBe(METHOD.raw);
});

test('a frame that claims another length is refused before it is decoded', () => {
  const { stored } = pack(text);
  for (const length of [0, text.byteLength - 1, text.byteLength + 1, 2 ** 31]) {
    expect(() => unpack({ method: METHOD.zstd, stored }, length)).toThrow('another length');
  }
});

test('a frame that wants a dictionary or a large window is refused', () => {
  const { stored } = pack(text);
  const dictionary = stored.slice();
  dictionary[4]! |= 1;
  // No single segment, a window of 2^41 bytes, content size in eight bytes.
  const window = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xc0, 0xf8, 9, 0, 0, 0, 0, 0, 0, 0);

  expect(() => unpack({ method: METHOD.zstd, stored: dictionary }, text.byteLength)).toThrow(
    'dictionary',
  );
  expect(() => unpack({ method: METHOD.zstd, stored: window }, 9)).toThrow('window');
});

test('no damaged frame stops the decoder for good', () => {
  const { stored } = pack(text);
  for (let at = 0; at < stored.byteLength; at++) {
    for (const bit of [1, 0x80]) {
      const damaged = stored.slice();
      damaged[at]! ^= bit;
      try {
        unpack({ method: METHOD.zstd, stored: damaged }, text.byteLength);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
    expect(() =>
      unpack({ method: METHOD.zstd, stored: stored.slice(0, at) }, text.byteLength),
    ).toThrow();
  }

  expect(areEqual(unpack({ method: METHOD.zstd, stored }, text.byteLength), text)).toBe(true);
});

test('an unknown method is refused', () => {
  expect(() => unpack({ method: 2, stored: text }, text.byteLength)).toThrow('method');
  expect(() => unpack({ method: METHOD.raw, stored: text }, 5)).toThrow('length');
});
