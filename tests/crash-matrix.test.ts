import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CrashState,
  crashStates,
  type Fate,
  stateAt,
} from '../shared/backend/crash-states.ts';
import { expectGoesOn } from './crash/expect-goes-on.ts';
import { expectEnduresFullDisk } from './crash/full-disk.ts';
import { LARGE, recordStages, SMALL, type Stage } from './crash/stages.ts';

/**
 * Runs of the whole engine, crashed at every write in every way a place may lose or tear what was
 * written. `npm run test:crash -- --matrix` has more mail and leaves no state out.
 */
const IS_LONG = process.env.HOLDFAST_MATRIX === 'long';
/** Where time is short the long one, too, takes every n-th state: `--matrix --every N`. */
const EVERY_LONG = Number(process.env.HOLDFAST_MATRIX_EVERY ?? 1);
const SIZE = IS_LONG ? LARGE : SMALL;
/** In a place without a flush there are thousands of states: the short version takes every n-th. */
const EVERY = IS_LONG ? EVERY_LONG : 25;
/** The short version has each write torn in one way, and the next one in another. */
const EVERY_KILL = IS_LONG ? EVERY_LONG : 2;
const LONGEST_MS = 3_600_000;

const DURABLE = { unsynced: new Set<string>(), window: 0 };
const WINDOW = 5;
const MIRRORED = 'a copy to another place';

const STAGES = await recordStages(SIZE, 'indexeddb');
const IN_FOLDER = await recordStages(SIZE, 'folder');

describe.each(STAGES)('$name', (stage) => {
  test(
    'goes on from every state that a kill may leave',
    async () => {
      await expectAllGoOn(stage, everyNth(EVERY_KILL, crashStates(stage.steps, DURABLE)));
    },
    LONGEST_MS,
  );

  test(
    'endures a disk that is full from any write on, and goes on when there is room',
    async () => {
      let fullFrom = 0;
      while (await expectEnduresFullDisk(stage, fullFrom)) fullFrom += 1;
      expect(fullFrom).toBeGreaterThan(3);
    },
    LONGEST_MS,
  );
});

test(
  'a mirror becomes whole again where its place has lost, torn or mixed up its last writes',
  async () => {
    const stage = STAGES.find(({ name }) => name === MIRRORED)!;
    const model = { unsynced: new Set(['mirror']), window: WINDOW };
    await expectAllGoOn(stage, everyNth(EVERY, crashStates(stage.steps, model)));
  },
  LONGEST_MS,
);

test.each(IN_FOLDER.filter(({ name }) => name !== MIRRORED))(
  '$name in a folder loses nothing older than its last writes, whatever becomes of those',
  async (stage) => {
    const model = { unsynced: new Set(['backend']), window: WINDOW, isExhaustive: IS_LONG };
    await expectAllGoOn(stage, everyNth(EVERY, crashStates(stage.steps, model)));
  },
  LONGEST_MS,
);

test(
  'any run goes on from any mixture of fates of its last writes',
  async () => {
    const stages = [...STAGES, ...IN_FOLDER];
    const fates = fc.array(fc.constantFrom<Fate>('full', 'lost', 'empty', 'half'), {
      minLength: 2 * WINDOW,
      maxLength: 2 * WINDOW,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(stages.length - 1),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fates,
        async (which, share, given) => {
          const stage = stages[which]!;
          await expectGoesOn(stage, anyState(stage, Math.floor(share * stage.steps.length), given));
        },
      ),
      { numRuns: IS_LONG ? Math.ceil(500 / EVERY_LONG) : 25 },
    );
  },
  LONGEST_MS,
);

/** Only what its place may do to it befalls a write: what a durable one said is done stays. */
function anyState(stage: Stage, at: number, fates: readonly Fate[]): CrashState {
  const { before, steps } = stage;
  const moment = steps[at]?.begun ?? Number.MAX_SAFE_INTEGER;
  const unsynced = before.place === 'folder' ? ['backend', 'mirror'] : ['mirror'];
  const open = steps.filter(({ begun, ended, place }) => {
    return begun <= moment && (ended > moment || unsynced.includes(place));
  });
  const last = open.slice(-fates.length);
  return stateAt(steps, moment, `${stage.name} at ${at}`, (step) => {
    return fates[last.indexOf(step)] ?? 'full';
  });
}

async function expectAllGoOn(stage: Stage, states: readonly CrashState[]): Promise<void> {
  const failed: string[] = [];
  for (const state of states) {
    try {
      await expectGoesOn(stage, state);
    } catch (error) {
      failed.push(`${state.label}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (IS_LONG) console.info(`${stage.name}: ${states.length} states, ${failed.length} failed`);
  expect(failed).toEqual([]);
}

function everyNth(every: number, states: Iterable<CrashState>): readonly CrashState[] {
  return [...states].filter((_, at) => at % every === 0);
}
