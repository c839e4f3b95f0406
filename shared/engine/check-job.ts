import type { CheckLevel } from '../model/check.ts';
import type { CheckProgress } from '../model/job.ts';
import type { CheckRecord } from './check-record.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Job } from './jobs.ts';
import { runCheck } from './run-check.ts';
import type { Storage } from './storage.ts';
import { TimeLeft } from './time-left.ts';

export interface CheckJobParts {
  engine: EngineParts;
  storage: Storage;
  record: CheckRecord;
}

export function beginCheck(
  begin: Pick<CheckProgress, 'id' | 'startedAt'>,
  level: CheckLevel,
): CheckProgress {
  return {
    ...begin,
    kind: 'check',
    account: null,
    state: { kind: 'running' },
    level,
    step: 'lists',
    doneBytes: 0,
    totalBytes: 0,
    leftMs: null,
    result: null,
    endedBy: null,
  };
}

/** Faults: those of the backend and the records. */
export async function runCheckJob(
  job: Job<CheckProgress>,
  { engine, storage, record }: CheckJobParts,
  percent: number,
): Promise<void> {
  const { clock } = engine;
  const startThread = await engine.loadThread?.();
  const left = new TimeLeft();
  const repository = await storage.openFresh();
  try {
    const loadSource = engine.loadSource.bind(engine);
    const result = await runCheck(
      { repository, record, clock, loadSource, startThread },
      {
        level: job.progress.level,
        percent,
        goesOn: true,
        signal: job.signal,
        tell: (now) => {
          const leftMs = left.measure(clock.now(), now.doneBytes, now.totalBytes);
          job.tell(() => ({ ...now, leftMs }));
        },
      },
    );
    job.end({ result, endedBy: null });
  } catch (error) {
    // What the person stopped does not begin again by itself; what was cut off does.
    if (job.signal.aborted && !job.isLeft) await record.noteStopped(repository.id);
    throw error;
  }
}
