import { type Bytes, fromHex } from '../lib/bytes.ts';
import { isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { Piece } from '../repository/piece-list.ts';
import type { Repository } from '../repository/repository.ts';
import type { ResumableContent } from '../sources/contents.ts';
import type { BegunContent, BegunContents, BegunKey, BegunState } from './begun-contents.ts';
import { ContentNotes, WORTH_NOTING_BYTES } from './content-notes.ts';

export interface IncomingParts {
  repository: Pick<
    Repository,
    'id' | 'saveStream' | 'loadBlob' | 'hasBlob' | 'canGoOn' | 'indexPacks'
  >;
  begun: BegunContents;
  /** Waited for: told how many bytes came that were not stored before. */
  came(bytes: number): Promise<void>;
}

/**
 * Stores contents of an item. Behind what an earlier run stored of the same bytes is gone on where
 * its hashes are known up to there and all of it still lies in packs; what is stored behind that,
 * or all where nothing is known, is read back and takes the way of what comes. See
 * docs/decisions/0031-large-files-go-on.md.
 */
export async function saveIncoming(
  parts: IncomingParts,
  item: Omit<BegunKey, 'sameAs'>,
  content: ResumableContent,
): Promise<BlobId> {
  const { repository, begun } = parts;
  const { sizeBytes, sameAs, seen } = content;
  // Of what is small nothing is ever remembered: nobody need look for it, ten thousand times.
  const isSmall = sizeBytes > 0 && sizeBytes < WORTH_NOTING_BYTES;
  if (sameAs === null || isSmall) {
    const all = content.from(0);
    const counted = countedBy(all, (bytes) => parts.came(bytes));
    const passed = (bytes: Bytes) => seen(bytes, false);
    return (await repository.saveStream('content', counted, { sizeBytes, passed })).id;
  }
  const key = { ...item, sameAs };
  const known = await begun.find(repository.id, key);
  const start = await startOf(repository, known, content);
  const notes = new ContentNotes({ begun, repository: repository.id, key, content }, start);
  const passing = new Passing(parts, content, start);
  const all = passing.all(async () => {
    if (await notes.noteIfDue()) await repository.indexPacks();
  });
  try {
    const { stored } = notes;
    const { behind } = start;
    const { id } = await repository.saveStream('content', all, {
      sizeBytes,
      passed: (bytes) => passing.pass(bytes),
      stored,
      ...(behind === undefined ? {} : { behind }),
    });
    await notes.forget();
    return id;
  } catch (error) {
    // It is another file by now: nobody will ask for the rest of this one.
    if (isFault(error, 'conflict')) await notes.forget();
    else await notes.noteAtEnd();
    throw error;
  }
}

/** Where is gone on with what was begun. */
interface Start {
  /** What need not be read. */
  behind: { pieces: readonly Piece[]; hash: Bytes } | undefined;
  /** What is stored behind that, to be read back. */
  more: readonly Piece[];
  /** That hold up to there. */
  states: readonly BegunState[];
}

/** Pieces in packs that were not written, or that are gone or damaged, are not there. */
async function startOf(
  repository: IncomingParts['repository'],
  { pieces, states }: BegunContent,
  { memory }: ResumableContent,
): Promise<Start> {
  const lost = pieces.findIndex(({ id }) => !repository.hasBlob(id));
  const present = lost === -1 ? pieces : pieces.slice(0, lost);
  for (const [at, { count, hash, seen }] of [...states.entries()].reverse()) {
    const saved = fromHex(hash);
    if (count > present.length || !(await repository.canGoOn(saved))) continue;
    if (!memory?.load(seen)) continue;
    return {
      behind: { pieces: present.slice(0, count), hash: saved },
      more: present.slice(count),
      states: states.slice(0, at + 1),
    };
  }
  return { behind: undefined, more: present, states: [] };
}

/** The bytes on their way: first those that are read back, then those that come. */
class Passing {
  readonly #parts: IncomingParts;
  readonly #content: ResumableContent;
  readonly #more: readonly Piece[];
  /** Bytes of the content that need not be asked for. */
  #storedBytes: number;
  #passedBytes: number;

  constructor(parts: IncomingParts, content: ResumableContent, { behind, more }: Start) {
    this.#parts = parts;
    this.#content = content;
    this.#more = more;
    this.#storedBytes = (behind?.pieces ?? []).reduce((sum, { length }) => sum + length, 0);
    this.#passedBytes = this.#storedBytes;
  }

  async *all(note: () => Promise<void>): AsyncGenerator<Bytes, void> {
    const { repository, came } = this.#parts;
    const content = this.#content;
    for await (const bytes of readBack(repository, this.#more)) {
      this.#storedBytes += bytes.byteLength;
      yield bytes;
    }
    if (this.#storedBytes > 0 && this.#storedBytes >= content.sizeBytes) return;
    for await (const bytes of countedBy(content.from(this.#storedBytes), came)) {
      yield bytes;
      await note();
    }
  }

  /** Equal bytes are cut alike: no piece lies on both sides of where the asking begins. */
  pass(bytes: Bytes): void {
    this.#content.seen(bytes, this.#passedBytes < this.#storedBytes);
    this.#passedBytes += bytes.byteLength;
  }
}

async function* countedBy(
  all: AsyncIterable<Bytes>,
  came: (bytes: number) => Promise<void>,
): AsyncGenerator<Bytes, void> {
  for await (const bytes of all) {
    yield bytes;
    await came(bytes.byteLength);
  }
}

/** Up to the first piece that is lost or damaged. */
async function* readBack(
  repository: IncomingParts['repository'],
  pieces: readonly Piece[],
): AsyncGenerator<Bytes, void> {
  for (const { id } of pieces) {
    const bytes = await loadSound(repository, id);
    if (bytes === null) return;
    yield bytes;
  }
}

async function loadSound(
  repository: IncomingParts['repository'],
  id: BlobId,
): Promise<Bytes | null> {
  try {
    return await repository.loadBlob(id);
  } catch (error) {
    if (isFault(error, 'corrupt')) return null;
    throw error;
  }
}
