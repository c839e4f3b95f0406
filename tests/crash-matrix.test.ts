import { describe, expect, test } from 'vitest';
import { type CrashState, crashStates } from '../shared/backend/crash-states.ts';
import { expectGoesOn } from './crash/expect-goes-on.ts';
import { LARGE, recordStages, SMALL, type Stage } from './crash/stages.ts';

/**
 * Runs of the whole engine, crashed at every write in every way a place may lose or tear what was
 * written. `npm run test:crash -- --matrix` has more mail and leaves no state out.
 */
const IS_LONG = process.env.HOLDFAST_MATRIX === 'long';
const SIZE = IS_LONG ? LARGE : SMALL;
/** In a place without a flush there are thousands of states: the short version takes every n-th. */
const EVERY = IS_LONG ? 1 : 12;
const LONGEST_MS = 3_600_000;

const DURABLE = { unsynced: new Set<string>(), window: 0 };
const WINDOW = 5;

describe.each(await recordStages(SIZE, 'indexeddb'))('$name', (stage) => {
  test(
    'goes on from every state that a kill may leave',
    async () => {
      await expectAllGoOn(stage, [...crashStates(stage.steps, DURABLE)]);
    },
    LONGEST_MS,
  );

  if (stage.name !== 'a copy to another place') return;
  test(
    'goes on where that place has lost, torn or mixed up its last writes',
    async () => {
      const model = { unsynced: new Set(['mirror']), window: WINDOW };
      await expectAllGoOn(stage, everyNth([...crashStates(stage.steps, model)]));
    },
    LONGEST_MS,
  );
});

describe.each(
  (await recordStages(SIZE, 'folder')).filter(({ name }) => !/another place/.test(name)),
)('$name, in a folder', (stage) => {
  test(
    'goes on when the last writes were lost, torn or mixed up',
    async () => {
      const model = { unsynced: new Set(['backend']), window: WINDOW };
      await expectAllGoOn(stage, everyNth([...crashStates(stage.steps, model)]));
    },
    LONGEST_MS,
  );
});

async function expectAllGoOn(stage: Stage, states: readonly CrashState[]): Promise<void> {
  expect(states.length).toBeGreaterThan(10);
  const failed: string[] = [];
  for (const state of states) {
    try {
      await expectGoesOn(stage, state);
    } catch (error) {
      failed.push(`${state.label}: ${error instanceof Error ? error.message : error}`);
    }
  }
  console.info(`${stage.name}: ${states.length} states`);
  expect(failed).toEqual([]);
}

function everyNth(states: readonly CrashState[]): readonly CrashState[] {
  return states.filter((_, at) => at % EVERY === 0);
}
