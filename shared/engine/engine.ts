import type { Catalog } from '../catalog/catalog.ts';
import type { Graph } from '../graph/graph.ts';
import { Fault, isAbort } from '../model/fault.ts';
import type { AccountId, JobId } from '../model/ids.ts';
import type { BackupProgress, JobProgress } from '../model/job.ts';
import type { Receipt } from '../model/receipt.ts';
import type { EngineApi, EngineStatus } from '../rpc/protocol.ts';
import { handOver, placeOf } from '../rpc/serve.ts';
import { Backups } from './backups.ts';
import type { FeedProgress } from './catalog-feed.ts';
import type { EngineParts } from './engine-parts.ts';
import { type Job, Jobs } from './jobs.ts';
import { MirrorKeeper } from './mirror-keeper.ts';
import { exportItem, readAttachment, readMessage, readRow } from './reading.ts';
import { readReceipts } from './receipt.ts';
import type { RunningRestore } from './restore.ts';
import { Restores } from './restores.ts';
import type { RunningBackup } from './running-backup.ts';
import { RunningJobs } from './running-jobs.ts';
import { SealedRecords } from './sealed-records.ts';
import { StatusBoard } from './status.ts';
import { type OpenStorage, Storage } from './storage.ts';
import { Upkeep } from './upkeep.ts';
import { UpkeepSchedule } from './upkeep-schedule.ts';

/** The engine as its own side holds it: what faces may ask, and its end. */
export interface Engine extends EngineApi {
  /** Leaves running jobs as they are, to go on at the next start, and closes everything. */
  close(): Promise<void>;
}

/** Records that name messages: they are written anew when it changes who may read the copy. */
const NAMING_RECORDS = ['check', 'running-jobs'];

/**
 * Puts the engine together and goes on with what was cut off. Faults: those of a repository that
 * can't be opened.
 */
