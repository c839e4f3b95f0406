import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault, type FaultCode } from '../model/fault.ts';
import type { Backend, ByteRange, FileInfo } from './backend.ts';
import { checkName, isName } from './names.ts';
import { checkNoteName, type NotePlace } from './notes.ts';
import { checkRecordName, type Records } from './records.ts';

const CODES: Readonly<Record<string, FaultCode>> = {
  ENOSPC: 'quota',
  EDQUOT: 'quota',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  EROFS: 'forbidden',
  EIO: 'corrupt',
};

/** A folder on a disk, for Node: a file for each file, in the layout of a picked folder. */
export class DiskBackend implements Backend, NotePlace {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async get(name: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (!isName(name)) return undefined;
    return translated(() => orMissing(() => readRange(join(this.#root, name), range)));
  }

  async put(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    checkName(name);
    await translated(async () => {
      const path = join(this.#root, name);
      if (await orMissing(() => stat(path))) return;
      await makeFolder(dirname(path));
      await writeWhole(path, bytes, 'keep');
    });
  }

  async writeNote(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    checkNoteName(name);
    await translated(async () => {
      const path = join(this.#root, name);
      await makeFolder(dirname(path));
      await writeWhole(path, bytes, 'replace');
    });
  }

  async remove(name: string): Promise<void> {
    if (!isName(name)) return;
    const path = join(this.#root, name);
    await translated(() =>
      orMissing(async () => {
        await unlink(path);
        await syncFolder(dirname(path));
      }),
    );
  }

  async *list(prefix: string): AsyncIterable<FileInfo> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    yield* this.#listFolder(folder, prefix);
  }

  async *#listFolder(folder: string, prefix: string): AsyncIterable<FileInfo> {
    const path = join(this.#root, folder);
    const entries = await translated(() => orMissing(() => readdir(path, { withFileTypes: true })));
    for (const entry of entries ?? []) {
      const name = folder + entry.name;
      // What we are writing and what others left here begins with a dot or has other letters.
      if (!isName(name)) continue;
      if (entry.isDirectory()) {
        const isOnTheWay = name.startsWith(prefix) || prefix.startsWith(`${name}/`);
        if (isOnTheWay) yield* this.#listFolder(`${name}/`, prefix);
        continue;
      }
      if (!entry.isFile() || !name.startsWith(prefix)) continue;
      const found = await translated(() => orMissing(() => stat(join(this.#root, name))));
      if (found) yield { name, sizeBytes: found.size };
    }
  }
}

/** Records as small files in a folder. */
export class FileRecords implements Records {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async read(name: string): Promise<unknown> {
    const text = await translated(() => orMissing(() => readFile(this.#path(name), 'utf8')));
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  async write(name: string, value: unknown): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    await translated(async () => {
      await makeFolder(this.#root);
      await writeWhole(this.#path(name), bytes, 'replace');
    });
  }

  async remove(name: string): Promise<void> {
    await translated(() => orMissing(() => unlink(this.#path(name))));
  }

  #path(name: string): string {
    checkRecordName(name);
    return join(this.#root, `${name}.json`);
  }
}

/** The file is whole under its name, and on the disk, or it is not there at all. */
async function writeWhole(
  path: string,
  bytes: Uint8Array,
  ifThere: 'keep' | 'replace',
): Promise<void> {
  const unfinished = join(dirname(path), `.${randomUUID()}.part`);
  try {
    const file = await open(unfinished, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    if (ifThere === 'replace') await rename(unfinished, path);
    else await renameIfFree(unfinished, path);
    await syncFolder(dirname(path));
  } finally {
    await orMissing(() => unlink(unfinished));
  }
}

/** A rename replaces what is there; a hard link does not, where the file system has them. */
async function renameIfFree(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    await rename(from, to);
  }
}

async function readRange(path: string, range?: ByteRange): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const offset = Math.min(range?.offset ?? 0, size);
    const length = Math.min(range?.length ?? size, size - offset);
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw new Fault('corrupt', 'a file ended before its end');
      done += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/** Makes a folder and its parents, so that they are there after a power cut too. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function orMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Messages of Node carry paths, so only their code is passed on. */
async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof Fault || code === undefined) throw error;
    throw new Fault(CODES[code] ?? 'unexpected', `the disk says ${code}`, { cause: error });
  }
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof Fault || !('code' in error)) return undefined;
  return String(error.code);
}
