import { decodeText, encodeText } from '../lib/bytes.ts';
import type { Clock } from '../lib/clock.ts';
import { isAbort, toFault } from '../model/fault.ts';
import type { Backend } from './backend.ts';
import type { NotePlace } from './notes.ts';

/** docs/repository-format.md, *A second writer*. */
const FOLDER = 'locks/';
const REWRITE_MS = 60_000;
const STALE_AFTER_MS = 3 * 60_000;
/** Nobody comes back to one this old: what a killed program left is removed. */
const REMOVE_AFTER_MS = 24 * 60 * 60 * 1000;
/** Anybody can put a file there. */
const LONGEST_BYTES = 4_096;

/** Who has a folder open, as it says itself. */
export interface FolderUser {
  /** Name and version of the program. */
  app: string;
  /** A name for the browser, given by the person, or empty. */
  host: string;
  /** ISO 8601: when it last said so. */
  at: string;
}

export interface LockParts {
  place: Backend & NotePlace;
  clock: Clock;
  app: string;
  host: string;
  /** 32 hex digits nobody else has. */
  id: string;
  /** Told when the lock could not be rewritten; that stops nothing. */
  report(what: string): void;
}

/**
 * The file that says that a folder is open here. It is advice for people: another program asks
 * before it writes, and nothing depends on it (docs/decisions, 0005).
 */
export class FolderLock {
  readonly #parts: LockParts;
  readonly #leaving = new AbortController();
  #writing: Promise<void> = Promise.resolve();

  private constructor(parts: LockParts) {
    this.#parts = parts;
  }

  /** Writes the lock, and again every minute until `leave`. Faults: those of the place. */
  static async take(parts: LockParts): Promise<FolderLock> {
    const lock = new FolderLock(parts);
    await lock.#write();
    void lock.#goOnWriting();
    return lock;
  }

  /** Ends the rewriting and removes the lock. Faults: those of the place. */
  async leave(): Promise<void> {
    this.#leaving.abort();
    // Its failure is told where it was begun.
    await this.#writing.catch(() => {});
    await this.#parts.place.remove(nameOf(this.#parts.id));
  }

  async #goOnWriting(): Promise<void> {
    const { clock, report } = this.#parts;
    const { signal } = this.#leaving;
    while (!signal.aborted) {
      try {
        await clock.sleep(REWRITE_MS, signal);
        if (signal.aborted) return;
        this.#writing = this.#write();
        await this.#writing;
      } catch (error) {
        this.#writing = Promise.resolve();
        if (isAbort(error)) return;
        report(`the lock of a folder could not be rewritten: ${toFault(error).code}`);
      }
    }
  }

  #write(): Promise<void> {
    const { place, clock, app, host, id } = this.#parts;
    const at = new Date(clock.now()).toISOString();
    return place.writeNote(nameOf(id), encodeText(JSON.stringify({ app, at, host })));
  }
}

/**
 * Who else has the folder open now, newest first. Also removes locks a day old. Faults: those of
 * the place.
 */
export async function findOtherUsers(
  place: Backend,
  now: number,
  ownId: string | null,
): Promise<FolderUser[]> {
  const users: FolderUser[] = [];
  for await (const { name, sizeBytes } of place.list(FOLDER)) {
    if (!/^locks\/[0-9a-f]{32}\.lock$/.test(name) || sizeBytes > LONGEST_BYTES) continue;
    if (ownId !== null && name === nameOf(ownId)) continue;
    const user = parse(await place.get(name));
    // An empty or torn one: its writer writes it again within a minute, or was killed.
    if (user === undefined) continue;
    // A clock that is ahead is as good as one that is behind.
    const ageMs = Math.abs(now - Date.parse(user.at));
    if (ageMs > REMOVE_AFTER_MS) await place.remove(name);
    else if (ageMs <= STALE_AFTER_MS) users.push(user);
  }
  return users.sort((a, b) => b.at.localeCompare(a.at));
}

function nameOf(id: string): string {
  return `${FOLDER}${id}.lock`;
}

function parse(bytes: Uint8Array | undefined): FolderUser | undefined {
  if (bytes === undefined) return undefined;
  try {
    const { app, at, host } = JSON.parse(decodeText(bytes));
    const isUser = typeof app === 'string' && typeof host === 'string' && typeof at === 'string';
    return isUser && !Number.isNaN(Date.parse(at)) ? { app, at, host } : undefined;
  } catch {
    return undefined;
  }
}
