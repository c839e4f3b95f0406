import initSqlite, {
  type Database,
  type PreparedStatement,
  type SAHPoolUtil,
  type Sqlite3Static,
} from '@sqlite.org/sqlite-wasm';
import { systemClock } from '../lib/clock.ts';
import { Fault } from '../model/fault.ts';
import { holdLock } from './owner-lock.ts';
import { sqliteFault } from './sqlite-faults.ts';
import { type Value, WasmValues } from './wasm-values.ts';

/** The handles of a worker that has just ended may outlive its lock: about two seconds of tries. */
const POOL_TRIES = 40;
const POOL_RETRY_MS = 50;
/** The pool writes this name in front of the file, readable for all: it says nothing. */
const FILE = '/c.db';
const CACHE_KIB = 32_000;

/**
 * One open database and its prepared statements. Everything is synchronous but opening, dropping
 * and closing. Faults of every method: `corrupt` when the file is damaged, `quota` when the disk
 * is full.
 */
export class Connection {
  readonly #statements = new Map<string, PreparedStatement>();
  readonly #values: WasmValues;
  readonly place: 'disk' | 'memory';
  #isDamaged = false;

  private constructor(
    private readonly sqlite: Sqlite3Static,
    private readonly pool: SAHPoolUtil | null,
    private readonly release: () => Promise<void>,
    private database: Database,
  ) {
    this.#values = new WasmValues(sqlite.wasm);
    this.place = pool ? 'disk' : 'memory';
  }

  static async inMemory(): Promise<Connection> {
    const sqlite = await loadSqlite();
    return new Connection(sqlite, null, async () => {}, openDatabase(sqlite, null));
  }

  /**
   * On the origin's private files, under `name`; nobody else can have it open meanwhile. Waits up
   * to `waitMs` for another owner to let go. Needs a dedicated worker. A file that is no database
   * any more gives way to an empty one.
   *
   * Faults: `locked` when the other owner stays; `unsupported` where there are no private files.
   */
  static async onDisk(name: string, waitMs: number): Promise<Connection> {
    // Without the lock, workers that install the pool at the same time can lose what is in it.
    if (!hasPrivateFiles()) throw new Fault('unsupported', 'no private file system here');
    const sqlite = await loadSqlite();
    const release = await holdLock(`holdfast-catalog ${name}`, waitMs);
    let pool: SAHPoolUtil | null = null;
    try {
      pool = await openPool(sqlite, name);
      const database = await openUndamaged(sqlite, pool);
      return new Connection(sqlite, pool, release, database);
    } catch (error) {
      pool?.pauseVfs();
      await release();
      throw error;
    }
  }

  /** Runs statements without parameters or results. */
  exec(sql: string): void {
    this.#guard(() => this.database.exec(sql));
  }

  /** Runs one prepared statement for its effect and tells how many rows it changed. */
  run(sql: string, values: readonly Value[] = []): number {
    this.#stepped(sql, values, (statement) => statement.step());
    return this.sqlite.capi.sqlite3_changes(this.database);
  }

  /** The first row of the answer; undefined when there is none. */
  first(sql: string, values: readonly Value[] = []): Value[] | undefined {
    return this.#stepped(sql, values, (statement) =>
      statement.step() ? this.#read(statement) : undefined,
    );
  }

  /** All rows of the answer. */
  rows(sql: string, values: readonly Value[] = []): Value[][] {
    return this.#stepped(sql, values, (statement) => {
      const rows: Value[][] = [];
      while (statement.step()) rows.push(this.#read(statement));
      return rows;
    });
  }

  /** Ends a transaction without effect; nothing when there is none. */
  rollBack(): void {
    if (this.sqlite.capi.sqlite3_get_autocommit(this.database) === 0) this.exec('rollback');
  }

  /** Deletes everything and opens an empty database in its place. */
  async recreate(): Promise<void> {
    this.#closeDatabase();
    await this.pool?.wipeFiles();
    this.#isDamaged = false;
    this.database = openDatabase(this.sqlite, this.pool);
  }

  /** A damaged file is deleted, so that the next one to open it makes it anew. */
  async close(): Promise<void> {
    this.#closeDatabase();
    this.#values.free();
    if (this.#isDamaged) await this.pool?.wipeFiles();
    this.pool?.pauseVfs();
    await this.release();
  }

  #closeDatabase(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.database.close();
  }

  #stepped<T>(sql: string, values: readonly Value[], take: (s: PreparedStatement) => T): T {
    return this.#guard(() => {
      const statement = this.#prepare(sql);
      try {
        if (!this.#values.bind(pointerOf(statement), values)) {
          throw new Fault('unexpected', 'a value could not be handed to the catalog');
        }
        return take(statement);
      } finally {
        statement.resetNoThrow();
      }
    });
  }

  #read(statement: PreparedStatement): Value[] {
    return this.#values.read(pointerOf(statement), statement.columnCount);
  }

  #prepare(sql: string): PreparedStatement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      const fault = sqliteFault(error, lastFileError);
      if (fault.code === 'corrupt') this.#isDamaged = true;
      throw fault;
    }
  }
}

