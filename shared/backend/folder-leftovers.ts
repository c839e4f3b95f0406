import { orMissing } from './folder-faults.ts';
import { isName } from './names.ts';

/** Younger ones may belong to a program that is at work. */
const LEFT_AFTER_MS = 24 * 60 * 60 * 1000;

/** Where a repository's files lie, two levels deep (docs/repository-format.md, *Files*). */
const FOLDERS = ['packs', 'index', 'snapshots', 'journal', 'keys', 'marks', 'gone', 'locks'];

/** What this program, the one in Node, and the browser beneath them write before a file is whole. */
const LEFTOVER = /^(?:\.[0-9a-z-]{8,64}\.part(?:\.\d+)?(?:\.crswap)?|[0-9a-z.]+\.crswap)$/i;

/**
 * Removes what writers that were killed have left, once it is a day old. Goes into the folders of
 * a repository and no others: the rest of a picked folder is none of our business. Answers how
 * many were removed. Throws what the folder throws.
 */
export async function removeLeftovers(
  root: FileSystemDirectoryHandle,
  now: number,
  signal?: AbortSignal,
): Promise<number> {
  let removed = await removeIn(root, now);
  for (const name of FOLDERS) {
    signal?.throwIfAborted();
    const folder = await orMissing(() => root.getDirectoryHandle(name));
    if (folder === undefined) continue;
    removed += await removeIn(folder, now);
    for (const inner of await directoriesIn(folder)) removed += await removeIn(inner, now);
  }
  return removed;
}

async function directoriesIn(
  folder: FileSystemDirectoryHandle,
): Promise<FileSystemDirectoryHandle[]> {
  const inner: FileSystemDirectoryHandle[] = [];
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind === 'directory' && isName(name)) inner.push(handle);
  }
  return inner;
}

async function removeIn(folder: FileSystemDirectoryHandle, now: number): Promise<number> {
  const names: string[] = [];
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind !== 'file' || !LEFTOVER.test(name)) continue;
    const file = await orMissing(() => handle.getFile());
    if (file !== undefined && file.lastModified < now - LEFT_AFTER_MS) names.push(name);
  }
  for (const name of names) await orMissing(() => folder.removeEntry(name));
  return names.length;
}
