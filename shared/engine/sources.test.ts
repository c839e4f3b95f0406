import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JobId } from '../model/ids.ts';
import type { SourceName } from '../model/item.ts';
import type { EngineStatus } from '../rpc/protocol.ts';
import { driveAsIs, keptOfDrive } from './drive.contract.ts';
import type { Engine } from './engine.ts';
import { backUp, PAT, Simulated, until, untilEnded } from './simulated.contract.ts';

const BOTH = ['mail', 'drive'] as const;
const MINUTE_MS = 60_000;
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

async function statusWhere(engine: Engine, is: (status: EngineStatus) => boolean) {
  for await (const status of engine.watchStatus()) if (is(status)) return status;
  throw new Error('the engine stopped telling');
}

function fill(simulated: Simulated, count: number, round: string): void {
  const { control } = simulated.simulator.drive;
  for (let number = 0; number < count; number += 1) {
    const folder = number % 3 === 0 ? 'Clients/Harbour' : 'inbox';
    simulated.deliver({ subject: `${round} ${number}` }, folder);
    control.put(`${round}/${number}.txt`, `${round} ${number}`);
  }
}

test('mail and files are copied side by side, each with a receipt of its own', async () => {
  const simulated = new Simulated();
  fill(simulated, 12, 'a');
  const { granted } = simulated;
  simulated.granted = [];
  const engine = await simulated.open();

  const [mail, drive] = await engine.startBackup(PAT, BOTH);
  expect(mail).not.toBe(drive);
  const jobs = await statusWhere(engine, (status) => status.jobs.length === 2);
  expect(jobs.jobs.map((job) => job.kind === 'backup' && job.source).sort()).toEqual([
    'drive',
    'mail',
  ]);
  expect(await engine.startBackup(PAT, ['drive'])).toEqual([drive]);
  for (const id of [mail, drive]) await until(engine, id, ({ state }) => state.kind === 'waiting');
  simulated.granted = granted;
  simulated.signIns.set(PAT.id);
  const receipts = [await untilEnded(engine, mail), await untilEnded(engine, drive)];

  for (const [at, { receipt }] of receipts.entries()) {
    expect(receipt).toMatchObject({ verdict: 'complete', of: { source: BOTH[at] } });
    expect(receipt?.lines.every(({ source }) => source === BOTH[at])).toBe(true);
  }
  // What one asks for is not counted as the other's.
  for (const { receipt } of receipts) {
    const alone = new Simulated();
    fill(alone, 12, 'a');
    const other = await alone.open();
    const { requests } = await backUp(other, receipt?.of.source);
    // One more was begun and got no token.
    expect(receipt?.requests).toBe(requests + 1);
    await other.close();
  }
  const { lastReceipts, accounts } = await statusWhere(
    engine,
    (status) => status.lastReceipts.length === 2,
  );
  expect(lastReceipts.map(({ of }) => of.source).sort()).toEqual(['drive', 'mail']);
  expect(accounts[0]?.sources).toMatchObject([
    { source: 'mail', lastCopiedAt: expect.any(String) },
    { source: 'drive', lastCopiedAt: expect.any(String) },
  ]);
  await engine.close();
});

interface Run {
  /** Requests after which a minute has passed, so that the next step is a checkpoint. */
  minutesAfter: number[];
  /** The engine closes after so many; null: never. */
  closeAfter: number | null;
  sources: readonly SourceName[];
}

const run: fc.Arbitrary<Run> = fc.record({
  minutesAfter: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 6 }),
  closeAfter: fc.option(fc.integer({ min: 1, max: 80 })),
  sources: fc.constantFrom<readonly SourceName[]>(['mail', 'drive'], ['drive', 'mail'], ['mail']),
});

async function perform(simulated: Simulated, { minutesAfter, closeAfter, sources }: Run) {
  const engine = await simulated.open();
  let requests = 0;
  let closing: Promise<void> | undefined;
  simulated.onRequest = () => {
    requests += 1;
    if (minutesAfter.includes(requests)) simulated.clock.advance(MINUTE_MS);
    if (requests === closeAfter) closing = engine.close();
  };
  const ids: readonly JobId[] = await engine.startBackup(PAT, sources);
  await Promise.all(ids.map((id) => untilEnded(engine, id)));
  simulated.onRequest = () => {};
  await (closing ?? engine.close());
}

test('sources that commit in any order, and are cut off anywhere, lose nothing of each other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 4 }), async (runs) => {
      const simulated = new Simulated();
      for (const [at, each] of runs.entries()) {
        fill(simulated, 8, `round ${at}`);
        await perform(simulated, each);
      }
      const engine = await simulated.open();
      const ids = await engine.startBackup(PAT, BOTH);
      for (const id of ids) {
        expect((await untilEnded(engine, id)).receipt?.verdict).toBe('complete');
      }
      await engine.close();

      const { paths, unwhole } = await keptOfDrive(simulated);
      expect(unwhole).toEqual([]);
      expect(paths).toEqual(await driveAsIs(simulated));
      const kept = [...(await simulated.kept()).values()];
      const letters = kept.filter(({ folder }) => folder === 'Harbour' || folder === 'Inbox');
      expect(letters).toHaveLength(8 * runs.length);
    }),
    { numRuns: 10 },
  );
});

