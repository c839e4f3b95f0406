import { expect, test } from 'vitest';
import { type AccountId, asId } from '../model/ids.ts';
import { TokenCache } from './token-cache.ts';

const PAT = asId<AccountId>('oid.tid');
const MINUTE = 60_000;

function kept() {
  const cache = new TokenCache();
  cache.put(PAT, { token: 't', scopes: ['Mail.Read', 'User.Read'], expiresAt: 60 * MINUTE });
  return cache;
}

test('a token is found by any of the rights it has', () => {
  expect(kept().find(PAT, ['Mail.Read'], undefined, 0)).toBe('t');
  expect(kept().find(PAT, ['User.Read', 'Mail.Read'], undefined, 0)).toBe('t');
});

test('a token without the right is none', () => {
  expect(kept().find(PAT, ['Mail.ReadWrite'], undefined, 0)).toBeUndefined();
});

test('a token about to expire is none', () => {
  expect(kept().find(PAT, ['Mail.Read'], undefined, 54 * MINUTE)).toBe('t');
  expect(kept().find(PAT, ['Mail.Read'], undefined, 55 * MINUTE)).toBeUndefined();
});

test('a token Graph has refused is none, another one is not meant', () => {
  expect(kept().find(PAT, ['Mail.Read'], 't', 0)).toBeUndefined();
  expect(kept().find(PAT, ['Mail.Read'], 'older', 0)).toBe('t');
});

test("nobody else's token is found, nor a forgotten one", () => {
  const cache = kept();
  expect(cache.find(asId<AccountId>('other'), ['Mail.Read'], undefined, 0)).toBeUndefined();
  cache.forget(PAT);
  expect(cache.find(PAT, ['Mail.Read'], undefined, 0)).toBeUndefined();
});
