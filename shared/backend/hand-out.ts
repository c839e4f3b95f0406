import { Fault } from '../model/fault.ts';
import { toStorageFault } from './storage-faults.ts';

/** What workers can do with a file of their own origin; TypeScript's library for pages lacks it. */
type WorkersFile = Omit<FileSystemFileHandle, 'createSyncAccessHandle'> & {
  createSyncAccessHandle?(): Promise<{
    write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
    close(): void;
  }>;
};

/** How long a browser may take to copy what it was given. */
const KEEP_MS = 10 * 60_000;

/**
 * A file in the origin's private file system that grows and is then handed to the person: the
 * browser copies it from there, and no more of it is in memory than what is being written. Only the
 * last one is there, for ten minutes; `folderName` is emptied before. Works in a worker only. Faults: `unsupported`,
 * `quota`, `unexpected`.
 */
export async function openHandOut(folderName: string, name: string) {
  try {
    if (navigator.storage?.getDirectory === undefined) {
      throw new Fault('unsupported', 'this browser has no private file system');
    }
    const root = await navigator.storage.getDirectory();
    await removeHandOuts(folderName);
    const folder = await root.getDirectoryHandle(folderName, { create: true });
    const handle: WorkersFile = await folder.getFileHandle(name, { create: true });
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
        // The browser has it by then, and nothing readable is left beside a protected copy.
        setTimeout(() => void removeHandOuts(folderName), KEEP_MS);
        return handle.getFile();
      },
      discard: async () => {
        access.close();
        await removeHandOuts(folderName);
      },
    };
  } catch (error) {
    throw toStorageFault(error);
  }
}

/** What was handed out before. What can't go now goes at the next start. */
export async function removeHandOuts(folderName: string): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(folderName, { recursive: true });
  } catch {
    // There is none, or the browser still reads from it.
  }
}
