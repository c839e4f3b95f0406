import { Fault, isAbort } from '../model/fault.ts';
import type { JobId } from '../model/ids.ts';
import type { BackupProgress, JobProgress } from '../model/job.ts';
import type { EngineApi, Saving, SavingWhat } from '../rpc/protocol.ts';
import { placeOf } from '../rpc/serve.ts';
import { rememberGraphs } from './account-graphs.ts';
import { answersFrom } from './answers.ts';
import { Backups } from './backups.ts';
import { BegunContents } from './begun-contents.ts';
import type { FeedProgress } from './catalog-feed.ts';
import { choiceAnswers } from './choice-answers.ts';
import { ChoiceRecord } from './choice-record.ts';
import { ChosenSources } from './chosen-sources.ts';
import { conversationAnswers } from './conversation-answers.ts';
import type { EngineParts } from './engine-parts.ts';
import { fileAnswers } from './file-answers.ts';
import { type Job, Jobs } from './jobs.ts';
import { LossAlarm } from './loss-alarm.ts';
import type { MirrorKeeper } from './mirror-keeper.ts';
import { PlaceKeeper } from './place-keeper.ts';
import type { RunningRestore } from './restore.ts';
import { Restores } from './restores.ts';
import type { RunningBackup } from './running-backup.ts';
import { RunningJobs } from './running-jobs.ts';
import { ScrambleWatch } from './scramble-alarm.ts';
import { SealedRecords } from './sealed-records.ts';
import { signalOf } from './signal-of.ts';
import { StatusBoard } from './status.ts';
import { Storage } from './storage.ts';
import { Turns } from './turns.ts';
import { Upkeep } from './upkeep.ts';
import type { UpkeepSchedule } from './upkeep-schedule.ts';

/** The engine as its own side holds it: what faces may ask, and its end. */
export interface Engine extends EngineApi {
  /** Leaves running jobs as they are, to go on at the next start, and closes everything. */
  close(): Promise<void>;
}

/**
 * Puts the engine together and goes on with what was cut off. Faults: those of a repository that
 * can't be opened.
 */
