import { describe, expect, test } from 'vitest';
import { MemoryBackend } from '../backend/memory.ts';
import type { CheckLevel, CheckResult } from '../model/check.ts';
import { sayAffected } from '../model/check-words.ts';
import type { JobId } from '../model/ids.ts';
import type { UpkeepProgress } from '../model/job.ts';
import type { PruneResult } from '../model/prune.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated } from './simulated.contract.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

async function opened(backend = new MemoryBackend()) {
  const simulated = new Simulated({ backend });
  const engine = await simulated.open();
  return { backend, simulated, engine };
}

async function lastOf(engine: Engine, id: JobId): Promise<UpkeepProgress> {
  let last: UpkeepProgress | undefined;
  for await (const progress of engine.watchUpkeep(id)) last = progress;
  return last!;
}

async function check(engine: Engine, level: CheckLevel = 'full'): Promise<CheckResult> {
  const last = await lastOf(engine, await engine.startCheck(level, 10));
  if (last.kind !== 'check' || last.result === null) throw new Error(`no result: ${last.endedBy}`);
  return last.result;
}

async function prune(
  engine: Engine,
  { isDryRun = false, removeDamaged = false, despiteLosses = false } = {},
): Promise<PruneResult> {
  const last = await lastOf(
    engine,
    await engine.startPrune({ isDryRun, removeDamaged, despiteLosses }),
  );
  if (last.kind !== 'prune' || last.result === null) throw new Error(`no result: ${last.endedBy}`);
  return last.result;
}

async function statusWhere(engine: Engine, is: (status: EngineStatus) => boolean) {
  for await (const status of engine.watchStatus()) if (is(status)) return status;
  throw new Error('the engine closed');
}

async function names(backend: MemoryBackend, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of backend.list(prefix)) found.push(name);
  return found.sort();
}

/** Turns bits over all through a file, but for its head and its end. */
async function wreck(backend: MemoryBackend, name: string): Promise<void> {
  const bytes = (await backend.get(name))!;
  for (let at = 96; at < bytes.byteLength - 100; at += 20) bytes[at]! ^= 0x10;
  backend.damage(name, bytes);
}

async function packs(backend: MemoryBackend, packClass: 'data' | 'state'): Promise<string[]> {
  const found: string[] = [];
  for (const name of await names(backend, 'packs/')) {
    const isState = ((await backend.get(name))![10]! & 2) !== 0;
    if (isState === (packClass === 'state')) found.push(name);
  }
  return found;
}

