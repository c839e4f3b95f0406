import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areEqual, joinBytes } from '../lib/bytes.ts';
import { createHmac } from '../lib/hash.ts';
import { GearCutter, makeGearTable } from './cut.ts';
import { StreamCutter } from './stream-cutter.ts';
import { noise } from './testing.ts';

const table = makeGearTable(await createHmac(new Uint8Array(32).fill(9)));
const cutter = new GearCutter(table, { min: 64, average: 256, max: 1024 });
const WHOLE_UP_TO = 500;

test('chunks are those of the whole, however it is sliced and however much was expected', () => {
  fc.assert(
    fc.property(
      fc.nat(20_000),
      fc.nat(),
      fc.integer({ min: 1, max: 3_000 }),
      fc.option(fc.nat(25_000), { nil: undefined }),
      (length, seed, slice, expected) => {
        const bytes = noise(length, seed);
        const chunks = new StreamCutter(cutter, WHOLE_UP_TO, expected);

        const certain: Uint8Array[] = [];
        for (let at = 0; at < length; at += slice) {
          certain.push(...chunks.take(bytes.subarray(at, at + slice)));
        }

        const whole = chunks.wholeIfUncut();
        expect(chunks.sizeBytes).toBe(length);
        if (certain.length === 0) expect(areEqual(whole ?? noise(0, 0), bytes)).toBe(true);
        else expect(whole).toBe(undefined);
        const all = [...certain, ...chunks.rest()];
        expect(areEqual(joinBytes(all), bytes)).toBe(true);
        expect(all.map((chunk) => chunk.byteLength)).toEqual(lengthsOf(bytes));
      },
    ),
    { numRuns: 100 },
  );
});

function lengthsOf(bytes: Uint8Array): number[] {
  const lengths: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = cutter.end(bytes, at, bytes.length);
    lengths.push(end - at);
    at = end;
  }
  return lengths;
}
