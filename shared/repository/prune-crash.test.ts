import { describe, expect, test } from 'vitest';
import { FaultyBackend } from '../backend/faulty.ts';
import type { MemoryBackend } from '../backend/memory.ts';
import { Fault, isFault } from '../model/fault.ts';
import { GRACE_MS } from './prune.ts';
import {
  checked,
  copyItems,
  DAY_MS,
  expectReadable,
  itemsOf,
  namesIn,
  openedFor,
  type Promised,
  pruned,
  repaired,
  START,
  thinnedHistory,
} from './upkeep.contract.ts';

const LATER = START + 30 * DAY_MS;

const HISTORY = await thinnedHistory(LATER);

/** What must hold whenever it was stopped: all is readable, and everything goes on. */
async function expectGoesOn(
  disk: MemoryBackend,
  promised: Promised,
  graceMs: number,
  torn: string | null = null,
) {
  await expectReadable(disk, promised);
  const quick = await checked(disk, { level: 'quick' });
  // A file that is half there is damaged; nothing depends on it yet, and a repair takes it away.
  expect(quick).toMatchObject({ affected: [], receipts: 0 });
  expect(quick.files.filter(({ file }) => file !== torn)).toEqual([]);
  await repaired(disk, LATER);
  expect(await checked(disk, { level: 'quick' })).toMatchObject({ verdict: 'sound', damage: [] });
  const mine = new Map(promised);
  await copyItems(await openedFor(disk), [...itemsOf(3), 'new'], LATER + DAY_MS, mine);
  await expectReadable(disk, mine);
  await pruned(disk, LATER + 2 * DAY_MS, { graceMs });
  await pruned(disk, LATER + 2 * GRACE_MS, { graceMs });
  await expectReadable(disk, mine);
  expect((await openedFor(disk)).snapshots()).toHaveLength(1);
  expect(await namesIn(disk, 'marks/')).toEqual([]);
  expect(await checked(disk)).toMatchObject({ verdict: 'sound', damage: [], foreign: [] });
}

describe.each([
  { where: 'a place of its own', graceMs: 0 },
  { where: 'a folder', graceMs: GRACE_MS },
])('thinning out in $where', async ({ graceMs }) => {
  const recorder = new FaultyBackend(HISTORY.backend.copy());
  await pruned(recorder, LATER, { graceMs });
  const writes = recorder.log;

  test('forgets, packs anew, marks and removes', () => {
    const kinds = new Set(
      writes.map(({ operation, name }) => `${operation} ${name.split('/')[0]}`),
    );
    const expected = ['put gone', 'remove snapshots', 'put packs', 'put index', 'put marks'];
    expected.push('remove packs', 'remove index', 'remove marks');
    expect(kinds).toEqual(new Set(expected));
  });

  test('takes nothing away before a gone file says so, and no pack before a new index', () => {
    const first = (operation: string, folder: string) =>
      writes.findIndex((each) => each.operation === operation && each.name.startsWith(folder));
    const last = (operation: string, folder: string) =>
      writes.findLastIndex((each) => each.operation === operation && each.name.startsWith(folder));
    expect(first('put', 'gone/')).toBeLessThan(first('remove', 'snapshots/'));
    expect(last('remove', 'snapshots/')).toBeLessThan(first('put', 'marks/'));
    expect(last('put', 'packs/')).toBeLessThan(first('put', 'index/'));
    expect(first('put', 'index/')).toBeLessThan(first('put', 'marks/'));
    expect(last('put', 'index/')).toBeLessThan(last('put', 'gone/'));
    expect(last('put', 'gone/')).toBeLessThan(first('remove', 'packs/'));
    expect(last('remove', 'packs/')).toBeLessThan(first('remove', 'marks/'));
  });

  test('may be stopped at any write, however that is torn', async () => {
    for (const { number, bytes, operation } of writes) {
      const half = Math.floor(bytes.byteLength / 2);
      const tears =
        operation === 'put' ? (['none', 0, half, 'full'] as const) : (['none', 'full'] as const);
      for (const tear of tears) {
        const disk = HISTORY.backend.copy();
        const crashing = new FaultyBackend(disk, (write) =>
          write.number === number ? { kind: 'stop', tear } : undefined,
        );
        await expect(pruned(crashing, LATER, { graceMs })).rejects.toThrow('stopped');
        await expectGoesOn(
          disk,
          HISTORY.promised,
          graceMs,
          tear === half ? crashing.log.at(-1)!.name : null,
        );
      }
    }
  });

  test('may fail at any write', async () => {
    for (const { number } of writes) {
      const disk = HISTORY.backend.copy();
      const failing = new FaultyBackend(disk, (write) =>
        write.number === number
          ? { kind: 'fail', fault: new Fault('quota', 'planned') }
          : undefined,
      );
      await pruned(failing, LATER, { graceMs }).catch((error: unknown) => {
        if (!isFault(error, 'quota')) throw error;
      });
      await expectGoesOn(disk, HISTORY.promised, graceMs);
    }
  });
});