describe('what is damaged', () => {
  test.each(['data', 'state'] as const)(
    'in packs of %s is named by a check, healed by the next copy, and then all is sound',
    async (packClass) => {
      const { backend, simulated, engine } = await opened();
      // A message with attachments comes with other bytes each time it is asked for.
      const isPlain = packClass === 'state';
      const attachments = isPlain ? [] : [{ name: 'a', bytes: Uint8Array.of(1) }];
      simulated.deliver({ subject: 'Offer', attachments });
      simulated.deliver({ subject: 'Plain' });
      simulated.deliver({ subject: 'Site' }, 'Clients/Harbour');
      await backUp(engine);
      expect(await check(engine)).toMatchObject({ verdict: 'sound', items: 3 });
      for (const pack of await packs(backend, packClass)) await wreck(backend, pack);

      const found = await check(engine);

      expect(found.verdict).toBe('damaged');
      const isListed = packClass === 'data';
      expect(sayAffected(found.affected).split(', ').sort()).toEqual(
        isListed
          ? ['1 message in Clients / Harbour', '2 messages in Inbox']
          : ['up to 1 message in Clients / Harbour', 'up to 2 messages in Inbox'],
      );
      if (isListed) {
        const inbox = found.affected.find(({ path }) => path === 'Inbox')!;
        expect(inbox.items.map(({ label }) => label).sort()).toEqual(['Offer', 'Plain']);
      }
      const { upkeep } = await statusWhere(
        engine,
        (each) => each.upkeep.lastCheck?.verdict === 'damaged',
      );
      expect(upkeep.lastCheck).toMatchObject({ level: 'full', verdict: 'damaged' });

      const receipt = await backUp(engine);

      expect(receipt).toMatchObject({ verdict: 'complete', gaps: [] });
      expect(receipt.damaged).toBeUndefined();
      expect(await check(engine)).toMatchObject({ verdict: 'sound', damage: [], items: 3 });
      expect(simulated.reports).toEqual([]);
      await engine.close();
    },
  );

  test('and gone at Microsoft stays named: in checks, in the status, and in receipts', async () => {
    const { backend, simulated, engine } = await opened();
    simulated.deliver({ subject: 'Stays' });
    const id = simulated.deliver({ subject: 'Lost' });
    await backUp(engine);
    simulated.simulator.control.delete(id, 'gone');
    for (const pack of await packs(backend, 'data')) await wreck(backend, pack);
    await check(engine);

    for (let run = 0; run < 2; run++) {
      const receipt = await backUp(engine);
      expect(receipt).toMatchObject({ verdict: 'complete', gaps: [] });
      expect(receipt.damaged).toMatchObject([
        { path: 'Inbox', count: 1, items: [{ itemId: id, label: 'Lost', isNewest: false }] },
      ]);
    }
    const found = await check(engine, 'quick');
    expect(sayAffected(found.affected)).toBe('1 message in Inbox');
    const { upkeep } = await statusWhere(
      engine,
      (each) => each.upkeep.lastCheck?.level === 'quick',
    );
    expect(upkeep.lastCheck!.affected).toMatchObject([{ count: 1 }]);
    await engine.close();
  });

  test('as a list stays named for as long as an older copy has it', async () => {
    const { backend, simulated, engine } = await opened();
    simulated.deliver({ subject: 'Offer', attachments: [{ name: 'a', bytes: Uint8Array.of(1) }] });
    await backUp(engine);
    for (const pack of await packs(backend, 'state')) await wreck(backend, pack);
    await check(engine);
    expect(await backUp(engine)).toMatchObject({ verdict: 'complete', gaps: [] });

    const found = await check(engine);
    expect(found.affected).toMatchObject([{ path: 'Inbox', count: 0, unlisted: 1 }]);
    expect((await simulated.kept()).size).toBe(1);
    const nothing = {
      withinDays: 0,
      last: 1,
      hourly: 0,
      daily: 0,
      weekly: 0,
      monthly: 0,
      yearly: 0,
    };
    await engine.writeRetention({ ...nothing, goneDays: 0 });
    // What can't be read may have been the last of something: a person has to say that it may go.
    const id = await engine.startPrune({
      isDryRun: false,
      removeDamaged: false,
      despiteLosses: false,
    });
    expect(await lastOf(engine, id)).toMatchObject({ endedBy: 'corrupt', result: null });
    expect((await prune(engine, { removeDamaged: true })).forgotten).toHaveLength(1);
    expect(await check(engine)).toMatchObject({ verdict: 'sound', damage: [] });
    expect(await names(backend, 'marks/')).toEqual([]);
    await engine.close();
  });

  test('and can’t be fetched now is a gap until it can', async () => {
    const { backend, simulated, engine } = await opened();
    const id = simulated.deliver({ subject: 'Broken' });
    await backUp(engine);
    for (const pack of await packs(backend, 'data')) await wreck(backend, pack);
    await check(engine);
    const { mailbox, troubles } = simulated.simulator;
    troubles.breakItem(mailbox.message(id), 'broken');

    expect(await backUp(engine)).toMatchObject({ verdict: 'incomplete', gaps: [{ itemId: id }] });

    troubles.breakItem(mailbox.message(id), null);
    expect(await backUp(engine)).toMatchObject({ verdict: 'complete', gaps: [] });
    expect(await check(engine)).toMatchObject({ verdict: 'sound' });
    await engine.close();
  });

  test('or missing is found at the opening, and brought back without any check', async () => {
    const { backend, simulated, engine } = await opened();
    simulated.deliver({ subject: 'One', attachments: [{ name: 'a', bytes: Uint8Array.of(1) }] });
    await backUp(engine);
    await engine.close();
    for (const pack of await packs(backend, 'data')) await backend.remove(pack);

    const again = await simulated.open();
    expect(await backUp(again)).toMatchObject({ verdict: 'complete' });
    expect(await check(again)).toMatchObject({ verdict: 'sound' });
    await again.close();
  });
});

describe('a check', () => {
  test('that was cut off goes on at the next start, one that was stopped does not', async () => {
    const { backend, simulated, engine } = await opened();
    for (let number = 0; number < 4; number++) {
      simulated.deliver({ subject: `${number}` });
      await backUp(engine);
    }
    const stopped = await engine.startCheck('full', 100);
    await engine.stopJob(stopped);
    expect(await lastOf(engine, stopped)).toMatchObject({ endedBy: 'stopped', result: null });
    await engine.startCheck('full', 100);
    await engine.close();

    const again = await simulated.open();
    const { upkeep } = await statusWhere(again, (each) => each.upkeep.lastCheck !== null);
    expect(upkeep.lastCheck).toMatchObject({ level: 'full', verdict: 'sound' });
    expect(upkeep.lastCheck!.oldestVerifiedAt).not.toBeNull();
    await again.close();
    expect(backend).toBeDefined();
  });

  test('of everything is not answered by a lesser one that runs', async () => {
    const { simulated, engine } = await opened();
    simulated.deliver({ subject: 'One' });
    await backUp(engine);

    const [sample, full] = await Promise.all([
      engine.startCheck('sample', 3),
      engine.startCheck('full', 100),
    ]);

    expect(full).not.toBe(sample);
    expect(await lastOf(engine, full)).toMatchObject({ level: 'full', endedBy: null });
    await engine.close();
  });

  test('runs once at a time, and needs something that is kept', async () => {
    const { simulated, engine } = await opened();
    await expect(engine.startCheck('quick', 0)).rejects.toMatchObject({ code: 'not-found' });
    simulated.deliver({ subject: 'One' });
    await backUp(engine);
    const [one, other] = await Promise.all([
      engine.startCheck('full', 0),
      engine.startCheck('full', 0),
    ]);
    expect(other).toBe(one);
    await lastOf(engine, one);
    await engine.close();
  });

  test('by samples has read everything after as many runs as it takes', async () => {
    const { simulated, engine } = await opened();
    for (let number = 0; number < 5; number++) {
      simulated.deliver({ subject: `${number}` });
      await backUp(engine);
    }
    expect((await check(engine, 'sample')).oldestVerifiedAt).toBeNull();
    for (let run = 0; run < 9; run++) await check(engine, 'sample');
    expect((await check(engine, 'quick')).oldestVerifiedAt).not.toBeNull();
    await engine.close();
  });
});

