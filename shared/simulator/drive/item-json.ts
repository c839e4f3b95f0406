import type { GraphCall, Json } from '../answer.ts';
import type { Drive } from './drive.ts';
import { type HashKind, hashOf } from './file-content.ts';
import { extensionOf, isPicture, typeOf } from './file-types.ts';
import type { DriveItem, RemoteTarget } from './item.ts';
import { DOWNLOAD_URL, select } from './query.ts';
import { ZERO_HASH } from './quick-xor-hash.ts';
import type { DriveTroubles } from './troubles.ts';
import type { DriveUrls } from './urls.ts';

/** What the routes of a drive work on. */
export interface DriveParts {
  drive: Drive;
  urls: DriveUrls;
  troubles: DriveTroubles;
}

/** Which answer an item is shown in; they differ in small things. */
type ShownIn = 'item' | 'list' | 'delta' | 'made-folder';

const HASH_NAMES: Readonly<Record<HashKind, string>> = {
  quickXor: 'quickXorHash',
  sha1: 'sha1Hash',
  sha256: 'sha256Hash',
};

/** An item as recorded answers show it. Hashes are computed only when they are shown. */
export async function itemJson(
  parts: DriveParts,
  call: GraphCall,
  item: DriveItem,
  shownIn: ShownIn = 'item',
  names?: ReadonlySet<string>,
): Promise<Json> {
  const { drive, urls, troubles } = parts;
  const isDelta = shownIn === 'delta';
  if (!item.isPresent) return select(deletedJson(parts, item), names);
  const who = identities(drive);
  const asDocumented = isDelta && troubles.quirks.documentedDelta;
  const hidesMost = asDocumented && drive.flavour === 'work';
  const json: Json = {
    ...(isDelta && drive.flavour === 'work' ? { '@odata.type': '#microsoft.graph.driveItem' } : {}),
    ...(item.kind === 'file' && !isDelta
      ? { [DOWNLOAD_URL]: urls.download(call.url.origin, item) }
      : {}),
    createdDateTime: wholeSeconds(item.createdAt),
    ...(isDelta && item === drive.root ? {} : { eTag: item.eTag }),
    id: item.id,
    lastModifiedDateTime: wholeSeconds(item.modifiedAt),
    name: item.name,
    webUrl: urls.webUrl(item),
    ...(hidesMost ? {} : { cTag: item.cTag }),
    size: item.size,
    ...(hidesMost ? {} : { createdBy: who, lastModifiedBy: who }),
    ...(item.description === undefined ? {} : { description: item.description }),
    parentReference: parentJson(parts, item, shownIn),
    fileSystemInfo: {
      createdDateTime: wholeSeconds(item.dates.createdAt),
      lastModifiedDateTime: wholeSeconds(item.dates.modifiedAt),
    },
    ...facets(parts, item, isDelta && !asDocumented),
  };
  const wantsFile = item.kind === 'file' && (!names || names.has('file'));
  if (wantsFile) json.file = await fileJson(parts, item, shownIn);
  return select(json, names);
}

function facets({ drive, troubles }: DriveParts, item: DriveItem, isRecordedDelta: boolean): Json {
  const json: Json = {};
  const childCount = item.children.size;
  if (item.kind === 'folder') json.folder = { childCount };
  // A notebook was seen with both facets; documented is the package alone.
  if (item.kind === 'package') {
    json.package = { type: 'oneNote' };
    if (!troubles.quirks.documentedDelta) json.folder = { childCount };
  }
  if (item === drive.root) json.root = {};
  if (item.special !== undefined) json.specialFolder = { name: item.special };
  if (item.malware !== undefined) json.malware = { description: item.malware };
  if (item.kind === 'file' && isPicture(item.name)) json.image = {};
  if (item.remote) json.remoteItem = remoteJson(item.remote);
  if (item.permissions.length > 0) {
    json.shared = { scope: 'users', owner: { user: ownerJson(drive) } };
  }
  if (isRecordedDelta && drive.flavour === 'work') json.isAuthoritative = false;
  return json;
}

async function fileJson(
  { drive, troubles }: DriveParts,
  item: DriveItem,
  shownIn: ShownIn,
): Promise<Json> {
  const extension = extensionOf(item.name);
  const { current } = item;
  const json: Json = {
    mimeType: typeOf(item.name),
    ...(shownIn === 'delta' && drive.flavour === 'work' && extension !== ''
      ? { fileExtension: extension }
      : {}),
  };
  const areKnown = current && drive.now - current.modifiedAt >= troubles.quirks.hashLagMs;
  if (areKnown && drive.settings.hashes.length > 0) {
    const hashes: Json = {};
    for (const kind of drive.settings.hashes) {
      hashes[HASH_NAMES[kind]] = await hashOf(current.content, kind);
    }
    json.hashes = hashes;
  }
  return json;
}

/**
 * Documented: no name and cTag at work, no cTag and size at home. A deleted file was met with a hash
 * of zeros (abraunegg/onedrive).
 */
function deletedJson(parts: DriveParts, item: DriveItem): Json {
  const { drive } = parts;
  const json: Json = {
    id: item.id,
    parentReference: parentJson(parts, item, 'delta'),
    deleted: { state: 'deleted' },
  };
  if (drive.flavour === 'work') {
    json.size = item.kind === 'file' ? item.size : 0;
    json['@odata.type'] = '#microsoft.graph.driveItem';
  } else {
    json.name = item.name;
  }
  if (item.kind === 'file') json.file = { hashes: { quickXorHash: ZERO_HASH } };
  else json.folder = { childCount: 0 };
  return json;
}

function parentJson({ drive, troubles }: DriveParts, item: DriveItem, shownIn: ShownIn): Json {
  const { quirks } = troubles;
  const { ids, flavour } = drive;
  const isFlipped = flavour === 'personal' && quirks.flippingDriveIds && shownIn === 'delta';
  const driveId = isFlipped ? ids.drive.toLowerCase() : ids.drive;
  const { parent } = item;
  const json: Json = { driveType: flavour === 'work' ? 'business' : 'personal', driveId };
  if (!parent) return json;
  json.id = parent.id;
  json.name = parent === drive.root && flavour === 'work' ? 'Documents' : parent.name;
  const isBare = item.deletedAt !== undefined || (shownIn === 'delta' && quirks.documentedDelta);
  if (!isBare) {
    const isLong = flavour === 'work' || shownIn === 'made-folder';
    const start = isLong ? `/drives/${ids.drive}/root:` : '/drive/root:';
    json.path = [start, ...parent.names.map(encodeURIComponent)].join('/');
  }
  if (flavour === 'work') json.siteId = ids.site.toLowerCase();
  return json;
}

export function remoteJson(remote: RemoteTarget): Json {
  return {
    id: remote.id,
    name: remote.name,
    size: remote.size,
    ...(remote.isFolder
      ? { folder: { childCount: 0 } }
      : { file: { mimeType: typeOf(remote.name) } }),
    parentReference: { driveType: 'business', driveId: remote.driveId },
    shared: { scope: 'users', owner: { user: remote.owner } },
  };
}

export function ownerJson({ settings }: Drive): Json {
  const { id, name, username } = settings.owner;
  return { id, displayName: name, email: username };
}

function identities(drive: Drive): Json {
  return { user: ownerJson(drive) };
}

/** Every date recorded of the present service ends with whole seconds, at home too. */
export function wholeSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
