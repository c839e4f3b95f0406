import type { Graph } from '../graph/graph.ts';
import { looksBack } from '../model/choice.ts';
import { isAbort } from '../model/fault.ts';
import { type AccountId, asId, type JobId } from '../model/ids.ts';
import type { Account, SourceName } from '../model/item.ts';
import type { BackupBy, BackupProgress } from '../model/job.ts';
import { placeOf } from '../rpc/serve.ts';
import type { Source } from '../sources/source.ts';
import { type BackupParts, type Rest, runBackup } from './backup.ts';
import type { BegunContents } from './begun-contents.ts';
import type { ChoiceRecord, Settled } from './choice-record.ts';
import { ContentGate } from './content-gate.ts';
import type { EngineParts } from './engine-parts.ts';
import { Job, type Jobs } from './jobs.ts';
import { beginBackup, type RunningBackup } from './running-backup.ts';
import type { RunningJobs } from './running-jobs.ts';
import type { Storage } from './storage.ts';
import { StoredBytes } from './stored-bytes.ts';
import type { Upkeep } from './upkeep.ts';

export interface BackupsParts {
  engine: EngineParts;
  storage: Storage;
  upkeep: Pick<Upkeep, 'prepareCopy' | 'restCopy' | 'mayLack' | 'noteHealed'>;
  jobs: Jobs;
  begun: BegunContents;
  running: Pick<RunningJobs<RunningBackup>, 'remember' | 'forget'>;
  choices: ChoiceRecord;
  /** See `GateParts`. */
  isRoomKnown(): boolean;
  openGraph(account: AccountId): Promise<Graph>;
  /** At what a run has brought, before anything builds upon it; never rejects. */
  look(): Promise<void>;
  /** After every snapshot. */
  refresh(): Promise<void>;
  /** After every run, however it ended. */
  ended(how: BackupProgress): void;
}

/** Starts backups, and those again that were cut off. */
export class Backups {
  readonly #parts: BackupsParts;
  readonly #stored = new StoredBytes();
  readonly #starting = new Map<string, Promise<JobId>>();
  /** Jobs after which another one of the same is to begin. */
  readonly #onceMore = new Set<JobId>();

  constructor(parts: BackupsParts) {
    this.#parts = parts;
  }

  /**
   * One for each of the sources, side by side; one that runs already is its answer. Faults:
   * `conflict`, see `Storage.useForBackup`.
   */
  async start<const Sources extends readonly SourceName[]>(
    account: Account,
    sources: Sources,
    by: BackupBy = 'person',
  ): Promise<{ [At in keyof Sources]: JobId }> {
    const ids = await Promise.all(sources.map((source) => this.#startOne(account, source, by)));
    // One for each, in their order.
    return ids as { [At in keyof Sources]: JobId };
  }

  /**
   * After a restore. A copy that runs may have read what was there before it, and is followed by another
   * one.
   */
  async startAfter(account: Account, source: SourceName): Promise<void> {
    const known = this.#parts.jobs.findBackup(account.id, source);
    if (known === undefined) await this.#startOne(account, source, 'schedule');
    else this.#onceMore.add(known.id);
  }

  #startOne(account: Account, source: SourceName, by: BackupBy): Promise<JobId> {
    const known = this.#parts.jobs.findBackup(account.id, source);
    if (known !== undefined) return Promise.resolve(known.id);
    const name = `${account.id} ${source}`;
    const starting =
      this.#starting.get(name) ??
      this.#start(account, source, by).finally(() => this.#starting.delete(name));
    this.#starting.set(name, starting);
    return starting;
  }

  async #start(account: Account, source: SourceName, by: BackupBy): Promise<JobId> {
    const { engine, storage } = this.#parts;
    const { repository } = await storage.useForBackup();
    const run: RunningBackup = {
      kind: 'backup',
      id: asId<JobId>(engine.newId()),
      account,
      source,
      by,
      startedAt: new Date(engine.clock.now()).toISOString(),
      base: repository.head()?.id ?? null,
      traffic: { requests: 0, pauses: 0, pausedMs: 0, downloadedBytes: 0, storedBytes: 0 },
    };
    return this.resume(run);
  }

