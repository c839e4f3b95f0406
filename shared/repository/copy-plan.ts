import type { Backend } from '../backend/backend.ts';
import { areEqual, type Bytes, encodeText, toHex } from '../lib/bytes.ts';
import { hash, prepareHash } from '../lib/hash.ts';
import { Fault } from '../model/fault.ts';
import { FORMAT_NAME, hashInName, type NamedKind, PREFIXES } from './file-names.ts';

/**
 * In the order of writing: whatever a file needs comes before it, so that a copy that is cut off
 * is a repository all the same (docs/repository-format.md, *Order of writes*).
 */
export const WRITING_ORDER: readonly NamedKind[] = [
  'key',
  'pack',
  'index',
  'mark',
  'gone',
  'journal',
  'snapshot',
];

const FIRST_LINE = 'holdfast repository\n';
const LAST_LINE_BYTES = 65;
const LONGEST_FORMAT_BYTES = 65_536;

export interface PlannedFile {
  kind: NamedKind;
  name: string;
  /** What the name says the bytes hash to. */
  hash: string;
  sizeBytes: number;
  /** Length of what lies there under the name; null when there is nothing. */
  sizeThere: number | null;
}

export interface CopyPlan {
  format: Bytes;
  /** The source's `format` has to be written; what lies there instead is broken. */
  lacksFormat: boolean;
  /** What is missing or has another length, in the order in which it is to be written. */
  missing: readonly PlannedFile[];
  /** What has the right length and is to be read all the same; see `recheck`. */
  toRecheck: readonly PlannedFile[];
  /** Files there that are not to be touched. */
  present: number;
  /** Names that the target has and the source has not, by kind. */
  beyond: ReadonlyMap<NamedKind, readonly string[]>;
  source: StoredListing;
}

export interface PlanOptions {
  /** Files that lie there with the right length and may be wrong: what an unclean end left. */
  recheck?: 'all' | ReadonlySet<string>;
  signal?: AbortSignal;
}

/**
 * What `to` lacks of `from`, from one listing of each. Faults: `not-found` when `from` is no
 * repository, `corrupt` when its `format` is damaged, `conflict` when `to` holds another one;
 * those of the backends.
 */
export async function planCopy(
  from: Backend,
  to: Backend,
  { recheck, signal }: PlanOptions = {},
): Promise<CopyPlan> {
  await prepareHash();
  const format = await readSoundFormat(from);
  const [source, target] = [await listStored(from, signal), await listStored(to, signal)];
  const beyond = new Map<NamedKind, string[]>();
  for (const kind of WRITING_ORDER) {
    const names = [...target[kind].keys()].filter((name) => !source[kind].has(name));
    if (names.length > 0) beyond.set(kind, names);
  }
  const lacksFormat = await checkTarget(to, format, beyond.size > 0);
  const missing: PlannedFile[] = [];
  const toRecheck: PlannedFile[] = [];
  let present = 0;
  for (const kind of WRITING_ORDER) {
    for (const [name, sizeBytes] of source[kind]) {
      const sizeThere = target[kind].get(name) ?? null;
      const file = { kind, name, hash: hashInName(kind, name) ?? '', sizeBytes, sizeThere };
      if (sizeThere !== sizeBytes) missing.push(file);
      else if (recheck === 'all' || recheck?.has(name)) toRecheck.push(file);
      else present += 1;
    }
  }
  return { format, lacksFormat, missing, toRecheck, present, beyond, source };
}

/** Name and length of every file, by kind. */
export type StoredListing = Record<NamedKind, Map<string, number>>;

/**
 * Snapshots first and packs last: what a snapshot of the listing needs was stored before it, so
 * it is in the listing too (*Order of reads*). Empty files count as missing and are left out.
 */
export async function listStored(backend: Backend, signal?: AbortSignal): Promise<StoredListing> {
  const listing: Partial<StoredListing> = {};
  for (const kind of [...WRITING_ORDER].reverse()) {
    const files = new Map<string, number>();
    for await (const { name, sizeBytes } of backend.list(PREFIXES[kind])) {
      signal?.throwIfAborted();
      if (sizeBytes > 0 && hashInName(kind, name) !== undefined) files.set(name, sizeBytes);
    }
    listing[kind] = files;
  }
  return listing as StoredListing;
}

/** Whether `format` has to be written. Fault `conflict` unless everything there is the source's. */
async function checkTarget(to: Backend, format: Bytes, hasMore: boolean): Promise<boolean> {
  const there = await to.get(FORMAT_NAME);
  if (there !== undefined && areEqual(there, format)) return false;
  if (there !== undefined && (await isSound(there))) {
    throw new Fault('conflict', 'another repository lies there');
  }
  // No `format`, or a broken one: a copy that was cut off, if nothing else is there.
  if (hasMore) throw new Fault('conflict', 'files of another repository lie there');
  return true;
}

async function readSoundFormat(from: Backend): Promise<Bytes> {
  const bytes = await from.get(FORMAT_NAME);
  if (bytes === undefined || bytes.byteLength === 0) {
    throw new Fault('not-found', 'there is no repository to copy');
  }
  if (!(await isSound(bytes))) throw new Fault('corrupt', 'the file "format" is damaged');
  return bytes;
}

/** Three lines, the last of them the hash of the first two; what they say is for who opens it. */
async function isSound(bytes: Bytes): Promise<boolean> {
  if (bytes.byteLength > LONGEST_FORMAT_BYTES) return false;
  const lines = bytes.slice(0, -LAST_LINE_BYTES);
  const last = encodeText(`${toHex(await hash(lines))}\n`);
  if (!areEqual(bytes.subarray(-LAST_LINE_BYTES), last)) return false;
  const first = encodeText(FIRST_LINE);
  return areEqual(lines.subarray(0, first.byteLength), first);
}
