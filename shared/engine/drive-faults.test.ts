import { expect, test } from 'vitest';
import type { DriveOptions } from '../simulator/drive/simulated-drive.ts';
import { driveAsIs, expectHonest, keptOfDrive } from './drive.contract.ts';
import { backUp, PAT, Simulated, until, untilEnded } from './simulated.contract.ts';

/** More in a run by hand: `DRIVE_FAULTS=300 npx vitest run --project node shared/engine/drive-faults.test.ts`. */
const SEEDS = Number(process.env.DRIVE_FAULTS ?? 12);
const STATUSES = [401, 403, 404, 408, 409, 410, 412, 423, 429, 500, 502, 503, 504, 509];

function opened(drive: DriveOptions = {}) {
  const simulated = new Simulated({ simulator: { drive }, patience: 'brief' });
  const { control } = simulated.simulator.drive;
  for (let number = 0; number < 40; number += 1) {
    control.put(
      `f${number % 4}/g${number % 3}/${number}.bin`,
      new Uint8Array(number * 5_000).fill(number),
    );
  }
  return { simulated, control };
}

test('whatever fails, the copy is the drive or the receipt names what is not', async () => {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { simulated, control } = opened({ flavour: seed % 2 ? 'work' : 'personal' });
    const { troubles } = simulated.simulator;
    const engine = await simulated.open();
    const rate = 0.05 + (seed % 5) * 0.05;
    troubles.failAtRandom(seed, rate, [STATUSES[seed % STATUSES.length]!, 503]);
    control.cutDownloads({ afterBytes: 20_000, times: seed % 7 });
    for (let run = 0; run < 2; run += 1) {
      const receipt = await backUp(engine, 'drive').catch(() => null);
      const isRead = receipt?.lines.every(({ readToEnd }) => readToEnd) ?? false;
      if (receipt?.verdict === 'complete') expect(receipt.gaps).toEqual([]);
      // One that was stopped says so, and counts what is missing.
      if (isRead && receipt !== null && receipt.verdict !== 'stopped')
        await expectHonest(simulated, receipt.gaps);
      control.put(`f1/new ${run}.txt`, `${seed}`);
      control.rename(`f${run}`, `renamed ${run}`);
      control.folder('f1');
    }
    troubles.clear();

    let last = await backUp(engine, 'drive');
    if (last.verdict !== 'complete') last = await backUp(engine, 'drive');

    expect([seed, last.verdict, last.gaps]).toEqual([seed, 'complete', []]);
    const { paths, unwhole } = await keptOfDrive(simulated);
    expect(unwhole).toEqual([]);
    expect(paths).toEqual(await driveAsIs(simulated));
    await engine.close();
  }
}, 600_000);

test('a copy that is killed goes on in the next start, and downloads what it had not', async () => {
  const simulated = new Simulated({ simulator: { drive: {} } });
  const { control } = simulated.simulator.drive;
  for (let number = 0; number < 30; number += 1) control.put(`a/${number}.txt`, `${number}`);
  const first = await simulated.open();
  let asked = 0;
  simulated.onRequest = () => {
    asked += 1;
    if (asked === 20) simulated.isOnline = false;
  };
  const [id] = await first.startBackup(PAT, ['drive']);
  await until(first, id, ({ state }) => state.kind === 'waiting');
  await first.close();
  simulated.onRequest = () => {};
  simulated.isOnline = true;

  const again = await simulated.open();
  const [next] = await again.startBackup(PAT, ['drive']);
  const { receipt } = await untilEnded(again, next);

  expect(receipt?.verdict).toBe('complete');
  expect(simulated.asked(/download/)).toBeLessThan(36);
  const { paths, unwhole } = await keptOfDrive(simulated);
  expect(unwhole).toEqual([]);
  expect(paths).toEqual(await driveAsIs(simulated));
  await again.close();
});
