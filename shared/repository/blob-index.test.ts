import { expect, test } from 'vitest';
import { asId, type BlobId } from '../model/ids.ts';
import { BlobIndex } from './blob-index.ts';
import { encodeDirectory, type SegmentEntry } from './directory.ts';
import { HEAD_BYTES, TAG_BYTES } from './format.ts';

test('finds each of many blobs where it lies, and none that is not there', () => {
  const index = new BlobIndex();
  for (let pack = 0; pack < 20; pack++) {
    for (let number = 0; number < 100; number++)
      index.addSegment(pack, number, segment(pack, number));
  }

  expect(index.count).toBe(20 * 100 * 10);
  expect(index.find(idOf(13, 57, 4))).toEqual({
    pack: 13,
    segment: 13 * 100 + 57,
    numberInPack: 57,
    offset: 96 + 57,
    storedLength: 20,
    plainLength: 100,
    method: 1,
    segmentKind: 'body',
    innerOffset: 0 + 1 + 2 + 3,
    length: 4,
    kind: 'body',
  });
  for (let pack = 0; pack < 20; pack++) expect(index.has(idOf(pack, 99, 9))).toBe(true);
  expect(index.has(idOf(20, 0, 0))).toBe(false);
  expect(index.find(idOf(20, 0, 0))).toBeUndefined();
});

test('a blob that is known stays where it was', () => {
  const index = new BlobIndex();
  index.addSegment(0, 0, segment(1, 1));
  index.addSegment(5, 3, segment(1, 1));

  expect(index.count).toBe(10);
  expect(index.find(idOf(1, 1, 0))?.pack).toBe(0);
});

test('a blob that lies in several packs has all its places', () => {
  const index = new BlobIndex();
  for (const pack of [0, 4, 9]) index.addSegment(pack, 1, segment(1, 1));
  for (let number = 0; number < 200; number++) index.addSegment(10, number, segment(2, number));

  expect(index.places(idOf(1, 1, 3)).map(({ pack }) => pack)).toEqual([0, 4, 9]);
  expect(index.places(idOf(2, 7, 3)).map(({ pack }) => pack)).toEqual([10]);
  expect(index.places(idOf(7, 7, 7))).toEqual([]);
  expect(index.count).toBe(10 + 2_000);
});

test('a blob that lies only in marked packs can be read and does not count', () => {
  const index = new BlobIndex();
  index.addSegment(0, 0, segment(1, 1));
  index.addSegment(1, 0, segment(1, 2));
  index.mark([0]);

  expect(index.has(idOf(1, 1, 0))).toBe(false);
  expect(index.has(idOf(1, 2, 0))).toBe(true);
  expect(index.find(idOf(1, 1, 0))?.pack).toBe(0);

  index.addSegment(2, 0, segment(1, 1));
  expect(index.has(idOf(1, 1, 0))).toBe(true);
  expect(index.places(idOf(1, 1, 0)).map(({ pack }) => pack)).toEqual([2, 0]);
  expect(index.find(idOf(1, 1, 0))?.pack).toBe(2);
});

test('ids that begin alike are told apart', () => {
  const index = new BlobIndex();
  const ids = Array.from({ length: 50 }, (_, at) =>
    asId<BlobId>('ffffffff'.repeat(7) + at.toString(16).padStart(8, '0')),
  );
  const blobs = ids.map((id) => ({ id, length: 1, kind: 'body' as const }));
  index.addSegment(0, 0, { ...segment(0, 0), plainLength: 50, blobs });

  expect(ids.map((id) => index.find(id)?.innerOffset)).toEqual(ids.map((_, at) => at));
});

test('a directory as it stands is taken in as its segments are, one by one', () => {
  const segments: SegmentEntry[] = [];
  let offset = HEAD_BYTES;
  for (let number = 0; number < 300; number++) {
    const plainLength = 45 + number;
    const { blobs } = segment(3, number);
    // The last blob fills the rest.
    const filled = blobs.map((blob, at) => (at === 9 ? { ...blob, length: 9 + number } : blob));
    const kind = number % 2 === 0 ? 'list' : 'body';
    segments.push({ ...segment(3, number), offset, plainLength, kind, blobs: filled });
    offset += 20 + TAG_BYTES;
  }
  const [one, whole] = [new BlobIndex(), new BlobIndex()];
  for (const [number, entry] of segments.entries()) one.addSegment(7, number, entry);
  whole.addDirectory(7, encodeDirectory(segments), offset);

  expect(whole.count).toBe(3_000);
  for (let number = 0; number < 300; number++) {
    for (let at = 0; at < 10; at++) {
      expect(whole.places(idOf(3, number, at))).toEqual(one.places(idOf(3, number, at)));
    }
  }
  expect(() => whole.addDirectory(8, encodeDirectory(segments), offset + 1)).toThrow(RangeError);
});

function segment(pack: number, number: number): SegmentEntry {
  return {
    offset: 96 + number,
    storedLength: 20,
    plainLength: 100,
    method: 1,
    kind: 'body',
    blobs: Array.from({ length: 10 }, (_, at) => ({
      id: idOf(pack, number, at),
      length: at,
      kind: 'body' as const,
    })),
  };
}

/** Not a hash, but spread like one. */
function idOf(pack: number, number: number, at: number): BlobId {
  const value = Math.imul(pack * 1_000 + number * 10 + at + 1, 0x9e3779b1) >>> 0;
  return asId<BlobId>(value.toString(16).padStart(8, '0').repeat(8));
}
