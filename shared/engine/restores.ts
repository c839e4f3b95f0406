import type { Graph } from '../graph/graph.ts';
import { Fault, isFault } from '../model/fault.ts';
import { type AccountId, asId, type JobId, type JournalId } from '../model/ids.ts';
import type { ItemRow, SourceName } from '../model/item.ts';
import type { RestoreProgress } from '../model/job.ts';
import type { PutBackPlan, PutBackSelection, PutBackWay } from '../model/put-back.ts';
import type { RestoredItem, RestorePlan } from '../model/restore.ts';
import type { Planning } from '../rpc/files-api.ts';
import type { RestoreOptions, RestoreSelection } from '../rpc/protocol.ts';
import { cameLater, chooseItems, isFolder, wholeFolders } from './choose-items.ts';
import type { EngineParts } from './engine-parts.ts';
import { Job, type Jobs } from './jobs.ts';
import { Journal } from './journal.ts';
import type { Plans, RestoreParts, RunningRestore } from './restore.ts';
import type { PreparedRestore } from './restore-plan.ts';
import type { RunningJobs } from './running-jobs.ts';
import type { OpenStorage, Storage } from './storage.ts';

/** Plans somebody may still say yes to. */
const MOST_PLANS = 20;
const NO_PLANS: Plans = { byRow: new Map(), askedAt: Number.NEGATIVE_INFINITY };

export interface RestoresParts {
  engine: EngineParts;
  storage: Storage;
  jobs: Jobs;
  running: Pick<RunningJobs<RunningRestore>, 'remember' | 'forget'>;
  openGraph(account: AccountId): Promise<Graph>;
  refresh(): Promise<void>;
  /** After a restore or undo that changed the mailbox. */
  afterWriting(account: AccountId, source: SourceName): Promise<void>;
  /** After every run, however it ended. */
  ended(): void;
}

/** Plans, starts and takes back restores, and goes on with those that were cut off. */
export class Restores {
  readonly #parts: RestoresParts;
  readonly #plans = new Map<string, PreparedRestore>();
  #journal: Promise<Journal> | null = null;

  constructor(parts: RestoresParts) {
    this.#parts = parts;
  }

  /** Plans and journal: what they say may not be known while the repository is locked. */
  forget(): void {
    this.#journal = null;
    this.#plans.clear();
  }

  /** null while there is no repository. */
  async journal(): Promise<Journal | null> {
    const { repository } = this.#parts.storage;
    if (repository !== undefined) this.#journal ??= Journal.open(repository);
    return this.#journal;
  }

  /** Faults: `not-found` when nothing was chosen; `signed-out`, `offline` and the like. */
  async plan(selection: RestoreSelection): Promise<RestorePlan> {
    let made: RestorePlan | null = null;
    for await (const { plan } of this.planning(selection, new AbortController().signal)) {
      made = plan;
    }
    if (made === null) throw new Fault('unexpected', 'planning ended without a plan');
    return made;
  }

  /** The same, told on the way. */
  async *planning(
    selection: RestoreSelection,
    signal: AbortSignal,
  ): AsyncGenerator<Planning, void> {
    const { catalog } = await this.#open();
    // Loaded when it is needed, as is all that restores.
    const { prepareRestore } = await import('./restore-plan.ts');
    const chosen = chooseItems(catalog, selection);
    const total = chosen.items.length;
    const parts = await this.#restoreParts(chosen.account, chosen.source);
    const later = cameLater(catalog, selection, chosen, (id) => parts.journal.madeAgainAs(id));
    const preparing = prepareRestore(parts, chosen, later, signal);
    let step = await preparing.next();
    for (; step.done !== true; step = await preparing.next()) {
      yield { done: step.value, total, plan: null };
    }
    this.#remember(step.value);
    yield { done: total, total, plan: step.value.plan };
  }

