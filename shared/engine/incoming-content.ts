import type { Bytes } from '../lib/bytes.ts';
import { isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { Piece } from '../repository/piece-list.ts';
import type { Repository } from '../repository/repository.ts';
import type { ResumableContent } from '../sources/source.ts';
import type { BegunContents, BegunKey } from './begun-contents.ts';

/** What came since is lost when the program is killed; a note takes some milliseconds. */
const NOTED_EVERY_BYTES = 16 * 1024 * 1024;
/** Each note names all pieces: with this share of what came, all notes together stay small. */
const NOTED_EVERY_SHARE = 1 / 64;
/** Less is fetched again as fast as it is read back. */
const WORTH_NOTING_BYTES = 4 * 1024 * 1024;

export interface IncomingParts {
  repository: Pick<Repository, 'id' | 'saveStream' | 'loadBlob' | 'hasBlob'>;
  begun: BegunContents;
  /** Waited for: told how many bytes came that were not stored before. */
  came(bytes: number): Promise<void>;
}

/**
 * Stores contents of an item. What an earlier run stored of the same bytes is read back, which shows
 * that it is there and sound, and goes through the same cuts and hashes as what is asked for: only the
 * asking begins in the middle. See docs/decisions/0031-large-files-go-on.md.
 */
export async function saveIncoming(
  parts: IncomingParts,
  item: Omit<BegunKey, 'sameAs'>,
  content: ResumableContent,
): Promise<BlobId> {
  const { repository } = parts;
  const { sizeBytes, sameAs } = content;
  if (sameAs === null) {
    const all = bytesOf(parts, content, [], async () => {});
    return (await repository.saveStream('content', all, { sizeBytes })).id;
  }
  const notes = new Notes(parts, { ...item, sameAs });
  const known = await parts.begun.find(repository.id, notes.key);
  const all = bytesOf(parts, content, known, () => notes.noteIfDue());
  try {
    const { stored } = notes;
    const { id } = await repository.saveStream('content', all, { sizeBytes, stored });
    await notes.forget();
    return id;
  } catch (error) {
    // It is another file by now: nobody will ask for the rest of this one.
    if (isFault(error, 'conflict')) await notes.forget();
    else await notes.noteAtEnd();
    throw error;
  }
}

async function* bytesOf(
  { repository, came }: IncomingParts,
  content: ResumableContent,
  known: readonly Piece[],
  note: () => Promise<void>,
): AsyncGenerator<Bytes, void> {
  let at = 0;
  for await (const bytes of readBack(repository, known)) {
    content.seen(bytes, true);
    at += bytes.byteLength;
    yield bytes;
  }
  if (at > 0 && at >= content.sizeBytes) return;
  for await (const bytes of content.from(at)) {
    content.seen(bytes, false);
    yield bytes;
    await came(bytes.byteLength);
    await note();
  }
}

/** Up to the first piece that is lost or damaged. */
async function* readBack(
  repository: IncomingParts['repository'],
  pieces: readonly Piece[],
): AsyncGenerator<Bytes, void> {
  for (const { id } of pieces) {
    const bytes = repository.hasBlob(id) ? await loadSound(repository, id) : null;
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

/** Remembers now and then how far it is. */
class Notes {
  readonly key: BegunKey;
  readonly #parts: IncomingParts;
  /** The list grows; so many of it are in packs. */
  #pieces: readonly Piece[] = [];
  #count = 0;
  #storedBytes = 0;
  #notedBytes = 0;

  constructor(parts: IncomingParts, key: BegunKey) {
    this.#parts = parts;
    this.key = key;
  }

  readonly stored = (pieces: readonly Piece[]) => {
    for (let at = this.#count; at < pieces.length; at += 1) {
      this.#storedBytes += pieces[at]?.length ?? 0;
    }
    this.#pieces = pieces;
    this.#count = pieces.length;
  };

  async noteIfDue(): Promise<void> {
    const since = this.#storedBytes - this.#notedBytes;
    if (since < Math.max(NOTED_EVERY_BYTES, this.#storedBytes * NOTED_EVERY_SHARE)) return;
    await this.#note();
  }

  async noteAtEnd(): Promise<void> {
    if (this.#storedBytes < WORTH_NOTING_BYTES || this.#storedBytes === this.#notedBytes) return;
    await this.#note();
  }

  forget(): Promise<void> {
    const { begun, repository } = this.#parts;
    return begun.forget(repository.id, this.key);
  }

  async #note(): Promise<void> {
    const { begun, repository } = this.#parts;
    this.#notedBytes = this.#storedBytes;
    await begun.note(repository.id, this.key, this.#pieces.slice(0, this.#count));
  }
}
