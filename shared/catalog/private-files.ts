import { systemClock } from '../lib/clock.ts';
import { Fault } from '../model/fault.ts';

/** The handles of a worker that has just ended may outlive its lock: about two seconds of tries. */
const TRIES = 40;
const RETRY_MS = 50;

/** The part of a `FileSystemSyncAccessHandle` that is used; the whole type is known to workers only. */
export interface SyncFile {
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(sizeBytes: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
}

interface WorkersFileHandle {
  createSyncAccessHandle(): Promise<SyncFile>;
}

/** Opens a file for this worker alone. Faults: as `withFreeFiles`. */
export function openSyncFile(file: FileSystemFileHandle): Promise<SyncFile> {
  const handle = file as unknown as WorkersFileHandle;
  return withFreeFiles(() => handle.createSyncAccessHandle());
}

/** True where a worker can have the origin's private files as the catalog needs them. */
export function hasPrivateFiles(): boolean {
  return (
    typeof navigator === 'object' &&
    'locks' in navigator &&
    typeof navigator.storage?.getDirectory === 'function' &&
    typeof FileSystemFileHandle === 'function' &&
    'createSyncAccessHandle' in FileSystemFileHandle.prototype
  );
}

/**
 * Does what needs files for itself, again and again while the worker before still has them.
 * Faults: `locked` when it keeps them.
 */
export async function withFreeFiles<T>(action: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await action();
    } catch (cause) {
      if (!isHeldElsewhere(cause)) throw cause;
      if (tries === TRIES) {
        throw new Fault('locked', 'another worker has the catalog files open', { cause });
      }
      await systemClock.sleep(RETRY_MS);
    }
  }
}

/** undefined when there is no such directory. */
export async function findDirectory(
  parent: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await parent.getDirectoryHandle(name);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}

function isHeldElsewhere(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NoModificationAllowedError';
}
