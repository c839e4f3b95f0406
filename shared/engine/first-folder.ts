import type { Backend, ByteRange, FileInfo } from '../backend/backend.ts';
import { FolderLock, findOtherUsers } from '../backend/folder-lock.ts';
import { keepsNotes, type NotePlace } from '../backend/notes.ts';
import type { Bytes } from '../lib/bytes.ts';
import type { Clock } from '../lib/clock.ts';
import { Fault, isAbort, isFault, toFault } from '../model/fault.ts';
import { FORMAT_NAME } from '../repository/file-names.ts';
import type { PlaceTrouble } from '../rpc/protocol.ts';
import { troubleOf } from './mirror-trouble.ts';

export interface FirstFolderParts {
  /** Faults: `forbidden`, `not-found`, and others of a folder. */
  open(): Promise<Backend>;
  /** A repository was there: without one it is not the folder that was meant. */
  isExpected(): Promise<boolean>;
  clock: Clock;
  software: string;
  /** By which this browser knows its own lock in the folder again. */
  lockId: string;
  /** Told whenever `trouble` has changed. */
  changed(): void;
  report(what: string): void;
}

/** What a killed browser may have written into the wrong folder costs little; these cost much. */
const BUILDS_UPON = /^(?:index|snapshots|gone|marks)\//;

/**
 * A folder in which the copy lies first. A folder may go at any moment, by a word of the browser or
 * a pulled plug: what it throws then becomes the fault `away`, which no job takes for an answer of
 * Microsoft's, and everything asked later tries the folder anew.
 */
export class FirstFolder implements Backend {
  readonly #parts: FirstFolderParts;
  #opening: Promise<Backend> | null = null;
  #lock: Promise<FolderLock | undefined> | null = null;
  #evenIfOpen = false;
  #unreadable: PlaceTrouble | null = null;
  #unwritable: PlaceTrouble | null = null;

  constructor(parts: FirstFolderParts) {
    this.#parts = parts;
  }

  get trouble(): PlaceTrouble | null {
    return this.#unreadable ?? this.#unwritable;
  }

  /** The person has read that somebody else has it open. */
  allowOpen(): void {
    this.#evenIfOpen = true;
  }

  get(name: string, range?: ByteRange): Promise<Bytes | undefined> {
    return this.#read((place) => place.get(name, range));
  }

  put(name: string, bytes: Bytes): Promise<void> {
    return this.#write(async (place) => {
      if (BUILDS_UPON.test(name)) await this.#checkThere(place);
      await place.put(name, bytes);
    });
  }

  remove(name: string): Promise<void> {
    return this.#write((place) => place.remove(name));
  }

  async *list(prefix: string): AsyncIterable<FileInfo> {
    try {
      yield* (await this.#open()).list(prefix);
      this.#note(null, this.#unwritable);
    } catch (error) {
      throw this.#away(error, 'read');
    }
  }

  /** For the notes beside a repository. Faults: those of `put`. */
  writeNotes(write: (place: NotePlace) => Promise<void>): Promise<void> {
    return this.#write(async (place) => {
      if (keepsNotes(place)) await write(place);
    });
  }

  /** Lets go of the folder: others need not ask before they open it. */
  async close(): Promise<void> {
    const lock = await this.#lock;
    this.#lock = null;
    this.#opening = null;
    await lock?.leave().catch((error: unknown) => this.#reportLock(error));
  }

  async #read<T>(work: (place: Backend) => Promise<T>): Promise<T> {
    try {
      const result = await work(await this.#open());
      this.#note(null, this.#unwritable);
      return result;
    } catch (error) {
      throw this.#away(error, 'read');
    }
  }

  async #write<T>(work: (place: Backend) => Promise<T>): Promise<T> {
    try {
      const result = await work(await this.#open());
      this.#note(null, null);
      return result;
    } catch (error) {
      throw this.#away(error, 'write');
    }
  }

  #open(): Promise<Backend> {
    this.#opening ??= this.#openAnew().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #openAnew(): Promise<Backend> {
    const { open, clock, lockId } = this.#parts;
    const place = await open();
    await this.#checkThere(place);
    if (!this.#evenIfOpen && (await findOtherUsers(place, clock.now(), lockId)).length > 0) {
      throw new Fault('locked', 'the folder is open elsewhere');
    }
    this.#lock ??= this.#takeLock(place);
    return place;
  }

  /** A drive that is not there may leave an empty folder, and nothing may be built upon that. */
  async #checkThere(place: Backend): Promise<void> {
    if ((await place.get(FORMAT_NAME)) !== undefined || !(await this.#parts.isExpected())) return;
    throw new Emptied();
  }

  /** Nobody waits for it, and a folder that takes none can be read all the same. */
  async #takeLock(place: Backend): Promise<FolderLock | undefined> {
    if (!keepsNotes(place)) return undefined;
    const { clock, software, lockId, report } = this.#parts;
    try {
      return await FolderLock.take({ place, clock, app: software, host: '', id: lockId, report });
    } catch (error) {
      this.#reportLock(error);
      return undefined;
    }
  }

  #reportLock(error: unknown): void {
    this.#parts.report(`the lock of the folder: ${toFault(error).code}`);
  }

  /** What the folder said, as the fault it is for whoever keeps something in it. */
  #away(error: unknown, at: 'read' | 'write'): unknown {
    if (isAbort(error) || !isFault(error, 'forbidden', 'not-found', 'locked')) return error;
    const trouble = error instanceof Emptied ? 'emptied' : troubleOf(error);
    if (at === 'write' && (trouble === 'read-only' || trouble === 'in-use') && this.#opening) {
      this.#note(this.#unreadable, trouble);
    } else {
      this.#opening = null;
      this.#note(trouble, this.#unwritable);
    }
    return new Fault('away', `the folder: ${error.message}`, {
      cause: error,
      upstreamCode: trouble,
    });
  }

  #note(unreadable: PlaceTrouble | null, unwritable: PlaceTrouble | null): void {
    const before = this.trouble;
    this.#unreadable = unreadable;
    this.#unwritable = unwritable;
    if (this.trouble !== before) this.#parts.changed();
  }
}

/** The folder is there, and nothing of what was in it. */
class Emptied extends Fault {
  constructor() {
    super('not-found', 'nothing of the copy is in it');
  }
}
