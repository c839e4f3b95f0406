import type { GraphCall, Json } from '../answer.ts';
import { fromBase64, toBase64Url } from '../base64.ts';
import type { Route } from '../route.ts';
import { answer, checkDrive, found, itemContext, showsShortcuts } from './answers.ts';
import { invalidRequest, itemNotFound, malwareDetected } from './errors.ts';
import type { DriveItem, RemoteTarget } from './item.ts';
import { type DriveParts, itemJson, ownerJson, remoteJson, wholeSeconds } from './item-json.ts';
import { permissionsOf } from './permissions.ts';
import {
  checkDriveOptions,
  driveOption,
  expandedNames,
  selectedNames,
  topOption,
} from './query.ts';
import { thumbnailsOf } from './thumbnails.ts';

const DEFAULT_TOP = 200;
/** Met in the field, not documented. */
const MOST_TOP = 999;

/** A drive and what is in it, for reading. Source: learn.microsoft.com/graph/api/resources/driveitem. */
export function driveReadRoutes(parts: DriveParts, sharedWithMe: readonly RemoteTarget[]): Route[] {
  const read = { method: 'GET', scope: 'Files.Read' };
  return [
    {
      ...read,
      path: '/me/drives',
      answer: (call) => answer(call, '#drives', { value: [driveJson(parts)] }),
    },
    {
      ...read,
      path: '/drives/:drive',
      answer: (call, { drive = '' }) => {
        checkDrive(parts, call, drive);
        checkDriveOptions(call, []);
        return answer(call, '#drives/$entity', driveJson(parts));
      },
    },
    {
      ...read,
      path: '/drives/:drive/items/:item',
      answer: (call, { drive = '', item = '' }) => readItem(parts, call, drive, item),
    },
    {
      ...read,
      path: '/drives/:drive/items/:item/children',
      answer: (call, { drive = '', item = '' }) => listChildren(parts, call, drive, item),
    },
    {
      ...read,
      path: '/drives/:drive/items/:item/content',
      answer: (call, { drive = '', item: locator = '' }) => {
        checkDriveOptions(call, []);
        const item = found(parts, call, drive, locator);
        if (item.kind !== 'file') throw itemNotFound();
        if (item.malware !== undefined) throw malwareDetected();
        if (call.headers.get('if-none-match') === item.eTag) return { status: 304 };
        return { status: 302, headers: { Location: parts.urls.download(call.url.origin, item) } };
      },
    },
    {
      method: 'GET',
      // What others shared needs more than one's own files.
      scope: 'Files.Read.All',
      path: '/drives/:drive/sharedWithMe',
      answer: (call, { drive = '' }) => {
        checkDrive(parts, call, drive);
        checkDriveOptions(call, []);
        const value = sharedWithMe.map((remote) => ({
          id: remote.id,
          name: remote.name,
          size: remote.size,
          remoteItem: remoteJson(remote),
        }));
        return answer(call, '#Collection(driveItem)', { value });
      },
    },
  ];
}

async function readItem(parts: DriveParts, call: GraphCall, driveId: string, locator: string) {
  checkDriveOptions(call, ['$select', '$expand', 'includeDeletedItems']);
  const names = selectedNames(call);
  const expanded = expandedNames(call, ['children', 'permissions', 'thumbnails']);
  const item = deletedItem(parts, call, locator) ?? found(parts, call, driveId, locator);
  const json = await itemJson(parts, call, item, 'item', names);
  if (expanded.has('thumbnails')) json.thumbnails = thumbnailsOf(parts, call, item);
  if (expanded.has('permissions')) json.permissions = permissionsOf(parts.drive, item);
  if (expanded.has('children')) {
    const children = visible(parts, call, item).slice(0, DEFAULT_TOP);
    json.children = await Promise.all(children.map((each) => itemJson(parts, call, each, 'list')));
  }
  return answer(call, itemContext(parts), json);
}

/**
 * `includeDeletedItems`: only by id, and only at home.
 * Source: learn.microsoft.com/graph/api/driveitem-get.
 */
