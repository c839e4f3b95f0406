import type { Drive } from './drive.ts';
import { invalidRequest, itemNotFound } from './errors.ts';
import type { DriveItem } from './item.ts';

export interface DrivePath {
  /** `drives`, the drive, `items`, where the item is, and what follows. */
  segments: string[];
  /** The same without ids and names, for counting. */
  label: string;
}

const DRIVE =
  /^\/(?:(?:me|users\/([^/]+))\/drive|drive|(?:(?:me|users\/([^/]+))\/)?drives\/([^/]+))(\/.*)?$/i;
const ITEM = /^\/(root|items\/[^/:]+|special\/[^/:]+)(?::(\/[^:]*))?(?::)?(\/.*)?$/i;
/** Segments of a path that are names or ids by themselves. */
const KEYED = ['children', 'versions', 'permissions', 'thumbnails'];

/**
 * A path below the version as segments of one form, however the item is addressed: by id, as the
 * root, as a special folder, or by names between colons. undefined: not a path of a drive.
 */
export function drivePath(
  path: string,
  user: { id: string; username: string },
): DrivePath | undefined {
  const [, userA, userB, drive = '-', rest = ''] = DRIVE.exec(path) ?? [];
  if (!DRIVE.test(path)) return undefined;
  const named = decoded(userA ?? userB ?? '').toLowerCase();
  if (named !== '' && named !== user.id && named !== user.username) return undefined;
  const start = ['drives', decoded(drive)];
  const item = ITEM.exec(rest);
  if (!item) {
    const below = split(rest);
    return { segments: [...start, ...below], label: `/drives/{drive}${rest}` };
  }
  const [, where = '', names, after = ''] = item;
  const place = where.toLowerCase() === 'root' ? 'root' : decoded(where);
  const locator = names === undefined ? place : `${place}:/${split(names).join('/')}`;
  const below = split(after.replace(/(\/delta)\(.*\)$/i, '$1'));
  const label = below.map((each, at) => (KEYED.includes(below[at - 1] ?? '') ? '{key}' : each));
  return {
    segments: [...start, 'items', locator, ...below],
    label: ['/drives/{drive}/items/{item}', ...label].join('/'),
  };
}

/** Faults: 404. */
export function locate(drive: Drive, locator: string): DriveItem {
  const { start, names } = parse(drive, locator);
  const item = start && drive.at(names, start);
  if (!item) throw itemNotFound();
  return item;
}

/** Where something can be put: its folder and name, and what is there now. Faults: 404 for the folder. */
export function locatePlace(
  drive: Drive,
  locator: string,
): { parent: DriveItem; name: string; existing: DriveItem | undefined } {
  const { start, names } = parse(drive, locator);
  const name = names.at(-1);
  if (name === undefined) {
    if (!start?.parent) throw start ? invalidRequest('The root is not a file.') : itemNotFound();
    return { parent: start.parent, name: start.name, existing: start };
  }
  const parent = start && drive.at(names.slice(0, -1), start);
  if (!parent?.isContainer) throw itemNotFound();
  return { parent, name, existing: drive.child(parent, name) };
}

function parse(drive: Drive, locator: string): { start: DriveItem | undefined; names: string[] } {
  const colon = locator.indexOf(':');
  const place = colon < 0 ? locator : locator.slice(0, colon);
  const names =
    colon < 0
      ? []
      : locator
          .slice(colon + 2)
          .split('/')
          .filter((name) => name !== '');
  const [kind = '', key = ''] = place.split('/');
  if (kind === 'root' || (kind.toLowerCase() === 'items' && key.toLowerCase() === 'root')) {
    return { start: drive.root, names };
  }
  if (kind.toLowerCase() === 'items') return { start: drive.find(key), names };
  const special = [...drive.items.values()].find(
    (item) => item.special === key.toLowerCase() && item.isPresent,
  );
  return { start: special, names };
}

function split(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decoded);
}

/** Faults: 400 for what is no encoding, or hides a slash in a name. */
function decoded(segment: string): string {
  let text: string;
  try {
    text = decodeURIComponent(segment);
  } catch {
    throw invalidRequest('The path is not encoded as it should be.');
  }
  if (text !== segment && text.includes('/') && !segment.includes('/')) {
    throw invalidRequest('The name contains invalid characters.');
  }
  return text;
}
