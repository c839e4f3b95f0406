import type { Backend } from '../backend/backend.ts';
import { folderOfKind, hashOfName } from '../repository/copy-names.ts';
import type { GoneRecord } from './mirror-gone.ts';

/**
 * What the repository says was removed on purpose; null while that can't be read: its gone files
 * are sealed, and this program does not open them yet. Without any there is nothing to read.
 */
export async function readGone(backend: Backend): Promise<readonly GoneRecord[] | null> {
  for await (const { name, sizeBytes } of backend.list(folderOfKind('gone'))) {
    if (sizeBytes > 0 && hashOfName('gone', name) !== undefined) return null;
  }
  return [];
}
