import { compress, init } from '@bokuweb/zstd-wasm';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { Damage, decompress } from './recover.mjs';

beforeAll(() => init());

/** Bytes that repeat themselves here and there, as text does. */
const texts = fc
  .tuple(
    fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 40 }),
    fc.nat(300),
  )
  .chain(([words, count]) => {
    const nth = fc.nat(words.length - 1);
    return fc
      .array(nth, { minLength: count, maxLength: count })
      .map((order) => Buffer.concat(order.map((word) => words[word]!)));
  });

test('what zstd has compressed comes out again, at any level', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: -5, max: 22 }), (bytes, level) => {
      const frame = compress(bytes, level);
      expect(Buffer.compare(decompress(frame, bytes.length), bytes)).toBe(0);
    }),
  );
});

test.each([1, 3, 19])('long and short, dull and random, at level %i', (level) => {
  const random = Buffer.from(Array.from({ length: 300_000 }, (_, nth) => (nth * nth * 31) >> 7));
  const skewed = random.map((byte) => Math.floor((byte * byte) / 1000));
  for (const bytes of [Buffer.alloc(300_000), Buffer.alloc(300_000, 'abc'), random, skewed]) {
    for (const length of [0, 1, 2, 255, 256, 257, 1000, 65_792, 131_072, 131_073, 300_000]) {
      const part = bytes.subarray(0, length);
      expect(Buffer.compare(decompress(compress(part, level), length), part)).toBe(0);
    }
  }
});

test('damaged frames are refused or come out wrong, and do nothing else', () => {
  fc.assert(
    fc.property(texts, fc.infiniteStream(fc.nat()), (bytes, random) => {
      const frame = compress(bytes, 3);
      const next = () => Number(random.next().value);
      for (let count = 1 + (next() % 4); count > 0; count -= 1)
        frame[next() % frame.length] = next();
      try {
        expect(decompress(frame, bytes.length)).toHaveLength(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(Damage);
      }
    }),
  );
});

test('a block that would make more than there is room for ends at once', () => {
  // 98,047 sequences of the longest match, from tables of one symbol: 25 bytes that ask for 12 GB.
  const sequences = [0xff, 0xff, 0x7f, 0b01010100, 0, 0, 52, ...new Array(16).fill(255), 1];
  const block = [0b00000001 | (1 << 3), 65, ...sequences];
  const header = (block.length << 3) | (2 << 1) | 1;
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 2, 0, header & 255, header >> 8, 0, ...block];
  const start = performance.now();
  expect(() => decompress(Uint8Array.from(frame), 131_072)).toThrow(Damage);
  expect(performance.now() - start).toBeLessThan(1000);
});
