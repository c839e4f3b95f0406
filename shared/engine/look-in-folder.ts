import type { Backend } from '../backend/backend.ts';
import { isNoteName } from '../backend/notes.ts';
import { isFault } from '../model/fault.ts';
import { listStored } from '../repository/copy-plan.ts';
import { FORMAT_NAME } from '../repository/file-names.ts';
import { Repository } from '../repository/repository.ts';
import type { FolderLook } from '../rpc/protocol.ts';

/** What systems and sync clients put into every folder by themselves. */
const OF_NO_ACCOUNT = /^(?:\.|desktop\.ini$|thumbs\.db$|locks$)/i;

/** What lies in a folder, and, of a repository, its id. Writes nothing. Faults: those of the folder. */
export async function lookInFolder(
  folder: FileSystemDirectoryHandle,
  place: Backend,
): Promise<Pick<FolderLook, 'kind'> & { id: string | null }> {
  try {
    const found = await Repository.inspect(place);
    if (found.kind !== 'none') return { kind: 'copy', id: found.id };
  } catch (error) {
    if (isFault(error, 'unsupported')) return { kind: 'newer', id: null };
    if (isFault(error, 'corrupt')) return { kind: 'damaged', id: null };
    throw error;
  }
  for await (const name of folder.keys()) {
    const isNothing = isNoteName(name) || OF_NO_ACCOUNT.test(name) || name === FORMAT_NAME;
    if (!isNothing) return { kind: 'things', id: null };
  }
  return { kind: 'empty', id: null };
}

/**
 * Takes a repository away: the snapshots first, so that what a crash leaves is less of a copy and
 * never a broken one, and what other programs put there stays. Faults: those of the place.
 */
export async function removeRepository(place: Backend): Promise<void> {
  const listing = await listStored(place);
  for (const kind of ['snapshot', 'journal', 'gone', 'mark', 'index', 'pack', 'key'] as const) {
    for (const name of listing[kind].keys()) await place.remove(name);
  }
  await place.remove(FORMAT_NAME);
}

/** Notes and empty folders of a repository that was removed. What can't go stays. */
export async function tidyFolder(folder: FileSystemDirectoryHandle): Promise<void> {
  for (const name of ['README.txt', 'recover.html']) await removeQuietly(folder, name);
  for (const name of ['packs', 'index', 'snapshots', 'journal', 'keys', 'marks', 'gone', 'locks']) {
    const inner = await folder.getDirectoryHandle(name).catch(() => null);
    if (inner === null) continue;
    const names: string[] = [];
    for await (const each of inner.keys()) names.push(each);
    // One that is not empty can't be removed like this, and stays.
    for (const each of names) if (/^[0-9a-f]{2}$/.test(each)) await removeQuietly(inner, each);
    await removeQuietly(folder, name);
  }
}

async function removeQuietly(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await folder.removeEntry(name).catch(() => {
    // It is gone already, or somebody else's things are in it.
  });
}