test('a source that Microsoft has not allowed waits alone, and goes on with what is granted', async () => {
  const simulated = new Simulated();
  fill(simulated, 4, 'a');
  simulated.granted = ['Mail.Read'];
  const engine = await simulated.open();

  const [mail, drive] = await engine.startBackup(PAT, BOTH);
  expect((await untilEnded(engine, mail)).receipt?.verdict).toBe('complete');
  const waiting = await until(engine, drive, ({ state }) => state.kind === 'waiting');
  expect(waiting.state).toMatchObject({ for: 'consent' });

  simulated.granted = ['Mail.Read', 'Files.Read'];
  simulated.signIns.set(PAT.id);
  expect((await untilEnded(engine, drive)).receipt?.verdict).toBe('complete');
  await engine.close();
});

test('one source is stopped alone, and says so in a receipt of its own', async () => {
  const simulated = new Simulated();
  fill(simulated, 4, 'a');
  simulated.granted = ['Mail.Read'];
  const engine = await simulated.open();
  const [mail, drive] = await engine.startBackup(PAT, BOTH);
  await untilEnded(engine, mail);
  await until(engine, drive, ({ state }) => state.kind === 'waiting');

  await engine.stopJob(drive);

  const { lastReceipts } = await statusWhere(engine, (status) => status.lastReceipts.length === 2);
  const of = (source: SourceName) => lastReceipts.find((each) => each.of.source === source);
  expect(of('mail')?.verdict).toBe('complete');
  // It came to no line, and is still known to be of the files.
  expect(of('drive')).toMatchObject({ verdict: 'stopped', reason: null, lines: [] });
  await engine.close();
});

test('both go on by themselves after a restart', async () => {
  const simulated = new Simulated();
  fill(simulated, 10, 'a');
  const first = await simulated.open();
  const ids = await first.startBackup(PAT, BOTH);
  await new Promise<void>((resolve) => {
    let requests = 0;
    simulated.onRequest = () => {
      requests += 1;
      if (requests === 12) resolve();
    };
  });
  await first.close();
  simulated.onRequest = () => {};

  const second = await simulated.open();
  for (const id of ids) {
    expect((await untilEnded(second, id)).receipt).toMatchObject({ job: id, verdict: 'complete' });
  }
  await second.close();
});

test('who copied mail only stays with mail until they choose; what is left out is kept', async () => {
  const simulated = new Simulated();
  fill(simulated, 3, 'a');
  const engine = await simulated.open();
  await backUp(engine);
  const choiceOf = async () =>
    (await statusWhere(engine, ({ choices }) => choices.length > 0)).choices;
  expect(await choiceOf()).toEqual([{ account: PAT.id, sources: ['mail'] }]);

  await engine.chooseSources(PAT.id, ['drive', 'mail']);
  expect(await choiceOf()).toEqual([{ account: PAT.id, sources: ['mail', 'drive'] }]);
  await backUp(engine, 'drive');

  await engine.chooseSources(PAT.id, ['mail']);
  expect(await choiceOf()).toEqual([{ account: PAT.id, sources: ['mail'] }]);
  expect((await keptOfDrive(simulated)).paths).toEqual(await driveAsIs(simulated));
  await engine.close();

  const next = await simulated.open();
  const { choices } = await statusWhere(next, (status) => status.choices.length > 0);
  expect(choices).toEqual([{ account: PAT.id, sources: ['mail'] }]);
  await next.close();
});

test('a copy of a source that is left out ends after what is in hand', async () => {
  const simulated = new Simulated();
  fill(simulated, 3, 'a');
  simulated.granted = ['Mail.Read'];
  const engine = await simulated.open();
  const [, drive] = await engine.startBackup(PAT, BOTH);
  await until(engine, drive, ({ state }) => state.kind === 'waiting');

  await engine.chooseSources(PAT.id, ['mail']);

  expect(await untilEnded(engine, drive)).toMatchObject({ endedBy: 'stopped' });
  await engine.close();
});

test('older copies are thinned out while a source waits for the person, who loses nothing by it', async () => {
  const simulated = new Simulated();
  fill(simulated, 6, 'a');
  const { granted } = simulated;
  const engine = await simulated.open();
  await engine.writeRetention(ONLY_THE_NEWEST);
  await backUp(engine);
  simulated.granted = ['Mail.Read'];
  const [drive] = await engine.startBackup(PAT, ['drive']);
  await until(engine, drive, ({ state }) => state.kind === 'waiting');
  simulated.deliver({ subject: 'One more' });
  await backUp(engine);

  const options = { isDryRun: false, removeDamaged: false, despiteLosses: false };
  const thinning = await engine.startPrune(options);
  for await (const { endedBy, state } of engine.watchUpkeep(thinning)) {
    if (state.kind === 'ended') expect(endedBy).toBeNull();
  }
  expect(await engine.listSnapshots()).toHaveLength(1);

  simulated.granted = granted;
  simulated.signIns.set(PAT.id);
  expect((await untilEnded(engine, drive)).receipt?.verdict).toBe('complete');
  expect((await keptOfDrive(simulated)).paths).toEqual(await driveAsIs(simulated));
  expect((await backUp(engine)).verdict).toBe('complete');
  await engine.close();
});
