import { expect, test } from 'vitest';
import { SegmentCache } from './segment-cache.ts';

test('keeps what was used last and lets go of the rest', () => {
  const cache = new SegmentCache();
  for (let segment = 0; segment < 200; segment++) {
    cache.set(segment, new Uint8Array(65_536));
    cache.get(0);
  }

  expect(cache.get(0)).toBeDefined();
  expect(cache.get(199)).toBeDefined();
  expect(cache.get(1)).toBeUndefined();
});

test('does not keep large ones', () => {
  const cache = new SegmentCache();
  cache.set(1, new Uint8Array(1_000_000));

  expect(cache.get(1)).toBeUndefined();
});
