import type { Backend } from '../backend/backend.ts';
import { FolderLock, findOtherUsers } from '../backend/folder-lock.ts';
import { keepsNotes } from '../backend/notes.ts';
import type { Records } from '../backend/records.ts';
import { type Bytes, toHex } from '../lib/bytes.ts';
import type { Clock } from '../lib/clock.ts';
import { Fault, isAbort, toFault } from '../model/fault.ts';
import { type CopyPlan, listStored, type StoredListing } from '../repository/copy-plan.ts';
import { type CopyResult, copyRepository } from '../repository/copy-repository.ts';
import { FORMAT_NAME } from '../repository/file-names.ts';
import type { MirrorStatus } from '../rpc/protocol.ts';
import { writeFolderNotes } from './folder-notes.ts';
import { behindBy, behindSince, bytesOf, lostIn } from './mirror-figures.ts';
import { type Beyond, type GoneRecord, judgeBeyond, oldSlotsIn, removeDue } from './mirror-gone.ts';
import {
  type MirrorRecord,
  openMirrorRecord,
  shortName,
  writeMirrorRecord,
} from './mirror-record.ts';
import { troubleIn, troubleOf } from './mirror-trouble.ts';
import { Turns } from './turns.ts';

const LOCK_ID_BYTES = 16;
const NOTHING_BEYOND: Beyond = { lost: [], due: [] };

export interface MirrorParts {
  /** Where the repository lies. */
  primary: Backend;
  /** Where the second copy lies. Faults: `forbidden`, `not-found`, and others of a folder. */
  open(): Promise<Backend>;
  name: string;
  records: Records;
  clock: Clock;
  randomBytes(length: number): Bytes;
  software: string;
  /** What the primary removed on purpose; null while that can't be read. */
  readGone(): Promise<readonly GoneRecord[] | null>;
  /** The page that opens a folder without the program; null when there is none. */
  readRecoverPage(): Promise<Bytes | null>;
  /** Told whenever the status has changed. */
  changed(): void;
  /** Trouble that is only for the log. */
  report(what: string): void;
}

/**
 * The same repository in a second place, brought up to date by sending what is missing there.
 * Nothing it meets stops a backup: trouble is a part of its status, and the next run tries again.
 */
export class Mirror {
  readonly #parts: MirrorParts;
  readonly #turns = new Turns();
  #record: MirrorRecord;
  #isFirstRun = true;
  #isWaiting = false;
  #evenIfOpen = false;
  #status: MirrorStatus;

