import initSqlite, {
  type Database,
  type PreparedStatement,
  type SAHPoolUtil,
  type Sqlite3Static,
} from '@sqlite.org/sqlite-wasm';
import { Fault } from '../model/fault.ts';

export type { Database, PreparedStatement, SAHPoolUtil, Sqlite3Static };

let loading: Promise<Sqlite3Static> | undefined;

/** The last error of the private files; SQLite itself only says that reading or writing failed. */
let lastError: unknown;

export function lastFileError(): unknown {
  return lastError;
}

/** The instance all plain catalogs share. Faults: `unsupported`. */
export function loadSqlite(): Promise<Sqlite3Static> {
  loading ??= initQuietly().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** One with memory of its own, that can be overwritten when it is done. Faults: `unsupported`. */
export function loadOwnSqlite(): Promise<Sqlite3Static> {
  return initQuietly();
}

/** Reads its configuration from a global and forgets it, so one after the other. */
let before: Promise<unknown> = Promise.resolve();

function initQuietly(): Promise<Sqlite3Static> {
  const loaded = before.then(init).catch((cause: unknown) => {
    throw new Fault('unsupported', 'SQLite could not be loaded', { cause });
  });
  before = loaded.catch(() => {});
  return loaded;
}

function init(): Promise<Sqlite3Static> {
  // The other file systems would start a worker of their own and warn that they can't.
  // https://sqlite.org/wasm/doc/trunk/api-index.md, "config"
  const disable = { vfs: { opfs: true, 'opfs-vfs': true, 'opfs-wl': true, kvvfs: true } };
  const error = (...args: unknown[]) => {
    lastError = args.find((arg) => arg instanceof Error || arg instanceof DOMException);
  };
  Object.assign(globalThis, { sqlite3ApiConfig: { disable, error, warn: () => {} } });
  return initSqlite();
}
