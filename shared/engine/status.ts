import type { Catalog } from '../catalog/catalog.ts';
import { SOURCE_NAMES } from '../model/item.ts';
import type { AnyProgress, JobProgress, UpkeepProgress } from '../model/job.ts';
import type { Receipt } from '../model/receipt.ts';
import type { JournalEntry } from '../model/restore.ts';
import type { Repository } from '../repository/repository.ts';
import type { AccountStatus, EngineStatus } from '../rpc/protocol.ts';
import type { FeedProgress } from './catalog-feed.ts';
import type { ChosenSources } from './chosen-sources.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Jobs } from './jobs.ts';
import type { Journal } from './journal.ts';
import { LastReceipts } from './last-receipts.ts';
import type { LossAlarm } from './loss-alarm.ts';
import { Observed } from './observed.ts';
import type { PlaceKeeper } from './place-keeper.ts';
import { pathsOf } from './receipt.ts';
import type { ScrambleWatch } from './scramble-alarm.ts';
import type { Storage } from './storage.ts';
import type { Upkeep } from './upkeep.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const JOURNAL_SHOWN = 10;

type Repositories = EngineStatus['repository'];

/** What somebody has to look at before anything is thinned out. */
interface Alarms {
  losses: Pick<LossAlarm, 'read'>;
  scrambled: Pick<ScrambleWatch, 'read'>;
}

/**
 * What the engine says of itself, for everyone who watches. What is cheap is read for every step
 * of a job; what asks catalog and repository, after a snapshot or a restore only.
 */
export class StatusBoard {
  readonly observed: Observed<EngineStatus>;
  readonly #parts: EngineParts;
  readonly #storage: Storage;
  readonly #jobs: Jobs;
  readonly #upkeep: Pick<Upkeep, 'status'>;
  readonly #alarms: Alarms;
  readonly #places: Pick<PlaceKeeper, 'status'>;
  readonly #chosen: Pick<ChosenSources, 'read'>;
  readonly #receipts = new LastReceipts();
  #refreshing: Promise<void> = Promise.resolve();

  constructor(
    parts: EngineParts,
    storage: Storage,
    jobs: Jobs,
    upkeep: Pick<Upkeep, 'status'>,
    alarms: Alarms,
    places: Pick<PlaceKeeper, 'status'>,
    chosen: Pick<ChosenSources, 'read'>,
  ) {
    this.#chosen = chosen;
    this.#parts = parts;
    this.#places = places;
    this.#storage = storage;
    this.#jobs = jobs;
    this.#upkeep = upkeep;
    this.#alarms = alarms;
    this.observed = new Observed<EngineStatus>({
      accounts: [],
      jobs: [],
      lastReceipts: [],
      choices: [],
      lastJournal: [],
      repository: this.#repository(null, null),
      first: this.#first(),
      mirror: null,
      // Nothing is listed before the catalog has been looked at.
      catalog: {
        state: storage.repository === undefined ? 'ready' : 'rebuilding',
        done: 0,
        total: 0,
        isReadingTexts: false,
        place: 'memory',
      },
      upkeep: { jobs: [], lastCheck: null, lastPrune: null },
      lossAlarm: null,
      scrambleAlarm: null,
      goneThisWeek: [],
    });
  }

  /** Whether it is locked is told at once; what is in it follows. */
  noteLock(): void {
    const { persisted, freeBytes } = this.observed.value.repository;
    this.#set({ repository: this.#repository(persisted, freeBytes), first: this.#first() });
  }

  /** Nothing that is kept may be told any more. */
  forget(): void {
    this.#set({ accounts: [], lastReceipts: [], lastJournal: [], choices: [] });
    this.#receipts.forget();
    this.#set({ lossAlarm: null, scrambleAlarm: null, goneThisWeek: [] });
    this.#set({ upkeep: { jobs: [], lastCheck: null, lastPrune: null } });
    this.#set({ repository: this.#repository(null, null) });
  }

