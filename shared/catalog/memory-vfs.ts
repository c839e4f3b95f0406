import type { ChunkFile } from './chunk-file.ts';
import type { Database, Sqlite3Static } from './sqlite.ts';

const NAME = 'chunks';
const FILE = 'file:/c.db';
/** https://www.sqlite.org/c3ref/c_open_autoproxy.html: the database itself, no journal or spill. */
const SQLITE_OPEN_MAIN_DB = 0x100;
const SECTOR_BYTES = 4096;

/**
 * A file system for SQLite that has one database and nothing else: `file` holds it. Journals and
 * temporary tables are to be in memory (`openChunkedDatabase` says so); whatever asks for another
 * file is refused, so that nothing ever reaches a disk past the sealer.
 *
 * For an instance of SQLite of its own: the name is taken once.
 */
export function installMemoryVfs(sqlite: Sqlite3Static, file: () => ChunkFile): void {
  const { capi, wasm } = sqlite;
  const { SQLITE_OK, SQLITE_IOERR, SQLITE_FULL, SQLITE_NOTFOUND, SQLITE_CANTOPEN } = capi;
  const memory = (at: number, length: number) => wasm.heap8u().subarray(at, at + length);

  let isOpen = false;

  const io = new capi.sqlite3_io_methods();
  const ioMethods = {
    xClose: () => {
      isOpen = false;
      return SQLITE_OK;
    },
    // Offsets come as 64 bits, whatever the package's types say.
    xRead: (_: number, into: number, length: number, at: number | bigint) => {
      try {
        const there = file().read(memory(into, length), Number(at));
        return there < length ? capi.SQLITE_IOERR_SHORT_READ : SQLITE_OK;
      } catch {
        return SQLITE_IOERR;
      }
    },
    xWrite: (_: number, from: number, length: number, at: number | bigint) => {
      try {
        file().write(memory(from, length), Number(at));
        return SQLITE_OK;
      } catch {
        // There was no memory for another chunk: SQLite takes the transaction back.
        return SQLITE_FULL;
      }
    },
    xTruncate: (_: number, size: number | bigint) => {
      file().truncate(Number(size));
      return SQLITE_OK;
    },
    xFileSize: (_: number, size: number) => {
      wasm.poke64(size, BigInt(file().sizeBytes));
      return SQLITE_OK;
    },
    xSync: () => SQLITE_OK,
    xLock: () => SQLITE_OK,
    xUnlock: () => SQLITE_OK,
    xCheckReservedLock: (_: number, result: number) => {
      wasm.poke32(result, 0);
      return SQLITE_OK;
    },
    xFileControl: () => SQLITE_NOTFOUND,
    xSectorSize: () => SECTOR_BYTES,
    xDeviceCharacteristics: () => 0,
  };
  // The package's types know neither this member nor what the methods return.
  Object.assign(io, { $iVersion: 1 });
  io.installMethods(ioMethods);

  const vfs = new capi.sqlite3_vfs();
  vfs.$iVersion = 1;
  const handle = new capi.sqlite3_file();
  vfs.$szOsFile = handle.structInfo.sizeof;
  handle.dispose();
  vfs.$mxPathname = 64;
  const vfsMethods = {
    xOpen: (_: number, _name: number, handle: number, flags: number, given: number) => {
      // Another database that is attached would be this one once more.
      if (isOpen || (flags & SQLITE_OPEN_MAIN_DB) === 0) return SQLITE_CANTOPEN;
      isOpen = true;
      // The methods are the first member of SQLite's file.
      wasm.pokePtr(handle, io.pointer);
      if (given !== 0) wasm.poke32(given, flags);
      return SQLITE_OK;
    },
    xDelete: () => SQLITE_OK,
    xAccess: (_: number, _name: number, _flags: number, result: number) => {
      wasm.poke32(result, 0);
      return SQLITE_OK;
    },
    xFullPathname: (_: number, name: number, room: number, out: number) =>
      wasm.cstrncpy(out, name, room) < room ? SQLITE_OK : SQLITE_CANTOPEN,
    xRandomness: () => 0,
    xSleep: () => 0,
    xCurrentTime: (_: number, out: number) => {
      // Nothing in the catalog asks SQLite for the time.
      wasm.poke64f(out, 0);
      return SQLITE_OK;
    },
  };
  vfs.installMethods(vfsMethods);
  sqlite.vfs.installVfs({ vfs: { struct: vfs, methods: {}, name: NAME } });
}

/** The database in the file of `installMemoryVfs`. */
export function openChunkedDatabase(sqlite: Sqlite3Static): Database {
  const database = new sqlite.oo1.DB({ filename: `${FILE}?vfs=${NAME}`, flags: 'c' });
  try {
    // If the worker ends, the memory is gone with the journal: what was sealed last is what counts.
    database.exec('pragma journal_mode = memory; pragma synchronous = off');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
