import type { Database, Sqlite3Static } from './sqlite.ts';
import { loadSqlite } from './sqlite.ts';

/** Where a catalog's database lies. */
export interface Store {
  readonly place: 'disk' | 'sealed' | 'memory';
  readonly sqlite: Sqlite3Static;
  /** What SQLite may keep of the file in its own memory, which never shrinks. */
  readonly cacheKib: number;
  /** Opens the database, empty when there is none. One at a time. */
  open(): Database;
  /** Deletes everything, while the database is closed. */
  wipe(): Promise<void>;
  /**
   * Makes durable what was committed, where committing alone does not; no transaction may be open.
   * Faults: `quota`, and then it is not durable, but still there.
   */
  persist(): Promise<void>;
  /** After the database was closed: lets go of it, and lets the next owner have it. */
  close(): Promise<void>;
}

export async function openMemoryStore(): Promise<Store> {
  const sqlite = await loadSqlite();
  const nothing = async () => {};
  return {
    place: 'memory',
    sqlite,
    // All of it is in that memory anyway.
    cacheKib: 2000,
    open: () => new sqlite.oo1.DB(':memory:'),
    wipe: nothing,
    persist: nothing,
    close: nothing,
  };
}