  noteJobs(): void {
    const all = this.#jobs.current().map((job) => job.progress);
    const isUpkeep = (job: AnyProgress) => job.kind === 'check' || job.kind === 'prune';
    this.#set({
      jobs: all.filter((job): job is JobProgress => !isUpkeep(job)),
      upkeep: {
        ...this.observed.value.upkeep,
        jobs: all.filter((job): job is UpkeepProgress => isUpkeep(job)),
      },
    });
  }

  noteFirst(): void {
    this.#set({ first: this.#first() });
  }

  noteMirror(mirror: EngineStatus['mirror']): void {
    this.#set({ mirror });
  }

  noteFeed({ isRebuilding, done, total, isReadingTexts }: FeedProgress): void {
    const { place } = this.observed.value.catalog;
    const state = isRebuilding ? 'rebuilding' : 'ready';
    this.#set({ catalog: { state, done, total, isReadingTexts, place } });
  }

  /** After a snapshot or a restore, and at the start. Faults: those of repository and catalog. */
  refresh(journal: Journal | null): Promise<void> {
    const refresh = this.#refreshing.then(() => this.#refresh(journal));
    this.#refreshing = refresh.catch(() => {});
    return refresh;
  }

  /** Resolves when no refresh is under way. */
  settled(): Promise<void> {
    return this.#refreshing;
  }

  async #refresh(journal: Journal | null): Promise<void> {
    const room = await this.#parts.readRoom();
    this.#set({ repository: this.#repository(room.persisted, room.freeBytes) });
    const upkeep = await this.#upkeep.status();
    this.#set({ upkeep: { ...this.observed.value.upkeep, ...upkeep } });
    const { repository } = this.#storage;
    this.#set({ choices: await this.#chosen.read(repository?.head()) });
    if (repository === undefined) return;
    const lastReceipts = await this.#receipts.read(repository);
    const lastJournal: JournalEntry[] = journal?.entries(JOURNAL_SHOWN) ?? [];
    this.#set({ lastReceipts, lastJournal });
    const open = await this.#storage.use();
    if (open === undefined) return;
    const { catalog } = open;
    this.#set({
      accounts: accountsOf(repository, catalog, lastReceipts),
      catalog: { ...this.observed.value.catalog, place: catalog.place },
      lossAlarm: await this.#alarms.losses.read(repository.id, catalog),
      scrambleAlarm: await this.#alarms.scrambled.read(),
      goneThisWeek: this.#goneThisWeek(catalog),
    });
  }

  #goneThisWeek(catalog: Catalog): EngineStatus['goneThisWeek'] {
    const since = new Date(this.#parts.clock.now() - WEEK_MS).toISOString();
    const losses = catalog.goneSince(since);
    if (losses.length === 0) return [];
    const paths = pathsOf(catalog.containers(null, null));
    return losses.map((loss) => ({ ...loss, path: paths.get(loss.container) ?? '' }));
  }

  #repository(persisted: boolean | null, freeBytes: number | null): Repositories {
    const { repository, trouble } = this.#storage;
    const runs = repository?.snapshots() ?? [];
    const stats = repository?.stats();
    return {
      id: repository?.id ?? '',
      trouble,
      place: this.#places.status.folder === null ? this.#parts.place : 'folder',
      lock: this.#storage.lock,
      storedBytes: stats?.storedBytes ?? 0,
      snapshots: stats?.snapshots ?? 0,
      firstSnapshotAt: runs.at(0)?.endedAt ?? null,
      lastSnapshotAt: runs.at(-1)?.endedAt ?? null,
      persisted,
      freeBytes,
    };
  }

  #first(): EngineStatus['first'] {
    return { ...this.#places.status, isAway: this.#storage.isAway };
  }

  #set(change: Partial<EngineStatus>): void {
    this.observed.set({ ...this.observed.value, ...change });
  }
}

function accountsOf(
  repository: Repository,
  catalog: Catalog,
  receipts: readonly Receipt[],
): AccountStatus[] {
  const totals = catalog.totals();
  return (repository.head()?.accounts ?? []).map((account) => ({
    account,
    sources: totals
      .filter((total) => total.account === account.id)
      .map(({ source, items, gone }) => {
        const last = receipts.find(({ of }) => of.account === account.id && of.source === source);
        return { source, items, gone, lastCopiedAt: last?.endedAt ?? null };
      })
      .sort((one, other) => SOURCE_NAMES.indexOf(one.source) - SOURCE_NAMES.indexOf(other.source)),
  }));
}
