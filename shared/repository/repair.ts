import { Fault, isFault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import { type ListedPack, listPacks } from './pack-list.ts';
import { PruneFiles } from './prune-files.ts';
import { Repacker } from './repack.ts';
import type { Repository } from './repository.ts';
import type { RepositoryFiles } from './repository-files.ts';

export interface RepairOptions {
  /** By hash: packs in which a check found damage. */
  damagedPacks: readonly string[];
  /** Milliseconds since 1970, UTC. */
  now: number;
  signal: AbortSignal;
}

export interface RepairResult {
  /** Packs that are marked now, and read from only where nothing else has a blob. */
  quarantined: string[];
  /** What is in no pack any more in a state that can be read. */
  lost: BlobId[];
  isIndexRebuilt: boolean;
}

/**
 * Sets apart what is damaged. What is sound in damaged packs is packed anew, and then they are
 * marked: what lies only in them counts as not stored, so that it is stored again as soon as
 * somebody brings it. The index is made anew from what there is. What was set apart and is whole
 * again, as a mirror has brought it back, counts again. Nothing is taken away but index files and
 * marks that can't be read.
 *
 * Cut off anywhere it may be called again. The repository is one that was opened for this; whoever
 * else has it open opens it again afterwards. Faults: `unsupported` for a format without marks,
 * `locked` when another program wrote meanwhile, those of the backend.
 */
export async function repairRepository(
  repository: Repository,
  { damagedPacks, now, signal }: RepairOptions,
): Promise<RepairResult> {
  const parts = repository.upkeep();
  if (!parts.canPrune) throw new Fault('unsupported', 'nothing can be marked in this format');
  const files = await PruneFiles.open(parts, parts.snapshotFiles, now);
  const listed = await listPacks(parts, files.removed.packs, signal);
  await files.unmark(await healedMarks(files, signal));
  const { broken, missing } = sort(listed.packs, damagedPacks, files);
  const suspects = new Set([...broken, ...missing].map(({ hash }) => hash));
  const repacker = new Repacker(parts, parts.packBytes);
  const lost: BlobId[] = [];
  for (const pack of broken) {
    const isWanted = (id: BlobId) => !parts.isElsewhere(id, suspects);
    lost.push(...(await repacker.add(pack, isWanted, signal)));
  }
  const added = await repacker.finish();
  const index = await files.index(added);
  if (suspects.size > 0) {
    // Missing ones, too: as long as they are marked, a copy looks for what it has to bring.
    const snapshots = repository.snapshots().map(({ id }) => id);
    await files.mark([...suspects], snapshots, true);
  }
  const isIndexRebuilt = missing.length + broken.length + listed.brokenIndexes.length > 0;
  if (isIndexRebuilt) {
    const whole = [...listed.packs.values()].filter(isWhole);
    const indexes = [...listed.indexes, ...(index === null ? [] : [index])];
    await files.sweep([], [...whole, ...added], indexes);
  }
  await files.removeUnreadable();
  return { quarantined: [...suspects], lost, isIndexRebuilt };
}

/** Marks of damage in which every pack that is named is whole now. */
async function healedMarks({ parts, marks }: PruneFiles, signal: AbortSignal): Promise<string[]> {
  const healed: string[] = [];
  for (const [hash, mark] of marks) {
    if (mark.damaged && (await areWhole(parts.files, mark.packs, signal))) healed.push(hash);
  }
  return healed;
}

async function areWhole(
  files: RepositoryFiles,
  packs: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  for (const hash of packs) {
    signal.throwIfAborted();
    try {
      if ((await files.read('pack', hash)) === undefined) return false;
    } catch (error) {
      if (!isFault(error, 'corrupt')) throw error;
      return false;
    }
  }
  return true;
}

/** Those that are marked already are set apart already. */
function sort(
  packs: ReadonlyMap<string, ListedPack>,
  damagedPacks: readonly string[],
  { marks }: PruneFiles,
) {
  const marked = new Set([...marks.values()].flatMap((mark) => (mark.damaged ? mark.packs : [])));
  const damaged = new Set(damagedPacks);
  const todo = [...packs.values()].filter(
    (pack) => (damaged.has(pack.hash) || !isWhole(pack)) && !marked.has(pack.hash),
  );
  return {
    broken: todo.filter(({ foundBytes }) => foundBytes > 0),
    missing: todo.filter(({ foundBytes }) => foundBytes === 0),
  };
}

function isWhole({ foundBytes, sizeBytes }: ListedPack): boolean {
  return foundBytes === sizeBytes;
}