export async function createEngine(parts: EngineParts): Promise<Engine> {
  const told: { feed: (progress: FeedProgress) => void; first: () => void } = {
    feed: () => {},
    first: () => {},
  };
  const places = new PlaceKeeper(parts, {
    atRest: (change) => turnTo(change),
    changed: () => told.first(),
    readMirrorFolder,
    dropMirror: async () => (await useMirror()).drop(),
  });
  await places.start();
  const storage = await Storage.open(parts, (progress) => told.feed(progress));
  const jobs = new Jobs(parts.report);
  const records = new SealedRecords(parts.records, () => storage.recordsKey, parts.randomBytes);
  const chosen = new ChosenSources(records);
  const begun = new BegunContents(records, () => parts.clock.now());
  const closing = new AbortController();
  const { signal } = closing;
  const losses = new LossAlarm(parts.records, () => parts.clock.now());
  const scrambled = new ScrambleWatch({ records, storage, engine: parts, signal });
  const isHeld = () => {
    const { lossAlarm, scrambleAlarm } = status.observed.value;
    return lossAlarm !== null || scrambleAlarm !== null;
  };
  const upkeep: Upkeep = new Upkeep({
    engine: { ...parts, records },
    storage,
    jobs,
    begun,
    isHeld,
    refresh,
    relisted: () => restores.linkMadeAgain(),
  });
  const alarms = { losses, scrambled };
  const status: StatusBoard = new StatusBoard(parts, storage, jobs, upkeep, alarms, places, chosen);
  let mirror: MirrorKeeper | undefined;
  told.first = () => status.noteFirst();
  told.feed = (progress) => status.noteFeed(progress);
  const updateMirror = async () => mirror?.update(false);
  let schedule: UpkeepSchedule | undefined;
  let isUpkeepDue = false;
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
      // What may not be copied to shows what came back with the next copy, wherever that is.
      if (storage.trouble !== null) return;
      const choices = await chosen.read(storage.repository?.head());
      if (!choices.some((each) => each.account === id && each.sources.includes(source))) return;
      await backups.startAfter(account, source);
    },
    ended: () => mirror?.updateSoon(),
  });
  const choices = new ChoiceRecord(parts.records);
  const backups: Backups = new Backups({
    choices,
    isRoomKnown: () => status.observed.value.first.folder === null,
    upkeep,
    begun,
    engine: parts,
    storage,
    jobs,
    running,
    openGraph,
    look: () => scrambled.look(),
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

  /** What follows complete copies waits for the last of those that run side by side. */
  function ended({ receipt }: BackupProgress): void {
    isUpkeepDue ||= parts.keepsUpByItself && receipt?.verdict === 'complete';
    const isLast = !jobs.current().some((job) => upkeep.isPrepared(job));
    if (isUpkeepDue && isLast) {
      isUpkeepDue = false;
      void keepUp();
    } else {
      mirror?.updateSoon();
    }
  }

  /** Loaded for those who keep one. */
  async function useMirror(): Promise<MirrorKeeper> {
    const { MirrorKeeper } = await import('./mirror-keeper.ts');
    mirror ??= new MirrorKeeper({
      engine: parts,
      repository: () => storage.repository,
      changed: () => status.noteMirror(mirror?.status ?? null),
    });
    return mirror;
  }

  async function readMirrorFolder(): Promise<FileSystemDirectoryHandle | null> {
    return (await parts.mirrorPlace?.read()) ?? null;
  }

  follow(jobs.changed.watch(closing.signal), async () => status.noteJobs());
  follow(parts.host.watchSignIns(), async (account) => jobs.wake({ kind: 'signed-in', account }));
  if (parts.connection !== undefined) {
    const { connection } = parts;
    follow(connection.watch(closing.signal), async () => {
      if (!connection.isMetered()) jobs.wake({ kind: 'unmetered' });
    });
  }
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

  function isReadable(): boolean {
    return storage.lock !== 'locked' && !storage.isAway;
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

  if (isReadable()) await goOn();
  // The catalog may have to be made anew first; faces are told how far that is.
  const catchUp = async () => {
    await refresh();
    await storage.follow();
    await scrambled.look();
    await upkeep.resume();
    await restores.linkMadeAgain();
    await refresh();
    if ((await readMirrorFolder()) !== null) await (await useMirror()).start();
  };
  const startTelling = () =>
    catchUp().catch((error: unknown) => {
      if (!closing.signal.aborted) parts.report(`at the start: ${placeOf(error)}`);
    });
  void startTelling();

  const turns = new Turns();
  const changeLock = async () => {
    const { LockChanges } = await import('./lock-changes.ts');
    return new LockChanges({ engine: parts, storage, jobs, records, turns, goOn, changed });
  };

  async function keepUp(): Promise<void> {
    const { UpkeepSchedule } = await import('./upkeep-schedule.ts');
    const made = { engine: parts, storage, upkeep, isHeld, updateMirror, signal };
    schedule = schedule ?? new UpkeepSchedule(made);
    await schedule.afterRun();
  }

  async function changed(): Promise<void> {
    await refresh();
    // The mirror has to have the new slots, and not the old ones.
    mirror?.updateSoon();
  }

  /** The copy lies elsewhere from now on, or has come back: everything of before is let go. */
  function turnTo<T>(change: () => Promise<T>): Promise<T> {
    return turns.take(async () => {
      await jobs.close();
      await status.settled();
      await storage.close();
      try {
        return await change();
      } finally {
        await storage.begin();
        restores.forget();
        status.forget();
        status.noteLock();
        if (isReadable()) await goOn();
        void startTelling();
      }
    });
  }

  async function* saving(what: SavingWhat, signal?: AbortSignal): AsyncGenerator<Saving, void> {
    const { saveEverything } = await import('./save-everything.ts');
    yield* saveEverything(parts, storage.repository, what, signal);
  }

  return {
    watchStatus: (...rest: unknown[]) => status.observed.watch(signalOf(rest)),
    startBackup: (account, sources, by) => backups.start(account, sources, by),
    chooseSources: async (account, sources) => {
      await chosen.choose(account, sources);
      const isLeft = ({ progress: run }: Job) =>
        run.kind === 'backup' && run.account === account && !sources.includes(run.source);
      for (const job of jobs.current()) if (isLeft(job)) job.stop();
      await refresh();
    },
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
      await parts.removeHandOuts?.();
      restores.forget();
      status.forget();
    },
    protect: async (passphrase) => ({ code: await (await changeLock()).protect(passphrase) }),
    unprotect: async (secret) => (await changeLock()).unprotect(secret),
    changePassphrase: async (secret, passphrase) =>
      (await changeLock()).changePassphrase(secret, passphrase),
    changeRecoveryCode: async (secret) => ({ code: await (await changeLock()).changeCode(secret) }),
    acceptRepository: async () => {
      await storage.accept();
      await refresh();
    },

    startCheck: (level, percent) => upkeep.startCheck(level, percent),
    startPrune: (options) => upkeep.startPrune(options),
    watchUpkeep: (id, ...rest: unknown[]) => upkeep.get(id).observed.watch(signalOf(rest)),
    acceptLosses: async (until) => {
      await losses.accept(storage.repository?.id ?? '', until);
      await refresh();
    },
    acceptScrambled: async (until) => {
      await scrambled.accept(until);
      await refresh();
    },
    readRetention: () => upkeep.readRetention(),
    writeRetention: (rule) => upkeep.writeRetention(rule),
    listSnapshots: () => upkeep.snapshots(),
    pinSnapshot: (id, isPinned) => upkeep.pin(id, isPinned),
    keepMirror: async (folder) => {
      if (parts.firstPlace) await (await places.use()).checkIsOther(folder);
      await (await useMirror()).keep(folder);
    },
    readMirrorFolder,
    updateMirror: async (evenIfOpen) => mirror?.update(evenIfOpen),
    restoreFromMirror: async () => {
      const result = await (await useMirror()).bringBack();
      await storage.reopen();
      await upkeep.afterRestore();
      await refresh();
      await storage.follow();
      await refresh();
      return result;
    },
    dropMirror: async () => (await useMirror()).drop(),

    lookInFolder: async (folder) => (await places.use()).look(folder),
    keepInFolder: async (folder, inside) => (await places.use()).keepInFolder(folder, inside),
    keepInBrowser: async () => (await places.use()).keepInBrowser(),
    openFirstPlace: async (evenIfOpen) => {
      const isThere = await (await places.use()).tryAgain(evenIfOpen);
      if (isThere && storage.isAway) await turnTo(async () => {});
      if (isThere) jobs.wake({ kind: 'folder' });
    },
    findFirstFolder: async (folder) => (await places.use()).find(folder),
    giveUpFolder: async () => (await places.use()).giveUp(),
    stopMoving: async () => (await places.use()).stopMoving(),
    removeLeftCopy: async (key) => (await places.use()).removeLeft(key),
    readPlaceFolder: async (key) => (await places.use()).readFolder(key),
    watchSaving: (what, ...rest: unknown[]) => saving(what, signalOf(rest)),
    watchPlan: (selection, ...rest: unknown[]) =>
      restores.planning(selection, signalOf(rest) ?? signal),

    ...answersFrom(parts, storage),
    ...choiceAnswers({ choices, engine: parts, storage, openGraph, signalOf }),
    ...fileAnswers(parts, storage),
    planPutBack: (selection, way) => restores.planPutBack(selection, way),
    startPutBack: (planId, except) => restores.startPutBack(planId, except),
    ...conversationAnswers(parts, storage, () => restores.journal()),

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
      await mirror?.close();
      await places.close();
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
