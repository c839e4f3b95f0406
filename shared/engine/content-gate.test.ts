import { expect, test } from 'vitest';
import { EVERYTHING } from '../model/choice.ts';
import type { JobId } from '../model/ids.ts';
import { connectionOf } from './browser-connection.ts';
import { createEngine, type Engine } from './engine.ts';
import type { Room } from './engine-parts.ts';
import {
  backUp,
  PAT,
  Simulated,
  type SimulatedOptions,
  until,
  untilEnded,
} from './simulated.contract.ts';

/** A connection that a test changes, as Chromium tells of one. */
class FakeConnection extends EventTarget {
  saveData = false;
  type = 'wifi';
  effectiveType = '4g';

  become(change: Partial<Pick<FakeConnection, 'saveData' | 'type' | 'effectiveType'>>): void {
    Object.assign(this, change);
    this.dispatchEvent(new Event('change'));
  }
}

async function opened(room: Partial<Room> = {}, options: SimulatedOptions = {}) {
  const simulated = new Simulated(options);
  const { control } = simulated.simulator.drive;
  for (let number = 0; number < 20; number += 1) control.put(`a/${number}.bin`, 'x'.repeat(1_000));
  const network = new FakeConnection();
  const connection = connectionOf({ connection: network });
  if (connection === undefined) throw new Error('there is one');
  const now: Room = { persisted: true, freeBytes: null, ...room };
  const engine = await createEngine({
    ...simulated.parts(),
    connection,
    readRoom: async () => now,
  });
  return { simulated, network, engine, room: now, downloads: () => simulated.asked(/download/) };
}

function untilWaiting(engine: Engine, id: JobId) {
  return until(engine, id, ({ state }) => state.kind === 'waiting');
}

test.each([{ type: 'cellular' }, { saveData: true }, { effectiveType: '2g' }])(
  'with a connection like %o lists are read and contents wait, and go on by themselves',
  async (change) => {
    const { engine, network, downloads } = await opened();
    network.become(change);
    const [id] = await engine.startBackup(PAT, ['drive']);

    expect(await untilWaiting(engine, id)).toMatchObject({
      state: { kind: 'waiting', for: 'metered', until: null },
    });
    expect(downloads()).toBe(0);
    await expect
      .poll(async () => {
        const folders = await engine.listContainers(PAT.id, 'drive');
        return folders.find(({ name }) => name === 'a')?.present;
      })
      .toBe(20);

    network.become({ type: 'wifi', saveData: false, effectiveType: '4g' });
    expect((await untilEnded(engine, id)).receipt).toMatchObject({ verdict: 'complete' });
    expect(downloads()).toBe(20);
    await engine.close();
  },
);

test('somebody may say that it goes on anyway, and then nobody is asked again', async () => {
  const { engine, network } = await opened();
  network.become({ type: 'cellular' });
  const [id] = await engine.startBackup(PAT, ['drive']);
  await untilWaiting(engine, id);

  await engine.nudgeJob(id);

  expect((await untilEnded(engine, id)).receipt).toMatchObject({ verdict: 'complete' });
  await engine.close();
});

test('who does not mind is not asked, and neither is mail', async () => {
  const { engine, network, simulated } = await opened();
  simulated.deliver({ subject: 'Hello' });
  network.become({ type: 'cellular' });
  expect(await backUp(engine, 'mail')).toMatchObject({ verdict: 'complete' });

  await engine.writeChoice(PAT.id, 'drive', { ...EVERYTHING, waitsOnMetered: false });
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
  await engine.close();
});

test('a connection that becomes metered stops what is coming', async () => {
  const { engine, network, simulated, downloads } = await opened();
  let asked = 0;
  simulated.onRequest = () => {
    asked += 1;
    if (asked === 12) network.become({ type: 'cellular' });
  };
  const [id] = await engine.startBackup(PAT, ['drive']);
  await untilWaiting(engine, id);
  expect(downloads()).toBeGreaterThan(0);
  expect(downloads()).toBeLessThan(20);

  network.become({ type: 'ethernet' });
  expect((await untilEnded(engine, id)).receipt).toMatchObject({ verdict: 'complete' });
  await engine.close();
});

test('nothing to fetch asks nobody', async () => {
  const { engine, network } = await opened();
  await backUp(engine, 'drive');
  network.become({ type: 'cellular' });
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete', requests: 2 });
  await engine.close();
});

test.each([
  { what: 'less room than is to come', freeBytes: 19_999 },
  { what: 'nine tenths in use', freeBytes: 99_999, totalBytes: 1_000_000 },
])(
  '$what: a person is asked before the first contents',
  async ({ freeBytes, totalBytes = null }) => {
    const { engine, downloads } = await opened({ freeBytes, totalBytes });
    const [id] = await engine.startBackup(PAT, ['drive']);

    expect(await untilWaiting(engine, id)).toMatchObject({ state: { for: 'room-ahead' } });
    expect(downloads()).toBe(0);

    await engine.nudgeJob(id);
    expect((await untilEnded(engine, id)).receipt).toMatchObject({ verdict: 'complete' });
    await engine.close();
  },
);

test('who said that it goes on is asked again when half of what was left is used', async () => {
  const { engine, room, simulated } = await opened({ freeBytes: 99_999, totalBytes: 1_000_000 });
  const [id] = await engine.startBackup(PAT, ['drive']);
  await untilWaiting(engine, id);
  await engine.nudgeJob(id);
  await untilEnded(engine, id);

  simulated.simulator.drive.control.put('new.txt', 'new');
  room.freeBytes = 60_000;
  expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });

  simulated.simulator.drive.control.put('newer.txt', 'new');
  room.freeBytes = 40_000;
  const [again] = await engine.startBackup(PAT, ['drive']);
  expect(await untilWaiting(engine, again)).toMatchObject({ state: { for: 'room-ahead' } });
  await engine.close();
});

test('where all fits, or the browser does not say, or nobody is there, nobody is asked', async () => {
  for (const [room, patience] of [
    [{ freeBytes: 20_000 }, 'until-told'],
    [{ freeBytes: null }, 'until-told'],
    [{ freeBytes: 5 }, 'brief'],
  ] as const) {
    const { engine } = await opened(room, { patience });
    expect(await backUp(engine, 'drive')).toMatchObject({ verdict: 'complete' });
    await engine.close();
  }
});
