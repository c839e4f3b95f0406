import { type Bytes, toHex } from '../lib/bytes.ts';
import type { Piece } from '../repository/piece-list.ts';
import type { ResumableContent } from '../sources/contents.ts';
import type { BegunContents, BegunKey, BegunState } from './begun-contents.ts';

/** What came since is lost when the program is killed; a note takes some milliseconds. */
const NOTED_EVERY_BYTES = 16 * 1024 * 1024;
/** Each note names all pieces: with this share of what came, all notes together stay small. */
const NOTED_EVERY_SHARE = 1 / 64;
/** Less is fetched again as fast as it is read back. */
export const WORTH_NOTING_BYTES = 4 * 1024 * 1024;
/**
 * What a note names may lie in packs that were never written: some 50 MiB. So many notes before it
 * reach back behind that.
 */
const MOST_STATES = 6;

export interface NotesParts {
  begun: BegunContents;
  /** By its id. */
  repository: string;
  key: BegunKey;
  content: Pick<ResumableContent, 'memory'>;
}

/** Remembers now and then how far contents have come. */
export class ContentNotes {
  readonly #parts: NotesParts;
  /** The list grows; so many of it are in packs. */
  #pieces: readonly Piece[];
  #count: number;
  #storedBytes = 0;
  #notedBytes = 0;
  /** Of the notes so far. */
  #states: readonly BegunState[];
  /** Of what is stored by now. */
  #state: BegunState | null = null;

  /** Goes on with what is known already. */
  constructor(
    parts: NotesParts,
    known: { behind: { pieces: readonly Piece[] } | undefined; states: readonly BegunState[] },
  ) {
    this.#parts = parts;
    this.#states = known.states;
    this.#pieces = known.behind?.pieces ?? [];
    this.#count = this.#pieces.length;
    this.#storedBytes = this.#pieces.reduce((sum, { length }) => sum + length, 0);
    this.#notedBytes = this.#storedBytes;
  }

  /** See `StreamOptions.stored`. */
  readonly stored = (pieces: readonly Piece[], hash: Bytes) => {
    for (let at = this.#count; at < pieces.length; at += 1) {
      this.#storedBytes += pieces[at]?.length ?? 0;
    }
    this.#pieces = pieces;
    this.#count = pieces.length;
    const { memory } = this.#parts.content;
    if (memory === undefined) return;
    this.#state = { count: this.#count, hash: toHex(hash), seen: memory.save() };
  };

  /** Whether it was. */
  async noteIfDue(): Promise<boolean> {
    const since = this.#storedBytes - this.#notedBytes;
    const due = Math.max(NOTED_EVERY_BYTES, this.#storedBytes * NOTED_EVERY_SHARE);
    if (since >= due) await this.#note();
    return since >= due;
  }

  async noteAtEnd(): Promise<void> {
    if (this.#storedBytes < WORTH_NOTING_BYTES || this.#storedBytes === this.#notedBytes) return;
    await this.#note();
  }

  forget(): Promise<void> {
    const { begun, repository, key } = this.#parts;
    return begun.forget(repository, key);
  }

  async #note(): Promise<void> {
    const { begun, repository, key } = this.#parts;
    this.#notedBytes = this.#storedBytes;
    if (this.#state !== null) this.#states = [...this.#states, this.#state].slice(-MOST_STATES);
    const pieces = this.#pieces.slice(0, this.#count);
    await begun.note(repository, key, { pieces, states: this.#states });
  }
}
