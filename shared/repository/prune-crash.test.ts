import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend, ByteRange, FileInfo } from '../backend/backend.ts';
import { FaultyBackend } from '../backend/faulty.ts';
import { MemoryBackend } from '../backend/memory.ts';
import { Fault, isFault } from '../model/fault.ts';
import { GRACE_MS } from './prune.ts';
import {
  checked,
  copyItems,
  DAY_MS,
  expectReadable,
  namesIn,
  openedFor,
  type Promised,
  pruned,
  repaired,
  START,
} from './upkeep.contract.ts';

const ITEMS = Array.from({ length: 20 }, (_, at) => `item${at}`);
const LATER = START + 30 * DAY_MS;

const HISTORY = await makeHistory();

/** Copies with changes, some of which were thinned out a week ago and are marked. */
async function makeHistory(): Promise<{ backend: MemoryBackend; promised: Promised }> {
  const backend = new MemoryBackend();
  const promised: Promised = new Map();
  const repository = await openedFor(backend, 4_000);
  for (let day = 0; day < 4; day++) await copyItems(repository, itemsOf(day), dayOf(day), promised);
  await pruned(backend, LATER - GRACE_MS);
  const again = await openedFor(backend, 4_000);
  for (let day = 4; day < 8; day++) await copyItems(again, itemsOf(day), dayOf(day), promised);
  return { backend, promised };
}

function itemsOf(day: number): string[] {
  return [...ITEMS.slice(day), ...ITEMS.slice(0, day).map((item) => `${item}=again`)];
}

function dayOf(day: number): number {
  return START + day * DAY_MS;
}

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
  }, 120_000);

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
  }, 120_000);
});

/** Each step of each user of a backend waits for its turn, which fast-check gives. */
class ScheduledBackend implements Backend {
  readonly #inner: Backend;
  readonly #scheduler: fc.Scheduler;
  readonly #who: string;

  constructor(inner: Backend, scheduler: fc.Scheduler, who: string) {
    this.#inner = inner;
    this.#scheduler = scheduler;
    this.#who = who;
  }

  async get(name: string, range?: ByteRange) {
    await this.#turn('get', name);
    return this.#inner.get(name, range);
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>) {
    await this.#turn('put', name);
    return this.#inner.put(name, bytes);
  }

  async remove(name: string) {
    await this.#turn('remove', name);
    return this.#inner.remove(name);
  }

  async *list(prefix: string): AsyncIterable<FileInfo> {
    await this.#turn('list', prefix);
    yield* this.#inner.list(prefix);
  }

  #turn(operation: string, name: string): Promise<void> {
    const label = `${this.#who} ${operation} ${name.slice(0, 16)}`;
    return this.#scheduler.schedule(Promise.resolve(), label);
  }
}

/** Copies as an engine does: what another program changed is read anew, and then again. */
async function keepCopying(
  backend: Backend,
  promised: Promised,
  plans: readonly string[][],
  at: number,
): Promise<void> {
  let repository = await openedFor(backend);
  for (const [number, items] of plans.entries()) {
    for (;;) {
      try {
        await copyItems(repository, items, at + number, promised);
        break;
      } catch (error) {
        if (!isFault(error, 'locked', 'corrupt')) throw error;
        repository = await openedFor(backend);
      }
    }
  }
}

async function keepPruning(backend: Backend, now: number): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    try {
      await pruned(backend, now);
      return;
    } catch (error) {
      // Whoever prunes looks again later.
      if (!isFault(error, 'locked', 'corrupt')) throw error;
    }
  }
}

test('a writer and a pruner, step by step in any order: no snapshot ever loses anything', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(
        fc.array(fc.constantFrom(...ITEMS, 'item0=again', 'item9=again'), { minLength: 1 }),
        {
          minLength: 1,
          maxLength: 2,
        },
      ),
      async (scheduler, plans) => {
        const disk = HISTORY.backend.copy();
        const promised: Promised = new Map(HISTORY.promised);
        const unique = plans.map((items) => [
          ...new Map(items.map((item) => [item.split('=')[0], item])).values(),
        ]);
        // A step of a copy takes minutes at most, the time of grace a week: so in each round all
        // that was begun before the mark is over when its packs go.
        for (let round = 0; round < 3; round++) {
          const now = LATER + round * GRACE_MS;
          const writer = new ScheduledBackend(disk, scheduler, 'writer');
          const pruner = new ScheduledBackend(disk, scheduler, 'pruner');
          const both = Promise.all([
            keepCopying(writer, promised, unique, now),
            keepPruning(pruner, now),
          ]);
          await scheduler.waitFor(both);
          await expectReadable(disk, promised);
        }
        await pruned(disk, LATER + 9 * GRACE_MS);
        await expectReadable(disk, promised);
        expect(await checked(disk)).toMatchObject({ verdict: 'sound' });
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);
