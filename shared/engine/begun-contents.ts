import type { Records } from '../backend/records.ts';
import { isFault } from '../model/fault.ts';
import type { AccountId, BlobId, ItemId } from '../model/ids.ts';
import type { Piece } from '../repository/piece-list.ts';
import { Turns } from './turns.ts';

/** Under this name, so that it is sealed anew when it changes who may read the copy. */
export const BEGUN_RECORD = 'begun-contents';
/** As many as are fetched at once, and those of a copy that was given up. */
const MOST_REMEMBERED = 12;
/** Who has not gone on by then will not, and what came so far takes room. */
const FORGOTTEN_AFTER_MS = 14 * 24 * 60 * 60 * 1000;

/** Contents of one item: what came of it holds for the same bytes alone. */
export interface BegunKey {
  account: AccountId;
  itemId: ItemId;
  sameAs: string;
}

/** What has come of the first `count` pieces: who goes on behind them need not read them. */
export interface BegunState {
  count: number;
  /** The blob's hash up to there, in hex. */
  hash: string;
  /** What the source has made of them, see `SeenMemory`. */
  seen: unknown;
}

export interface BegunContent {
  /** From the beginning on. */
  pieces: readonly Piece[];
  /** Oldest first. */
  states: readonly BegunState[];
}

interface Begun extends BegunKey {
  notedAt: number;
  pieces: [id: BlobId, length: number][];
  /** Missing in what an earlier version has noted. */
  states?: readonly BegunState[];
}

interface Remembered {
  repository: string;
  begun: Begun[];
}

/**
 * Which pieces of contents are stored that are not whole yet. It can be lost: then they are fetched
 * from their beginning. What it names need not be there any more: whoever goes on looks for it.
 */
export class BegunContents {
  readonly #records: Records;
  readonly #now: () => number;
  /** Several copies change the one record. */
  readonly #turns = new Turns();

  constructor(records: Records, now: () => number) {
    this.#records = records;
    this.#now = now;
  }

  /** Empty when nothing is known. Faults: those of the records. */
  async find(repository: string, key: BegunKey): Promise<BegunContent> {
    const found = (await this.#read(repository)).find((each) => isOf(each, key));
    if (found === undefined || found.sameAs !== key.sameAs) return { pieces: [], states: [] };
    const pieces = found.pieces.map(([id, length]) => ({ id, length }));
    return { pieces, states: found.states ?? [] };
  }

  /** All pieces that somebody may go on behind. Faults: those of the records. */
  async pieces(repository: string): Promise<BlobId[]> {
    return (await this.#read(repository)).flatMap(({ pieces }) => pieces.map(([id]) => id));
  }

  /**
   * Durable when resolved, if the place for it takes it: what can't be remembered is fetched again,
   * which is no reason to end a copy.
   */
  async note(repository: string, key: BegunKey, { pieces, states }: BegunContent): Promise<void> {
    const begun: Begun = {
      ...key,
      notedAt: this.#now(),
      pieces: pieces.map(({ id, length }) => [id, length]),
      states,
    };
    await this.#change(repository, key, (others) => [...others, begun].slice(-MOST_REMEMBERED));
  }

  async forget(repository: string, key: BegunKey): Promise<void> {
    await this.#change(repository, key, (others) => others);
  }

  #change(repository: string, key: BegunKey, change: (others: Begun[]) => Begun[]): Promise<void> {
    return this.#turns.take(async () => {
      try {
        const all = await this.#read(repository);
        const others = all.filter((each) => !isOf(each, key));
        const begun = change(others);
        if (begun.length === 0 && all.length === 0) return;
        await this.#records.write(BEGUN_RECORD, { repository, begun } satisfies Remembered);
      } catch (error) {
        if (!isFault(error)) throw error;
      }
    });
  }

  /** Oldest first. */
  async #read(repository: string): Promise<Begun[]> {
    const value = (await this.#records.read(BEGUN_RECORD)) as Partial<Remembered> | undefined;
    // Only this class writes it; of another repository it says nothing.
    if (value?.repository !== repository || !Array.isArray(value.begun)) return [];
    const since = this.#now() - FORGOTTEN_AFTER_MS;
    return value.begun.filter(({ notedAt }) => notedAt > since);
  }
}

function isOf(begun: BegunKey, { account, itemId }: BegunKey): boolean {
  return begun.account === account && begun.itemId === itemId;
}