  /** See `PutBackApi.planPutBack`. */
  async planPutBack(selection: PutBackSelection, way: PutBackWay): Promise<PutBackPlan> {
    const { account, source } = selection.container;
    const parts = await this.#restoreParts(account, source, way);
    const { preparePutBack } = await import('./put-back-plan.ts');
    const made = await preparePutBack(this.#reading(parts), parts, selection, way);
    this.#remember(made.prepared);
    return made.plan;
  }

  /** See `PutBackApi.startPutBack`. */
  startPutBack(planId: string, except: readonly number[]): Promise<JobId> {
    const items = this.#plans.get(planId)?.items ?? [];
    const left = new Set(except.map((at) => items[at]));
    const options = { moveFromElsewhere: false, intoNewFolder: null };
    return this.#start(planId, options, (item) => !left.has(item));
  }

  #remember(prepared: PreparedRestore): void {
    this.#plans.set(prepared.plan.id, prepared);
    for (const id of this.#plans.keys()) {
      if (this.#plans.size > MOST_PLANS) this.#plans.delete(id);
    }
  }

  #reading({ repository, catalog, journal }: RestoreParts) {
    return { repository, catalog, journal, loadSource: this.#parts.engine.loadSource };
  }

  /** Faults: `not-found` for a plan nobody knows (any more), `conflict` while another runs. */
  start(planId: string, options: RestoreOptions): Promise<JobId> {
    const except = new Set(options.except);
    return this.#start(planId, options, ({ row }) => !except.has(row.row));
  }

  async #start(
    planId: string,
    options: Omit<RestoreOptions, 'except'>,
    isChosen: (item: PreparedRestore['items'][number]) => boolean,
  ): Promise<JobId> {
    const prepared = this.#plans.get(planId);
    if (prepared === undefined) throw new Fault('not-found', 'no such plan');
    const { plan, source, asOf, way } = prepared;
    const chosen = prepared.items.filter(isChosen);
    const fromBin = await this.#fromBin(prepared, chosen, options);
    const run: RunningRestore = {
      ...this.#begin('restore', plan.account, source),
      ...(way === undefined ? {} : { way }),
      ...(asOf === null ? {} : { asOf }),
      ...(fromBin === undefined ? {} : { fromBin }),
      label: labelFor(
        way?.kind ?? source,
        chosen.map(({ row }) => row),
      ),
      items: chosen.map(({ planned: _planned, ...item }) => item),
      options: {
        moveFromElsewhere: options.moveFromElsewhere,
        intoNewFolder: options.intoNewFolder,
        ...(options.conflict === undefined ? {} : { conflict: options.conflict }),
      },
    };
    const byRow = new Map(chosen.map(({ row, planned }) => [row.row, planned]));
    const id = await this.#run(run, { byRow, askedAt: Date.parse(plan.askedAt) });
    this.#plans.delete(planId);
    return id;
  }

