import { mapConcurrent } from '../lib/iterate.ts';
import type { CheckLevel, CheckResult, DamagedFile } from '../model/check.ts';
import { sayAffected } from '../model/check-words.ts';
import type { SnapshotId } from '../model/ids.ts';
import { type Affected, type AffectedBy, findAffected } from './affected.ts';
import { checkLists } from './check-lists.ts';
import { choosePacks, oldestVerified, type VerifiedPacks } from './check-order.ts';
import { checkPack } from './check-pack.ts';
import { hashInName, nameOf } from './file-names.ts';
import { Findings } from './findings.ts';
import { listForeign } from './foreign-files.ts';
import { directoryOf } from './index-file.ts';
import { type ListedPack, listPacks } from './pack-list.ts';
import { readRemovals } from './removals.ts';
import type { Repository } from './repository.ts';
import { SecondThread, type StartThread } from './second-thread.ts';

/** While one is worked on the next is read; each is in memory whole. */
const PACKS_AT_ONCE = 2;

export interface CheckProgress {
  step: 'lists' | 'packs' | 'names';
  /** Bytes of packs. */
  doneBytes: number;
  totalBytes: number;
}

export interface CheckOptions extends Pick<AffectedBy, 'label' | 'path'> {
  level: CheckLevel;
  /** For `sample`: the share of all packs. */
  percent: number;
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** When this check began, also if it was interrupted since. */
  startedAt: number;
  /** It goes on: packs that it has read since its beginning are done. */
  isResumed: boolean;
  /** See `choosePacks`. */
  verified: VerifiedPacks;
  /** Where there is more than one core: a second thread takes half of the work. */
  startThread?: StartThread | undefined;
  /** A pack has been read whole and is sound. */
  noteVerified(hash: string, at: number): void;
  signal: AbortSignal;
  tell(progress: CheckProgress): void;
}

/**
 * Looks whether everything is there and is what it was, and names what is not in the words of the
 * person. It writes nothing. What `noteVerified` told before an abort need not be read again: hand
 * it in as `verified`, with the same `startedAt`. The repository is one that was opened for this, so
 * that its files have just been listed. Faults: those of the backend.
 */
export async function checkRepository(
  repository: Repository,
  options: CheckOptions,
): Promise<CheckResult> {
  const { startThread, level } = options;
  if (startThread === undefined || level === 'quick') return checkAll(repository, options);
  const thread = new SecondThread(startThread);
  try {
    thread.prepare({ repositoryId: repository.id, key: repository.key });
    return await checkAll(repository, options, thread);
  } finally {
    thread.end();
  }
}

async function checkAll(
  repository: Repository,
  options: CheckOptions,
  thread?: SecondThread,
): Promise<CheckResult> {
  const { level, startedAt, isResumed, now, signal, tell } = options;
  const newestFirst = repository
    .snapshots()
    .toReversed()
    .map(({ id }) => id);
  const findings = new Findings(repository);
  tell({ step: 'lists', doneBytes: 0, totalBytes: 0 });
  const needed = await checkLists(repository, newestFirst, findings, signal);
  const { packs, quarantined } = await packsToCheck(repository, signal);
  const verified = new Map(options.verified);
  const chosen = choosePacks(packs, verified, level, options.percent, isResumed ? startedAt : null);
  const read = await readPacks(repository, chosen, findings, needed.has.bind(needed), {
    ...options,
    thread,
    noteVerified: (hash, at) => {
      verified.set(hash, at);
      options.noteVerified(hash, at);
    },
  });
  for (const pack of packs) if (!isPresent(pack)) findings.damagedPacks.add(pack.hash);
  for (const { file, isHarmless } of repository.damage()) {
    const hash = hashInName('pack', file);
    const isNew = hash !== undefined && !quarantined.has(hash) && !isHarmless;
    if (isNew) findings.damagedPacks.add(hash);
  }
  tell({ step: 'names', doneBytes: read, totalBytes: read });
  const affected = await nameAffected(repository, newestFirst, findings, options);
  const files = damagedFiles(repository, findings, quarantined);
  const oldest = oldestVerified(packs, verified);
  const damage = sayDamage(files, affected);
  return {
    level,
    startedAt: toIso(startedAt),
    endedAt: toIso(now()),
    verdict: damage.length === 0 ? 'sound' : 'damaged',
    snapshots: newestFirst.length,
    items: repository.head()?.containers.reduce((sum, { itemCount }) => sum + itemCount, 0) ?? 0,
    blobs: needed.count,
    bytes: read,
    packs: { read: chosen.length, total: packs.length },
    damage,
    files,
    damagedPacks: [...findings.damagedPacks],
    affected: affected.containers,
    receipts: affected.receipts,
    foreign: await listForeign(repository.upkeep().files.backend),
    oldestVerifiedAt: oldest === null ? null : toIso(oldest),
  };
}

