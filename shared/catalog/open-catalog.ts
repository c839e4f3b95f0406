import type { Bytes } from '../lib/bytes.ts';
import { Fault, isFault } from '../model/fault.ts';
import type { Catalog } from './catalog.ts';
import { importCatalogKey } from './chunk-cipher.ts';
import { Connection } from './connection.ts';
import { holdLock } from './owner-lock.ts';
import { openPoolStore, wipePool } from './pool-store.ts';
import { hasPrivateFiles } from './private-files.ts';
import { createTables, isUsable } from './schema.ts';
import { openSealedFile, openSealedStore, removeSealed } from './sealed-store.ts';
import { SqliteCatalog } from './sqlite-catalog.ts';
import { openMemoryStore, type Store } from './store.ts';

/** A hand-over between tabs takes half a second at most (docs/decisions/0010-catalog-on-disk.md). */
const WAIT_MS = 5000;

interface CatalogBasics {
  /** Letters, digits and hyphens. One name is open once in a browser profile and origin. */
  name: string;
  /** A catalog of another repository is made anew. */
  repositoryId: string;
  /** How long to wait for another owner to let go; 5 seconds unless told otherwise. */
  waitMs?: number;
}

interface OnDisk extends CatalogBasics {
  /** On the origin's private files where there are any, else in memory. */
  directory: 'opfs';
  /**
   * 32 bytes derived from the repository's master key: only what is sealed under it rests on the
   * disk. null where encryption is off: a plain file. What lies there in the other form is removed.
   */
  key: Uint8Array | null;
  randomBytes(length: number): Bytes;
}

export type CatalogOptions = OnDisk | (CatalogBasics & { directory: 'memory' });

/**
 * Opens the catalog, empty (`lastSnapshot()` is null) when it is missing, damaged, of another
 * version, of another repository or sealed under another key. `place` says where it is: in memory
 * when this browser has no private files, they fail, or this is no dedicated worker.
 *
 * Faults: `locked` when another worker has it open and keeps it; `unsupported` when SQLite itself
 * can't be loaded; `unexpected` when a plain catalog lies there that can't be removed, and `key`
 * says that nothing may.
 */
export async function openCatalog(options: CatalogOptions): Promise<Catalog> {
  if (options.directory === 'opfs' && hasPrivateFiles()) {
    const catalog = await openOnDisk(options);
    if (catalog) return catalog;
  }
  return openCatalogIn(await openMemoryStore(), options.repositoryId);
}

/** Opens what is in a store, or makes it anew there. */
export async function openCatalogIn(
  store: Store,
  repositoryId: string,
  release: () => Promise<void> = async () => {},
): Promise<Catalog> {
  const connection = await Connection.open(store, release);
  try {
    return openExisting(connection, repositoryId) ?? (await openAnew(connection, repositoryId));
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** undefined when it can't be on disk for another reason than being in use. */
async function openOnDisk(options: OnDisk): Promise<Catalog | undefined> {
  const { name, repositoryId, key, waitMs = WAIT_MS } = options;
  // Held for both forms: nobody has the one open while the other is removed.
  const release = await holdLock(`holdfast-catalog ${name}`, waitMs);
  let catalog: Catalog | undefined;
  try {
    const root = await navigator.storage.getDirectory().catch(() => undefined);
    if (root && key) await removePlain(root, name);
    if (root) {
      catalog = await openStore(root, options)
        .then((store) => openCatalogIn(store, repositoryId, release))
        .catch(unlessLocked);
    }
    return catalog;
  } finally {
    if (!catalog) await release();
  }
}

async function openStore(root: FileSystemDirectoryHandle, options: OnDisk): Promise<Store> {
  const { name, repositoryId, key, randomBytes } = options;
  if (!key) {
    await removeSealed(root, name);
    return openPoolStore(name);
  }
  const sealing = { catalogKey: await importCatalogKey(key), repositoryId, randomBytes };
  return openSealedStore(await openSealedFile(root, name), sealing);
}

/** Without this the plain catalog would go on telling everything: no lists are better than that. */
async function removePlain(root: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await wipePool(root, name);
  } catch (cause) {
    if (isFault(cause)) throw cause;
    throw new Fault('unexpected', 'the plain catalog could not be removed', { cause });
  }
}

function openExisting(connection: Connection, repositoryId: string): Catalog | undefined {
  try {
    if (!isUsable(connection, repositoryId)) return undefined;
    return new SqliteCatalog(connection, repositoryId);
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}

async function openAnew(connection: Connection, repositoryId: string): Promise<Catalog> {
  await connection.recreate();
  createTables(connection, repositoryId);
  return new SqliteCatalog(connection, repositoryId);
}

function unlessLocked(error: unknown): undefined {
  if (isFault(error, 'locked')) throw error;
  return undefined;
}
