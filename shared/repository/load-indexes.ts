import { release } from '../lib/bytes.ts';
import { isFault } from '../model/fault.ts';
import type { BlobIndex } from './blob-index.ts';
import { decodingLater } from './decoding.ts';
import { encodeDirectory } from './directory.ts';
import { nameOf } from './file-names.ts';
import { checkIndex, directoryEnd, type IndexedPack, type SplitIndex } from './index-file.ts';
import { readDirectory } from './pack-directory.ts';
import type { PackNames } from './pack-names.ts';
import type { Removals } from './removals.ts';
import type { RepositoryFiles } from './repository-files.ts';
import type { Sealer } from './sealer.ts';
import { decodeWholeFile } from './whole-file.ts';

interface Loading {
  removals: Removals;
  sealer: Sealer;
  files: RepositoryFiles;
  index: BlobIndex;
  names: PackNames;
}

/**
 * Fills the blob index from the index files and, for packs that none of them has, from the packs
 * themselves; answers those packs, which the next commit should index. `expected` are the index
 * files that snapshots name.
 */
export async function loadIndexes(
  into: Loading,
  expected: ReadonlySet<string>,
): Promise<IndexedPack[]> {
  const { files } = into;
  const { removed, marks } = into.removals;
  const packs = await files.list('pack');
  for (const hash of removed.packs) packs.delete(hash);
  const indexes = await files.list('index');
  const decoded = new Map<string, SplitIndex>();
  let isWhole = true;
  for (const [hash, sizeBytes] of indexes) {
    files.countBytes(sizeBytes);
    const index = await readIndex(into, hash);
    if (index === undefined) isWhole = false;
    else decoded.set(hash, index);
  }
  const replaced = new Set([...decoded.values()].flatMap((index) => index.replaces));
  for (const hash of expected) {
    const isKnown = decoded.has(hash) || replaced.has(hash) || removed.indexes.has(hash);
    if (isKnown) continue;
    isWhole = false;
    // Packs that only it has named may be gone with it, and nothing else tells.
    files.missingIndexes.add(hash);
  }
  const known = new Set<string>();
  for (const [hash, index] of decoded) {
    if (!replaced.has(hash)) takeIndex(into, index, packs, known);
  }
  const damaged = new Set([...marks.values()].flatMap((each) => (each.damaged ? each.packs : [])));
  const left = [...packs].filter(([hash]) => !known.has(hash));
  return takeLeftPacks(into, left, isWhole, damaged);
}

async function readIndex(into: Loading, hash: string): Promise<SplitIndex | undefined> {
  const { files, sealer } = into;
  const name = nameOf('index', hash);
  try {
    const bytes = await files.read('index', hash);
    if (bytes === undefined) return undefined;
    return await decodingLater(name, async () =>
      checkIndex(await decodeWholeFile(sealer, 'index', bytes)),
    );
  } catch (error) {
    if (!isFault(error, 'corrupt', 'unsupported')) throw error;
    files.reportBroken(name, 'the index is damaged; the packs themselves were read instead');
    return undefined;
  }
}

function takeIndex(
  into: Loading,
  index: SplitIndex,
  packs: ReadonlyMap<string, number>,
  known: Set<string>,
): void {
  for (const pack of index.packs) {
    const { hash, sizeBytes } = pack;
    if (known.has(hash) || into.removals.removed.packs.has(hash)) continue;
    known.add(hash);
    const found = packs.get(hash);
    if (found !== sizeBytes) {
      const problem = found === undefined ? 'the pack is missing' : 'the pack has a wrong length';
      into.files.reportBroken(nameOf('pack', hash), problem);
      continue;
    }
    takePack(into, pack);
  }
}

function takePack(into: Loading, pack: IndexedPack): void {
  into.files.countBytes(pack.sizeBytes);
  into.index.addDirectory(into.names.add(pack.hash), pack.directory, directoryEnd(pack));
}

/**
 * Where every index is sound, a pack outside of them is what a crash left and may be torn in its
 * middle, so it is compared with its name. Where an index is lost, its packs were whole before it
 * was written, and reading all of them would take hours.
 */
async function takeLeftPacks(
  into: Loading,
  left: readonly (readonly [hash: string, sizeBytes: number])[],
  compareAll: boolean,
  damaged: ReadonlySet<string>,
): Promise<IndexedPack[]> {
  const taken: IndexedPack[] = [];
  for (const [hash, sizeBytes] of left) {
    const name = nameOf('pack', hash);
    try {
      if (compareAll && !(await isThere(into, hash))) continue;
      const directory = encodeDirectory(await readDirectory(into, hash, sizeBytes));
      const pack = { hash, sizeBytes, directory };
      takePack(into, pack);
      taken.push(pack);
    } catch (error) {
      if (!isFault(error, 'corrupt', 'unsupported')) throw error;
      // Of one that was set apart this is known.
      if (damaged.has(hash)) continue;
      into.files.reportBroken(name, 'the pack is not whole and no index has it', true);
    }
  }
  return taken;
}

/** As it was written; faults when it is not. Packs are megabytes each, and there may be many. */
async function isThere({ files }: Loading, hash: string): Promise<boolean> {
  const bytes = await files.read('pack', hash);
  if (bytes !== undefined) release(bytes);
  return bytes !== undefined;
}
