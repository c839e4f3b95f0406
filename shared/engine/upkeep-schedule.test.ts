import { expect, test } from 'vitest';
import { MemoryRecords } from '../backend/records.ts';
import { VirtualClock } from '../lib/virtual-clock.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import type { Engine } from './engine.ts';
import { backUp, Simulated } from './simulated.contract.ts';
import { UpkeepSchedule, type UpkeepScheduleParts } from './upkeep-schedule.ts';

const HOUR_MS = 60 * 60 * 1000;
const ONLY_THE_NEWEST = {
  withinDays: 0,
  last: 1,
  hourly: 0,
  daily: 0,
  weekly: 0,
  monthly: 0,
  yearly: 0,
  goneDays: 0,
};

async function upkeepWhere(engine: Engine, is: (upkeep: EngineStatus['upkeep']) => boolean) {
  for await (const { upkeep } of engine.watchStatus()) if (is(upkeep)) return upkeep;
  throw new Error('the engine stopped telling');
}

const now = (engine: Engine) => upkeepWhere(engine, () => true);

test('after a complete copy a sample is checked and older copies are thinned out, once a day', async () => {
  const simulated = new Simulated({ keepsUpByItself: true });
  const engine = await simulated.open();
  await engine.writeRetention(ONLY_THE_NEWEST);
  simulated.deliver({ subject: 'First' });
  await backUp(engine);
  const first = await upkeepWhere(engine, ({ lastPrune }) => lastPrune !== null);
  expect(first.lastCheck).toMatchObject({ level: 'sample', verdict: 'sound' });

  simulated.clock.advance(HOUR_MS);
  simulated.deliver({ subject: 'Second' });
  await backUp(engine);
  expect(await engine.listSnapshots()).not.toHaveLength(1);
  expect(await now(engine)).toMatchObject({ lastPrune: first.lastPrune });

  simulated.clock.advance(24 * HOUR_MS);
  simulated.deliver({ subject: 'Third' });
  await backUp(engine);
  await upkeepWhere(engine, ({ lastPrune }) => lastPrune?.at !== first.lastPrune?.at);
  expect(await engine.listSnapshots()).toHaveLength(1);
  expect(await simulated.kept()).toHaveProperty('size', 3);
  await engine.close();
  expect(simulated.reports).toEqual([]);
});

test('nothing is looked after where it was not asked for', async () => {
  const simulated = new Simulated();
  const engine = await simulated.open();
  simulated.deliver({ subject: 'First' });
  await backUp(engine);
  await engine.close();
  expect(await simulated.records.read('upkeep-schedule')).toBeUndefined();
});

interface Made {
  verdict?: 'sound' | 'damaged';
  level?: 'quick' | 'sample';
  isHeld?: boolean;
  endedBy?: 'stopped' | null;
  trouble?: 'older' | null;
  lock?: 'open' | 'locked';
}

/** A schedule over upkeep that only says what it was asked for. */
function scheduled({
  verdict = 'sound',
  level = 'sample',
  isHeld = false,
  endedBy = null,
  ...storage
}: Made = {}) {
  const asked: string[] = [];
  const clock = new VirtualClock();
  const lastCheck = { verdict, level } as EngineStatus['upkeep']['lastCheck'];
  const upkeep = {
    status: async () => ({ lastCheck, lastPrune: null }),
    startCheck: async (...what: unknown[]) => asked.push(what.join(' ')),
    startPrune: async () => asked.push('thin out'),
    get: () => ({ observed: { async *watch() {} }, progress: { endedBy } }),
  } as unknown as UpkeepScheduleParts['upkeep'];
  const schedule = new UpkeepSchedule({
    engine: { records: new MemoryRecords(), clock, report: (what) => asked.push(what) },
    storage: { trouble: null, lock: 'open', ...storage },
    upkeep,
    isHeld: () => isHeld,
    updateMirror: async () => void asked.push('mirror'),
    signal: new AbortController().signal,
  });
  return { asked, clock, schedule };
}

test('the second copy is brought up to date before and after', async () => {
  const { asked, schedule } = scheduled();
  await schedule.afterRun();
  expect(asked).toEqual(['mirror', 'sample 3', 'thin out', 'mirror']);
});

test('nothing is thinned out while it is held or damaged', async () => {
  const held = scheduled({ isHeld: true });
  await held.schedule.afterRun();
  expect(held.asked).toEqual(['mirror', 'sample 3']);
  const damaged = scheduled({ verdict: 'damaged' });
  await damaged.schedule.afterRun();
  expect(damaged.asked).toEqual(['mirror', 'sample 3']);
});

test('after a check that was broken off nothing is thinned out', async () => {
  const { asked, schedule } = scheduled({ endedBy: 'stopped' });
  await schedule.afterRun();
  expect(asked).toEqual(['mirror', 'sample 3']);
});

test('a copy in trouble or locked is left alone', async () => {
  for (const made of [{ trouble: 'older' }, { lock: 'locked' }] as const) {
    const { asked, schedule } = scheduled(made);
    await schedule.afterRun();
    expect(asked).toEqual(['mirror']);
  }
});

test('damage a person’s check has found is looked for again after each copy until a sample tells', async () => {
  const { asked, schedule } = scheduled({ verdict: 'damaged', level: 'quick' });
  await schedule.afterRun();
  await schedule.afterRun();
  expect(asked.filter((what) => what === 'sample 3')).toHaveLength(2);
});
