import { openDB } from 'idb';
import { Fault } from '../model/fault.ts';
import { FolderBackend, type FolderOptions } from './folder.ts';
import { toStorageFault } from './storage-faults.ts';

const STORE = 'folders';

/** Chromium's addition (WICG file-system-access); a private folder needs no permission. */
interface AskableFolder extends FileSystemDirectoryHandle {
  queryPermission?(descriptor: { mode: 'readwrite' }): Promise<PermissionState>;
}

/**
 * A folder the person has picked, remembered for the next start: browsers keep its handle in a
 * database and the permission, as a rule, only until they are closed. Only a click in a page can
 * ask for that again (`Platform.allowFolder`).
 */
export class KeptFolder {
  readonly #databaseName: string;
  readonly #role: string;
  readonly #options: FolderOptions;

  /** `role`: what the folder is kept for; one folder each. */
  constructor(databaseName: string, role: string, options: FolderOptions) {
    this.#databaseName = databaseName;
    this.#role = role;
    this.#options = options;
  }

  /** Faults: those of the browser's database. */
  keep(folder: FileSystemDirectoryHandle): Promise<void> {
    return this.#with(async (store) => {
      await store.put(STORE, folder, this.#role);
    });
  }

  /** null when none is kept. Faults: those of the browser's database. */
  read(): Promise<FileSystemDirectoryHandle | null> {
    return this.#with(async (store) => {
      const kept: unknown = await store.get(STORE, this.#role);
      return kept instanceof FileSystemDirectoryHandle ? kept : null;
    });
  }

  /** What lies in it stays. Faults: those of the browser's database. */
  forget(): Promise<void> {
    return this.#with((store) => store.delete(STORE, this.#role));
  }

  /** Faults: `forbidden` when the permission has ended, and those of `FolderBackend`. */
  async open(): Promise<FolderBackend> {
    const folder: AskableFolder | null = await this.read();
    if (folder === null) throw new Fault('not-found', 'no folder is kept');
    const state = await folder.queryPermission?.({ mode: 'readwrite' });
    if (state !== undefined && state !== 'granted') {
      throw new Fault('forbidden', 'permission withdrawn', { upstreamCode: 'NotAllowedError' });
    }
    return FolderBackend.open(folder, this.#options);
  }

  /** Opened for each use, which is rare: no connection to lose or to be in the way of. */
  async #with<T>(work: (store: Awaited<ReturnType<typeof openDB>>) => Promise<T>): Promise<T> {
    try {
      const database = await openDB(this.#databaseName, 1, {
        upgrade: (made) => {
          made.createObjectStore(STORE);
        },
      });
      try {
        return await work(database);
      } finally {
        database.close();
      }
    } catch (error) {
      throw toStorageFault(error);
    }
  }
}
