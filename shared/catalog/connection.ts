import { Fault } from '../model/fault.ts';
import {
  type Database,
  lastFileError,
  type PreparedStatement,
  type Sqlite3Static,
} from './sqlite.ts';
import { sqliteFault } from './sqlite-faults.ts';
import type { Store } from './store.ts';
import { type Value, WasmValues } from './wasm-values.ts';

/**
 * One open database and its prepared statements. Everything is synchronous but opening, dropping
 * and closing. Faults of every method: `corrupt` when the file is damaged, `quota` when the disk
 * is full.
 */
export class Connection {
  readonly #statements = new Map<string, PreparedStatement>();
  readonly #values: WasmValues;
  readonly place: Store['place'];
  readonly #sqlite: Sqlite3Static;
  #database: Database;
  #isDamaged = false;

  private constructor(
    private readonly store: Store,
    private readonly release: () => Promise<void>,
    database: Database,
  ) {
    this.#sqlite = store.sqlite;
    this.#values = new WasmValues(store.sqlite.wasm);
    this.#database = database;
    this.place = store.place;
  }

  /**
   * Opens what `store` has; a file that is no database any more gives way to an empty one. From
   * here on the connection owns the store, and calls `release` when it has let go of it.
   */
  static async open(store: Store, release: () => Promise<void>): Promise<Connection> {
    try {
      return new Connection(store, release, await openUndamaged(store));
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Runs statements without parameters or results. */
  exec(sql: string): void {
    this.#guard(() => this.#database.exec(sql));
  }

  /** Runs one prepared statement for its effect and tells how many rows it changed. */
  run(sql: string, values: readonly Value[] = []): number {
    this.#stepped(sql, values, (statement) => statement.step());
    return this.#sqlite.capi.sqlite3_changes(this.#database);
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
    if (this.#isInTransaction()) this.exec('rollback');
  }

  /** Makes durable what was committed; see `Store`. Nothing inside a transaction. */
  async persist(): Promise<void> {
    if (!this.#isInTransaction()) await this.store.persist();
  }

  /** Deletes everything and opens an empty database in its place. */
  async recreate(): Promise<void> {
    this.#closeDatabase();
    await this.store.wipe();
    this.#isDamaged = false;
    this.#database = openDatabase(this.store);
  }

  /** A damaged file is deleted, so that the next one to open it makes it anew. */
  async close(): Promise<void> {
    this.#closeDatabase();
    this.#values.free();
    try {
      if (this.#isDamaged) await this.store.wipe();
    } finally {
      await this.store.close();
      await this.release();
    }
  }

  #closeDatabase(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.#database.close();
  }

  #isInTransaction(): boolean {
    return this.#sqlite.capi.sqlite3_get_autocommit(this.#database) === 0;
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
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      const fault = sqliteFault(error, lastFileError());
      if (fault.code === 'corrupt') this.#isDamaged = true;
      throw fault;
    }
  }
}

function pointerOf(statement: PreparedStatement): number {
  if (statement.pointer === undefined) throw new Fault('unexpected', 'the catalog was closed');
  return statement.pointer;
}

async function openUndamaged(store: Store): Promise<Database> {
  try {
    return openDatabase(store);
  } catch (error) {
    if (sqliteFault(error, lastFileError()).code !== 'corrupt') throw error;
    await store.wipe();
    return openDatabase(store);
  }
}

function openDatabase(store: Store): Database {
  const database = store.open();
  try {
    database.exec(
      `pragma cache_size = -${store.cacheKib}; pragma temp_store = memory;
       pragma locking_mode = exclusive`,
    );
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