function pointerOf(statement: PreparedStatement): number {
  if (statement.pointer === undefined) throw new Fault('unexpected', 'the catalog was closed');
  return statement.pointer;
}

let loading: Promise<Sqlite3Static> | undefined;

/** The last error of the private files; SQLite itself only says that reading or writing failed. */
let lastFileError: unknown;

function loadSqlite(): Promise<Sqlite3Static> {
  loading ??= initQuietly().catch((cause: unknown) => {
    loading = undefined;
    throw new Fault('unsupported', 'SQLite could not be loaded', { cause });
  });
  return loading;
}

function initQuietly(): Promise<Sqlite3Static> {
  // The other file systems would start a worker of their own and warn that they can't.
  // https://sqlite.org/wasm/doc/trunk/api-index.md, "config"
  const disable = { vfs: { opfs: true, 'opfs-vfs': true, 'opfs-wl': true, kvvfs: true } };
  const error = (...args: unknown[]) => {
    lastFileError = args.find((arg) => arg instanceof Error || arg instanceof DOMException);
  };
  Object.assign(globalThis, { sqlite3ApiConfig: { disable, error, warn: () => {} } });
  return initSqlite();
}

function hasPrivateFiles(): boolean {
  return (
    typeof navigator === 'object' &&
    'locks' in navigator &&
    typeof navigator.storage?.getDirectory === 'function' &&
    typeof FileSystemFileHandle === 'function' &&
    'createSyncAccessHandle' in FileSystemFileHandle.prototype
  );
}

/** The caller holds the lock. Resolves to the pool with its handles open. */
async function openPool(sqlite: Sqlite3Static, name: string): Promise<SAHPoolUtil> {
  const options = {
    name,
    directory: `/${name}`,
    // By default a failure deletes the files, and every later call repeats the failure.
    preserveOnInitFailure: true,
    forceReinitIfPreviouslyFailed: true,
  };
  for (let tries = 1; ; tries += 1) {
    try {
      const pool = await sqlite.installOpfsSAHPoolVfs(options);
      if (pool.isPaused()) await pool.unpauseVfs();
      return pool;
    } catch (cause) {
      if (!isHeldElsewhere(cause)) throw cause;
      if (tries === POOL_TRIES) {
        throw new Fault('locked', 'another worker has the catalog files open', { cause });
      }
      await systemClock.sleep(POOL_RETRY_MS);
    }
  }
}

async function openUndamaged(sqlite: Sqlite3Static, pool: SAHPoolUtil): Promise<Database> {
  try {
    return openDatabase(sqlite, pool);
  } catch (error) {
    if (sqliteFault(error, lastFileError).code !== 'corrupt') throw error;
    await pool.wipeFiles();
    return openDatabase(sqlite, pool);
  }
}

function openDatabase(sqlite: Sqlite3Static, pool: SAHPoolUtil | null): Database {
  const database = pool ? new pool.OpfsSAHPoolDb(FILE) : new sqlite.oo1.DB(':memory:');
  try {
    database.exec(
      `pragma cache_size = -${CACHE_KIB}; pragma temp_store = memory;
       pragma locking_mode = exclusive`,
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function isHeldElsewhere(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NoModificationAllowedError';
}