export async function createEngine(parts: EngineParts): Promise<Engine> {
  const told: { feed: (progress: FeedProgress) => void } = { feed: () => {} };
  const storage = await Storage.open(parts, (progress) => told.feed(progress));
  const jobs = new Jobs(parts.report);
  const records = new SealedRecords(parts.records, () => storage.recordsKey, parts.randomBytes);
  // A person who thins out has seen what goes; by itself nothing goes after a large loss.
  const isHeld = () => false;
  const upkeep: Upkeep = new Upkeep({
    engine: { ...parts, records },
    storage,
    jobs,
    isHeld,
    refresh,
    relisted: () => restores.linkMadeAgain(),
  });
  const status: StatusBoard = new StatusBoard(parts, storage, jobs, upkeep);
  const mirror = new MirrorKeeper({
    engine: parts,
    repository: () => storage.repository,
    changed: () => status.noteMirror(mirror.status),
  });
  told.feed = (progress) => status.noteFeed(progress);
  const closing = new AbortController();
  const schedule = new UpkeepSchedule({
    engine: parts,
    storage,
    upkeep,
    isHeld: () => hasLostMuch(status.observed.value),
    updateMirror: () => mirror.update(false),
    signal: closing.signal,
  });
  const running = new RunningJobs<RunningBackup | RunningRestore>(records);
  const openGraph = rememberGraphs(parts, jobs);
  const restores: Restores = new Restores({
    engine: parts,
    storage,
    jobs,
    running,
    openGraph,
    refresh,
    afterWriting: async (id, source) => {
      const accounts = storage.repository?.head()?.accounts ?? [];
      const account = accounts.find((each) => each.id === id);
      if (!parts.copiesAfterRestore || closing.signal.aborted || account === undefined) return;
      await backups.start(account, [source]);
    },
    ended: () => mirror.updateSoon(),
  });
  const backups: Backups = new Backups({
    upkeep,
    engine: parts,
    storage,
    jobs,
    running,
    openGraph,
    refresh,
    ended,
  });

  /** What is told is not worth failing for: trouble with it is reported. */
  async function refresh(): Promise<void> {
    try {
      if (!closing.signal.aborted) await status.refresh(await restores.journal());
    } catch (error) {
      if (!closing.signal.aborted) parts.report(`telling how things are: ${placeOf(error)}`);
    }
  }

  function ended({ receipt }: BackupProgress): void {
    if (!parts.keepsUpByItself || receipt?.verdict !== 'complete') mirror.updateSoon();
    else void schedule.afterRun();
  }

  async function use(): Promise<OpenStorage> {
    const open = await storage.use();
    if (open === undefined) throw new Fault('not-found', 'nothing has been copied yet');
    return open;
  }

  async function fromCatalog<T>(empty: T, ask: (catalog: Catalog) => T): Promise<T> {
    const open = await storage.use();
    return open === undefined ? empty : ask(open.catalog);
  }

  async function reading() {
    return { ...(await use()), loadSource: parts.loadSource };
  }

  follow(jobs.changed.watch(closing.signal), async () => status.noteJobs());
  follow(parts.host.watchSignIns(), async (account) => jobs.wake({ kind: 'signed-in', account }));
  follow(parts.watchOnline(closing.signal), async () => jobs.wake({ kind: 'online' }));

  /** Listens until it ends; trouble of one listener is told, and ends only that one. */
  function follow<T>(told: AsyncIterable<T>, take: (value: T) => Promise<void>): void {
    const listening = async () => {
      for await (const value of told) {
        if (closing.signal.aborted) return;
        await take(value);
      }
    };
    listening().catch((error: unknown) => {
      if (!isAbort(error) && !closing.signal.aborted) parts.report(`listening: ${placeOf(error)}`);
    });
  }

  async function goOn(): Promise<void> {
    const cutOff = await running.readCutOff();
    for (const run of cutOff) {
      try {
        await (run.kind === 'backup' ? backups.resume(run) : restores.resume(run));
      } catch (error) {
        // It stays remembered and is tried again at the next start.
        parts.report(`a job could not go on: ${placeOf(error)}`);
      }
    }
  }

  if (storage.lock !== 'locked') await goOn();
  // The catalog may have to be made anew first; faces are told how far that is.
  const catchUp = async () => {
    await refresh();
    await storage.follow();
    await upkeep.resume();
    await restores.linkMadeAgain();
    await refresh();
    await mirror.start();
  };
  const startTelling = () =>
    catchUp().catch((error: unknown) => {
      if (!closing.signal.aborted) parts.report(`at the start: ${placeOf(error)}`);
    });
  void startTelling();

  /** Changes who can open the copy while nothing is under way; what was goes on afterwards. */
  async function atRest<T>(change: () => Promise<T>): Promise<T> {
    await jobs.close();
    const remembered = await records.readAll(NAMING_RECORDS);
    try {
      return await change();
    } finally {
      // The answer may be the recovery code, which is told once: no trouble here takes its place.
      await rewrite(remembered);
      if (storage.lock !== 'locked') await goOn();
      await refresh();
      // The mirror has to have the new slots, and not the old ones.
      mirror.updateSoon();
    }
  }

  async function rewrite(remembered: ReadonlyMap<string, unknown>): Promise<void> {
    for (const [name, value] of remembered) {
      try {
        await records.write(name, value);
      } catch (error) {
        parts.report(`what is remembered was not written anew: ${placeOf(error)}`);
      }
    }
  }

  return {
    watchStatus: (...rest: unknown[]) => status.observed.watch(signalOf(rest)),
    startBackup: (account, sources) => backups.start(account, sources),
    stopJob: (id) => jobs.stop(id),
    nudgeJob: async (id) => jobs.get(id).wake('nudge'),
    watchJob: (id, ...rest: unknown[]) => copyOrRestore(jobs, id).observed.watch(signalOf(rest)),
    unlock: async (secret) => {
      await storage.unlock(secret);
      status.noteLock();
      await goOn();
      // Whoever unlocks sees at once that it worked; lists follow in their time.
      void startTelling();
    },
    lock: async () => {
      // Nothing is stopped for a lock that does not come.
      storage.checkProtected();
      await jobs.close();
      await status.settled();
      await storage.lockAgain();
      restores.forget();
      status.forget();
    },
    protect: async (passphrase) => ({ code: await atRest(() => storage.protect(passphrase)) }),
    unprotect: (secret) => atRest(() => storage.unprotect(secret)),
    changePassphrase: (secret, passphrase) =>
      atRest(() => storage.changePassphrase(secret, passphrase)),
    changeRecoveryCode: async (secret) => ({
      code: await atRest(() => storage.changeCode(secret)),
    }),
    acceptRepository: async () => {
      await storage.accept();
      await refresh();
    },

    startCheck: (level, percent) => upkeep.startCheck(level, percent),
    startPrune: (options) => upkeep.startPrune(options),
    watchUpkeep: (id, ...rest: unknown[]) => upkeep.get(id).observed.watch(signalOf(rest)),
    readRetention: () => upkeep.readRetention(),
    writeRetention: (rule) => upkeep.writeRetention(rule),
    listSnapshots: () => upkeep.snapshots(),
    pinSnapshot: (id, isPinned) => upkeep.pin(id, isPinned),
    keepMirror: (folder) => mirror.keep(folder),
    readMirrorFolder: () => mirror.readFolder(),
    updateMirror: (evenIfOpen) => mirror.update(evenIfOpen),
    restoreFromMirror: async () => {
      const result = await mirror.bringBack();
      await storage.reopen();
      await upkeep.afterRestore();
      await refresh();
      await storage.follow();
      await refresh();
      return result;
    },
    dropMirror: () => mirror.drop(),

    listReceipts: async (limit) => {
      const receipts: Receipt[] = [];
      if (storage.repository === undefined) return receipts;
      for await (const receipt of readReceipts(storage.repository, null)) {
        if (receipts.length >= limit) break;
        receipts.push(receipt);
      }
      return receipts;
    },
    listContainers: (account, source) =>
      fromCatalog([], (catalog) => catalog.containers(account, source)),
    listItems: (query, after, limit) =>
      fromCatalog({ rows: [], next: null }, (catalog) => catalog.list(query, after, limit)),
    listAnchors: (query, every) =>
      fromCatalog({ total: 0, anchors: [] }, (catalog) => catalog.anchors(query, every)),
    readRow: async (row) => readRow((await use()).catalog, row),
    listVersions: async (account, row) => {
      const { catalog } = await use();
      return catalog.versions(account, readRow(catalog, row).itemId);
    },
    listConversation: (account, conversation) =>
      fromCatalog([], (catalog) => catalog.conversation(account, conversation)),
    findItem: (account, itemId) =>
      fromCatalog(null, (catalog) => catalog.find(account, itemId) ?? null),
    listGone: (container, after, limit) =>
      fromCatalog({ rows: [], next: null, total: 0, times: [] }, (catalog) =>
        catalog.goneIn(container, after, limit),
      ),
    readMessage: async (row) => readMessage(await reading(), row),
    readAttachment: async (row, index) => own(await readAttachment(await reading(), row, index)),
    exportItem: async (row) => own(await exportItem(await reading(), row)),

    planRestore: (selection) => restores.plan(selection),
    startRestore: (planId, options) => restores.start(planId, options),
    startUndo: (journal) => restores.undo(journal),
    listJournal: async (limit) => (await restores.journal())?.entries(limit) ?? [],
    readJournal: async (id) => {
      const result = (await restores.journal())?.result(id);
      if (result === undefined) throw new Fault('not-found', 'no such restore');
      return result;
    },

    close: async () => {
      closing.abort();
      await jobs.close();
      await mirror.close();
      await status.settled();
      await storage.close();
    },
  };
}

