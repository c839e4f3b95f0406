import { expect } from 'vitest';
import { FaultyBackend } from '../../shared/backend/faulty.ts';
import { Recording } from '../../shared/backend/recording.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { Fault } from '../../shared/model/fault.ts';
import { statusOf } from './engine-steps.ts';
import { expectKept, expectNextRunCompletes, promisedBy } from './expect-goes-on.ts';
import type { Stage } from './stages.ts';

/**
 * A stage once more, in a world whose disks are full from a write on: nothing is lost, and when
 * there is room again everything goes on. Answers false when the run had no such write.
 */
export async function expectEnduresFullDisk(stage: Stage, fullFrom: number): Promise<boolean> {
  const world = stage.before.copy();
  const disk = { isFull: true, wasMet: false };
  const engine = await world.open(
    stage.simulated,
    new Recording(),
    (backend) =>
      new FaultyBackend(backend, ({ number, operation }) => {
        if (!disk.isFull || operation === 'remove' || number < fullFrom) return undefined;
        disk.wasMet = true;
        return { kind: 'fail', fault: new Fault('quota', 'planned') };
      }),
  );
  const run = stage.again(engine).catch(() => undefined);
  await Promise.race([run, nudgedWhenFull(engine, disk)]);
  await run;
  await engine.close();
  disk.isFull = false;
  // What it had before, as far as the run was not to take it away.
  const promised = await promisedBy(stage, { moment: 0, lost: [] });
  await expectKept(world.backend, promised);
  await expectNextRunCompletes(stage.simulated, world, promised);
  return disk.wasMet;
}

/** A copy waits for room; when there is some, one click and it goes on. */
async function nudgedWhenFull(engine: Engine, disk: { isFull: boolean }): Promise<void> {
  const isWaiting = ({ state }: { state: { kind: string } }) => state.kind === 'waiting';
  const { jobs } = await statusOf(engine, ({ jobs }) => jobs.some(isWaiting));
  const waiting = jobs.find(isWaiting);
  expect(waiting?.state).toMatchObject({ kind: 'waiting', for: 'room' });
  disk.isFull = false;
  if (waiting !== undefined) await engine.nudgeJob(waiting.id);
}
