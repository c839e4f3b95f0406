import { isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import type { BlobIds } from './blob-id.ts';
import { BlobIndex } from './blob-index.ts';
import { directoryOf, type IndexedPack } from './index-file.ts';
import type { PackPlace } from './pack-directory.ts';
import { PackFile } from './pack-file.ts';
import { PackNames } from './pack-names.ts';
import { PackWriter } from './pack-writer.ts';

/**
 * Packs blobs anew that lie in packs which are about to go. It keeps books of its own, so that what
 * counts as stored does not change before the new packs are in an index.
 */
export class Repacker {
  readonly #parts: PackPlace & { ids: BlobIds };
  readonly #writer: PackWriter;
  readonly #done = new BlobIndex();

  constructor(parts: PackPlace & { ids: BlobIds }, packBytes: number) {
    this.#parts = parts;
    const { sealer, files } = parts;
    this.#writer = new PackWriter(sealer, files, this.#done, new PackNames(), packBytes);
  }

  /**
   * Takes the blobs of a pack that are `wanted`, each once. Answers those of them that can't be
   * read. Faults: those of the backend.
   */
  async add(
    pack: IndexedPack,
    wanted: (id: BlobId) => boolean,
    signal: AbortSignal,
  ): Promise<BlobId[]> {
    const directory = directoryOf(pack);
    const isTodo = ({ id }: { id: BlobId }) =>
      wanted(id) && !this.#done.has(id) && this.#writer.waiting(id) === undefined;
    const lost: BlobId[] = [];
    let file: PackFile | undefined;
    for (const [number, entry] of directory.entries()) {
      const todo = entry.blobs.filter(isTodo);
      if (todo.length === 0) continue;
      signal.throwIfAborted();
      file ??= await this.#open(pack.hash, directory);
      const blobs = file && (await orUndefined(file.readSegment(number)));
      if (blobs === undefined) lost.push(...todo.map(({ id }) => id));
      for (const blob of blobs ?? []) {
        await this.#writer.ready();
        if (isTodo(blob)) this.#writer.add(entry.kind, { ...blob, bytes: blob.bytes.slice() });
      }
    }
    return lost;
  }

  /** Makes everything durable; answers the new packs, which are in no index yet. */
  async finish(): Promise<readonly IndexedPack[]> {
    await this.#writer.flush();
    return this.#writer.unindexed();
  }

  #open(hash: string, directory: ReturnType<typeof directoryOf>): Promise<PackFile | undefined> {
    return orUndefined(PackFile.open(this.#parts, hash, directory));
  }
}

async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isFault(error, 'corrupt', 'unsupported')) return undefined;
    throw error;
  }
}
