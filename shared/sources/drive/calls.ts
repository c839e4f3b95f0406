import type { RequestOptions } from '../../graph/graph.ts';
import { BIN_SCOPES, SOURCE_SCOPES } from '../../model/sources.ts';

/**
 * Everything of one's own drive is read with the first and written with the second; what others
 * share needs `Files.Read.All`, which many organisations let nobody agree to.
 */
export const SCOPES = SOURCE_SCOPES.drive;

/** Without it shortcuts to what others share are left out (github.com/abraunegg/onedrive). */
const SHORTCUTS = 'Include-Feature=AddToOneDrive';

export const READ_PAGE: RequestOptions = {
  scopes: SCOPES.read,
  priority: 'page',
  prefer: [SHORTCUTS],
};
export const READ_CONTENT: RequestOptions = { scopes: SCOPES.read, priority: 'content' };
/** Reading what a restore needs to know, without the scope that only writing needs. */
export const READ_STATE: RequestOptions = { scopes: SCOPES.read, priority: 'write' };
export const WRITE: RequestOptions = { scopes: SCOPES.write, priority: 'write' };
/** For the recycle bin of a personal drive, and nothing else. */
export const BIN: RequestOptions = { scopes: BIN_SCOPES, priority: 'write' };

export const ROOT = '/me/drive/root';
/**
 * What clients in the field ask for of a list, and are given where they tell of it; the documentation
 * names no most. Who gives less at once goes on with a link.
 * Source: github.com/OneDrive/onedrive-api-docs/issues/1285, rclone's `--onedrive-list-chunk`.
 */
export const PER_PAGE = 999;
export const DELTA = `${ROOT}/delta?$top=${PER_PAGE}`;
/** The most a batch holds. */
export const AT_ONCE = 20;
export const DOWNLOAD_URL = '@microsoft.graph.downloadUrl';

export function itemPath(id: string, rest = ''): string {
  return `/me/drive/items/${encodeURIComponent(id)}${rest}`;
}

/** A child by its name: every letter that means something in an address is encoded. */
export function childPath(parent: string, name: string, rest = ''): string {
  return `${itemPath(parent)}:/${encodeURIComponent(name)}:${rest}`;
}
