import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { joinBytes, toHex } from './bytes.ts';
import { hash, hashSmall, prepareHash } from './hash.ts';

beforeAll(() => prepareHash());

test.each([0, 1, 500, 16_383, 16_384, 200_000, 17 * 1024 * 1024])(
  'the hash of %i bytes is SHA-256, whole or in parts',
  async (length) => {
    const bytes = new Uint8Array(length).map((_, at) => at % 251);
    const expected = createHash('sha256').update(bytes).digest('hex');
    const parts = [bytes.slice(0, length / 3), bytes.slice(length / 3)];

    expect(toHex(await hash(bytes))).toBe(expected);
    expect(toHex(await hash(...parts))).toBe(expected);
    expect(toHex(hashSmall(...parts))).toBe(expected);
    expect(joinBytes(parts).byteLength).toBe(length);
  },
);

test('a hash is a copy that the next one leaves alone', () => {
  const first = hashSmall(Uint8Array.of(1));
  const before = toHex(first);
  hashSmall(Uint8Array.of(2));

  expect(toHex(first)).toBe(before);
});
