import { createHash, createHmac } from 'node:crypto';
import { argon2id as reference } from 'hash-wasm';
import { expect, test } from 'vitest';
import { argon2id, blake2b, HmacSha256, Sha256 } from './recover.mjs';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const LENGTHS = [0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 1000];
const sample = (length: number) => Buffer.from(Array.from({ length }, (_, nth) => nth % 251));

test.each(LENGTHS)('SHA-256, HMAC and BLAKE2b of %i bytes, in one and in two', (length) => {
  const bytes = sample(length);
  const expected = createHash('sha256').update(bytes).digest('hex');
  expect(hex(new Sha256().update(bytes).digest())).toBe(expected);
  const halves = new Sha256().update(bytes.subarray(0, length >> 1));
  expect(hex(halves.update(bytes.subarray(length >> 1)).digest())).toBe(expected);
  const key = sample(32);
  const hmac = createHmac('sha256', key).update(bytes).digest('hex');
  expect(hex(new HmacSha256(key).update(bytes).digest())).toBe(hmac);
  expect(hex(blake2b(64, bytes))).toBe(createHash('blake2b512').update(bytes).digest('hex'));
});

test('Argon2id gives what RFC 9106 says', async () => {
  const key = await argon2id({
    password: new Uint8Array(32).fill(1),
    salt: new Uint8Array(16).fill(2),
    secret: new Uint8Array(8).fill(3),
    data: new Uint8Array(12).fill(4),
    memoryKiB: 32,
    iterations: 3,
    parallelism: 4,
    length: 32,
  });
  expect(hex(key)).toBe('0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
});

test.each([
  [8, 1, 1, 32],
  [67, 2, 2, 32],
  [1024, 1, 3, 100],
  [4096, 4, 4, 64],
  [131_072, 3, 1, 32],
])(
  'Argon2id with %i KiB, %i passes, %i lanes gives what another one does',
  async (memoryKiB, iterations, parallelism, length) => {
    const password = Buffer.from('Pässe sind schön');
    const salt = sample(32);
    const costs = { iterations, parallelism, hashLength: length, memorySize: memoryKiB };
    const expected = await reference({ password, salt, ...costs, outputType: 'hex' });
    const key = await argon2id({ password, salt, memoryKiB, iterations, parallelism, length });
    expect(hex(key)).toBe(expected);
  },
);
