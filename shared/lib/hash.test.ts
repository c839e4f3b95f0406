import { createHash, createHmac as nodeHmac } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { joinBytes, toHex } from './bytes.ts';
import { beginSha1, createHmac, hash, hashSmall, prepareHash, SHA_256 } from './hash.ts';

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

test.each([1, 20, 32, 64, 65, 200])('what runs under a key of %i bytes is HMAC', async (length) => {
  const key = new Uint8Array(length).fill(length);
  const running = await (await createHmac(key)).begin();
  running.update(Uint8Array.of(1, 2));
  running.update(new Uint8Array(100));

  const expected = nodeHmac('sha256', key).update(Uint8Array.of(1, 2)).update(new Uint8Array(100));
  expect(toHex(running.digest())).toBe(expected.digest('hex'));
});

test.each([
  ['without a key', async () => SHA_256],
  ['with a key', () => createHmac(new Uint8Array(32).fill(7))],
  ['by SHA-1', async () => ({ begin: beginSha1 })],
])('a hash %s goes on another day from what it has saved', async (_name, make) => {
  const digest = await make();
  const first = await digest.begin();
  first.update(new Uint8Array(1000).fill(1));
  const saved = first.save();
  first.update(Uint8Array.of(2));
  const second = await digest.begin();
  second.load(saved);
  second.update(Uint8Array.of(2));

  expect(toHex(second.digest())).toBe(toHex(first.digest()));
});

test('what another build has saved is refused', async () => {
  const running = await SHA_256.begin();
  const saved = running.save();
  saved[0]! ^= 1;

  expect(() => running.load(saved)).toThrow();
});
