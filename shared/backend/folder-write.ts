import type { Bytes } from '../lib/bytes.ts';
import type { Clock } from '../lib/clock.ts';
import { Fault } from '../model/fault.ts';
import { isPassing, nameOfError } from './folder-faults.ts';

/** Chromium's addition; not yet in the standard (whatwg/fs pull request 10). */
interface MovableFile extends FileSystemFileHandle {
  move?(name: string): Promise<void>;
}

export interface WholeWrite {
  folder: FileSystemDirectoryHandle;
  /** The file's own name, without its folder. */
  leaf: string;
  bytes: Bytes;
  /** A name nobody else uses. */
  partName: string;
  clock: Clock;
}

/** Chromium 156 holds a file for a moment after `abort` has resolved; nothing says how long. */
const LET_GO_MS = 20;
const LET_GO_TRIES = 5;

/** What `createWritable` alone can do: see `writeDirectly`. */
const CANNOT_MOVE: ReadonlySet<string> = new Set(['NotSupportedError', 'TypeError']);

/**
 * Writes beside the file's name, looks at what is there, and moves it under the name: one rename,
 * so that a browser killed in the middle leaves nothing under it. Answers false where files can't
 * be moved; nothing is left then. Throws what the folder throws.
 */
export async function writeAndMove(write: WholeWrite): Promise<boolean> {
  const { folder, leaf, bytes, partName, clock } = write;
  const part: MovableFile = await folder.getFileHandle(partName, { create: true });
  let isMoved = false;
  try {
    if (part.move === undefined) return false;
    await fill(part, bytes);
    await checkLength(part, bytes);
    await part.move(leaf);
    isMoved = true;
  } catch (error) {
    if (CANNOT_MOVE.has(nameOfError(error))) return false;
    throw error;
  } finally {
    if (!isMoved) await removeQuietly(folder, partName, clock);
  }
  await checkLength(await folder.getFileHandle(leaf), bytes);
  return true;
}

/**
 * `createWritable` writes into a swap file and takes the name at its close, but an empty file has
 * the name from the beginning on; a browser killed in the middle leaves it, and readers count it
 * as missing. Throws what the folder throws.
 */
export async function writeDirectly(write: WholeWrite): Promise<void> {
  const { folder, leaf, bytes, clock } = write;
  const file = await folder.getFileHandle(leaf, { create: true });
  try {
    await fill(file, bytes);
    await checkLength(file, bytes);
  } catch (error) {
    // Also what an earlier try left: nothing that was whole has so few bytes.
    if ((await sizeOf(file)) === 0) await removeQuietly(folder, leaf, clock);
    throw error;
  }
}

async function fill(file: FileSystemFileHandle, bytes: Bytes): Promise<void> {
  const writable = await file.createWritable();
  try {
    await writable.write(bytes);
    await writable.close();
  } catch (error) {
    // Its swap file goes with it; what went wrong first is what counts.
    await writable.abort().catch(() => {});
    throw error;
  }
}

async function checkLength(file: FileSystemFileHandle, bytes: Bytes): Promise<void> {
  const { size } = await file.getFile();
  if (size !== bytes.byteLength) throw new Fault('corrupt', 'a file is not what was written');
}

async function sizeOf(file: FileSystemFileHandle): Promise<number | undefined> {
  try {
    return (await file.getFile()).size;
  } catch {
    // It only decides whether to tidy up.
    return undefined;
  }
}

/** Tidying up after something that failed: what can't be removed now goes a day later. */
async function removeQuietly(
  folder: FileSystemDirectoryHandle,
  name: string,
  clock: Clock,
): Promise<void> {
  for (let tries = 1; tries <= LET_GO_TRIES; tries++) {
    try {
      return await folder.removeEntry(name);
    } catch (error) {
      if (!isPassing(error)) return;
      await clock.sleep(LET_GO_MS);
    }
  }
}
