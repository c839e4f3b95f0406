import { beforeAll, describe, expect, test } from 'vitest';
import { areEqual } from '../lib/bytes.ts';
import { prepareHash } from '../lib/hash.ts';
import { prepareCompression } from './compress.ts';
import { checkIndex, encodeIndex } from './index-file.ts';
import { decodeJournal, encodeJournal } from './journal-file.ts';
import { bodyMessage } from './message.ts';
import type { Sealer } from './sealer.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot-file.ts';
import { bytesOf, draft, gcmSealer, tagSealer, text } from './testing.ts';
import { decodeWholeFile, encodeWholeFile } from './whole-file.ts';

const SEALERS: readonly Sealer[] = [tagSealer(7), await gcmSealer(7)];
const [TAGS] = SEALERS as [Sealer];
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

describe.each(SEALERS)('version $version', (sealer) => {
  test('a body comes back, small or large', async () => {
    for (const length of [0, 10, 10_000, 9 * 1024 * 1024]) {
      const plain = new Uint8Array(length).fill(65);
      const file = await encodeWholeFile(sealer, 'index', plain);

      expect(areEqual(await decodeWholeFile(sealer, 'index', file), plain)).toBe(true);
    }
  });

  test('any byte changed, missing or added is noticed', async () => {
    const file = await encodeWholeFile(sealer, 'journal', bytesOf('{"did":"this"}'));
    for (let at = 0; at < file.byteLength; at++) {
      const changed = file.slice();
      changed[at]! ^= 4;
      await expect(decodeWholeFile(sealer, 'journal', changed), `byte ${at}`).rejects.toThrow();
      await expect(decodeWholeFile(sealer, 'journal', file.slice(0, at))).rejects.toThrow();
    }
    const longer = new Uint8Array(file.byteLength + 1);
    longer.set(file);
    await expect(decodeWholeFile(sealer, 'journal', longer)).rejects.toThrow('after the end');
  });

  test('a file is not taken for another kind, nor for one of another repository', async () => {
    const file = await encodeWholeFile(sealer, 'journal', bytesOf('x'));
    const other = sealer.version === 1 ? tagSealer(8) : await gcmSealer(8);

    await expect(decodeWholeFile(sealer, 'snapshot', file)).rejects.toThrow('kind of file');
    await expect(decodeWholeFile(other, 'journal', file)).rejects.toThrow(/tag|another key/);
  });

  test('a snapshot is read back with its origin', async () => {
    const record = { ...draft(), sequence: 9, parent: null };

    const file = await encodeSnapshot(sealer, record, ORIGIN);

    expect(await decodeSnapshot(sealer, 'ab'.repeat(32), file)).toEqual({
      record: { id: 'ab'.repeat(32), ...record },
      origin: ORIGIN,
    });
  });

  test('members that are not known yet do not disturb', async () => {
    const record = { ...draft(), sequence: 9, parent: null, pinned: true };

    const read = await decodeSnapshot(sealer, 'a', await encodeSnapshot(sealer, record, ORIGIN));

    expect(read.record).not.toHaveProperty('pinned');
  });

  test('a body of another shape is refused', async () => {
    const later = bytesOf('{"body":{},"part":1,"run":"r","version":3,"writtenAt":""}');
    const snapshot = await encodeWholeFile(sealer, 'snapshot', bytesOf('{"version":1}'));
    const journal = await encodeWholeFile(sealer, 'journal', bytesOf('[]'));
    const other = await encodeWholeFile(sealer, 'journal', later);
    const index = await encodeWholeFile(sealer, 'index', new Uint8Array(8).fill(255));
    const decoded = await decodeWholeFile(sealer, 'index', index);

    await expect(decodeSnapshot(sealer, '', snapshot)).rejects.toThrow();
    await expect(decodeJournal(sealer, '', journal)).rejects.toThrow();
    await expect(decodeJournal(sealer, '', other)).rejects.toThrow('another version');
    expect(() => checkIndex(decoded)).toThrow('count');
  });

  test('journal lines are read back as they were', async () => {
    const line = { run: 'r', part: 2, writtenAt: '2026-01-01T00:00:00.000Z', body: { a: [1] } };

    const read = await decodeJournal(sealer, 'id', await encodeJournal(sealer, line));

    expect(read).toEqual({ id: 'id', ...line });
  });
});

test('an empty index is read back as it was', () => {
  expect(checkIndex(encodeIndex([]))).toEqual({ replaces: [], packs: [] });
});

test('an encrypted file and one of a later version are told from a damaged one', async () => {
  const file = await encodeWholeFile(TAGS, 'journal', bytesOf('x'));
  for (const [at, value] of [
    [8, 2],
    [10, 1],
    [12, 1],
    [40, 1],
  ] as const) {
    const later = file.slice();
    later[at] = value;
    await expect(decodeWholeFile(TAGS, 'journal', later)).rejects.toMatchObject({
      code: 'unsupported',
    });
  }
});

test('what is sealed under one key opens under no other, and shows nothing of itself', async () => {
  const [sealer, other] = [await gcmSealer(7, 1), await gcmSealer(7, 2)];
  const secret = bytesOf('nobody else is to read this');

  const file = await encodeWholeFile(sealer, 'journal', secret);

  const latin = new TextDecoder('latin1');
  expect(latin.decode(file)).not.toContain('nobody');
  await expect(decodeWholeFile(other, 'journal', file)).rejects.toMatchObject({
    code: 'unsupported',
  });
  expect(text(await decodeWholeFile(sealer, 'journal', file))).toBe(text(secret));
});

test('no message is sealed twice under one salt', async () => {
  const seal = await (await gcmSealer(7)).begin('journal');
  await seal.seal(bodyMessage(0, 1), bytesOf('a'));

  await expect(seal.seal(bodyMessage(0, 1), bytesOf('b'))).rejects.toThrow('once only');
});
