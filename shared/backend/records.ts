import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import { Fault } from '../model/fault.ts';
import { toStorageFault } from './storage-faults.ts';

/**
 * Small JSON values outside of a repository: settings of the engine, the job that was running, and
 * the record that a repository exists. That one is kept in a second place, because a browser
 * replaces a damaged database by an empty one without a word; who only looks there would take a
 * lost backup for a new start.
 *
 * A record that was cut off by a crash reads as `undefined`, like one that never was.
 */
export interface Records {
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Names are those a file may have anywhere: a wrong one is a bug of ours. */
export function checkRecordName(name: string): void {
  if (!/^[a-z0-9][a-z0-9.-]{0,79}$/.test(name)) throw new Error(`not a record name: ${name}`);
}

export class MemoryRecords implements Records {
  readonly #records = new Map<string, string>();

  async read(name: string): Promise<unknown> {
    const text = this.#records.get(name);
    return text === undefined ? undefined : JSON.parse(text);
  }

  async write(name: string, value: unknown): Promise<void> {
    checkRecordName(name);
    this.#records.set(name, JSON.stringify(value));
  }

  async remove(name: string): Promise<void> {
    this.#records.delete(name);
  }
}

interface RecordsSchema extends DBSchema {
  records: { key: string; value: unknown };
}
type WritableStore = IDBPObjectStore<RecordsSchema, ['records'], 'records', 'readwrite'>;

/** In a database of its own, so that it does not wait for the repository's large writes. */
export class IndexedDbRecords implements Records {
  readonly #name: string;
  #database: Promise<IDBPDatabase<RecordsSchema>> | undefined;

  constructor(databaseName: string) {
    this.#name = databaseName;
  }

  read(name: string): Promise<unknown> {
    return this.#with((database) => database.get('records', name));
  }

  write(name: string, value: unknown): Promise<void> {
    checkRecordName(name);
    return this.#change((store) => store.put(value, name));
  }

  remove(name: string): Promise<void> {
    return this.#change((store) => store.delete(name));
  }

  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    (await database)?.close();
  }

  #change(change: (store: WritableStore) => Promise<unknown>): Promise<void> {
    return this.#with(async (database) => {
      const transaction = database.transaction('records', 'readwrite', { durability: 'strict' });
      await Promise.all([change(transaction.store), transaction.done]);
    });
  }

  async #with<T>(work: (database: IDBPDatabase<RecordsSchema>) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open());
    } catch {
      // A connection may be lost at any time; a new one shows whether the database is, too.
      await this.close().catch(() => undefined);
    }
    try {
      return await work(await this.#open());
    } catch (error) {
      throw toStorageFault(error);
    }
  }

  #open(): Promise<IDBPDatabase<RecordsSchema>> {
    this.#database ??= openDB<RecordsSchema>(this.#name, 1, {
      upgrade: (database) => {
        database.createObjectStore('records');
      },
      blocking: () => void this.close(),
      terminated: () => {
        this.#database = undefined;
      },
    });
    return this.#database;
  }
}

/** One small file for each name in the origin's private file system, in a folder of their own. */
export class OpfsRecords implements Records {
  readonly #folderName: string;

  constructor(folderName: string) {
    this.#folderName = folderName;
  }

  async read(name: string): Promise<unknown> {
    try {
      const folder = await this.#folder();
      const file = await (await folder.getFileHandle(fileName(name))).getFile();
      return JSON.parse(await file.text());
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return undefined;
      throw toStorageFault(error);
    }
  }

  async write(name: string, value: unknown): Promise<void> {
    try {
      const folder = await this.#folder();
      const file = await folder.getFileHandle(fileName(name), { create: true });
      // Writes beside the file and renames at `close`: readers see the old or the new record.
      const writable = await file.createWritable();
      await writable.write(JSON.stringify(value));
      await writable.close();
    } catch (error) {
      throw toStorageFault(error);
    }
  }

  async remove(name: string): Promise<void> {
    try {
      await (await this.#folder()).removeEntry(fileName(name));
    } catch (error) {
      if (!isMissing(error)) throw toStorageFault(error);
    }
  }

  async #folder(): Promise<FileSystemDirectoryHandle> {
    if (navigator.storage?.getDirectory === undefined) {
      throw new Fault('unsupported', 'this browser has no private file system');
    }
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(this.#folderName, { create: true });
  }
}

function fileName(name: string): string {
  checkRecordName(name);
  return `${name}.json`;
}

function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}
