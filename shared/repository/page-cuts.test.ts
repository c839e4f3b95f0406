import { expect, test } from 'vitest';
import { asId, type BlobId } from '../model/ids.ts';
import { makeChildCell } from './page.ts';
import { hashKey, PageCutter } from './page-cuts.ts';
import { bytesOf } from './testing.ts';

// Computed by a program in another language, from docs/repository-format.md.
test.each([
  ['', 0, 0xab3e7c0b],
  ['a', 0, 0x1a80b1b3],
  ['a', 1, 0x74539d0b],
  ['AAkALg=', 3, 0xbdfde998],
])('the hash of %j on level %i is what the format says', (key, level, expected) => {
  expect(hashKey(bytesOf(key), level)).toBe(expected);
});

test('no page ends before a kibibyte or goes on after sixteen', () => {
  const cutter = new PageCutter(1);
  let size = 0;
  for (let number = 0; number < 5_000; number++) {
    const cell = makeChildCell(`key-${number}`, asId<BlobId>('ab'.repeat(32)), 1, 0);
    size += cell.bytes.byteLength;
    if (cutter.isLast(cell)) {
      expect(size).toBeGreaterThanOrEqual(1_024);
      size = 0;
    }
    expect(size).toBeLessThan(16_384);
  }
});
