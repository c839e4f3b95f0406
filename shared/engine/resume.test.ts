import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FaultyBackend } from '../backend/faulty.ts';
import { MemoryBackend } from '../backend/memory.ts';
import type { Receipt } from '../model/receipt.ts';
import { backUp, type KeptItem, PAT, Simulated, untilEnded } from './simulated.contract.ts';

/** How a run is cut off, and after how many requests or writes. */
interface CutOff {
  kind: 'stop' | 'close' | 'crash';
  after: number;
}

const MESSAGES = 90;
const FOLDERS = ['inbox', 'Clients/One', 'Clients/Two', 'sentitems', 'Empty'];

/** The same mailbox with the same ids each time. */
function fill(simulated: Simulated): void {
  simulated.simulator.troubles.changingBoundaries = false;
  for (let number = 0; number < MESSAGES; number += 1) {
    const folder = FOLDERS[number % (FOLDERS.length - 1)];
    const bytes = new TextEncoder().encode(`attachment of ${number}`);
    simulated.deliver(
      {
        subject: `Letter ${number}`,
        receivedAt: Date.UTC(2026, 0, 1) + number * 60_000,
        attachments: number % 3 === 0 ? [{ name: `${number}.txt`, bytes }] : [],
      },
      folder,
    );
  }
  simulated.simulator.control.folderAt('Empty');
}

/** A second stretch of life: things move, go and change. */
function live(simulated: Simulated, ids: readonly string[]): void {
  const { control } = simulated.simulator;
  for (const id of ids.slice(0, 5)) control.move(id, 'archive');
  for (const id of ids.slice(5, 8)) control.delete(id, 'gone');
  for (const id of ids.slice(8, 12)) control.patch(id, { isRead: true, categories: ['Blue'] });
  for (const id of ids.slice(12, 14)) control.delete(id);
}

async function runCutOff(simulated: Simulated, { kind, after }: CutOff): Promise<void> {
  const disk = simulated.backend;
  const crashing = new FaultyBackend(disk, ({ number }) =>
    kind === 'crash' && number === after % 12 ? { kind: 'stop', tear: 'none' } : undefined,
  );
  simulated.backend = crashing;
  const engine = await simulated.open();
  const [id] = await engine.startBackup(PAT, ['mail']).catch(() => [null]);
  let requests = 0;
  let closing: Promise<void> | undefined;
  simulated.onRequest = () => {
    requests += 1;
    if (requests !== after) return;
    if (kind === 'stop' && id !== null) void engine.stopJob(id);
    if (kind === 'close') closing = engine.close();
  };
  if (id !== null) await untilEnded(engine, id);
  simulated.onRequest = () => {};
  await (closing ?? engine.close());
  simulated.backend = disk;
}

async function runToEnd(cutOffs: readonly CutOff[]): Promise<{
  kept: Map<string, KeptItem>;
  receipt: Receipt;
}> {
  const simulated = new Simulated({ backend: new MemoryBackend() });
  fill(simulated);
  const [first, second] = [cutOffs.slice(0, 2), cutOffs.slice(2)];
  for (const cutOff of first) await runCutOff(simulated, cutOff);
  await finish(simulated);
  const ids = [...(await simulated.kept()).keys()].sort();
  live(simulated, ids);
  for (const cutOff of second) await runCutOff(simulated, cutOff);
  const receipt = await finish(simulated);
  return { kept: await simulated.kept(), receipt };
}

async function finish(simulated: Simulated): Promise<Receipt> {
  const engine = await simulated.open();
  const receipt = await backUp(engine);
  await engine.close();
  return receipt;
}

test('however often a run is cut off, the end is the same as without', async () => {
  const whole = await runToEnd([]);
  expect(whole.receipt.verdict).toBe('complete');
  expect(whole.kept.size).toBe(MESSAGES - 3);

  const cutOff = fc.record({
    kind: fc.constantFrom('stop' as const, 'close' as const, 'crash' as const),
    after: fc.integer({ min: 1, max: 45 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(cutOff, { minLength: 1, maxLength: 4 }), async (cutOffs) => {
      const { kept, receipt } = await runToEnd(cutOffs);

      expect(receipt.verdict).toBe('complete');
      expect(kept).toEqual(whole.kept);
      expect(sums(receipt)).toEqual(sums(whole.receipt));
    }),
    { numRuns: 8 },
  );
});

/** What must not depend on how a run went. */
function sums({ lines }: Receipt) {
  return lines.map(({ path, listed, stored, missing, keptBeyond }) => ({
    path,
    listed,
    stored,
    missing,
    keptBeyond,
  }));
}

test('a run that was cut off goes on by itself at the next start, under its own id', async () => {
  const simulated = new Simulated();
  fill(simulated);
  const first = await simulated.open();
  const [id] = await first.startBackup(PAT, ['mail']);
  await new Promise<void>((resolve) => {
    let requests = 0;
    simulated.onRequest = () => {
      requests += 1;
      if (requests === 20) resolve();
    };
  });
  await first.close();

  const second = await simulated.open();
  const { receipt } = await untilEnded(second, id);

  expect(receipt).toMatchObject({ job: id, verdict: 'complete' });
  expect(receipt?.changes.added).toBe(MESSAGES);
  await second.close();
});
