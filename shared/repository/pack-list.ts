import { isFault } from '../model/fault.ts';
import { decodingLater } from './decoding.ts';
import { encodeDirectory } from './directory.ts';
import { nameOf } from './file-names.ts';
import { type IndexedPack, splitIndex } from './index-file.ts';
import { type PackPlace, readDirectory } from './pack-directory.ts';
import { decodeWholeFile } from './whole-file.ts';

/** A pack that an index names, or that lies there in none. */
export interface ListedPack extends IndexedPack {
  isIndexed: boolean;
  /** As it lies there; 0 when it is missing. */
  foundBytes: number;
}

export interface ListedPacks {
  packs: Map<string, ListedPack>;
  /** Every index file there is, also damaged ones. */
  indexes: string[];
  /** Those of them that can't be read. */
  brokenIndexes: string[];
  /** Packs that no index names and whose own directory can't be read, with their sizes. */
  unreadable: Map<string, number>;
}

/**
 * Every pack of a repository with its directory, but not those that were removed on purpose.
 * Directories stay as they are stored, in a fraction of the memory. Faults: those of the backend.
 */
export async function listPacks(
  place: PackPlace,
  removed: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ListedPacks> {
  const { files } = place;
  // In this order: what an index names was there before it.
  const indexes = [...(await files.list('index')).keys()];
  const found = await files.list('pack');
  const brokenIndexes: string[] = [];
  const decoded = new Map<string, ReturnType<typeof splitIndex>>();
  for (const hash of indexes) {
    signal.throwIfAborted();
    const index = await readIndex(place, hash);
    if (index === undefined) brokenIndexes.push(hash);
    else decoded.set(hash, index);
  }
  const replaced = new Set([...decoded.values()].flatMap((index) => index.replaces));
  const packs = new Map<string, ListedPack>();
  const unreadable = new Map<string, number>();
  for (const [hash, index] of decoded) {
    if (replaced.has(hash)) continue;
    for (const pack of index.packs) {
      if (removed.has(pack.hash) || packs.has(pack.hash)) continue;
      const foundBytes = found.get(pack.hash) ?? 0;
      packs.set(pack.hash, { ...pack, isIndexed: true, foundBytes });
    }
  }
  for (const [hash, sizeBytes] of found) {
    if (packs.has(hash) || removed.has(hash)) continue;
    signal.throwIfAborted();
    const directory = await readOwn(place, hash, sizeBytes);
    if (directory === undefined) {
      unreadable.set(hash, sizeBytes);
      continue;
    }
    packs.set(hash, { hash, sizeBytes, directory, isIndexed: false, foundBytes: sizeBytes });
  }
  return { packs, indexes, brokenIndexes, unreadable };
}

async function readIndex({ files, sealer }: PackPlace, hash: string) {
  try {
    const bytes = await files.read('index', hash);
    if (bytes === undefined) return undefined;
    return await decodingLater(nameOf('index', hash), async () =>
      splitIndex(await decodeWholeFile(sealer, 'index', bytes)),
    );
  } catch (error) {
    if (isFault(error, 'corrupt', 'unsupported')) return undefined;
    throw error;
  }
}

async function readOwn(place: PackPlace, hash: string, sizeBytes: number) {
  try {
    return encodeDirectory(await readDirectory(place, hash, sizeBytes));
  } catch (error) {
    if (isFault(error, 'corrupt', 'unsupported')) return undefined;
    throw error;
  }
}