function deletedItem({ drive }: DriveParts, call: GraphCall, locator: string) {
  const isAsked = driveOption(call, 'includeDeletedItems')?.toLowerCase() === 'true';
  const [kind, id = ''] = locator.split('/');
  if (!isAsked || drive.flavour === 'work' || kind?.toLowerCase() !== 'items') return undefined;
  return [...drive.bin].find((item) => item.id === id);
}

async function listChildren(parts: DriveParts, call: GraphCall, driveId: string, locator: string) {
  checkDriveOptions(call, ['$select', '$expand', '$top', '$orderby', '$skiptoken']);
  const names = selectedNames(call);
  const expanded = expandedNames(call, ['thumbnails']);
  const top = parts.troubles.pageSize(topOption(call, DEFAULT_TOP, MOST_TOP));
  const folder = found(parts, call, driveId, locator);
  const all = ordered(parts, call, visible(parts, call, folder));
  const start = skipped(call);
  const page = all.slice(start, start + top);
  const value: Json[] = [];
  for (const item of page) {
    const json = await itemJson(parts, call, item, 'list', names);
    if (expanded.has('thumbnails')) json.thumbnails = thumbnailsOf(parts, call, item);
    value.push(json);
  }
  const json: Json = { value };
  if (start + top < all.length) {
    const next = new URL(call.url);
    // A place in the list, not an item: what changes meanwhile may be missed or told twice.
    const token = toBase64Url(new TextEncoder().encode(`Paged=TRUE&p_Offset=${start + top}`));
    next.searchParams.set('$skiptoken', token);
    json['@odata.nextLink'] = next.href;
  }
  return answer(call, '#Collection(driveItem)', json);
}

function visible({ drive }: DriveParts, call: GraphCall, folder: DriveItem): readonly DriveItem[] {
  const all = drive.childrenOf(folder);
  return showsShortcuts(call) ? all : all.filter(({ kind }) => kind !== 'shortcut');
}

/** At work only by name (and address); at home also by date and size. */
function ordered({ drive }: DriveParts, call: GraphCall, items: readonly DriveItem[]) {
  const text = driveOption(call, '$orderby');
  if (text === undefined) return items;
  const [, name = '', direction] = /^(\w+)(?: (asc|desc))?$/i.exec(text.trim()) ?? [];
  const keys: Record<string, (item: DriveItem) => string | number> = {
    name: (item) => item.name.toLowerCase(),
    ...(drive.flavour === 'personal'
      ? { size: (item) => item.size, lastModifiedDateTime: (item) => item.modifiedAt }
      : {}),
  };
  const key = keys[name];
  if (!key) throw invalidRequest(`Ordering by '${text}' is not supported.`);
  const sorted = [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return direction?.toLowerCase() === 'desc' ? sorted.reverse() : sorted;
}

function skipped(call: GraphCall): number {
  const token = driveOption(call, '$skiptoken');
  if (token === undefined) return 0;
  const bytes = fromBase64(token);
  const place = bytes && /^Paged=TRUE&p_Offset=(\d+)$/.exec(new TextDecoder().decode(bytes))?.[1];
  if (!place) throw invalidRequest('The skip token is not valid.');
  return Number(place);
}

function driveJson({ drive, urls }: DriveParts): Json {
  const { totalBytes, usedBytes, remainingBytes, bytes } = drive;
  const share = remainingBytes / totalBytes;
  const state =
    share <= 0 ? 'exceeded' : share < 0.01 ? 'critical' : share < 0.1 ? 'nearing' : 'normal';
  const owner = { user: ownerJson(drive) };
  const isWork = drive.flavour === 'work';
  return {
    id: drive.ids.drive,
    driveType: isWork ? 'business' : 'personal',
    name: 'OneDrive',
    description: '',
    webUrl: urls.webUrl(drive.root),
    createdDateTime: wholeSeconds(drive.root.createdAt),
    lastModifiedDateTime: wholeSeconds(drive.root.modifiedAt),
    createdBy: owner,
    lastModifiedBy: owner,
    owner,
    quota: {
      total: totalBytes,
      used: usedBytes,
      remaining: remainingBytes,
      deleted: bytes.bin,
      state,
      ...(isWork ? {} : { storagePlanInformation: { upgradeAvailable: true } }),
    },
  };
}
