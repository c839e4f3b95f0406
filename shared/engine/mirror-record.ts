import * as v from 'valibot';
import type { Records } from '../backend/records.ts';

/** What is remembered of a mirror between runs, beside its folder. */
export interface MirrorRecord {
  /** ISO 8601; null before the first time. */
  lastCompleteAt: string | null;
  /** Beginnings of the names of the snapshots that were there then. */
  snapshots: readonly string[];
  /** Bytes of all files that were there then. */
  bytes: number;
  /**
   * Files written since the browser was last started, as they were planned: no browser flushes
   * what it writes into a folder, so after a start they are read again.
   */
  unproven: readonly string[];
  /** When each gone file was first seen here, by its name: the mirror's own grace begins then. */
  goneSeen: Readonly<Record<string, string>>;
  /** By which this browser knows its own lock in the folder again; empty before the first one. */
  lockId: string;
}

const NAME = 'mirror';
const Shape = v.object({
  lastCompleteAt: v.nullable(v.string()),
  snapshots: v.array(v.string()),
  bytes: v.number(),
  unproven: v.array(v.string()),
  goneSeen: v.record(v.string(), v.string()),
  lockId: v.optional(v.string(), ''),
});

const NEW_MIRROR: MirrorRecord = {
  lastCompleteAt: null,
  snapshots: [],
  bytes: 0,
  unproven: [],
  goneSeen: {},
  lockId: '',
};

/**
 * What is remembered, or a new beginning. A browser keeps the id of its lock either way: what it
 * left in the folder when it was killed is its own, and not somebody else's.
 */
export async function openMirrorRecord(
  records: Records,
  isNew: boolean,
  newLockId: () => string,
): Promise<MirrorRecord> {
  const before = await readMirrorRecord(records);
  const lockId = before.lockId || newLockId();
  const record = { ...(isNew ? NEW_MIRROR : before), lockId };
  if (isNew || lockId !== before.lockId) await writeMirrorRecord(records, record);
  return record;
}

/** One that can't be read is as good as none: everything in it can be found out again. */
async function readMirrorRecord(records: Records): Promise<MirrorRecord> {
  const parsed = v.safeParse(Shape, await records.read(NAME));
  return parsed.success ? parsed.output : NEW_MIRROR;
}

export function writeMirrorRecord(records: Records, record: MirrorRecord): Promise<void> {
  return records.write(NAME, record);
}

export function forgetMirrorRecord(records: Records): Promise<void> {
  return records.remove(NAME);
}

/** Enough of a hash to know it by; thousands of them are kept. */
export function shortName(name: string): string {
  return name.slice(name.indexOf('/') + 1).slice(0, 16);
}
