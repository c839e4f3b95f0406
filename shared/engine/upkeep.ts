import type { CheckLevel } from '../model/check.ts';
import { Fault } from '../model/fault.ts';
import { asId, type JobId, type SnapshotId } from '../model/ids.ts';
import type { BackupProgress, CheckProgress, PruneProgress, UpkeepProgress } from '../model/job.ts';
import type { RetentionRule } from '../model/retention.ts';
import { pinSnapshot, readPins } from '../repository/pins.ts';
import type { Repository } from '../repository/repository.ts';
import type { EngineStatus, KeptCopy } from '../rpc/protocol.ts';
import type { BegunContents } from './begun-contents.ts';
import { CheckRecord } from './check-record.ts';
import type { EngineParts } from './engine-parts.ts';
import { Job, type Jobs } from './jobs.ts';
import { isRepairable } from './repairable.ts';
import { RetentionRecord } from './retention-record.ts';
import type { Storage } from './storage.ts';
import { Turns } from './turns.ts';

/** From the least to all. */
const LEVELS: readonly CheckLevel[] = ['quick', 'sample', 'full'];

export interface UpkeepParts {
  engine: EngineParts;
  storage: Storage;
  jobs: Jobs;
  begun: Pick<BegunContents, 'pieces'>;
  /** Much went at once, and nobody has looked at it yet: nothing is thinned out. */
  isHeld(): boolean;
  /** After a check or a thinning. */
  refresh(): Promise<void>;
  /** The lists were made anew: what is known beside the copies is told to them again. */
  relisted(): Promise<void>;
}

