import type { Clock } from '../lib/clock.ts';
import type { CheckLevel, CheckResult } from '../model/check.ts';
import { isFault } from '../model/fault.ts';
import type { ItemEntry, SourceName } from '../model/item.ts';
import { type CheckProgress, checkRepository } from '../repository/check-repository.ts';
import type { Repository } from '../repository/repository.ts';
import type { StartThread } from '../repository/second-thread.ts';
import type { ContainerState, SnapshotRecord } from '../repository/snapshot.ts';
import type { Source } from '../sources/source.ts';
import { type CheckMemory, type CheckRecord, toLastCheck } from './check-record.ts';
import { pathsOf } from './receipt.ts';
import { readMeta } from './stored-item.ts';

/** So much reading is done again at most when a check is cut off. */
const REMEMBER_EVERY_MS = 10_000;

export interface RunCheckParts {
  /** One that was opened for this. */
  repository: Repository;
  record: CheckRecord;
  clock: Clock;
  loadSource(name: SourceName): Promise<Source>;
  startThread?: StartThread | undefined;
}

export interface RunCheckOptions {
  level: CheckLevel;
  percent: number;
  /** Whether it goes on by itself after it was cut off. */
  goesOn: boolean;
  signal: AbortSignal;
  tell(progress: CheckProgress): void;
}

/**
 * A check with its memory: it goes on where an equal one was stopped, and samples take their turns
 * from run to run. Faults: those of the backend and the records.
 */
export async function runCheck(
  { repository, record, clock, loadSource, startThread }: RunCheckParts,
  { level, percent, goesOn, signal, tell }: RunCheckOptions,
): Promise<CheckResult> {
  const memory = await record.read(repository.id);
  const { unfinished } = memory;
  const isResumed = unfinished?.level === level && unfinished.percent === percent;
  const startedAt = isResumed ? unfinished.startedAt : clock.now();
  memory.unfinished = { level, percent, startedAt, isStopped: !goesOn };
  await record.write(memory);
  const verified = new Map(Object.entries(memory.verified));
  const remember = rememberNowAndThen(record, memory, clock);
  try {
    const result = await checkRepository(repository, {
      level,
      percent,
      startedAt,
      isResumed,
      verified,
      now: () => clock.now(),
      startThread,
      noteVerified: (hash, at) => {
        memory.verified[hash] = at;
        remember.soon();
      },
      ...namesIn(repository, loadSource),
      signal,
      tell,
    });
    const there = await repository.upkeep().files.list('pack');
    const isVerified = (hash: string) => there.has(hash) && !result.damagedPacks.includes(hash);
    memory.verified = Object.fromEntries(
      Object.entries(memory.verified).filter(([hash]) => isVerified(hash)),
    );
    memory.unfinished = null;
    memory.last = toLastCheck(result);
    memory.damagedPacks = [...new Set([...memory.damagedPacks, ...result.damagedPacks])];
    return result;
  } finally {
    await remember.now();
  }
}

/** What people call items and their places. */
export function namesIn(repository: Repository, loadSource: RunCheckParts['loadSource']) {
  const paths = new Map<string, ReturnType<typeof pathsOf>>();
  return {
    label: async (name: SourceName, entry: ItemEntry): Promise<string> => {
      const source = await loadSource(name);
      try {
        return source.summarise(await readMeta(repository, entry)).subject;
      } catch (error) {
        if (!isFault(error, 'corrupt')) throw error;
        return '';
      }
    },
    path: ({ id, name }: ContainerState, snapshot: SnapshotRecord): string => {
      const known = paths.get(snapshot.id) ?? pathsOf(snapshot.containers);
      paths.set(snapshot.id, known);
      return known.get(id) ?? name;
    },
  };
}

function rememberNowAndThen(record: CheckRecord, memory: CheckMemory, clock: Clock) {
  let writtenAt = clock.now();
  let writing: Promise<void> = Promise.resolve();
  const write = () => {
    writtenAt = clock.now();
    writing = writing.then(() => record.write(memory));
    return writing;
  };
  return {
    soon: () => {
      if (clock.now() - writtenAt < REMEMBER_EVERY_MS) return;
      // Whether it worked shows at the end; until then it only saves work.
      write().catch(() => {});
    },
    now: write,
  };
}