/** Packs that are known to be damaged are left out: what was sound in them lies elsewhere. */
async function packsToCheck(repository: Repository, signal: AbortSignal) {
  const parts = repository.upkeep();
  const { marks, removed } = await readRemovals(parts);
  const damaged = [...marks.values()].filter((mark) => mark.damaged);
  const quarantined = new Set(damaged.flatMap((mark) => mark.packs));
  const listed = await listPacks(parts, removed.packs, signal);
  const packs = [...listed.packs.values()].filter(({ hash }) => !quarantined.has(hash));
  return { packs, quarantined };
}

/** Answers how many bytes were read. */
async function readPacks(
  repository: Repository,
  chosen: readonly ListedPack[],
  findings: Findings,
  needed: (id: Parameters<Findings['lose']>[0]) => boolean,
  { signal, tell, noteVerified, now, thread }: CheckOptions & { thread: SecondThread | undefined },
): Promise<number> {
  const totalBytes = chosen.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let doneBytes = 0;
  const parts = { ...repository.upkeep(), thread };
  const checked = mapConcurrent(chosen, PACKS_AT_ONCE, async (pack) => {
    signal.throwIfAborted();
    return { pack, ...(await checkPack(parts, pack.hash, directoryOf(pack), signal)) };
  });
  tell({ step: 'packs', doneBytes, totalBytes });
  for await (const { pack, isSound, lost } of checked) {
    signal.throwIfAborted();
    doneBytes += pack.sizeBytes;
    tell({ step: 'packs', doneBytes, totalBytes });
    if (isSound) noteVerified(pack.hash, now());
    else findings.damagedPacks.add(pack.hash);
    for (const id of lost) if (needed(id)) await findings.suspect(id);
  }
  return doneBytes;
}

async function nameAffected(
  repository: Repository,
  newestFirst: readonly SnapshotId[],
  findings: Findings,
  { label, path, signal }: CheckOptions,
): Promise<Affected> {
  if (!findings.hasLost) return { containers: [], receipts: 0 };
  const isLost = (id: Parameters<Findings['lose']>[0]) => findings.isLost(id);
  return findAffected(repository, newestFirst, { label, path, isLost }, signal);
}

function damagedFiles(
  repository: Repository,
  { damagedPacks }: Findings,
  quarantined: ReadonlySet<string>,
): DamagedFile[] {
  const known = new Set([...quarantined].map((hash) => nameOf('pack', hash)));
  const files = repository
    .damage()
    .filter(({ file, isHarmless }) => !isHarmless && !known.has(file))
    .map(({ file, problem }) => ({ file, problem }));
  const named = new Set(files.map(({ file }) => file));
  for (const hash of damagedPacks) {
    const file = nameOf('pack', hash);
    if (!named.has(file)) files.push({ file, problem: 'bytes in it are not what they were' });
  }
  return files;
}

function sayDamage(files: readonly DamagedFile[], { containers, receipts }: Affected): string[] {
  const lines = files.map(({ file, problem }) => `${file}: ${problem}`);
  for (const container of containers) lines.push(sayAffected([container]));
  // Nothing of the person's is lost with one, and it can't be brought back: once it has been set
  // apart there is nothing left to be done about it.
  if (receipts > 0 && lines.length > 0) {
    lines.push(receipts === 1 ? '1 receipt' : `${receipts} receipts`);
  }
  return lines;
}

function isPresent({ foundBytes, sizeBytes }: ListedPack): boolean {
  return foundBytes === sizeBytes;
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
