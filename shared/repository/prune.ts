import { Fault } from '../model/fault.ts';
import type { BlobId, SnapshotId } from '../model/ids.ts';
import type { PruneResult } from '../model/prune.ts';
import type { BlobSet } from './blob-set.ts';
import { type ChoiceOptions, chooseSnapshots } from './prune-choice.ts';
import { PruneFiles } from './prune-files.ts';
import { foreseePacks, type PackOptions, planPacks, removePacks } from './prune-packs.ts';
import { type ReachedRepository, reachAll } from './reach.ts';
import type { Repository } from './repository.ts';

/** How long a mark lies for others to see before what it names is removed. */
export const GRACE_MS = 7 * 24 * 60 * 60 * 1000;

export type PruneStep = 'choosing' | 'walking' | 'packing' | 'removing';

/**
 * `graceMs` is 0 where no other program can write, else `GRACE_MS`. `removeDamaged`: a person has
 * given up what is damaged. Packs set apart are removed as well then, and lists that can't be read
 * are in nobody's way.
 */
export interface PruneOptions extends ChoiceOptions, PackOptions {
  isDryRun: boolean;
  /** Needed by no snapshot yet: what came so far of files that are not whole. */
  begun?: Iterable<BlobId>;
  /** Much went at once, and nobody has looked at it yet: nothing goes here, either. */
  isHeld(): boolean;
  tell(step: PruneStep): void;
}

/**
 * Forgets snapshots by rule, marks packs that nobody needs any more, and removes those whose mark
 * is old enough, in the order of docs/repository-format.md: wherever it is cut off, more lies there
 * than is needed, never less, and the next call goes on. The repository is one that was opened for
 * this; whoever else has it open opens it again afterwards.
 *
 * Faults: `held`, see `isHeld`; `corrupt` when a list is damaged, so that nobody knows what is
 * needed; `locked` when another program wrote meanwhile; `unsupported` for a format without marks;
 * those of the backend.
 */
export async function prune(repository: Repository, options: PruneOptions): Promise<PruneResult> {
  const { isDryRun, signal } = options;
  const parts = repository.upkeep();
  if (!parts.canPrune) throw new Fault('unsupported', 'nothing can be removed in this format');
  if (!isDryRun) checkNotHeld(options);
  const tell = (step: PruneStep) => {
    signal.throwIfAborted();
    options.tell(step);
  };
  tell('choosing');
  const files = await openFiles(repository, options);
  const { forgotten, kept } = await chooseSnapshots(repository, options);
  const staying = kept.map(({ id }) => id);
  const forgottenBytes = await sizeOf(
    files,
    forgotten.map(({ id }) => id),
  );
  tell('walking');
  const needed = await walk(repository, staying, options);
  for (const id of options.begun ?? []) needed.add(id);
  if (isDryRun) {
    const foreseen = foreseePacks(await planPacks(files, needed, options), options);
    const freedBytes = foreseen.freedBytes + forgottenBytes;
    return { isDryRun, forgotten, kept, ...foreseen, freedBytes };
  }
  // It may have come while this was looking.
  checkNotHeld(options);
  await files.removeLeftovers();
  await files.forget(forgotten, 'retention');
  const work = await planPacks(files, needed, options);
  const done = await removePacks(files, work, staying, { ...options, tell });
  return { isDryRun, forgotten, kept, ...done, freedBytes: done.freedBytes + forgottenBytes };
}

/**
 * Everything these snapshots need. Fault `corrupt`: a list is damaged, and what is below it is not
 * known.
 */
function walk(
  repository: ReachedRepository,
  snapshots: readonly SnapshotId[],
  { removeDamaged, signal }: PruneOptions,
): Promise<BlobSet> {
  const stop = () => {
    if (removeDamaged) return;
    throw new Fault('corrupt', 'a list is damaged, so that nobody knows what is needed');
  };
  // Without the list of its pieces a blob is lost, and they are of no use.
  const visitor = { lostPage: stop, lostSnapshot: stop, lostPieces: () => {} };
  return reachAll(repository, snapshots, visitor, signal);
}

async function openFiles(
  repository: Repository,
  { now, removeDamaged }: PruneOptions,
): Promise<PruneFiles> {
  const parts = repository.upkeep();
  const files = await PruneFiles.open(parts, parts.snapshotFiles, now);
  const usable = new Set<string>(repository.snapshots().map(({ id }) => id));
  const isLost = (hash: string) => !usable.has(hash) && !files.removed.snapshots.has(hash);
  // What a snapshot that can't be read needs is not known; a mirror may bring it back.
  if (!removeDamaged && [...parts.snapshotFiles].some(isLost)) {
    throw new Fault('corrupt', 'a copy can’t be read, so that nobody knows what it needs');
  }
  return files;
}

function checkNotHeld({ isHeld }: PruneOptions): void {
  if (isHeld()) throw new Fault('held', 'much went at once, and nobody has looked at it yet');
}

async function sizeOf({ parts }: PruneFiles, snapshots: readonly string[]): Promise<number> {
  const sizes = await parts.files.list('snapshot');
  return snapshots.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
}
