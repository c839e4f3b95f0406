import type { Backend } from '../backend/backend.ts';
import { toHex } from '../lib/bytes.ts';
import { prepareHash } from '../lib/hash.ts';
import { CHUNKING, type Chunking } from './chunking.ts';
import { prepareCompression } from './compress.ts';
import { REPOSITORY_ID_BYTES } from './format.ts';
import { KeyRing, type Lock } from './key-ring.ts';
import { importMasterKey, type MasterKey, makeMasterKey, type RepositoryKey } from './keys.ts';
import { alreadyThere, type OpenFormat, readFormat, writeFormat } from './open-format.ts';
import { RepositoryFiles } from './repository-files.ts';
import { RepositoryLock } from './repository-lock.ts';
import type { SlotKind } from './slot-file.ts';
import type { Secret, SlotMaking } from './slots.ts';
import { type Version, versionOne, versionTwo } from './version.ts';

/** With what a locked repository is opened: what somebody knows, or the key of an earlier time. */
export type Unlocking = Secret | { key: RepositoryKey };

/** What opening a repository has found out, before anything in it was read. */
export interface Opened {
  format: OpenFormat;
  files: RepositoryFiles;
  version: Version;
  /** Null in version 1, where nothing is encrypted. */
  key: RepositoryKey | null;
  lock: RepositoryLock | null;
}

export interface RepositoryMaking extends SlotMaking {
  /** How large blobs are cut in a new repository; for tests. */
  chunking?: Chunking;
  /** Pieces in a list; for tests. */
  mostInList?: number;
}

/** For a ring that makes no slot. */
const NOTHING_NEW: SlotMaking = {
  randomBytes: () => {
    throw new Error('nothing is made here');
  },
};

export type Inspection =
  | { kind: 'none' }
  | { kind: 'open'; id: string }
  | { kind: 'locked'; id: string; opensWith: ReadonlySet<SlotKind> };

/** What lies there, without unlocking it. Faults: `corrupt`, `unsupported`. */
export async function inspectRepository(backend: Backend): Promise<Inspection> {
  await prepare();
  const format = await readFormat(backend);
  if (format === undefined) return { kind: 'none' };
  const { id } = format;
  if (format.version === 1) return { kind: 'open', id };
  const opensWith = await new KeyRing(new RepositoryFiles(backend), id, NOTHING_NEW).kinds();
  return opensWith.has('open') ? { kind: 'open', id } : { kind: 'locked', id, opensWith };
}

/** Makes a repository in an empty place. Faults: `conflict` when there is one. */
export async function makeRepository(
  backend: Backend,
  making: RepositoryMaking,
  lock: Lock,
): Promise<Opened> {
  await prepare();
  await checkEmpty(backend);
  const id = making.randomBytes(REPOSITORY_ID_BYTES);
  const master = makeMasterKey((length) => making.randomBytes(length));
  // Without its slots a repository could never be read, so they come first. Should somebody else
  // make one at this moment, ours are of no repository and in nobody's way.
  await new KeyRing(new RepositoryFiles(backend), toHex(id), making).begin(master, lock);
  const format = await writeFormat(backend, id, making.chunking ?? CHUNKING);
  const key = await useMaster(master);
  return openWith(format, new RepositoryFiles(backend), making, key);
}

/**
 * Undefined when there is none. Faults: `key-needed`, `wrong-password`, `key-damaged`, `corrupt`
 * when there is only the rest of one, `unsupported` when a later version made it.
 */
export async function unlockRepository(
  backend: Backend,
  making: RepositoryMaking,
  unlocking: Unlocking | undefined,
): Promise<Opened | undefined> {
  await prepare();
  const format = await readFormat(backend);
  if (format === undefined) return undefined;
  const files = new RepositoryFiles(backend);
  if (format.version === 1) {
    return { format, files, version: versionOne(format.id), key: null, lock: null };
  }
  const ring = new KeyRing(files, format.id, making);
  if (unlocking === undefined || !('key' in unlocking)) {
    return openWith(format, files, making, await useMaster(await ring.unlock(unlocking)));
  }
  await ring.check(unlocking.key);
  return openWith(format, files, making, unlocking.key);
}

async function openWith(
  format: OpenFormat,
  files: RepositoryFiles,
  making: RepositoryMaking,
  key: RepositoryKey,
): Promise<Opened> {
  const version = await versionTwo(format, key, making);
  const lock = new RepositoryLock(new KeyRing(files, format.id, making));
  return { format, files, version, key, lock };
}

async function useMaster(master: MasterKey): Promise<RepositoryKey> {
  const key = await importMasterKey(master);
  master.bytes.fill(0);
  return key;
}

async function checkEmpty(backend: Backend): Promise<void> {
  if ((await readFormat(backend)) !== undefined) throw alreadyThere();
}

async function prepare(): Promise<void> {
  await Promise.all([prepareHash(), prepareCompression()]);
}
