/**
 * What is measured of the repository alone, the same in Node and in a browser's worker. A backup
 * stores every file as a blob of content, what is known of it as a blob of properties, and an entry
 * of the item map under its path; then comes a snapshot. It begins with opening the repository, as
 * a command would.
 */
import type { Backend } from '../shared/backend/backend.ts';
import { type Bytes, encodeText } from '../shared/lib/bytes.ts';
import { mapConcurrent } from '../shared/lib/iterate.ts';
import { asId, type BlobId, type ItemId } from '../shared/model/ids.ts';
import type { ItemEntry } from '../shared/model/item.ts';
import { checkRepository } from '../shared/repository/check-repository.ts';
import { Repository, type RepositoryEnvironment } from '../shared/repository/repository.ts';
import type { StartThread } from '../shared/repository/second-thread.ts';
import { draft } from '../shared/repository/testing.ts';

export interface GivenFile {
  /** Where it lies. */
  path: string;
  /** What it is called in the copy. */
  name: string;
  sizeBytes: number;
  /** Milliseconds since 1970, UTC. */
  changedAt: number;
}

export interface WorkParts {
  backend: Backend;
  environment: RepositoryEnvironment;
  files: readonly GivenFile[];
  read(file: GivenFile): Bytes;
  startThread: StartThread;
}

export interface Measured {
  /** Seconds. */
  firstRun: number;
  /** Nothing has changed, by size and time of change. */
  secondRun: number;
  /** The same, with every file read and hashed again. */
  rereadRun: number;
  check: number;
  /** Milliseconds. */
  readP95: number;
  storedBytes: number;
}

const FILES_AT_ONCE = 16;
const READS = 500;
const ITEM_BYTES = 50_000;

export async function measureWork(parts: WorkParts): Promise<Measured> {
  await Repository.create(parts.backend, parts.environment);
  const firstRun = await secondsOf(() => backUp(parts, false));
  let storedBytes = 0;
  for await (const { sizeBytes } of parts.backend.list('')) storedBytes += sizeBytes;
  const secondRun = await secondsOf(() => backUp(parts, false));
  const rereadRun = await secondsOf(() => backUp(parts, true));
  let checkedBytes = 0;
  const check = await secondsOf(async () => {
    checkedBytes = await checkAll(parts);
  });
  return {
    firstRun,
    secondRun,
    rereadRun,
    check: checkedBytes / 1e6 / check,
    readP95: await measureReads(parts),
    storedBytes,
  };
}

export async function backUp(parts: WorkParts, isReread: boolean): Promise<void> {
  const repository = await open(parts);
  const head = repository.head()?.containers[0]?.items ?? null;
  const known = new Map<ItemId, string>();
  for await (const [id, { version }] of repository.openMap(head).entries()) known.set(id, version);
  const changes = new Map<ItemId, ItemEntry>();
  const isNew = (file: GivenFile) => known.get(asId<ItemId>(file.name)) !== versionOf(file);
  const due = parts.files.filter((file) => isReread || isNew(file));
  const saved = mapConcurrent(due, FILES_AT_ONCE, async (file) => {
    const blob = await repository.saveBlob('content', parts.read(file));
    return { file, blob, meta: await repository.saveBlob('meta', propertiesOf(file)) };
  });
  for await (const { file, blob, meta } of saved) {
    const [version, content] = [versionOf(file), [{ role: 'mime' as const, blob }]];
    changes.set(asId<ItemId>(file.name), { version, meta, parts: content, whole: true });
  }
  const { root } = await repository.openMap(head).write(changes);
  await repository.commit(draft({ root }));
}

function versionOf({ sizeBytes, changedAt }: GivenFile): string {
  return `${sizeBytes} ${changedAt}`;
}

function propertiesOf({ name, sizeBytes, changedAt }: GivenFile): Bytes {
  return encodeText(JSON.stringify({ name, sizeBytes, changedAt, kind: 'file' }));
}

/** Answers how many bytes were read. */
export async function checkAll(parts: WorkParts): Promise<number> {
  const now = () => Date.now();
  const result = await checkRepository(await open(parts), {
    level: 'full',
    percent: 100,
    now,
    startedAt: now(),
    isResumed: false,
    startThread: parts.startThread,
    verified: new Map(),
    noteVerified: () => {},
    signal: new AbortController().signal,
    tell: () => {},
    label: async () => '',
    path: () => '',
  });
  if (result.verdict !== 'sound') throw new Error('the check found damage');
  return result.bytes;
}

/** Items of 50 KB of noise in a repository just opened, each in a place of its own. */
async function measureReads(parts: WorkParts): Promise<number> {
  const writing = await open(parts);
  const ids: BlobId[] = [];
  for (let at = 0; at < READS; at++) {
    const bytes = new Uint8Array(ITEM_BYTES);
    crypto.getRandomValues(bytes);
    ids.push(await writing.saveBlob('content', bytes));
  }
  await writing.commit(draft());
  const repository = await open(parts);
  const times: number[] = [];
  // A step prime to their number: neighbours are not read one after another.
  for (let at = 0; at < READS; at++) {
    const id = ids[(at * 211) % READS];
    if (id === undefined) throw new Error('there are fewer items');
    const startedAt = performance.now();
    await repository.loadBlob(id);
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b)[Math.floor(READS * 0.95)] ?? 0;
}

async function open({ backend, environment }: WorkParts): Promise<Repository> {
  const repository = await Repository.open(backend, environment);
  if (repository === undefined) throw new Error('the repository has gone');
  return repository;
}

export async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}
