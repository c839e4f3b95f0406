import { isFault } from '../model/fault.ts';
import type { BlobId, SnapshotId } from '../model/ids.ts';
import type { PruneResult } from '../model/prune.ts';
import { encodeDirectory } from './directory.ts';
import type { IndexedPack } from './index-file.ts';
import { type ListedPack, type ListedPacks, listPacks } from './pack-list.ts';
import { chooseRepacks, measureUse, type PackUse } from './pack-use.ts';
import type { PruneFiles } from './prune-files.ts';
import { Repacker } from './repack.ts';

/** Each commit leaves an index; so many are worth one. */
const MOST_INDEXES = 32;

export interface PackOptions {
  now: number;
  graceMs: number;
  removeDamaged: boolean;
  signal: AbortSignal;
}

/** What is to be done with packs, decided from what snapshots need. */
export interface PackWork {
  listed: ListedPacks;
  needed: ReadonlyNeeded;
  /** In no mark yet, and needed by nobody. */
  unused: ListedPack[];
  repacks: PackUse[];
  /** In a mark that is old enough, and needed by nobody. */
  due: ListedPack[];
  dueMarks: string[];
  /** In a mark that is not, and when the last of them is. */
  waiting: ListedPack[];
  waitingUntil: number;
  /** What a crash left of packs: nothing in them counts. */
  torn: ReadonlySet<ListedPack>;
}

type ReadonlyNeeded = { has(id: BlobId): boolean };

export type PacksDone = Pick<PruneResult, 'freedBytes' | 'laterBytes' | 'laterAt' | 'packs'>;

/** Faults: those of the backend. */
export async function planPacks(
  files: PruneFiles,
  needed: ReadonlyNeeded,
  options: PackOptions,
): Promise<PackWork> {
  const { parts, removed } = files;
  const listed = await listPacks(parts, removed.packs, options.signal);
  const marks = sortMarks(files, options);
  const isMarked = (hash: string) => marks.due.has(hash) || marks.waiting.has(hash);
  const present = [...listed.packs.values()].filter(
    ({ foundBytes, sizeBytes }) => foundBytes === sizeBytes,
  );
  const torn = new Set<ListedPack>();
  for (const pack of present) {
    if (!pack.isIndexed && !(await isWhole(files, pack.hash))) torn.add(pack);
  }
  // Where an index can't be read, such a pack may be one of its, and damaged like it.
  if (listed.brokenIndexes.length === 0) {
    for (const [hash, sizeBytes] of listed.unreadable) {
      const directory = encodeDirectory([]);
      torn.add({ hash, sizeBytes, directory, isIndexed: false, foundBytes: sizeBytes });
    }
  }
  const rank = (hash: string) => {
    if (marks.damaged.has(hash)) return 2;
    return isMarked(hash) ? 1 : 0;
  };
  const whole = present.filter((pack) => !torn.has(pack));
  const uses = measureUse(whole, (id) => needed.has(id), rank);
  const free = uses.filter(({ pack }) => rank(pack.hash) === 0);
  const isUnused = ({ neededBlobs }: PackUse) => neededBlobs === 0;
  return {
    listed,
    needed,
    unused: [
      ...free.filter(isUnused).map(({ pack }) => pack),
      ...[...torn].filter(({ hash }) => rank(hash) === 0),
    ],
    repacks: chooseRepacks(free, parts.packBytes),
    due: [...uses.filter(isUnused).map(({ pack }) => pack), ...torn].filter(({ hash }) =>
      marks.due.has(hash),
    ),
    dueMarks: marks.dueMarks,
    waiting: whole.filter(
      ({ hash }) => rank(hash) === 1 && marks.waiting.has(hash) && !marks.due.has(hash),
    ),
    waitingUntil: marks.waitingUntil,
    torn,
  };
}

/** What removing would bring, without doing it. */
export function foreseePacks(work: PackWork, options: PackOptions): PacksDone {
  const kept = work.repacks.reduce((sum, { neededBytes }) => sum + neededBytes, 0);
  const marked = [...work.unused, ...work.repacks.map(({ pack }) => pack)];
  return summarise(work, marked, kept, options);
}

