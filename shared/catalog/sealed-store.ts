import { ChunkFile } from './chunk-file.ts';
import { installMemoryVfs, openChunkedDatabase } from './memory-vfs.ts';
import {
  findDirectory,
  isMissing,
  openSyncFile,
  type SyncFile,
  withFreeFiles,
} from './private-files.ts';
import { SealedFile, type Sealing } from './sealed-file.ts';
import { loadOwnSqlite } from './sqlite.ts';
import type { Store } from './store.ts';

/** The file is in memory already: a page that is not cached costs a copy of 4 KiB. */
const CACHE_KIB = 2000;
const FILE = 'catalog.sealed';

/** The caller holds the lock. Faults: as `withFreeFiles`. */
export async function openSealedFile(
  root: FileSystemDirectoryHandle,
  name: string,
): Promise<SyncFile> {
  const folder = await root.getDirectoryHandle(name, { create: true });
  return openSyncFile(await folder.getFileHandle(FILE, { create: true }));
}

/** Removes what a sealed catalog left. The caller holds the lock. */
export async function removeSealed(root: FileSystemDirectoryHandle, name: string): Promise<void> {
  const folder = await findDirectory(root, name);
  await withFreeFiles(async () => {
    await folder?.removeEntry(FILE).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  });
}

/**
 * The database in memory, and on disk only as what is sealed of it. Owns `file`. An instance of
 * SQLite of its own, so that its memory, where pages and texts have been, can be overwritten.
 */
export async function openSealedStore(file: SyncFile, sealing: Sealing): Promise<Store> {
  try {
    const [sqlite, opened] = await Promise.all([loadOwnSqlite(), SealedFile.open(file, sealing)]);
    const { sealed } = opened;
    let { content } = opened;
    installMemoryVfs(sqlite, () => content);
    // One after the other: a close may come while a snapshot is being sealed.
    let sealings: Promise<void> = Promise.resolve();
    const persist = () => {
      const done = sealings.then(() => sealed.seal(content));
      sealings = done.catch(() => {});
      return done;
    };
    return {
      place: 'sealed',
      sqlite,
      cacheKib: CACHE_KIB,
      open: () => openChunkedDatabase(sqlite),
      async wipe() {
        await sealings;
        content.wipe();
        content = new ChunkFile();
        await sealed.wipe();
      },
      persist,
      async close() {
        // What can't be sealed now is read from the repository again.
        await persist().catch(() => {});
        content.wipe();
        sqlite.wasm.heap8u().fill(0);
        file.close();
      },
    };
  } catch (error) {
    file.close();
    throw error;
  }
}
