import { expect, test } from 'vitest';
import { toHex } from '../lib/bytes.ts';
import { hashNewPassphrase, hashPassphrase, isAffordable } from './passphrase.ts';

const SALT = new Uint8Array(32).map((_, at) => at);
const SMALL = { iterations: 2, memoryKiB: 64, parallelism: 1 };

test('the hash is Argon2id of the passphrase in its composed form', async () => {
  const hashed = await hashPassphrase('caf\u00e9', SALT, SMALL);

  // Made with another implementation: OpenSSL's, by way of Python's `cryptography`.
  expect(toHex(hashed)).toBe('38dc14fac82f341ae4747d26cb384dd6eff06c892b6e335c4ab338a95a4a24ef');
  expect(await hashPassphrase('cafe\u0301', SALT, SMALL)).toEqual(hashed);
  expect(await hashPassphrase('cafe', SALT, SMALL)).not.toEqual(hashed);
});

test('a machine that does not hand out so much memory takes half of it', async () => {
  const tried: number[] = [];
  const { cost } = await hashNewPassphrase('x', SALT, undefined, async (passphrase, salt, each) => {
    tried.push(each.memoryKiB);
    if (each.memoryKiB > 100_000) throw new RangeError('WebAssembly.Memory.grow(): failed');
    return hashPassphrase(passphrase, salt, SMALL);
  });

  expect(tried).toEqual([131_072, 65_536]);
  expect(cost).toEqual({ iterations: 3, memoryKiB: 65_536, parallelism: 1 });
});

test('the usual cost works here', async () => {
  const { cost, secret } = await hashNewPassphrase('x', SALT, undefined);

  expect(cost.memoryKiB).toBe(131_072);
  expect(secret).toHaveLength(32);
});

test('a slot may not ask for a machine’s whole memory, or for hours', () => {
  expect(isAffordable(SMALL)).toBe(true);
  expect(isAffordable({ iterations: 16, memoryKiB: 1_048_576, parallelism: 16 })).toBe(true);
  for (const change of [
    { iterations: 17 },
    { iterations: 0 },
    { memoryKiB: 1_048_577 },
    { memoryKiB: 7 },
    { memoryKiB: 64.5 },
    { parallelism: 17 },
    { parallelism: 9 },
  ]) {
    expect(isAffordable({ ...SMALL, ...change })).toBe(false);
  }
});

test('an empty passphrase is refused', async () => {
  await expect(hashPassphrase('', SALT, SMALL)).rejects.toThrow('empty');
});
