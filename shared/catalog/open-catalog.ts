import { isFault } from '../model/fault.ts';
import type { Catalog } from './catalog.ts';
import { Connection } from './connection.ts';
import { createTables, isUsable } from './schema.ts';
import { SqliteCatalog } from './sqlite-catalog.ts';

/** A hand-over between tabs takes half a second at most (docs/decisions/0010-catalog-on-disk.md). */
const WAIT_MS = 5000;

export interface CatalogOptions {
  /** `opfs`: on the origin's private files where there are any, else in memory. */
  directory: 'opfs' | 'memory';
  /** Letters, digits and hyphens. One name is open once in a browser profile and origin. */
  name: string;
  /** A catalog of another repository is made anew. */
  repositoryId: string;
  /** How long to wait for another owner to let go; 5 seconds unless told otherwise. */
  waitMs?: number;
}

/**
 * Opens the catalog, empty (`lastSnapshot()` is null) when it is missing, damaged, of another
 * version or of another repository. `place` says where it is: in memory when this browser has no
 * private files, they fail, or this is no dedicated worker.
 *
 * Faults: `locked` when another worker has it open and keeps it; `unsupported` when SQLite itself
 * can't be loaded.
 */
export async function openCatalog(options: CatalogOptions): Promise<Catalog> {
  const { directory, name, repositoryId, waitMs = WAIT_MS } = options;
  if (directory === 'opfs') {
    const catalog = await openOnDisk(name, repositoryId, waitMs);
    if (catalog) return catalog;
  }
  const connection = await Connection.inMemory();
  createTables(connection, repositoryId);
  return new SqliteCatalog(connection, repositoryId);
}

/** undefined when it can't be on disk for another reason than being in use. */
async function openOnDisk(
  name: string,
  repositoryId: string,
  waitMs: number,
): Promise<Catalog | undefined> {
  const connection = await Connection.onDisk(name, waitMs).catch(unlessLocked);
  if (!connection) return undefined;
  try {
    return openExisting(connection, repositoryId) ?? (await openAnew(connection, repositoryId));
  } catch {
    await connection.close();
    return undefined;
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
