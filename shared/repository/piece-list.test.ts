import { describe, expect, test } from 'vitest';
import { asId, type BlobId } from '../model/ids.ts';
import { decodePieceList, encodePieceList } from './piece-list.ts';

const pieces = [
  { id: asId<BlobId>('ab'.repeat(32)), length: 4_194_304 },
  { id: asId<BlobId>('cd'.repeat(32)), length: 5 },
];

describe.each([1, 2] as const)('version %i', (version) => {
  test('a list of pieces is read back as it was', () => {
    const list = encodePieceList(version, pieces);

    expect(decodePieceList(version, list)).toEqual({ totalBytes: 4_194_309, pieces });
  });

  test('a list that does not add up, or is of another version, is refused', () => {
    const list = encodePieceList(version, pieces);
    const changed = (at: number, value: number) => {
      const bytes = list.slice();
      bytes[at] = value;
      return () => decodePieceList(version, bytes);
    };

    expect(changed(0, 3 - version)).toThrow('version');
    expect(changed(1, 1)).toThrow('reserved');
    expect(changed(4, 0)).toThrow('add up');
    expect(changed(version === 1 ? 8 : 10, 1)).toThrow('too large');
    expect(changed(12, 3)).toThrow('count');
    const none = encodePieceList(version, []);
    const empty = encodePieceList(version, [{ ...pieces[0]!, length: 0 }]);
    expect(() => decodePieceList(version, list.slice(0, -1))).toThrow('count');
    expect(() => decodePieceList(version, none)).toThrow('count');
    expect(() => decodePieceList(version, empty)).toThrow('empty');
  });
});

test('a piece may be longer than a segment in version 2', () => {
  const large = [{ ...pieces[0]!, length: 2 ** 40 }];

  expect(decodePieceList(2, encodePieceList(2, large)).pieces).toEqual(large);
});
