/**
 * A place where a repository keeps its files. It knows nothing of packs, keys or snapshots, and
 * every file in it is written once and never changed.
 *
 * What each backend promises is checked by `backend.contract.ts`:
 *
 * - Once `put` has resolved, the file survives a crash; until then nobody can read any part of it.
 * - Putting a name that exists keeps the file that is there. Names are hashes of contents, so the
 *   bytes are the same ones.
 * - The bytes given to `put` may be changed by whoever gave them, as soon as it has resolved.
 * - A missing file is an answer (`undefined`, nothing to remove), not an error.
 * - Names are lower-case letters, digits, `.` and `/`, at most 120 characters.
 * - Trouble is a `Fault`: `quota` when the place is full, `corrupt` when bytes can't be read back,
 *   `locked`, `unsupported`, `forbidden` (permission withdrawn), else `unexpected`.
 */
export interface Backend {
  /** The file's bytes, or those of `range`; a range beyond the end gives what there is. */
  get(name: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | undefined>;
  put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(name: string): Promise<void>;
  /** Every file whose name begins with `prefix`, in no particular order. */
  list(prefix: string): AsyncIterable<FileInfo>;
}

export interface ByteRange {
  offset: number;
  length: number;
}

export interface FileInfo {
  name: string;
  sizeBytes: number;
}