/**
 * Packs anew what is needed from wasteful packs, marks what nobody needs, and removes what has been
 * marked for long enough. Faults: `locked`; those of the backend.
 */
export async function removePacks(
  files: PruneFiles,
  work: PackWork,
  snapshots: readonly SnapshotId[],
  options: PackOptions & { tell(step: 'packing' | 'removing'): void },
): Promise<PacksDone> {
  const { graceMs, tell } = options;
  tell('packing');
  const { added, emptied, index } = await repack(files, work, options.signal);
  tell('removing');
  const marked = [...work.unused, ...emptied];
  const mark = marked.length === 0 ? [] : [await files.mark(hashesOf(marked), snapshots)];
  const isNow = graceMs === 0;
  const swept = [...work.due, ...(isNow ? marked : [])];
  const indexes = [...work.listed.indexes, ...index];
  if (swept.length > 0 || indexes.length > MOST_INDEXES) {
    const goes = new Set(hashesOf(swept));
    const usable = [...work.listed.packs.values()].filter(
      (pack) => pack.foundBytes === pack.sizeBytes && !work.torn.has(pack),
    );
    const staying = [...usable, ...added].filter(({ hash }) => !goes.has(hash));
    await files.sweep([...goes], staying, indexes);
  }
  await files.unmark([...work.dueMarks, ...(isNow ? mark : [])]);
  const addedBytes = added.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return summarise(work, marked, addedBytes, options);
}

/** Packs that can't be read whole are left as they are: a check says what is the matter. */
async function repack(files: PruneFiles, work: PackWork, signal: AbortSignal) {
  const repacker = new Repacker(files.parts, files.parts.packBytes);
  const emptied: ListedPack[] = [];
  for (const { pack } of work.repacks) {
    const lost = await repacker.add(pack, (id) => work.needed.has(id), signal);
    if (lost.length === 0) emptied.push(pack);
  }
  const added = await repacker.finish();
  const index = await files.index(added);
  return { added, emptied, index: index === null ? [] : [index] };
}

function sortMarks({ marks }: PruneFiles, { now, graceMs, removeDamaged }: PackOptions) {
  const sorted = {
    due: new Set<string>(),
    waiting: new Set<string>(),
    damaged: new Set<string>(),
    dueMarks: [] as string[],
    waitingUntil: now,
  };
  for (const [hash, mark] of marks) {
    const isOld = Date.parse(mark.markedAt) + graceMs <= now;
    const isDue = isOld && (!mark.damaged || removeDamaged);
    if (isDue) sorted.dueMarks.push(hash);
    else if (!mark.damaged) {
      sorted.waitingUntil = Math.max(sorted.waitingUntil, Date.parse(mark.markedAt) + graceMs);
    }
    for (const pack of mark.packs) {
      (isDue ? sorted.due : sorted.waiting).add(pack);
      if (mark.damaged) sorted.damaged.add(pack);
    }
  }
  return sorted;
}

function summarise(
  { due, repacks, waiting, waitingUntil }: PackWork,
  marked: readonly ListedPack[],
  addedBytes: number,
  { graceMs, now }: PackOptions,
): PacksDone {
  const markedBytes = Math.max(0, sizeOf(marked) - addedBytes);
  const isNow = graceMs === 0;
  const until = marked.length > 0 && !isNow ? now + graceMs : waitingUntil;
  const laterBytes = (isNow ? 0 : markedBytes) + sizeOf(waiting);
  return {
    freedBytes: sizeOf(due) + (isNow ? markedBytes : 0),
    laterBytes,
    laterAt: laterBytes === 0 ? null : new Date(until).toISOString(),
    packs: {
      removed: due.length + (isNow ? marked.length : 0),
      marked: isNow ? 0 : marked.length,
      repacked: repacks.length,
    },
  };
}

async function isWhole({ parts }: PruneFiles, hash: string): Promise<boolean> {
  try {
    return (await parts.files.read('pack', hash)) !== undefined;
  } catch (error) {
    if (isFault(error, 'corrupt')) return false;
    throw error;
  }
}

function hashesOf(packs: readonly IndexedPack[]): string[] {
  return packs.map(({ hash }) => hash);
}

function sizeOf(packs: readonly IndexedPack[]): number {
  return packs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