  /** See `RunningRestore.fromBin`. Fault: `consent-required`. */
  async #fromBin(
    prepared: PreparedRestore,
    chosen: PreparedRestore['items'],
    { fromBin = false, intoNewFolder }: Omit<RestoreOptions, 'except'>,
  ): Promise<RunningRestore['fromBin']> {
    const { plan } = prepared;
    if (!fromBin || plan.bin === undefined || intoNewFolder !== null) return undefined;
    try {
      await this.#parts.engine.host.token(plan.account, [...plan.bin.scopes], null);
    } catch (error) {
      // All else the run waits for.
      if (isFault(error, 'consent-required')) throw error;
    }
    const { catalog } = await this.#open();
    return { folders: wholeFolders(catalog, prepared, chosen) };
  }

  /** Faults: `not-found`; `conflict` when it was taken back already or another restore runs. */
  async undo(id: JournalId): Promise<JobId> {
    const journal = await this.journal();
    const undone = journal?.run(id);
    if (journal === null || undone === undefined) throw new Fault('not-found', 'no such restore');
    const { account, source, run: kind, label, way } = undone.begin;
    const rows = journal.leftToUndo(undone);
    if (kind !== 'restore' || rows.length === 0) {
      throw new Fault('conflict', 'it was taken back already');
    }
    const run = { ...this.#begin('undo', account, source), label, rows, undoes: id };
    return this.#run(way === undefined ? run : { ...run, way }, NO_PLANS);
  }

  /** Goes on with a run that was cut off, under the same id. */
  resume(run: RunningRestore): Promise<JobId> {
    // Where things were kept is known by the catalog, which may have to be made anew first.
    return this.#run(run, NO_PLANS, () => this.#parts.storage.follow());
  }

  async #run(
    run: RunningRestore,
    plans: Plans,
    ready: () => Promise<void> = async () => {},
  ): Promise<JobId> {
    const { engine, jobs, running, refresh } = this.#parts;
    const parts = await this.#restoreParts(run.account, run.source, run.way);
    const { beginRestore, runRestore } = await import('./restore.ts');
    const { runUndo } = await import('./undo.ts');
    if (jobs.findRestore(run.account) !== undefined) {
      throw new Fault('conflict', 'another restore is under way');
    }
    const total = run.kind === 'undo' ? run.rows.length : run.items.length;
    const job = new Job<RestoreProgress>(beginRestore(run, total), engine.clock);
    jobs.begin(job, async () => {
      try {
        await running.remember(run);
        await ready();
        const undone = run.undoes === null ? undefined : parts.journal.run(run.undoes);
        if (undone === undefined) await runRestore(job, parts, run, plans);
        else await runUndo(job, parts, run, undone);
      } finally {
        if (!job.isLeft) await running.forget(run.id);
        await this.linkMadeAgain();
        await refresh();
        this.#parts.ended();
      }
      const isWritten = job.progress.result?.items.some(hasWritten) ?? false;
      const written = run.way === undefined ? run.source : WRITTEN[run.way.kind];
      if (isWritten) await this.#parts.afterWriting(run.account, written);
    });
    return job.id;
  }

  /** Tells the catalog which items are one; it forgets that when it is made anew. */
  async linkMadeAgain(): Promise<void> {
    const open = await this.#parts.storage.use();
    const journal = await this.journal();
    if (open === undefined || journal === null) return;
    const links = journal.links();
    if (links.length > 0) await open.feed.between(() => open.catalog.linkMadeAgain(links));
  }

  #begin(kind: 'restore' | 'undo', account: AccountId, source: SourceName): RunningRestore {
    const { engine } = this.#parts;
    return {
      kind,
      id: asId<JobId>(engine.newId()),
      account,
      source,
      startedAt: new Date(engine.clock.now()).toISOString(),
      journal: asId<JournalId>(engine.newId()),
      label: '',
      items: [],
      rows: [],
      options: { moveFromElsewhere: false, intoNewFolder: null },
      undoes: null,
    };
  }

  async #open(): Promise<OpenStorage> {
    const open = await this.#parts.storage.use();
    if (open === undefined) throw new Fault('not-found', 'nothing has been copied yet');
    return open;
  }

  async #restoreParts(
    account: AccountId,
    source: SourceName,
    way?: PutBackWay,
  ): Promise<RestoreParts> {
    const { engine, openGraph } = this.#parts;
    const { repository, catalog } = await this.#open();
    const journal = await this.journal();
    if (journal === null) throw new Fault('not-found', 'nothing has been copied yet');
    const parts: RestoreParts = {
      repository,
      catalog,
      journal,
      source: await engine.loadSource(source),
      graph: (await openGraph(account)).apart(),
      host: engine.host,
      clock: engine.clock,
      patience: engine.patience,
      newId: () => engine.newId(),
      now: () => new Date(engine.clock.now()).toISOString(),
    };
    if (way === undefined) return parts;
    const { wayOf, writerFor } = await import('./put-back.ts');
    const opening = wayOf(this.#reading(parts), account, way);
    return { ...parts, source: writerFor(parts.source, way), way: opening };
  }
}

/** What a way of putting a conversation back writes to. */
const WRITTEN: Readonly<Record<PutBackWay['kind'], SourceName>> = {
  post: 'chats',
  files: 'drive',
  mail: 'mail',
};

function hasWritten({ state }: RestoredItem): boolean {
  return state === 'equal' || state === 'differs';
}

/** A few words on what it was: a subject or name, or how many. */
function labelFor(source: SourceName | PutBackWay['kind'], rows: readonly ItemRow[]): string {
  const [first] = rows;
  if (rows.length === 1 && first !== undefined) return first.subject;
  if (source === 'post') return many(rows.length, 'post');
  if (source === 'files') return many(rows.length, 'file');
  if (source !== 'drive') return `${rows.length} messages`;
  const folders = rows.filter(isFolder).length;
  const words = [
    rows.length > folders && many(rows.length - folders, 'file'),
    folders > 0 && many(folders, 'folder'),
  ];
  return words.filter(Boolean).join(' and ');
}

function many(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
