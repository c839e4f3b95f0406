import type { Backend } from '../backend/backend.ts';
import type { CopyPlan } from '../repository/copy-plan.ts';
import type { NamedKind } from '../repository/file-names.ts';

/**
 * How long a mirror keeps what the primary removed on purpose: long enough to notice a rule or a
 * click that was wrong, and short enough that a mirror does not grow for ever. The person may
 * come back to the browser once a month.
 */
export const GRACE_MS = 30 * 24 * 60 * 60 * 1000;

/** What one gone file of the primary names (docs/repository-format.md, *Gone body*). */
export interface GoneRecord {
  /** The gone file's own name. */
  file: string;
  /** ISO 8601, by the clock of who wrote it. */
  goneAt: string;
  /** Names of the files that were removed. */
  names: readonly string[];
}

/** What the mirror has and the primary has not. */
export interface Beyond {
  /** Not named by any gone file: the primary has lost them. */
  lost: readonly string[];
  /** Removed on purpose, and old enough; snapshots first, packs last. */
  due: readonly string[];
}

/** Marks are advice and keys may be wrapped anew (`oldSlotsIn`): neither is missed when it has gone. */
const MISSED: readonly NamedKind[] = ['snapshot', 'journal', 'gone', 'index', 'pack'];

/**
 * `records` is null when gone files can't be read (the repository is locked): nothing is due then
 * and nothing is called lost. While anything but an index (a cache) is lost, nothing is due: what
 * the primary calls unused may be what a lost snapshot needs.
 */
export function judgeBeyond(
  beyond: ReadonlyMap<NamedKind, readonly string[]>,
  records: readonly GoneRecord[] | null,
  seen: Readonly<Record<string, string>>,
  now: number,
): Beyond {
  if (records === null) return { lost: [], due: [] };
  const goneSince = new Map<string, number>();
  for (const { file, goneAt, names } of records) {
    const since = Math.max(Date.parse(goneAt), Date.parse(seen[file] ?? '') || now);
    for (const name of names) {
      goneSince.set(name, Math.min(since, goneSince.get(name) ?? Number.POSITIVE_INFINITY));
    }
  }
  const lost: string[] = [];
  const due: string[] = [];
  for (const kind of MISSED) {
    for (const name of beyond.get(kind) ?? []) {
      const since = goneSince.get(name);
      if (since !== undefined && now - since > GRACE_MS) due.push(name);
      if (since === undefined && kind !== 'index') lost.push(name);
    }
  }
  return { lost, due: lost.length > 0 ? [] : due };
}

/**
 * Slots that the primary has no more: what opened the copy before its passphrase was set or changed
 * must not go on opening it here. They go when all of the primary's are here, and never the last.
 */
export function oldSlotsIn({
  beyond,
  source,
}: Pick<CopyPlan, 'beyond' | 'source'>): readonly string[] {
  return source.key.size > 0 ? (beyond.get('key') ?? []) : [];
}

/** One after the other, in order: a crash leaves more files and never fewer. */
export async function removeDue(
  place: Backend,
  due: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const name of due) {
    signal.throwIfAborted();
    await place.remove(name);
  }
}
