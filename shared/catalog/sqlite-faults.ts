import { Fault } from '../model/fault.ts';

/** Result codes of SQLite, https://www.sqlite.org/rescode.html; extended ones have them as low byte. */
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

/**
 * What SQLite threw, as a fault. `fileError` is the last trouble with the files underneath: SQLite
 * itself only says that reading or writing failed.
 */
export function sqliteFault(error: unknown, fileError: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = resultCodeOf(error);
  if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) {
    return new Fault('corrupt', 'the catalog is damaged', { cause: error });
  }
  if (code === SQLITE_FULL || (code === SQLITE_IOERR && isQuotaError(fileError))) {
    return new Fault('quota', 'no room for the catalog', { cause: error });
  }
  return new Fault('unexpected', `the catalog failed with SQLite code ${code}`, { cause: error });
}

function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('resultCode' in error)) return undefined;
  return Number(error.resultCode) & 0xff;
}

function isQuotaError(error: unknown): boolean {
  return (
    (error instanceof DOMException || error instanceof Error) && error.name === 'QuotaExceededError'
  );
}
