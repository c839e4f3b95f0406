import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Backend, ByteRange, FileInfo } from '../backend/backend.ts';
import type { MemoryBackend } from '../backend/memory.ts';
import { isFault } from '../model/fault.ts';
import { GRACE_MS } from './prune.ts';
import {
  checked,
  copyItems,
  DAY_MS,
  expectReadable,
  ITEMS,
  openedFor,
  type Promised,
  pruned,
  START,
  thinnedHistory,
} from './upkeep.contract.ts';

const LATER = START + 30 * DAY_MS;
const HISTORY = await thinnedHistory(LATER);
/** As they were in copies that are forgotten, so that the packs which are about to go have them. */
const AS_BEFORE = ITEMS;

/** Asks before each step whether it may be done. */
class SteppedBackend implements Backend {
  readonly #inner: Backend;
  readonly #turn: (step: string) => Promise<void>;

  constructor(inner: Backend, turn: (step: string) => Promise<void>) {
    this.#inner = inner;
    this.#turn = turn;
  }

  async get(name: string, range?: ByteRange) {
    await this.#turn(`get ${name}`);
    return this.#inner.get(name, range);
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>) {
    await this.#turn(`put ${name}`);
    return this.#inner.put(name, bytes);
  }

  async remove(name: string) {
    await this.#turn(`remove ${name}`);
    return this.#inner.remove(name);
  }

  async *list(prefix: string): AsyncIterable<FileInfo> {
    await this.#turn(`list ${prefix}`);
    yield* this.#inner.list(prefix);
  }
}

/** Copies as an engine does: what another program changed is read anew, and then it is done again. */
async function keepCopying(
  backend: Backend,
  promised: Promised,
  plans: readonly (readonly string[])[],
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

async function expectKept(disk: MemoryBackend, promised: Promised): Promise<void> {
  await expectReadable(disk, promised);
  await pruned(disk, LATER + 9 * GRACE_MS);
  await expectReadable(disk, promised);
  expect(await checked(disk)).toMatchObject({ verdict: 'sound' });
}

/** What each of `steps` is, when `work` is left alone. */
async function stepsOf(work: (backend: Backend) => Promise<void>): Promise<string[]> {
  const steps: string[] = [];
  const stepped = new SteppedBackend(HISTORY.backend.copy(), async (step) => {
    steps.push(step);
  });
  await work(stepped);
  return steps;
}

/** Does `other` as a whole just before the step of `work` with that number. */
function interrupting(disk: MemoryBackend, number: number, other: () => Promise<void>): Backend {
  let at = 0;
  return new SteppedBackend(disk, async () => {
    at += 1;
    if (at - 1 === number) await other();
  });
}

describe('no snapshot ever loses anything', () => {
  test('when a whole copy comes between any two steps of a pruner', async () => {
    const steps = await stepsOf((backend) => pruned(backend, LATER).then(() => {}));
    for (const number of steps.keys()) {
      const disk = HISTORY.backend.copy();
      const promised: Promised = new Map(HISTORY.promised);
      const copy = () => keepCopying(disk, promised, [AS_BEFORE], LATER);
      await keepPruning(interrupting(disk, number, copy), LATER);
      await expectKept(disk, promised);
    }
  });

  test('when a whole pruning comes between any two steps of a copy', async () => {
    const steps = await stepsOf((backend) => keepCopying(backend, new Map(), [AS_BEFORE], LATER));
    for (const number of steps.keys()) {
      const disk = HISTORY.backend.copy();
      const promised: Promised = new Map(HISTORY.promised);
      const prune = () => keepPruning(disk, LATER);
      await keepCopying(interrupting(disk, number, prune), promised, [AS_BEFORE], LATER);
      await expectKept(disk, promised);
    }
  });

  test('when a copy that has looked for others commits at any step of a pruner', async () => {
    const steps = await stepsOf((backend) => pruned(backend, LATER).then(() => {}));
    for (const number of steps.keys()) {
      const disk = HISTORY.backend.copy();
      const promised: Promised = new Map(HISTORY.promised);
      const commits = gate();
      const waiting = gate();
      const writer = new SteppedBackend(disk, async (step) => {
        if (!step.startsWith('put snapshots/')) return;
        waiting.open();
        await commits.opened;
      });
      const copying = keepCopying(writer, promised, [AS_BEFORE], LATER);
      await waiting.opened;
      const commit = async () => {
        commits.open();
        await copying;
      };
      await keepPruning(interrupting(disk, number, commit), LATER);
      commits.open();
      await copying;
      await expectKept(disk, promised);
    }
  });

  test('when a writer and a pruner go on step by step in any order', async () => {
    const item = fc.constantFrom(...ITEMS, 'item0=again', 'item9=again');
    const plans = fc.array(fc.array(item, { minLength: 1 }), { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), plans, async (scheduler, items) => {
        const disk = HISTORY.backend.copy();
        const promised: Promised = new Map(HISTORY.promised);
        const unique = items.map((plan) => [
          ...new Map(plan.map((each) => [each.split('=')[0], each])).values(),
        ]);
        const stepped = (who: string) =>
          new SteppedBackend(disk, (step) =>
            scheduler.schedule(Promise.resolve(), `${who} ${step}`),
          );
        // A step of a copy takes minutes at most, the time of grace a week: so in each round all
        // that was begun before the mark is over when its packs go.
        for (let round = 0; round < 3; round++) {
          const now = LATER + round * GRACE_MS;
          await scheduler.waitFor(
            Promise.all([
              keepCopying(stepped('writer'), promised, unique, now),
              keepPruning(stepped('pruner'), now),
            ]),
          );
          await expectReadable(disk, promised);
        }
        await expectKept(disk, promised);
      }),
      { numRuns: 30 },
    );
  });
});

function gate(): { open(): void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}
