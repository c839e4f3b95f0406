import type { DriveControl } from './control.ts';
import type { FileContent } from './file-content.ts';
import { nameFault } from './names.ts';

/** A file of some disk; its bytes are read when they are asked for. */
export interface DiskFile {
  /** With slashes, below the folder that is loaded. */
  path: string;
  content: FileContent;
  createdAt: number;
  modifiedAt: number;
}

/**
 * Puts files into the drive under their paths, with their dates in whole seconds. Answers the paths
 * that a drive can't have.
 */
export async function loadFiles(
  control: DriveControl,
  files: AsyncIterable<DiskFile> | Iterable<DiskFile>,
): Promise<{ loaded: number; refused: string[] }> {
  const refused: string[] = [];
  let loaded = 0;
  for await (const { path, content, createdAt, modifiedAt } of files) {
    const names = path.split('/');
    const last = names.length - 1;
    const fault = names.find(
      (name, at) => nameFault(name, at === last ? 'file' : 'folder', at === 0) !== null,
    );
    if (fault !== undefined) {
      refused.push(path);
      continue;
    }
    const dates = { createdAt: wholeSecond(createdAt), modifiedAt: wholeSecond(modifiedAt) };
    control.put(path, content, dates);
    loaded += 1;
  }
  return { loaded, refused };
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}
