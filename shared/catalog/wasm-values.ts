/** What the catalog keeps in columns. */
export type Value = string | number | null;

/** The part of `sqlite3.wasm` that is needed here: C functions and the memory they work on. */
export interface WasmSide {
  exports: {
    sqlite3_bind_text(
      statement: number,
      at: number,
      text: number,
      bytes: number,
      xDel: number,
    ): number;
    sqlite3_bind_int(statement: number, at: number, value: number): number;
    sqlite3_bind_int64(statement: number, at: number, value: bigint): number;
    sqlite3_bind_null(statement: number, at: number): number;
    sqlite3_column_type(statement: number, at: number): number;
    sqlite3_column_int64(statement: number, at: number): bigint;
    sqlite3_column_text(statement: number, at: number): number;
    sqlite3_column_bytes(statement: number, at: number): number;
  };
  alloc(bytes: number): number;
  dealloc(pointer: number): void;
  heap8u(): Uint8Array;
}

/** https://www.sqlite.org/c3ref/c_blob.html */
const SQLITE_INTEGER = 1;
const SQLITE_NULL = 5;
/** The text stays where it is until the statement has run. https://www.sqlite.org/c3ref/c_static.html */
const SQLITE_STATIC = 0;
const FIRST_BYTES = 64 * 1024;
/** UTF-8 needs at most three bytes for each unit of a JavaScript string. */
const BYTES_PER_UNIT = 3;

/**
 * Hands values to prepared statements and takes them out. The package's own `bind` and `get` check
 * and convert so much that a row of thirteen columns takes 30 µs, where this takes 5.
 */
export class WasmValues {
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  #texts: number;
  #bytes = FIRST_BYTES;

  constructor(private readonly wasm: WasmSide) {
    this.#texts = wasm.alloc(FIRST_BYTES);
  }

  /** Binds all parameters of a statement, which must be run to its end before the next `bind`. */
  bind(statement: number, values: readonly Value[]): boolean {
    const { exports } = this.wasm;
    const memory = this.#room(values);
    let end = this.#texts;
    let failed = 0;
    values.forEach((value, index) => {
      const at = index + 1;
      if (typeof value === 'string') {
        const { written } = this.#encoder.encodeInto(value, memory.subarray(end));
        failed |= exports.sqlite3_bind_text(statement, at, end, written, SQLITE_STATIC);
        end += written;
      } else if (value === null) {
        failed |= exports.sqlite3_bind_null(statement, at);
      } else if ((value | 0) === value) {
        failed |= exports.sqlite3_bind_int(statement, at, value);
      } else {
        failed |= exports.sqlite3_bind_int64(statement, at, BigInt(value));
      }
    });
    return failed === 0;
  }

  /** Gives the memory back; nothing can be bound after it. */
  free(): void {
    this.wasm.dealloc(this.#texts);
  }

  /** The row a statement stands on. Columns hold whole numbers and texts, nothing else. */
  read(statement: number, columns: number): Value[] {
    const { exports } = this.wasm;
    const row: Value[] = [];
    for (let at = 0; at < columns; at += 1) {
      const type = exports.sqlite3_column_type(statement, at);
      if (type === SQLITE_NULL) row.push(null);
      else if (type === SQLITE_INTEGER)
        row.push(Number(exports.sqlite3_column_int64(statement, at)));
      else row.push(this.#text(statement, at));
    }
    return row;
  }

  #text(statement: number, at: number): string {
    const start = this.wasm.exports.sqlite3_column_text(statement, at);
    const length = this.wasm.exports.sqlite3_column_bytes(statement, at);
    return this.#decoder.decode(this.wasm.heap8u().subarray(start, start + length));
  }

  /** The memory, with room for these texts in the place they go to. */
  #room(values: readonly Value[]): Uint8Array {
    let needed = 0;
    for (const value of values) {
      if (typeof value === 'string') needed += value.length * BYTES_PER_UNIT;
    }
    if (needed > this.#bytes) {
      this.wasm.dealloc(this.#texts);
      this.#texts = this.wasm.alloc(needed);
      this.#bytes = needed;
    }
    return this.wasm.heap8u();
  }
}
