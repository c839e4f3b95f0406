import { expect, test } from 'vitest';
import type { EngineStatus } from '../rpc/protocol.ts';
import type { Engine } from './engine.ts';
import { backUp, Simulated } from './simulated.contract.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

async function alarmOf(engine: Engine): Promise<EngineStatus['lossAlarm']> {
  for await (const { lossAlarm } of engine.watchStatus()) return lossAlarm;
  throw new Error('an engine has a status');
}

async function thinOut(engine: Engine, despiteLosses = false) {
  const id = await engine.startPrune({ isDryRun: false, removeDamaged: false, despiteLosses });
  let endedBy: unknown;
  for await (const progress of engine.watchUpkeep(id)) endedBy = progress.endedBy;
  return endedBy;
}

/** A mailbox that is copied, and loses some of its messages at once before each further copy. */
async function copied() {
  const simulated = new Simulated();
  const ids = Array.from({ length: 200 }, (_, at) =>
    simulated.deliver({ subject: `Letter ${at}` }, at % 2 === 0 ? 'inbox' : 'Clients'),
  );
  const engine = await simulated.open();
  await backUp(engine);
  const lose = async (by: Engine, count: number) => {
    for (const id of ids.splice(0, count)) simulated.simulator.control.delete(id, 'gone');
    simulated.clock.advance(HOUR_MS);
    await backUp(by);
  };
  return { simulated, engine, lose };
}

test('fifty things that go within a week are an alarm until the week is over', async () => {
  const { simulated, engine, lose } = await copied();
  await lose(engine, 49);
  expect(await thinOut(engine)).toBeNull();
  expect(await alarmOf(engine)).toBeNull();

  await lose(engine, 1);
  await expect.poll(() => alarmOf(engine)).toMatchObject({ count: 50, folders: 2 });

  simulated.clock.advance(8 * DAY_MS);
  await backUp(engine);
  await expect.poll(() => alarmOf(engine)).toBeNull();
  await engine.close();
});

test('while it stands, only who has read it thins out', async () => {
  const { engine, lose } = await copied();
  await lose(engine, 60);
  await expect.poll(() => alarmOf(engine)).toMatchObject({ count: 60 });

  expect(await thinOut(engine)).toBe('held');
  expect(await thinOut(engine, true)).toBeNull();
  expect(await alarmOf(engine)).toMatchObject({ count: 60 });
  await engine.close();
});

test('the word of a person ends it for what went until then, and for nothing later', async () => {
  const { simulated, engine, lose } = await copied();
  await lose(engine, 60);
  await expect.poll(() => alarmOf(engine)).toMatchObject({ count: 60 });
  await engine.acceptLosses((await alarmOf(engine))?.until ?? '');
  expect(await alarmOf(engine)).toBeNull();
  expect(await thinOut(engine)).toBeNull();
  await engine.close();

  const next = await simulated.open();
  await lose(next, 40);
  expect(await thinOut(next)).toBeNull();
  await lose(next, 40);
  await expect.poll(() => alarmOf(next)).toMatchObject({ count: 80 });
  expect(await thinOut(next)).toBe('held');
  await next.close();
});
