import { DiskBackend } from '../shared/backend/disk.ts';
import { writeFolderNotes } from '../shared/engine/folder-notes.ts';
import { isAbort } from '../shared/model/fault.ts';
import { copyRepository } from '../shared/repository/copy-repository.ts';

/**
 * Every file of a repository to another folder, as it is; no key is asked for. What is there
 * already is left, or with `recheck` read and compared. 0 only when everything is there and what
 * was written was read back; 3 when something is missing, 4 when it was stopped.
 */
export async function copy(
  folder: string,
  to: string,
  recheck: boolean,
  print: (line: unknown) => void,
): Promise<number> {
  const target = new DiskBackend(to);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    const result = await copyRepository(new DiskBackend(folder), target, {
      signal: stop.signal,
      ...(recheck ? { recheck: 'all' } : {}),
    });
    await writeFolderNotes(target, null);
    print(result);
    return result.complete ? 0 : 3;
  } catch (error) {
    if (!isAbort(error)) throw error;
    console.error('Stopped. The same command goes on from here.');
    return 4;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
