import type { Backend } from '../backend/backend.ts';
import { prepareHash } from '../lib/hash.ts';
import { prepareCompression } from './compress.ts';
import { KeyRing } from './key-ring.ts';
import { importMasterKey, type MasterKey, type RepositoryKey } from './keys.ts';
import { type OpenFormat, readFormat } from './open-format.ts';
import { RepositoryFiles } from './repository-files.ts';
import { RepositoryLock } from './repository-lock.ts';
import type { RepositoryMaking } from './repository-making.ts';
import type { SlotKind } from './slot-file.ts';
import type { Secret } from './slots.ts';
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
  const opensWith = await new KeyRing(new RepositoryFiles(backend), id).kinds();
  return opensWith.has('open') ? { kind: 'open', id } : { kind: 'locked', id, opensWith };
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
  const ring = new KeyRing(files, format.id);
  if (unlocking === undefined || !('key' in unlocking)) {
    return openWith(format, files, making, await useMaster(await ring.unlock(unlocking)));
  }
  await ring.check(unlocking.key);
  return openWith(format, files, making, unlocking.key);
}

/** Whoever has the key opens it. */
export async function openWith(
  format: OpenFormat,
  files: RepositoryFiles,
  making: RepositoryMaking,
  key: RepositoryKey,
): Promise<Opened> {
  const version = await versionTwo(format, key, making);
  const lock = new RepositoryLock(files, format.id, making);
  return { format, files, version, key, lock };
}

/** The key as it is used from now on; the bytes are forgotten. */
export async function useMaster(master: MasterKey): Promise<RepositoryKey> {
  const key = await importMasterKey(master);
  master.bytes.fill(0);
  return key;
}

/** Loads what everything here is done with. */
export async function prepare(): Promise<void> {
  await Promise.all([prepareHash(), prepareCompression()]);
}
