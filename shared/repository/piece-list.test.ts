import { expect, test } from 'vitest';
import { asId, type BlobId } from '../model/ids.ts';
import { decodePieceList, encodePieceList } from './piece-list.ts';

const pieces = [
  { id: asId<BlobId>('ab'.repeat(32)), length: 4_194_304 },
  { id: asId<BlobId>('cd'.repeat(32)), length: 5 },
];

test('a list of pieces is read back as it was', () => {
  expect(decodePieceList(encodePieceList(pieces))).toEqual({ totalBytes: 4_194_309, pieces });
});

test('a list that does not add up, or is of another version, is refused', () => {
  const list = encodePieceList(pieces);
  const changed = (at: number, value: number) => {
    const bytes = list.slice();
    bytes[at] = value;
    return () => decodePieceList(bytes);
  };

  expect(changed(0, 2)).toThrow('version');
  expect(changed(1, 1)).toThrow('reserved');
  expect(changed(4, 0)).toThrow('add up');
  expect(changed(8, 1)).toThrow('too large');
  expect(changed(12, 3)).toThrow('count');
  expect(() => decodePieceList(list.slice(0, -1))).toThrow('count');
  expect(() => decodePieceList(encodePieceList([{ ...pieces[0]!, length: 0 }]))).toThrow('empty');
});
