import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CheckedPack, choosePacks, oldestVerified } from './check-order.ts';

function packsOf(sizes: readonly number[]): CheckedPack[] {
  return sizes.map((sizeBytes, at) => ({ hash: `${at}`.padStart(4, '0'), sizeBytes }));
}

test('samples of n % cover all packs in turn, in as many runs as that takes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 100 }),
      (sizes, percent) => {
        const packs = packsOf(sizes);
        const verified = new Map<string, number>();
        const runs = Math.ceil(100 / percent);
        for (let run = 1; run <= runs; run++) {
          const chosen = choosePacks(packs, verified, 'sample', percent, null);
          expect(chosen.length).toBeGreaterThan(0);
          for (const { hash } of chosen) verified.set(hash, run);
        }
        expect(oldestVerified(packs, verified)).not.toBeNull();
      },
    ),
  );
});

test('a new pack is read before those that were read already', () => {
  const packs = packsOf([5, 5, 5, 5]);
  const verified = new Map([
    ['0000', 1],
    ['0001', 2],
    ['0003', 3],
  ]);
  const [first] = choosePacks(packs, verified, 'sample', 25, null);
  expect(first?.hash).toBe('0002');
});

test('a check that goes on reads no pack twice', () => {
  const packs = packsOf([5, 5, 5, 5]);
  const verified = new Map([
    ['0000', 10],
    ['0001', 3],
  ]);
  const hashes = (level: 'full' | 'sample', percent: number) =>
    choosePacks(packs, verified, level, percent, 10).map(({ hash }) => hash);
  expect(hashes('full', 0)).toEqual(['0002', '0003', '0001']);
  expect(hashes('sample', 50)).toEqual(['0002']);
  expect(hashes('sample', 25)).toEqual([]);
});

test('a quick check reads no packs', () => {
  expect(choosePacks(packsOf([5]), new Map(), 'quick', 100, null)).toEqual([]);
});
