import { expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import { asId, type SnapshotId } from '../model/ids.ts';
import { pinSnapshot, readPins } from './pins.ts';
import { Repository } from './repository.ts';
import { environment } from './testing.ts';

const ONE = asId<SnapshotId>('1'.repeat(64));
const TWO = asId<SnapshotId>('2'.repeat(64));

test('a pin is found again, and taken off again', async () => {
  const backend = new MemoryBackend();
  const repository = await Repository.create(backend, environment());
  await pinSnapshot(repository, ONE, true);
  await pinSnapshot(repository, TWO, true);
  await pinSnapshot(repository, TWO, false);
  const again = (await Repository.open(backend, environment()))!;
  expect(await readPins(again)).toEqual(new Set([ONE]));
  await pinSnapshot(again, TWO, true);
  expect(await readPins(again)).toEqual(new Set([ONE, TWO]));
});

test('saying it twice writes once', async () => {
  const repository = await Repository.create(new MemoryBackend(), environment());
  await pinSnapshot(repository, ONE, true);
  await pinSnapshot(repository, ONE, true);
  await pinSnapshot(repository, TWO, false);
  let lines = 0;
  for await (const _ of repository.journal()) lines += 1;
  expect(lines).toBe(1);
});

test('of a pin and its end written at once the pin counts', async () => {
  const repository = await Repository.create(new MemoryBackend(), environment());
  for (const isPinned of [true, false]) {
    const body = { kind: 'pin', snapshot: ONE, isPinned };
    await repository.appendJournal({ run: `pin ${ONE}`, part: 0, body });
  }
  expect(await readPins(repository)).toEqual(new Set([ONE]));
});