  /** Goes on with a run from its last checkpoint, under the same id. */
  async resume(run: RunningBackup): Promise<JobId> {
    const { engine, storage, jobs, running } = this.#parts;
    await storage.useForBackup();
    const graph = await this.#parts.openGraph(run.account.id);
    const source = await engine.loadSource(run.source);
    const job = new Job<BackupProgress>(beginBackup(run), engine.clock);
    await running.remember(run);
    jobs.begin(job, async () => {
      try {
        await this.#run(job, run, graph, source);
      } finally {
        if (job.progress.endedBy === 'locked') await storage.reopen();
        await storage.noteExistence();
        if (!job.isLeft) await running.forget(run.id);
        await this.#parts.refresh();
        this.#parts.ended(job.progress);
        if (this.#onceMore.delete(job.id)) void this.#startAnother(job, run);
      }
    });
    return job.id;
  }

  /** What was stopped, or could not be, is not begun again by itself. */
  async #startAnother(
    { isLeft, progress }: Job<BackupProgress>,
    run: RunningBackup,
  ): Promise<void> {
    if (isLeft || progress.endedBy !== null) return;
    try {
      await this.#startOne(run.account, run.source, 'schedule');
    } catch (error) {
      this.#parts.engine.report(`another copy after a restore: ${placeOf(error)}`);
    }
  }

  /** While the person is waited for nothing is built upon: older copies may be thinned out. */
  async #run(
    job: Job<BackupProgress>,
    begun: RunningBackup,
    graph: Graph,
    source: Source,
  ): Promise<void> {
    let run = begun;
    for (;;) {
      const rest = await this.#go(job, run, graph, source);
      if (rest === null) return;
      run = rest.run;
      this.#parts.upkeep.restCopy(job);
      try {
        await job.wait(rest.reason, null);
      } catch (error) {
        // Stopped: going on ends it, with its receipt.
        if (!isAbort(error)) throw error;
      }
    }
  }

  async #go(
    job: Job<BackupProgress>,
    run: RunningBackup,
    graph: Graph,
    source: Source,
  ): Promise<Rest | null> {
    const { engine, storage, running, upkeep } = this.#parts;
    await upkeep.prepareCopy(job);
    const { repository, commits, catalog } = await storage.useForBackup();
    const mayLack = await upkeep.mayLack(repository);
    const choice = await this.#choiceFor(run);
    return runBackup(job, {
      repository,
      commits,
      stored: this.#stored,
      graph: graph.apart(),
      source,
      begun: this.#parts.begun,
      clock: engine.clock,
      account: run.account,
      software: engine.software,
      patience: engine.patience,
      run,
      remember: async (now) => {
        await storage.noteExistence();
        await running.remember(now);
      },
      follow: async () => {
        await storage.follow();
        await this.#parts.refresh();
      },
      settle: async () => {
        await storage.follow();
        await this.#parts.look();
        await this.#parts.refresh();
      },
      wasGone: (id) => catalog.versions(run.account.id, id).length > 0,
      mayLack,
      choice,
      gate: new ContentGate({
        ...engine,
        choice: choice.choice,
        isRoomKnown: this.#parts.isRoomKnown,
      }),
      findDamaged: async (coming) => {
        if (!mayLack) return [];
        const { findDamaged } = await import('./find-damaged.ts');
        const loadSource = engine.loadSource.bind(engine);
        // A run that is being stopped looks as well: what it says must be true.
        const { signal } = new AbortController();
        const damaged = await findDamaged(repository, coming, loadSource, signal);
        if (damaged.length === 0) await upkeep.noteHealed(repository);
        return damaged;
      },
    });
  }

  /** What is followed of it is known again when the run has come to its end. */
  async #choiceFor({ account, source }: RunningBackup): Promise<BackupParts['choice']> {
    const { choices } = this.#parts;
    const choice = await choices.read(account.id, source);
    const settled = await choices.readSettled(account.id, source);
    if (looksBack(choice)) await choices.noteSettled(account.id, source, null);
    const settle = (now: Settled) => choices.noteSettled(account.id, source, now);
    return { choice, settled, settle };
  }
}