/** Fault `not-found`: no copy or restore has that id. */
function copyOrRestore(jobs: Jobs, id: JobId): Job<JobProgress> {
  const job = jobs.get(id);
  const { kind } = job.progress;
  if (kind === 'check' || kind === 'prune') throw new Fault('not-found', 'no such job');
  // Its kind has just been looked at.
  return job as unknown as Job<JobProgress>;
}

/** Losses of a week from which on older copies stay until the week is over. */
const MUCH_LOST = 50;

function hasLostMuch({ goneThisWeek }: EngineStatus): boolean {
  return goneThisWeek.reduce((sum, { count }) => sum + count, 0) >= MUCH_LOST;
}

/** One pace for all that goes out for an account, and one pause. */
function rememberGraphs(parts: EngineParts, jobs: Jobs): (account: AccountId) => Promise<Graph> {
  const graphs = new Map<AccountId, Promise<Graph>>();
  return async (account) => {
    const opening =
      graphs.get(account) ??
      Promise.resolve(
        parts.openGraph(account, (standstill) => jobs.standStill(account, standstill)),
      );
    graphs.set(account, opening);
    // Its code may not have come over the network; the next who asks tries again.
    opening.catch(() => graphs.delete(account));
    return opening;
  };
}

/** A copy nobody else holds, so that it can go over to the face as it is. */
function own<T extends { bytes: Uint8Array<ArrayBuffer> }>(answer: T): T {
  const bytes = answer.bytes.slice();
  return handOver({ ...answer, bytes }, [bytes.buffer]);
}

/** `serve` adds a signal to what is watched; a call from this side may have none. */
function signalOf(rest: readonly unknown[]): AbortSignal | undefined {
  const last = rest.at(-1);
  return last instanceof AbortSignal ? last : undefined;
}
