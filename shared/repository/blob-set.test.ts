import { expect, test } from 'vitest';
import { toHex } from '../lib/bytes.ts';
import { hashSmall, prepareHash } from '../lib/hash.ts';
import { asId, type BlobId } from '../model/ids.ts';
import { BlobSet } from './blob-set.ts';

test('many blobs are told from those that were never met', async () => {
  await prepareHash();
  const idOf = (number: number) =>
    asId<BlobId>(toHex(hashSmall(new TextEncoder().encode(String(number)))));
  const set = new BlobSet();
  for (let number = 0; number < 5_000; number++) expect(set.add(idOf(number))).toBe(true);
  for (let number = 0; number < 5_000; number++) expect(set.add(idOf(number))).toBe(false);
  for (let number = 0; number < 10_000; number++)
    expect(set.has(idOf(number))).toBe(number < 5_000);
  expect(set.count).toBe(5_000);
});
