import type { Bytes } from '../lib/bytes.ts';
import type { Clock } from '../lib/clock.ts';
import { mapConcurrent } from '../lib/iterate.ts';
import { Fault } from '../model/fault.ts';
import type { Backend, ByteRange, FileInfo } from './backend.ts';
import {
  isPassing,
  nameOfError,
  orMissing,
  readOnlyFault,
  toFolderFault,
} from './folder-faults.ts';
import { removeLeftovers } from './folder-leftovers.ts';
import { writeAndMove, writeDirectly } from './folder-write.ts';
import { checkName, isName } from './names.ts';
import { checkNoteName, isNoteName, type NotePlace } from './notes.ts';

/** Waits between tries while somebody else holds a file; measured with sync clients. */
const PATIENCE_MS = [250, 1_000, 4_000];
/** Asking a file for its size takes about a millisecond. */
const SIZES_AT_ONCE = 16;
/** Enough to say what they are; a folder may hold thousands of other files. */
const FOREIGN_KEPT = 100;

export interface FolderOptions {
  clock: Clock;
  /** A new name for each file while it is written: 8 or more letters, digits and hyphens. */
  newId(): string;
  /** Ends waiting for a file that somebody else holds. */
  signal?: AbortSignal;
}

/**
 * A folder the person has picked, or one in the origin's private file system: a file for each
 * file, in the layout of `DiskBackend`. The browser promises no flush: after a power cut what was
 * written last must be read again (docs/architecture.md, *Folders and mirrors*).
 *
 * Faults beside those of `Backend`: `not-found` when the folder itself has gone (moved, removed,
 * its drive taken away), `forbidden` when the permission was withdrawn or the folder is read-only.
 */
export class FolderBackend implements Backend, NotePlace {
  readonly #root: FileSystemDirectoryHandle;
  readonly #options: FolderOptions;
  readonly #foreign = new Set<string>();
  #canMove = true;

  private constructor(root: FileSystemDirectoryHandle, options: FolderOptions) {
    this.#root = root;
    this.#options = options;
  }

  /** Also removes what killed writers left a day ago. Faults: see the class. */
  static async open(
    root: FileSystemDirectoryHandle,
    options: FolderOptions,
  ): Promise<FolderBackend> {
    const backend = new FolderBackend(root, options);
    await backend.#tried(() => backend.#checkRoot());
    try {
      await removeLeftovers(root, options.clock.now(), options.signal);
    } catch (error) {
      // Somebody holds one, or nothing may be removed here: reading works all the same.
      if (!isPassing(error)) throw toFolderFault(error);
    }
    return backend;
  }

