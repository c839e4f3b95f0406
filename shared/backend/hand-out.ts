import { Fault } from '../model/fault.ts';
import { toStorageFault } from './storage-faults.ts';

/** What workers can do with a file of their own origin; TypeScript's library for pages lacks it. */
type WorkersFile = Omit<FileSystemFileHandle, 'createSyncAccessHandle'> & {
  createSyncAccessHandle?(): Promise<{
    write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
    close(): void;
  }>;
};
/** The library for pages lacks this as well. */
type ListedFolder = FileSystemDirectoryHandle & { keys(): AsyncIterableIterator<string> };

/**
 * `download`: the browser copies it, and takes at most some minutes to begin. `look`: a person looks
 * at it, and may seek in it for as long as a film takes.
 */
export type HandOutUse = 'download' | 'look';

const KEEP: Readonly<Record<HandOutUse, { most: number; forMs: number }>> = {
  download: { most: 1, forMs: 10 * 60_000 },
  look: { most: 3, forMs: 4 * 3_600_000 },
};

/**
 * A file in the origin's private file system that grows and is then handed to the person: the
 * browser copies it from there, or reads from it, and no more of it is in memory than what is being
 * written. Of each use only the last few are there, and only for a while. Works in a worker only.
 * Faults: `unsupported`, `quota`, `unexpected`.
 */
export function openHandOut(folderName: string, use: HandOutUse, name: string) {
  // One after the other: two at once would be given the same number, and be in each other's way.
  const opened = opening.then(() => open(folderName, use, name));
  opening = opened.catch(() => undefined);
  return opened;
}

let opening: Promise<unknown> = Promise.resolve();

async function open(folderName: string, use: HandOutUse, name: string) {
  try {
    if (navigator.storage?.getDirectory === undefined) {
      throw new Fault('unsupported', 'this browser has no private file system');
    }
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(folderName, { create: true });
    const ofUse = await folder.getDirectoryHandle(use, { create: true });
    // Each lies in a folder of its own, so that it keeps its name; folders are numbered by age.
    const place = await makeRoom(ofUse as ListedFolder, KEEP[use].most - 1);
    const own = await ofUse.getDirectoryHandle(place, { create: true });
    const handle: WorkersFile = await own.getFileHandle(name, { create: true });
    if (handle.createSyncAccessHandle === undefined) {
      throw new Fault('unsupported', 'only a worker can write such a file');
    }
    const access = await handle.createSyncAccessHandle();
    let at = 0;
    return {
      write: async (bytes: Uint8Array<ArrayBuffer>) => {
        try {
          // A full disk may take a part of it.
          const written = access.write(bytes, { at });
          if (written < bytes.byteLength) throw new Fault('quota', 'no room for the file');
          at += written;
        } catch (error) {
          throw toStorageFault(error);
        }
      },
      finish: async () => {
        access.close();
        // Nothing readable is left beside a protected copy.
        setTimeout(() => void remove(ofUse, place), KEEP[use].forMs);
        return handle.getFile();
      },
      discard: async () => {
        access.close();
        await remove(ofUse, place);
      },
    };
  } catch (error) {
    throw toStorageFault(error);
  }
}

/** Everything that was handed out. What can't go now goes at the next start. */
export async function removeHandOuts(folderName: string): Promise<void> {
  try {
    await remove(await navigator.storage.getDirectory(), folderName);
  } catch {
    // Without such a file system there are none.
  }
}

/** Removes all but the newest, and tells the number of the next. */
async function makeRoom(folder: ListedFolder, left: number): Promise<string> {
  const numbers: number[] = [];
  for await (const name of folder.keys()) numbers.push(Number(name));
  numbers.sort((a, b) => a - b);
  for (const number of numbers.slice(0, Math.max(0, numbers.length - left))) {
    await remove(folder, String(number));
  }
  return String((numbers.at(-1) ?? 0) + 1);
}

async function remove(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name, { recursive: true });
  } catch {
    // It has gone already, or somebody still writes it or reads from it.
  }
}
