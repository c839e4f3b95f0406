import { findDirectory, openSyncFile, withFreeFiles } from './private-files.ts';
import { loadSqlite, type SAHPoolUtil, type Sqlite3Static } from './sqlite.ts';
import type { Store } from './store.ts';

/** The pool writes this name in front of the file, readable for all: it says nothing. */
const FILE = '/c.db';
/** Where in its directory the pool has its files; other things lie beside it. */
const POOL_FOLDER = '.opaque';
/** The pool's own default; the database and its journal need two. */
const POOL_FILES = 6;
/** Four times as much makes neither lists of 100,000 rows nor a first copy of them faster. */
const CACHE_KIB = 8000;
const ZEROS = new Uint8Array(1024 * 1024);

/**
 * SQLite's own files on the origin's private disk, for all to read who can read the profile. The
 * caller holds the lock: without it, workers that install the pool at the same time can lose what
 * is in it.
 */
export async function openPoolStore(name: string): Promise<Store> {
  const sqlite = await loadSqlite();
  const pool = await withFreeFiles(() => openPool(sqlite, name));
  return {
    place: 'disk',
    sqlite,
    cacheKib: CACHE_KIB,
    open: () => new pool.OpfsSAHPoolDb(FILE),
    wipe: () => pool.wipeFiles(),
    persist: async () => {},
    close: async () => {
      pool.pauseVfs();
    },
  };
}

async function openPool(sqlite: Sqlite3Static, name: string): Promise<SAHPoolUtil> {
  const options = {
    name,
    directory: `/${name}`,
    // By default a failure deletes the files, and every later call repeats the failure.
    preserveOnInitFailure: true,
    forceReinitIfPreviouslyFailed: true,
  };
  const pool = await sqlite.installOpfsSAHPoolVfs(options);
  if (pool.isPaused()) await pool.unpauseVfs();
  // None are there when they were removed while it was paused.
  await pool.reserveMinimumCapacity(POOL_FILES);
  return pool;
}

/**
 * Overwrites and removes what a plain catalog left. The caller holds the lock.
 *
 * Overwriting is what can be asked for, not a promise: a disk that writes elsewhere (SSDs, file
 * systems that copy on write, backups and snapshots of the profile) may keep the old bytes, and so
 * may what the browser itself copied. Only a disk that is encrypted as a whole helps against that.
 */
export async function wipePool(root: FileSystemDirectoryHandle, name: string): Promise<void> {
  const parent = await findDirectory(root, name);
  const folder = parent && (await findDirectory(parent, POOL_FOLDER));
  if (!folder) return;
  const files: FileSystemFileHandle[] = [];
  for await (const handle of folder.values()) {
    if (handle instanceof FileSystemFileHandle) files.push(handle);
  }
  // All of them first: a name that is gone could not be overwritten any more.
  for (const file of files) await overwrite(file);
  // The folder stays: a pool of this worker that is paused would not find it again.
  for (const file of files) await withFreeFiles(() => folder.removeEntry(file.name));
}

async function overwrite(file: FileSystemFileHandle): Promise<void> {
  const access = await openSyncFile(file);
  try {
    const size = access.getSize();
    for (let at = 0; at < size; at += ZEROS.byteLength) {
      access.write(ZEROS.subarray(0, Math.min(ZEROS.byteLength, size - at)), { at });
    }
    access.flush();
    access.truncate(0);
    access.flush();
  } finally {
    access.close();
  }
}
