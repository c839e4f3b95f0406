import { GraphError } from '../graph-error.ts';
import { invalidRequest } from './errors.ts';
import type { DriveItem } from './item.ts';

/** Decoded, with the library's own part. */
const MOST_PATH_LETTERS = 400;
const RESERVED = /^(\.lock|con|prn|aux|nul|com[0-9]|lpt[0-9])(\.[^.]*)?$/i;

/**
 * Names SharePoint refuses.
 * Source: support.microsoft.com, "Restrictions and limitations in OneDrive and SharePoint".
 */
export function nameFault(name: string, kind: 'file' | 'folder', isInRoot: boolean): string | null {
  if (name === '') return 'The name is empty.';
  if (/["*:<>?/\\|\p{Cc}]/u.test(name)) return 'The name contains invalid characters.';
  if (name !== name.trim() || name.endsWith('.')) {
    return 'The name begins or ends with a character that is not allowed there.';
  }
  const isReserved =
    RESERVED.test(name) || /^desktop\.ini$/i.test(name) || /^~\$|_vti_/i.test(name);
  const isLibrary = isInRoot && /^forms$/i.test(name);
  if (isReserved || isLibrary || (kind === 'folder' && name.startsWith('~'))) {
    return 'The name is reserved.';
  }
  return null;
}

/** Faults: 400 for names and paths that can't be. `library` is the part before the root. */
export function checkName(
  parent: DriveItem,
  name: string,
  kind: 'file' | 'folder',
  library: string,
): void {
  const fault = nameFault(name, kind, parent.parent === null);
  if (fault !== null) throw invalidRequest(fault);
  const path = [library, ...parent.names, name].join('/');
  if (path.length > MOST_PATH_LETTERS) {
    throw new GraphError(400, 'pathIsTooLong', 'The path exceeds the maximum allowed length.');
  }
}
