import type { Engine } from '../../shared/engine/engine.ts';
import { PAT } from '../../shared/engine/simulated.contract.ts';
import type { CheckLevel, CheckResult } from '../../shared/model/check.ts';
import type { JobId } from '../../shared/model/ids.ts';
import type { UpkeepProgress } from '../../shared/model/job.ts';
import type { PruneResult } from '../../shared/model/prune.ts';
import type { EngineStatus } from '../../shared/rpc/protocol.ts';

/** What one asks of an engine and waits for. */
export async function statusOf(
  engine: Engine,
  is: (status: EngineStatus) => boolean = () => true,
): Promise<EngineStatus> {
  for await (const status of engine.watchStatus()) if (is(status)) return status;
  throw new Error('an engine has a status');
}

export async function check(engine: Engine, level: CheckLevel): Promise<CheckResult> {
  const last = await lastOf(engine, await engine.startCheck(level, 100));
  if (last.kind !== 'check' || last.result === null) throw new Error(`no check: ${last.endedBy}`);
  return last.result;
}

export async function thinOut(engine: Engine): Promise<PruneResult> {
  // A copy that was cut off goes on first.
  await statusOf(engine, ({ jobs }) => jobs.every(({ kind }) => kind !== 'backup'));
  const last = await lastOf(
    engine,
    // In some of these worlds more has gone than usual: here the person has read that.
    await engine.startPrune({ isDryRun: false, removeDamaged: false, despiteLosses: true }),
  );
  if (last.kind !== 'prune' || last.result === null) throw new Error(`no prune: ${last.endedBy}`);
  return last.result;
}

/** The newest copy of everything lies in the mirror too. */
export async function fillMirror(engine: Engine): Promise<void> {
  // The engine opens it a moment after its own start.
  await statusOf(engine, ({ mirror }) => mirror !== null);
  await engine.updateMirror(true);
  const { mirror } = await statusOf(engine, ({ mirror }) => mirror?.running === null);
  if (mirror?.trouble !== null || mirror.behindSnapshots > 0) {
    throw new Error(`the mirror: ${mirror?.trouble}, ${mirror?.behindSnapshots} behind`);
  }
}

/** How many messages the lists show, over all folders. */
export async function countListed(engine: Engine): Promise<number> {
  let count = 0;
  for (const { id: container } of await engine.listContainers(PAT.id, 'mail')) {
    const order = { sort: 'date', descending: false, show: 'present' } as const;
    const query = { account: PAT.id, source: 'mail', container, ...order } as const;
    count += (await engine.listItems(query, null, 1_000)).rows.length;
  }
  return count;
}

async function lastOf(engine: Engine, id: JobId): Promise<UpkeepProgress> {
  let last: UpkeepProgress | null = null;
  for await (const progress of engine.watchUpkeep(id)) last = progress;
  if (last === null) throw new Error('a job says something of itself');
  return last;
}
