import { zoneOffset } from '../lib/zone-offset.ts';
import type { PruneProgress } from '../model/job.ts';
import type { PruneResult } from '../model/prune.ts';
import type { RetentionRule } from '../model/retention.ts';
import { GRACE_MS, prune } from '../repository/prune.ts';
import type { BegunContents } from './begun-contents.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Job } from './jobs.ts';
import type { RetentionRecord } from './retention-record.ts';
import type { Storage } from './storage.ts';

export interface PruneJobParts {
  engine: EngineParts;
  storage: Storage;
  /** What came of files that are not whole yet: the next copy goes on behind it. */
  begun: Pick<BegunContents, 'pieces'>;
  retention: RetentionRecord;
  rule: RetentionRule;
  /** The person gives up what is damaged. */
  removeDamaged: boolean;
  /** Much went at once, and nobody has looked at it yet. */
  isHeld(): boolean;
  /** See `UpkeepParts`. */
  relisted(): Promise<void>;
}

/** Thins out, and has everybody look at what is left. Faults: those of `prune`. */
export async function runPruneJob(job: Job<PruneProgress>, parts: PruneJobParts): Promise<void> {
  const { engine, storage, begun, retention, rule, removeDamaged, isHeld } = parts;
  const { isDryRun } = job.progress;
  const now = engine.clock.now();
  let result: PruneResult | null = null;
  try {
    const repository = await storage.openFresh();
    result = await prune(repository, {
      rule,
      begun: await begun.pieces(repository.id),
      now,
      zoneOffset,
      // In a database of this browser's own nobody else can write.
      graceMs: engine.place === 'folder' ? GRACE_MS : 0,
      isDryRun,
      removeDamaged,
      isHeld,
      signal: job.signal,
      tell: (step) => job.tell(() => ({ step })),
    });
    const { freedBytes, laterBytes } = result;
    const at = new Date(now).toISOString();
    if (!isDryRun) await retention.noteLast({ at, freedBytes, laterBytes });
  } finally {
    if (!isDryRun) await lookAgain(parts, (result?.forgotten.length ?? 1) > 0);
  }
  job.end({ result, endedBy: null });
}

/** Lists must not show states that are in no copy any more. */
async function lookAgain(
  { storage, relisted }: PruneJobParts,
  isForgetful: boolean,
): Promise<void> {
  await storage.reopen();
  const open = isForgetful ? await storage.use() : undefined;
  if (open === undefined) return;
  await open.catalog.clear();
  await storage.follow();
  await relisted();
}
