import { zoneOffset } from '../lib/zone-offset.ts';
import type { PruneProgress } from '../model/job.ts';
import type { RetentionRule } from '../model/retention.ts';
import { GRACE_MS, prune } from '../repository/prune.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Job } from './jobs.ts';
import type { RetentionRecord } from './retention-record.ts';
import type { Storage } from './storage.ts';

export interface PruneJobParts {
  engine: EngineParts;
  storage: Storage;
  retention: RetentionRecord;
  rule: RetentionRule;
  /** Much went at once, and nobody has looked at it yet. */
  isHeld(): boolean;
}

/** Thins out, and has everybody look at what is left. Faults: those of `prune`. */
export async function runPruneJob(job: Job<PruneProgress>, parts: PruneJobParts): Promise<void> {
  const { engine, storage, retention, rule, isHeld } = parts;
  const { isDryRun } = job.progress;
  const now = engine.clock.now();
  let isForgetful = false;
  try {
    const result = await prune(await storage.openFresh(), {
      rule,
      now,
      zoneOffset,
      // In a database of this browser's own nobody else can write.
      graceMs: engine.place === 'folder' ? GRACE_MS : 0,
      isDryRun,
      removeDamaged: false,
      isHeld,
      signal: job.signal,
      tell: (step) => job.tell(() => ({ step })),
    });
    isForgetful = result.forgotten.length > 0;
    const { freedBytes, laterBytes } = result;
    const at = new Date(now).toISOString();
    if (!isDryRun) await retention.noteLast({ at, freedBytes, laterBytes });
    job.end({ result, endedBy: null });
  } finally {
    if (!isDryRun) await lookAgain(storage, isForgetful);
  }
}

/** Lists must not show states that are in no copy any more. */
async function lookAgain(storage: Storage, isForgetful: boolean): Promise<void> {
  await storage.reopen();
  const open = isForgetful ? await storage.use() : undefined;
  if (open === undefined) return;
  await open.catalog.clear();
  await storage.follow();
}
