import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { weigh } from '../lib/weigh.ts';
import { Fault, isFault } from '../model/fault.ts';
import type { Backend, ByteRange, FileInfo } from './backend.ts';
import { checkName, cut, isName } from './names.ts';
import { toStorageFault } from './storage-faults.ts';

/**
 * How a file lies in the database. Browsers keep a `blob` as a file beside the database, read
 * parts of it in a millisecond and keep it out of memory. Safari fails to store them now and then
 * and always in private windows (dexie issues 1227 and 1919), so a database that can't give back a
 * first one keeps `parts` of a mebibyte instead.
 */
export type FileForm = 'blob' | 'parts';

interface Stored {
  sizeBytes: number;
  form: FileForm;
}

interface FilesSchema extends DBSchema {
  /** By name; small, so that a listing does not touch the files. */
  infos: { key: string; value: Stored };
  /** By name, or by name and number of the part. */
  files: { key: string | [string, number]; value: Blob | ArrayBuffer };
  about: { key: string; value: unknown };
}

type Database = IDBPDatabase<FilesSchema>;

const VERSION = 1;
const PART_BYTES = 1024 * 1024;
/** Without it a browser says "complete" before the disk has the bytes, Blobs in particular. */
const DURABLE = { durability: 'strict' } as const;

/** Files in the browser's own database: the place where a repository lies if nothing is chosen. */
export class IndexedDbBackend implements Backend {
  readonly #name: string;
  #form: FileForm = 'blob';
  #database: Promise<Database> | undefined;

  private constructor(name: string) {
    this.#name = name;
  }

  /**
   * Opens the database, made if need be. `form` is for tests; without it the first opening finds
   * out what this browser can do. Faults: `unsupported`, `unexpected`.
   */
  static async open(name: string, form?: FileForm): Promise<IndexedDbBackend> {
    const backend = new IndexedDbBackend(name);
    backend.#form = form ?? (await backend.#knownForm()) ?? (await backend.#probe());
    return backend;
  }

  async get(name: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (!isName(name)) return undefined;
    const found = await this.#with((database) => readFile(database, name, range));
    if (found === undefined) return undefined;
    if (!(found.from instanceof Blob)) return found.from;
    // Reading a Blob needs no transaction, and may take longer than one lives.
    return readBlob(found.from, found.sizeBytes, range);
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    checkName(name);
    await this.#put(name, bytes, this.#form);
  }

  async remove(name: string): Promise<void> {
    if (!isName(name)) return;
    await this.#with(async (database) => {
      const transaction = database.transaction(['infos', 'files'], 'readwrite', DURABLE);
      const files = transaction.objectStore('files');
      const work = Promise.all([
        transaction.objectStore('infos').delete(name),
        files.delete(name),
        files.delete(partsOf(name)),
      ]);
      await completed(transaction.done, work);
    });
  }

  async *list(prefix: string): AsyncIterable<FileInfo> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const found = await this.#with(async (database) => {
      const infos = database.transaction('infos').store;
      const [names, stored] = await Promise.all([infos.getAllKeys(range), infos.getAll(range)]);
      return names.map((name, at) => ({ name, sizeBytes: stored[at]?.sizeBytes ?? 0 }));
    });
    yield* found;
  }

  /** Lets go of the database; the next call opens it again. */
  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    (await database?.catch(() => undefined))?.close();
  }

  /** Blobs are made before the transaction begins, for it ends as soon as it has nothing to do. */
  async #put(name: string, bytes: Uint8Array<ArrayBuffer>, form: FileForm): Promise<void> {
    if (form === 'blob') weigh(bytes.byteLength);
    const parts = form === 'blob' ? [new Blob([bytes])] : splitUp(bytes);
    await this.#with(async (database) => {
      const transaction = database.transaction(['infos', 'files'], 'readwrite', DURABLE);
      const infos = transaction.objectStore('infos');
      const files = transaction.objectStore('files');
      const work = (async () => {
        if ((await infos.getKey(name)) !== undefined) return;
        await Promise.all([
          infos.put({ sizeBytes: bytes.byteLength, form }, name),
          ...parts.map((part, at) => files.put(part, form === 'blob' ? name : [name, at])),
        ]);
      })();
      await completed(transaction.done, work);
    });
  }

  async #knownForm(): Promise<FileForm | undefined> {
    const form = await this.#with((database) => database.get('about', 'form'));
    return form === 'blob' || form === 'parts' ? form : undefined;
  }

  /** Writes a Blob and reads it back, once for a new database. */
  async #probe(): Promise<FileForm> {
    const name = 'probe';
    const form = await this.#canKeepBlobs(name);
    await this.remove(name);
    await this.#with(async (database) => {
      const transaction = database.transaction('about', 'readwrite', DURABLE);
      await completed(transaction.done, transaction.store.put(form, 'form'));
    });
    return form;
  }

  async #canKeepBlobs(name: string): Promise<FileForm> {
    const bytes = Uint8Array.of(1, 2, 3);
    try {
      await this.#put(name, bytes, 'blob');
      const found = await this.get(name, { offset: 1, length: 1 });
      return found?.[0] === 2 ? 'blob' : 'parts';
    } catch (error) {
      if (isFault(error, 'quota', 'forbidden', 'unsupported')) throw error;
      return 'parts';
    }
  }

  /**
   * Browsers lose connections to their databases, Safari most of all; the work is done again on a
   * new one, once. All of it may be done twice.
   */
  async #with<T>(work: (database: Database) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#connect());
    } catch (error) {
      const fault = toStorageFault(error);
      if (fault.code !== 'unexpected') throw fault;
      await this.close();
    }
    try {
      return await work(await this.#connect());
    } catch (error) {
      throw toStorageFault(error);
    }
  }

  #connect(): Promise<Database> {
    if (this.#database !== undefined) return this.#database;
    if (typeof indexedDB === 'undefined') {
      throw new Fault('unsupported', 'this browser has no IndexedDB');
    }
    const opening = openDB<FilesSchema>(this.#name, VERSION, {
      upgrade: (database) => {
        for (const store of ['infos', 'files', 'about'] as const) {
          database.createObjectStore(store);
        }
      },
      // Somebody wants to upgrade or delete the database and waits until it is closed here.
      blocking: () => void this.close(),
      terminated: () => {
        this.#database = undefined;
      },
    });
    this.#database = opening;
    opening.catch(() => {
      if (this.#database === opening) this.#database = undefined;
    });
    return opening;
  }
}