  private constructor(parts: MirrorParts, record: MirrorRecord) {
    this.#parts = parts;
    this.#record = record;
    this.#status = {
      name: parts.name,
      lastCompleteAt: record.lastCompleteAt,
      behindSnapshots: 0,
      behindBytes: 0,
      running: null,
      trouble: null,
      lost: { snapshots: 0, files: 0 },
    };
  }

  /** `isNew`: the person has just picked its folder. Faults: those of records and primary. */
  static async open(parts: MirrorParts, isNew: boolean): Promise<Mirror> {
    const newLockId = () => toHex(parts.randomBytes(LOCK_ID_BYTES));
    const record = await openMirrorRecord(parts.records, isNew, newLockId);
    const mirror = new Mirror(parts, record);
    await mirror.measure();
    return mirror;
  }

  get status(): MirrorStatus {
    return this.#status;
  }

  /** How far behind it is, by what is remembered. Faults: those of the primary. */
  async measure(): Promise<void> {
    this.#tell(behindSince(this.#record, await listStored(this.#parts.primary)));
  }

  /**
   * Sends what is missing. Whoever asks while another is waiting for its turn gets that one's.
   * Rejects with an abort only. `evenIfOpen`: see `EngineApi.updateMirror`.
   */
  async update(signal: AbortSignal, evenIfOpen = false): Promise<void> {
    this.#evenIfOpen ||= evenIfOpen;
    if (this.#isWaiting) return this.#turns.take(async () => {});
    this.#isWaiting = true;
    await this.#turns.take(async () => {
      this.#isWaiting = false;
      try {
        signal.throwIfAborted();
        await this.#update(signal);
      } catch (error) {
        if (isAbort(error)) throw error;
        const fault = toFault(error);
        this.#parts.report(`the mirror: ${fault.code}, ${fault.message}`);
        // Trouble with the place the copy lies in first is told of that.
        if (fault.code === 'away') return;
        this.#tell({ trouble: fault instanceof Emptied ? 'emptied' : troubleOf(fault) });
      } finally {
        this.#evenIfOpen = false;
        this.#tell({ running: null });
      }
    });
  }

  /**
   * Sends back what is there and not in the primary, each file compared with its name. Faults:
   * those of `copyRepository`.
   */
  bringBack(signal: AbortSignal): Promise<CopyResult> {
    return this.#turns.take(async () => {
      try {
        const result = await copyRepository(await this.#parts.open(), this.#parts.primary, {
          signal,
          onProgress: ({ doneBytes, totalBytes }) =>
            this.#tell({ running: { doneBytes, totalBytes } }),
        });
        if (result.complete) this.#tell({ trouble: null, lost: { snapshots: 0, files: 0 } });
        return result;
      } finally {
        this.#tell({ running: null });
      }
    });
  }

  /** Resolves when nothing is under way. */
  settled(): Promise<void> {
    return this.#turns.take(async () => {});
  }

  async #update(signal: AbortSignal): Promise<void> {
    if ((await this.#parts.primary.get(FORMAT_NAME)) === undefined) {
      // Nothing is made yet, or all of it has gone.
      const { length } = this.#record.snapshots;
      if (length > 0)
        this.#tell({ trouble: 'primary-lost', lost: { snapshots: length, files: 0 } });
      return;
    }
    await this.measure();
    const place = await this.#parts.open();
    const lock = await this.#takeLock(place);
    try {
      await this.#bringUpToDate(place, signal);
    } finally {
      await lock?.leave().catch((error: unknown) => {
        this.#parts.report(`the lock of the mirror: ${toFault(error).code}`);
      });
    }
  }

  async #bringUpToDate(place: Backend, signal: AbortSignal): Promise<void> {
    let beyond = NOTHING_BEYOND;
    let listing: StoredListing | undefined;
    let written: string[] = [];
    let oldSlots: readonly string[] = [];
    const result = await copyRepository(this.#parts.primary, place, {
      signal,
      ...(this.#isFirstRun ? { recheck: new Set(this.#record.unproven) } : {}),
      onPlan: async (plan) => {
        this.#checkNotEmptied(plan);
        listing = plan.source;
        written = plan.missing.map(({ name }) => name);
        oldSlots = oldSlotsIn(plan);
        beyond = await this.#judge(plan);
        await this.#noteUnproven(plan);
        this.#tell(behindBy(plan));
      },
      onProgress: ({ doneBytes, totalBytes }) => this.#tell({ running: { doneBytes, totalBytes } }),
    });
    if (this.#isFirstRun) await this.#remember({ unproven: written });
    this.#isFirstRun = false;
    if (keepsNotes(place)) await writeFolderNotes(place, await this.#parts.readRecoverPage());
    if (result.complete && listing !== undefined) {
      await this.#noteComplete(listing);
      await removeDue(place, [...oldSlots, ...beyond.due], signal);
    }
    this.#tell({ ...lostIn(beyond), trouble: troubleIn(result, beyond) });
  }

  /** Fault `locked` when somebody else says that they have it open. */
  async #takeLock(place: Backend): Promise<FolderLock | undefined> {
    if (!keepsNotes(place)) return undefined;
    const { clock, software, report } = this.#parts;
    const id = this.#record.lockId;
    const others = await findOtherUsers(place, clock.now(), id);
    if (others.length > 0 && !this.#evenIfOpen)
      throw new Fault('locked', 'the folder is open elsewhere');
    return FolderLock.take({ place, clock, app: software, host: '', id, report });
  }

  /** A drive that is not there may leave an empty folder: that one is not filled unasked. */
  #checkNotEmptied({ lacksFormat, present, toRecheck }: CopyPlan): void {
    const hadFiles = this.#record.lastCompleteAt !== null;
    if (hadFiles && lacksFormat && present + toRecheck.length === 0) throw new Emptied();
  }

  async #judge({ beyond, source }: CopyPlan): Promise<Beyond> {
    const { readGone, clock } = this.#parts;
    const now = new Date(clock.now()).toISOString();
    const { goneSeen } = this.#record;
    const seen = [...source.gone.keys()].map((file) => [file, goneSeen[file] ?? now] as const);
    this.#record = { ...this.#record, goneSeen: Object.fromEntries(seen) };
    return judgeBeyond(beyond, await readGone(), this.#record.goneSeen, clock.now());
  }

  /** Before the first of them is written: whatever happens, the next start reads them again. */
  async #noteUnproven({ missing }: CopyPlan): Promise<void> {
    const names = [...this.#record.unproven, ...missing.map(({ name }) => name)];
    await this.#remember({ unproven: [...new Set(names)] });
  }

  async #noteComplete(listing: StoredListing): Promise<void> {
    const lastCompleteAt = new Date(this.#parts.clock.now()).toISOString();
    const snapshots = [...listing.snapshot.keys()].map(shortName);
    await this.#remember({ lastCompleteAt, snapshots, bytes: bytesOf(listing) });
    this.#tell({ lastCompleteAt, behindSnapshots: 0, behindBytes: 0 });
  }

  async #remember(change: Partial<MirrorRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await writeMirrorRecord(this.#parts.records, this.#record);
  }

  #tell(change: Partial<MirrorStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#parts.changed();
  }
}

/** The folder is there, and nothing of what was in it. */
class Emptied extends Fault {
  constructor() {
    super('not-found', 'the mirror is empty');
  }
}