describe('thinning out', () => {
  async function kept() {
    const all = await opened();
    const { simulated, engine } = all;
    for (let day = 0; day < 5; day++) {
      simulated.deliver({ subject: `day ${day}` });
      await backUp(engine);
      await simulated.clock.sleep(DAY_MS);
    }
    const nothing = {
      withinDays: 0,
      last: 1,
      hourly: 0,
      daily: 0,
      weekly: 0,
      monthly: 0,
      yearly: 0,
    };
    await engine.writeRetention({ ...nothing, goneDays: 365 });
    return all;
  }

  test('leaves by default all of thirty days', async () => {
    const { engine } = await kept();
    await engine.writeRetention({ ...(await engine.readRetention()), withinDays: 30 });
    expect((await prune(engine)).forgotten).toEqual([]);
    await engine.close();
  });

  test('tells first what it would do, and then does it; lists and copies go on', async () => {
    const { backend, simulated, engine } = await kept();
    const before = await names(backend, '');
    const foreseen = await prune(engine, { isDryRun: true });
    expect(await names(backend, '')).toEqual(before);
    expect(foreseen.forgotten.length).toBeGreaterThan(0);

    const done = await prune(engine);

    expect(done.forgotten).toEqual(foreseen.forgotten);
    expect(done.laterBytes).toBe(0);
    const { upkeep } = await statusWhere(engine, (each) => each.upkeep.lastPrune !== null);
    expect(upkeep.lastPrune!.freedBytes).toBe(done.freedBytes);
    const [inbox] = await engine
      .listContainers(PAT.id, 'mail')
      .then((all) => all.filter(({ role }) => role === 'inbox'));
    expect(inbox!.present).toBe(5);
    simulated.deliver({ subject: 'after' });
    expect(await backUp(engine)).toMatchObject({ verdict: 'complete', changes: { added: 1 } });
    expect(await check(engine)).toMatchObject({ verdict: 'sound', items: 6 });
    expect(simulated.reports).toEqual([]);
    await engine.close();
  });

  test('never takes away the last of what went at Microsoft within a year', async () => {
    const { simulated, engine } = await kept();
    const id = simulated.deliver({ subject: 'Gone soon' });
    await backUp(engine);
    simulated.simulator.control.delete(id, 'gone');
    await simulated.clock.sleep(DAY_MS);
    await backUp(engine);
    await simulated.clock.sleep(90 * DAY_MS);

    const { kept: left } = await prune(engine);
    expect(left.map(({ reasons }) => reasons.includes('has-gone-items'))).toEqual([true, false]);
    expect(await check(engine)).toMatchObject({ verdict: 'sound', snapshots: 2 });

    await simulated.clock.sleep(365 * DAY_MS);
    expect((await prune(engine)).kept).toHaveLength(1);
    await engine.close();
  });

  test('leaves pinned copies', async () => {
    const { engine } = await kept();
    const [first] = await engine.listSnapshots();
    await engine.pinSnapshot(first!.id, true);
    await prune(engine);
    const left = await engine.listSnapshots();
    expect(left.map(({ id, isPinned }) => [id === first!.id, isPinned])).toEqual([
      [true, true],
      [false, false],
    ]);
    await engine.pinSnapshot(first!.id, false);
    await prune(engine);
    expect(await engine.listSnapshots()).toHaveLength(1);
    await engine.close();
  });

  test('does not begin while a copy is under way', async () => {
    const { simulated, engine } = await kept();
    simulated.isOnline = false;
    const [id] = await engine.startBackup(PAT, ['mail']);
    await expect(
      engine.startPrune({ isDryRun: false, removeDamaged: false, despiteLosses: false }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await engine.stopJob(id);
    await prune(engine);
    await engine.close();
  });
});

test('a damaged file with the key is found by a check and written anew by the next copy', async () => {
  const { backend, engine } = await opened();
  await backUp(engine);
  const [name = ''] = await names(backend, 'keys/');
  const sound = await backend.get(name);
  await wreck(backend, name);

  const found = await check(engine, 'quick');
  expect(found.damage).toEqual([expect.stringMatching(/^keys\/.*the next repair writes it anew/)]);
  await backUp(engine);

  expect(await backend.get(name)).toEqual(sound);
  expect((await check(engine, 'quick')).verdict).toBe('sound');
  await engine.close();
});