interface Found {
  from: Blob | Uint8Array<ArrayBuffer>;
  sizeBytes: number;
}

async function readFile(
  database: Database,
  name: string,
  range?: ByteRange,
): Promise<Found | undefined> {
  const transaction = database.transaction(['infos', 'files']);
  const files = transaction.objectStore('files');
  const stored = await transaction.objectStore('infos').get(name);
  if (stored === undefined) return undefined;
  const { sizeBytes, form } = stored;
  if (form === 'parts') {
    const from = await readParts((at) => files.get([name, at]), sizeBytes, range);
    return { from, sizeBytes };
  }
  const from = await files.get(name);
  if (from instanceof Blob) return { from, sizeBytes };
  throw new Fault('corrupt', 'the database has lost a file');
}

async function readParts(
  load: (at: number) => Promise<Blob | ArrayBuffer | undefined>,
  sizeBytes: number,
  range?: ByteRange,
): Promise<Uint8Array<ArrayBuffer>> {
  const start = Math.min(range?.offset ?? 0, sizeBytes);
  const end = Math.min(start + (range?.length ?? sizeBytes), sizeBytes);
  const bytes = new Uint8Array(end - start);
  for (let at = Math.floor(start / PART_BYTES); at * PART_BYTES < end; at++) {
    const part = await load(at);
    const partStart = at * PART_BYTES;
    const length = Math.min(PART_BYTES, sizeBytes - partStart);
    if (!(part instanceof ArrayBuffer) || part.byteLength !== length) {
      throw new Fault('corrupt', 'the database has lost a part of a file');
    }
    const from = Math.max(0, start - partStart);
    const piece = new Uint8Array(part, from, Math.min(length, end - partStart) - from);
    bytes.set(piece, partStart + from - start);
  }
  return bytes;
}

/** A file that was cut off on the disk still tells its old size; only reading it shows. */
async function readBlob(
  blob: Blob,
  sizeBytes: number,
  range?: ByteRange,
): Promise<Uint8Array<ArrayBuffer>> {
  if (blob.size !== sizeBytes) throw new Fault('corrupt', 'a file has another length');
  const start = Math.min(range?.offset ?? 0, sizeBytes);
  const end = Math.min(start + (range?.length ?? sizeBytes), sizeBytes);
  try {
    const bytes = new Uint8Array(await blob.slice(start, end).arrayBuffer());
    if (bytes.byteLength === end - start) return bytes;
  } catch (error) {
    throw new Fault('corrupt', 'a file can not be read back', { cause: error });
  }
  throw new Fault('corrupt', 'a file is shorter than it was');
}

function splitUp(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer[] {
  const parts: ArrayBuffer[] = [];
  for (let at = 0; at < bytes.byteLength; at += PART_BYTES) {
    parts.push(cut(bytes, { offset: at, length: PART_BYTES }).slice().buffer);
  }
  return parts;
}

function partsOf(name: string): IDBKeyRange {
  return IDBKeyRange.bound([name, 0], [name, Number.POSITIVE_INFINITY]);
}

/**
 * A write counts when its transaction has completed: the requests' own success comes before the
 * disk has anything, and a full disk may show at the very end. An abort means nothing was written.
 */
async function completed(done: Promise<void>, work: Promise<unknown>): Promise<void> {
  const [worked, ended] = await Promise.allSettled([work, done]);
  // The transaction knows why it ended; its requests only say that it did.
  if (ended.status === 'rejected') throw ended.reason;
  if (worked.status === 'rejected') throw worked.reason;
}
