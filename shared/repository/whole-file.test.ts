import { beforeAll, expect, test } from 'vitest';
import { areEqual } from '../lib/bytes.ts';
import { prepareHash } from '../lib/hash.ts';
import { prepareCompression } from './compress.ts';
import { decodeIndex, encodeIndex } from './index-file.ts';
import { decodeJournal, encodeJournal } from './journal-file.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.ts';
import { bytesOf, draft } from './testing.ts';
import { decodeWholeFile, encodeWholeFile } from './whole-file.ts';

const REPOSITORY = new Uint8Array(16).fill(7);
const ORIGIN = {
  repository: '07'.repeat(16),
  format: 'ab'.repeat(32),
  writer: 'cd'.repeat(16),
  writerSequence: 3,
  indexes: ['ef'.repeat(32)],
};

beforeAll(async () => {
  await Promise.all([prepareHash(), prepareCompression()]);
});

test('a body comes back, small or large', () => {
  for (const length of [0, 10, 10_000, 9 * 1024 * 1024]) {
    const plain = new Uint8Array(length).fill(65);
    const file = encodeWholeFile('index', REPOSITORY, plain);

    expect(areEqual(decodeWholeFile('index', REPOSITORY, file), plain)).toBe(true);
  }
});

test('any byte changed, missing or added is noticed', () => {
  const file = encodeWholeFile('journal', REPOSITORY, bytesOf('{"did":"this"}'));
  for (let at = 0; at < file.byteLength; at++) {
    const changed = file.slice();
    changed[at]! ^= 4;
    expect(() => decodeWholeFile('journal', REPOSITORY, changed), `byte ${at}`).toThrow();
    expect(() => decodeWholeFile('journal', REPOSITORY, file.slice(0, at))).toThrow();
  }
  const longer = new Uint8Array(file.byteLength + 1);
  longer.set(file);
  expect(() => decodeWholeFile('journal', REPOSITORY, longer)).toThrow('after the end');
});

test('a file is not taken for another kind, nor for one of another repository', () => {
  const file = encodeWholeFile('journal', REPOSITORY, bytesOf('x'));

  expect(() => decodeWholeFile('snapshot', REPOSITORY, file)).toThrow('kind of file');
  expect(() => decodeWholeFile('journal', new Uint8Array(16), file)).toThrow('tag');
});

test('an encrypted file and one of a later version are told from a damaged one', () => {
  const file = encodeWholeFile('journal', REPOSITORY, bytesOf('x'));
  for (const [at, value] of [
    [8, 2],
    [10, 1],
    [12, 1],
    [40, 1],
  ] as const) {
    const later = file.slice();
    later[at] = value;
    expect(() => decodeWholeFile('journal', REPOSITORY, later)).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  }
});

test('a snapshot is read back with its origin', () => {
  const record = { ...draft(), sequence: 9, parent: null };

  const read = decodeSnapshot(
    REPOSITORY,
    'ab'.repeat(32),
    encodeSnapshot(REPOSITORY, record, ORIGIN),
  );

  expect(read).toEqual({ record: { id: 'ab'.repeat(32), ...record }, origin: ORIGIN });
});

test('members that are not known yet do not disturb', () => {
  const record = { ...draft(), sequence: 9, parent: null, pinned: true };

  const read = decodeSnapshot(
    REPOSITORY,
    'ab'.repeat(32),
    encodeSnapshot(REPOSITORY, record, ORIGIN),
  );

  expect(read.record).not.toHaveProperty('pinned');
});

test('a body of another shape is refused', () => {
  const snapshot = encodeWholeFile('snapshot', REPOSITORY, bytesOf('{"version":1}'));
  const journal = encodeWholeFile('journal', REPOSITORY, bytesOf('[]'));
  const index = encodeWholeFile('index', REPOSITORY, new Uint8Array(8).fill(255));

  expect(() => decodeSnapshot(REPOSITORY, '', snapshot)).toThrow();
  expect(() => decodeJournal(REPOSITORY, '', journal)).toThrow();
  expect(() => decodeIndex(decodeWholeFile('index', REPOSITORY, index))).toThrow('count');
});

test('journal lines and indexes are read back as they were', () => {
  const line = { run: 'r', part: 2, writtenAt: '2026-01-01T00:00:00.000Z', body: { a: [1] } };

  const read = decodeJournal(REPOSITORY, 'id', encodeJournal(REPOSITORY, line));

  expect(read).toEqual({ id: 'id', ...line });
  expect(decodeIndex(encodeIndex([]))).toEqual({ replaces: [], packs: [] });
});
