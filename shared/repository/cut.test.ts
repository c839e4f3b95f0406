import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHmac } from '../lib/hash.ts';
import type { CutSizes } from './chunking.ts';
import { type Cutter, FixedCutter, GearCutter, makeGearTable } from './cut.ts';
import { noise } from './testing.ts';

const SIZES: CutSizes = { min: 64, average: 256, max: 1024 };
const table = makeGearTable(await createHmac(new Uint8Array(32).fill(9)));
const gear = new GearCutter(table, SIZES);

test('chunks cover all bytes, and none but the last is too small or too large', () => {
  fc.assert(
    fc.property(fc.nat(20_000), fc.nat(), (length, seed) => {
      const bytes = noise(length, seed);

      const ends = cutAll(gear, bytes);

      const sizes = ends.map((end, at) => end - (ends[at - 1] ?? 0));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(length);
      for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThan(SIZES.min);
      for (const size of sizes) expect(size).toBeLessThanOrEqual(SIZES.max);
    }),
    { numRuns: 50 },
  );
});

/** How many of some 390 chunks are new when `inserted` bytes come in at `at`. */
function freshAfter(at: number, inserted: number, seed: number): number {
  const before = noise(100_000, seed);
  const after = new Uint8Array(before.length + inserted);
  after.set(before.subarray(0, at));
  after.set(noise(inserted, seed + 1), at);
  after.set(before.subarray(at), at + inserted);
  const known = new Set(chunksOf(gear, before));
  return chunksOf(gear, after).filter((chunk) => !known.has(chunk)).length;
}

// How soon cuts fall on the old places again is a matter of chance, so the same 300 cases each time.
test('a few bytes more somewhere change few chunks', () => {
  const cases = Array.from({ length: 300 }, (_, number) =>
    freshAfter((number * 7_919) % 100_000, 1 + (number % 40), number),
  );

  const mean = cases.reduce((sum, count) => sum + count, 0) / cases.length;
  expect(mean).toBeLessThan(4);
  expect(Math.max(...cases)).toBeLessThan(20);
});

test('bytes that are changed leave all chunks from the next common cut on as they were', () => {
  fc.assert(
    fc.property(fc.nat(99_999), fc.integer({ min: 1, max: 40 }), fc.nat(), (at, count, seed) => {
      const before = noise(100_000, seed);
      const after = new Uint8Array(before.length + count);
      after.set(before.subarray(0, at));
      after.set(before.subarray(at), at + count);

      const old = new Set(cutAll(gear, before).map((end) => end + count));
      const ends = cutAll(gear, after);
      const common = ends.findIndex((end) => end >= at + count && old.has(end));
      if (common === -1) return;
      for (const end of ends.slice(common)) expect(old.has(end)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('chunks are about as large as they should be, and their sizes lie close together', () => {
  const sizes = { min: 16 * 1024, average: 64 * 1024, max: 256 * 1024 };
  const bytes = noise(32 * 1024 * 1024, 1);

  const ends = cutAll(new GearCutter(table, sizes), bytes);

  const mean = bytes.length / ends.length;
  expect(mean).toBeGreaterThan(60 * 1024);
  expect(mean).toBeLessThan(90 * 1024);
  const forced = ends.filter((end, at) => end - (ends[at - 1] ?? 0) === sizes.max);
  expect(forced.length).toBeLessThan(3);
});

test('cuts are those of the page on the format', () => {
  const bytes = noise(50_000, 3);

  expect(cutAll(gear, bytes)).toEqual(cutAll({ maxBytes: SIZES.max, end: asDocumented }, bytes));
});

test('another key cuts elsewhere', async () => {
  const other = makeGearTable(await createHmac(new Uint8Array(32).fill(8)));
  const bytes = noise(50_000, 3);

  const common = cutAll(new GearCutter(other, SIZES), bytes).filter((end) =>
    cutAll(gear, bytes).includes(end),
  );

  expect(common.length).toBeLessThan(20);
});

test('bytes all alike are cut at the greatest size, and the fixed cutter always there', () => {
  const zeros = new Uint8Array(10_000);

  const ends = cutAll(gear, zeros);
  expect(ends.at(-1)).toBe(10_000);
  expect(new Set(ends.slice(0, -1).map((end, at) => end - (ends[at - 1] ?? 0))).size).toBe(1);
  expect(cutAll(new FixedCutter(4_000), zeros)).toEqual([4_000, 8_000, 10_000]);
});

/** Word for word from docs/repository-format.md. */
function asDocumented(bytes: Uint8Array, from: number, to: number): number {
  const { min, average, max } = SIZES;
  const bits = Math.log2(average);
  const n = to - from;
  if (n <= min) return to;
  let h = 0;
  for (let i = min; i < Math.min(n, max); i++) {
    h = ((h << 1) + table[bytes[from + i]!]!) >>> 0;
    const zeros = i < average ? bits + 2 : bits - 2;
    if (h < 2 ** (32 - zeros)) return from + i + 1;
  }
  return from + Math.min(n, max);
}

function cutAll(cutter: Cutter, bytes: Uint8Array): number[] {
  const ends: number[] = [];
  for (let from = 0; from < bytes.length; ) {
    from = cutter.end(bytes, from, bytes.length);
    ends.push(from);
  }
  return ends;
}

function chunksOf(cutter: Cutter, bytes: Uint8Array): string[] {
  const ends = cutAll(cutter, bytes);
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end).join());
}