  /** Names met in listings that are not ours: a sync client's conflict copies, other files. */
  get foreign(): readonly string[] {
    return [...this.#foreign];
  }

  async get(name: string, range?: ByteRange): Promise<Bytes | undefined> {
    if (!isName(name)) return undefined;
    return this.#tried(async () => {
      const file = await this.#find(name);
      return file === undefined ? undefined : readRange(file, range);
    });
  }

  /** An empty file of that name is what a killed writer left, and is replaced. */
  async put(name: string, bytes: Bytes): Promise<void> {
    checkName(name);
    await this.#tried(async () => {
      const there = await this.#find(name);
      if (there !== undefined && (there.size > 0 || bytes.byteLength === 0)) return;
      await this.#write(name, bytes);
    });
  }

  async writeNote(name: string, bytes: Bytes): Promise<void> {
    checkNoteName(name);
    await this.#tried(() => this.#write(name, bytes));
  }

  async remove(name: string): Promise<void> {
    if (!isName(name)) return;
    const { folder, leaf } = split(name);
    await this.#tried(() => orMissing(async () => (await this.#open(folder)).removeEntry(leaf)));
  }

  async *list(prefix: string): AsyncIterable<FileInfo> {
    yield* this.#listFolder(prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix);
  }

  async *#listFolder(folder: string, prefix: string): AsyncIterable<FileInfo> {
    const { files, folders } = await this.#tried(() => this.#readEntries(folder, prefix));
    const sized = mapConcurrent(files, SIZES_AT_ONCE, (name) =>
      this.#tried(async () => ({ name, file: await this.#find(name) })),
    );
    for await (const { name, file } of sized) {
      if (file !== undefined) yield { name, sizeBytes: file.size };
    }
    for (const inner of folders) yield* this.#listFolder(inner, prefix);
  }

  /** What there is now: a listing bears changes while it goes on. */
  async #readEntries(
    folder: string,
    prefix: string,
  ): Promise<{ files: string[]; folders: string[] }> {
    const found = { files: [] as string[], folders: [] as string[] };
    const directory = await orMissing(() => this.#open(folder));
    if (directory === undefined) {
      await this.#checkRoot();
      return found;
    }
    for await (const [leaf, { kind }] of directory.entries()) {
      const name = folder + leaf;
      if (!isName(name)) this.#noteForeign(name);
      else if (kind === 'file' && name.startsWith(prefix)) found.files.push(name);
      else if (kind === 'directory' && (name.startsWith(prefix) || prefix.startsWith(`${name}/`))) {
        found.folders.push(`${name}/`);
      }
    }
    return found;
  }

  #noteForeign(name: string): void {
    const isOurs = isNoteName(name) || /\.(?:part|crswap)$/i.test(name);
    if (!isOurs && this.#foreign.size < FOREIGN_KEPT) this.#foreign.add(name);
  }

  /** A missing file is only then an answer when the folder is there. */
  async #find(name: string): Promise<File | undefined> {
    const { folder, leaf } = split(name);
    const file = await orMissing(async () =>
      (await (await this.#open(folder)).getFileHandle(leaf)).getFile(),
    );
    if (file === undefined) await this.#checkRoot();
    return file;
  }

  async #write(name: string, bytes: Bytes): Promise<void> {
    const { folder: path, leaf } = split(name);
    const folder = await this.#makeFolder(path);
    const partName = `.${this.#options.newId()}.part`;
    const write = { folder, leaf, bytes, partName, clock: this.#options.clock };
    if (this.#canMove) {
      if (await writeAndMove(write)) return;
      this.#canMove = false;
    }
    await writeDirectly(write);
  }

  async #makeFolder(path: string): Promise<FileSystemDirectoryHandle> {
    let folder = this.#root;
    for (const part of partsOf(path)) {
      folder = await folder.getDirectoryHandle(part, { create: true });
    }
    return folder;
  }

  async #open(path: string): Promise<FileSystemDirectoryHandle> {
    let folder = this.#root;
    for (const part of partsOf(path)) folder = await folder.getDirectoryHandle(part);
    return folder;
  }

  /** Throws a NotFoundError when the folder itself has gone. */
  async #checkRoot(): Promise<void> {
    for await (const _ of this.#root.keys()) return;
  }

  /** With new handles each time, while somebody else holds a file. Throws faults only. */
  async #tried<T>(work: () => Promise<T>): Promise<T> {
    for (const waitMs of PATIENCE_MS) {
      try {
        return await work();
      } catch (error) {
        if (!isPassing(error) && !(await this.#isOnlyTheFile(error))) throw toFolderFault(error);
      }
      await this.#options.clock.sleep(waitMs, this.#options.signal);
    }
    try {
      return await work();
    } catch (error) {
      if (await this.#isReadOnly(error)) throw readOnlyFault(error);
      if (!(await this.#isOnlyTheFile(error))) throw toFolderFault(error);
      throw new Fault('locked', 'another program takes files away', { cause: error });
    }
  }

  /** Something was taken away while it was at work on it, and not the folder itself. */
  async #isOnlyTheFile(error: unknown): Promise<boolean> {
    if (nameOfError(error) !== 'NotFoundError') return false;
    try {
      await this.#checkRoot();
      return true;
    } catch (cause) {
      throw toFolderFault(cause);
    }
  }

  /** A read-only place and a file that is held throw the same; a new file tells them apart. */
  async #isReadOnly(error: unknown): Promise<boolean> {
    if (nameOfError(error) !== 'NoModificationAllowedError') return false;
    const name = `.${this.#options.newId()}.part`;
    try {
      await this.#root.getFileHandle(name, { create: true });
    } catch (probed) {
      return nameOfError(probed) === 'NoModificationAllowedError';
    }
    await this.#root.removeEntry(name).catch(() => {
      // An empty file of a day goes at the next opening.
    });
    return false;
  }
}

async function readRange(file: File, range?: ByteRange): Promise<Bytes> {
  const start = Math.min(range?.offset ?? 0, file.size);
  const end = Math.min(start + (range?.length ?? file.size), file.size);
  const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
  if (bytes.byteLength !== end - start) throw new Fault('corrupt', 'a file is shorter than it was');
  return bytes;
}

function split(name: string): { folder: string; leaf: string } {
  const at = name.lastIndexOf('/') + 1;
  return { folder: name.slice(0, at), leaf: name.slice(at) };
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