/** Checks, thinnings and repairs: one of a kind at a time, each on a fresh look at the files. */
export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #record: CheckRecord;
  readonly #retention: RetentionRecord;
  /** Of what rewrites the repository; a copy begins when it is over. */
  readonly #writing = new Turns();
  /** Copies that build upon what is there. */
  readonly #prepared = new WeakSet<object>();

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    this.#record = new CheckRecord(parts.engine.records);
    this.#retention = new RetentionRecord(parts.engine.records);
  }

  async status(): Promise<Omit<EngineStatus['upkeep'], 'jobs'>> {
    const { repository } = this.#parts.storage;
    const memory = repository === undefined ? null : await this.#record.read(repository.id);
    return { lastCheck: memory?.last ?? null, lastPrune: await this.#retention.readLast() };
  }

  async startCheck(level: CheckLevel, percent: number): Promise<JobId> {
    const { engine, storage, jobs, refresh } = this.#parts;
    this.#use();
    // Loaded when it is needed: most starts of the engine check nothing.
    const { beginCheck, runCheckJob } = await import('./check-job.ts');
    for (;;) {
      const running = jobs.current().find(({ progress }) => progress.kind === 'check');
      if (running?.progress.kind !== 'check') break;
      if (LEVELS.indexOf(running.progress.level) >= LEVELS.indexOf(level)) return running.id;
      // A share of the packs is no answer to whoever asks for all of them.
      for await (const _ of running.observed.watch());
      if (running.isLeft) throw new Fault('conflict', 'the check gave way to something else');
    }
    const job = new Job<CheckProgress>(beginCheck(this.#begin(), level), engine.clock);
    const parts = { engine, storage, record: this.#record };
    jobs.begin(job, () => runCheckJob(job, parts, percent).finally(refresh));
    return job.id;
  }

  /** A check that was cut off goes on where it was. */
  async resume(): Promise<void> {
    const { repository } = this.#parts.storage;
    if (repository === undefined) return;
    const { unfinished } = await this.#record.read(repository.id);
    if (unfinished === null || unfinished.isStopped) return;
    await this.startCheck(unfinished.level, unfinished.percent);
  }

  async startPrune({
    isDryRun,
    removeDamaged,
    despiteLosses,
  }: {
    isDryRun: boolean;
    removeDamaged: boolean;
    despiteLosses: boolean;
  }): Promise<JobId> {
    const { engine, storage, jobs, begun, relisted, refresh } = this.#parts;
    const isHeld = () => !despiteLosses && this.#parts.isHeld();
    this.#use();
    const isInTheWay = (each: Job) =>
      each.progress.kind !== 'check' && (each.progress.kind !== 'backup' || this.isPrepared(each));
    if (!isDryRun && (storage.trouble !== null || jobs.current().some(isInTheWay))) {
      throw new Fault('conflict', 'a copy, a restore or another thinning is under way');
    }
    const job = new Job<PruneProgress>(
      {
        ...this.#begin(),
        kind: 'prune',
        account: null,
        state: { kind: 'running' },
        isDryRun,
        step: 'choosing',
        result: null,
        endedBy: null,
      },
      engine.clock,
    );
    const retention = this.#retention;
    const run = async () => {
      const { runPruneJob } = await import('./prune-job.ts');
      const rule = await retention.readRule();
      const parts = { engine, storage, begun, retention, rule, removeDamaged, isHeld, relisted };
      await runPruneJob(job, parts);
    };
    jobs.begin(job, () => (isDryRun ? run() : this.#writing.take(run)).finally(refresh));
    return job.id;
  }

  /** Fault `not-found`: no check or thinning has that id. */
  get(id: JobId): Job<UpkeepProgress> {
    const job = this.#parts.jobs.get(id);
    const { kind } = job.progress;
    if (kind !== 'check' && kind !== 'prune') throw new Fault('not-found', 'no such job');
    // Its kind has just been looked at.
    return job as unknown as Job<UpkeepProgress>;
  }

  /** Before a copy: sets damage apart, unless another copy builds upon what is there now. */
  prepareCopy(copy: Job<BackupProgress>): Promise<void> {
    const { engine, storage, jobs } = this.#parts;
    const { signal } = copy;
    return this.#writing.take(async () => {
      const { repository } = storage;
      // One that has only begun comes after this one, and builds upon what this one leaves.
      const isBuiltUpon = jobs.current().some((job) => this.isPrepared(job));
      this.#prepared.add(copy);
      if (repository === undefined || isBuiltUpon) return;
      const { damagedPacks } = await this.#record.read(repository.id);
      if (damagedPacks.length === 0 && !repository.damage().some(isRepairable)) {
        await repository.lock?.mend();
        return;
      }
      const { heal } = await import('./heal.ts');
      const openFresh = () => storage.openFresh();
      const parts = { repository, openFresh, record: this.#record, clock: engine.clock };
      if (await heal(parts, signal)) await storage.reopen();
    });
  }

  /** It waits for the person, and has nothing in hand; `prepareCopy` comes again before it goes on. */
  restCopy(copy: Job<BackupProgress>): void {
    this.#prepared.delete(copy);
  }

  /** A copy that builds upon what is there. */
  isPrepared(job: object): boolean {
    return this.#prepared.has(job);
  }

  /** A mirror has brought files back: what was set apart and is whole again counts again. */
  afterRestore(): Promise<void> {
    const { engine, storage } = this.#parts;
    return this.#writing.take(async () => {
      const { repository } = storage;
      if (repository === undefined || repository.quarantined().length === 0) return;
      const { heal } = await import('./heal.ts');
      const openFresh = () => storage.openFresh();
      const parts = { repository, openFresh, record: this.#record, clock: engine.clock };
      const { signal } = new AbortController();
      if (await heal({ ...parts, isRestored: true }, signal)) await storage.reopen();
    });
  }

  /** Whether a copy has to look for what is missing of what is kept. */
  async mayLack(repository: Repository): Promise<boolean> {
    if (repository.damage().some(isRepairable)) return true;
    const { healed, last } = await this.#record.read(repository.id);
    if (last !== null && last.affected.length > 0) return true;
    return suspectsIn(repository).some((each) => !healed.includes(each));
  }

  /** A copy has found that nothing is missing, whatever has been set apart. */
  async noteHealed(repository: Repository): Promise<void> {
    await this.#record.change(repository.id, { healed: suspectsIn(repository) });
  }

  readRetention(): Promise<RetentionRule> {
    return this.#retention.readRule();
  }

  writeRetention(rule: RetentionRule): Promise<void> {
    return this.#retention.writeRule(rule);
  }

  async snapshots(): Promise<KeptCopy[]> {
    const { repository } = this.#parts.storage;
    if (repository === undefined) return [];
    const pinned = await readPins(repository);
    return repository.snapshots().map((each) => ({ ...each, isPinned: pinned.has(each.id) }));
  }

  async pin(id: SnapshotId, isPinned: boolean): Promise<void> {
    const repository = this.#use();
    const isKept = repository.snapshots().some((each) => each.id === id);
    if (!isKept) throw new Fault('not-found', 'no such copy');
    await pinSnapshot(repository, id, isPinned);
  }

  #use(): Repository {
    const { repository } = this.#parts.storage;
    if (repository === undefined) throw new Fault('not-found', 'nothing has been copied yet');
    return repository;
  }

  #begin(): { id: JobId; startedAt: string } {
    const { engine } = this.#parts;
    const startedAt = new Date(engine.clock.now()).toISOString();
    return { id: asId<JobId>(engine.newId()), startedAt };
  }
}

/** Where something may be missing of what is kept: packs set apart, and indexes that have gone. */
function suspectsIn(repository: Repository): string[] {
  return [...repository.quarantined(), ...repository.missingIndexes()];
}
