import * as v from 'valibot';
import type { DriveItemKind } from '../../model/item.ts';
import { DOWNLOAD_URL } from './calls.ts';

/**
 * Items of a drive as Graph tells them, read at the edge and as leniently as messages are: what is
 * absent, null or of another type counts as not told. Only an entry without an id is no entry.
 */
export interface GraphItem {
  id: string;
  isDeleted?: true;
  isRoot?: true;
  kind: DriveItemKind;
  name?: string;
  parent?: string;
  /** From the drive's root down to its folder, by names; empty at the top. */
  path?: string;
  webUrl?: string;
  size?: number;
  eTag?: string;
  cTag?: string;
  /** As the client set them (`fileSystemInfo`), else the server's. */
  created?: string;
  modified?: string;
  hashes?: FileHashes;
  mimeType?: string;
  description?: string;
  special?: string;
  packageType?: string;
  malware?: true;
  shared?: { scope?: string; owner?: string };
  remote?: { driveId?: string; id?: string; name?: string; isFolder: boolean };
  createdBy?: string;
  modifiedBy?: string;
  childCount?: number;
  driveType?: string;
  downloadUrl?: string;
}

export interface FileHashes {
  quickXor?: string;
  sha256?: string;
  /** Only where it is the only one: beside another it says nothing more. */
  sha1?: string;
}

/** A value as it should be, or not told. */
function told<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.fallback(v.optional(schema), undefined);
}

const Text = told(v.string());
const Count = told(v.pipe(v.number(), v.integer(), v.minValue(0)));
const Time = told(
  v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text))),
  ),
);
const Facet = told(v.looseObject({}));
const Who = told(v.object({ user: told(v.object({ displayName: Text, email: Text })) }));

const RawItem = v.object({
  id: v.pipe(v.string(), v.nonEmpty()),
  name: Text,
  size: Count,
  eTag: Text,
  cTag: Text,
  description: Text,
  createdDateTime: Time,
  lastModifiedDateTime: Time,
  fileSystemInfo: told(v.object({ createdDateTime: Time, lastModifiedDateTime: Time })),
  webUrl: Text,
  parentReference: told(v.object({ id: Text, driveType: Text, path: Text })),
  file: told(
    v.object({
      mimeType: Text,
      hashes: told(v.object({ quickXorHash: Text, sha256Hash: Text, sha1Hash: Text })),
    }),
  ),
  folder: told(v.object({ childCount: Count })),
  package: told(v.object({ type: Text })),
  root: Facet,
  deleted: Facet,
  malware: Facet,
  specialFolder: told(v.object({ name: Text })),
  shared: told(v.object({ scope: Text, owner: Who })),
  remoteItem: told(
    v.object({
      id: Text,
      name: Text,
      folder: Facet,
      package: Facet,
      parentReference: told(v.object({ driveId: Text })),
    }),
  ),
  createdBy: Who,
  lastModifiedBy: Who,
  [DOWNLOAD_URL]: Text,
});

type Raw = v.InferOutput<typeof RawItem>;

export function readItem(raw: unknown): GraphItem | null {
  const parsed = v.safeParse(RawItem, raw);
  if (!parsed.success) return null;
  const item = parsed.output;
  return withoutUndefined({
    id: item.id,
    isDeleted: item.deleted && true,
    isRoot: item.root && true,
    kind: kindOf(item),
    name: item.name,
    parent: item.parentReference?.id,
    path: pathOf(item.parentReference?.path),
    webUrl: item.webUrl,
    size: item.size,
    eTag: item.eTag,
    cTag: item.cTag,
    created: item.fileSystemInfo?.createdDateTime ?? item.createdDateTime,
    modified: item.fileSystemInfo?.lastModifiedDateTime ?? item.lastModifiedDateTime,
    hashes: hashesOf(item),
    mimeType: item.file?.mimeType,
    description: item.description,
    special: item.specialFolder?.name,
    packageType: item.package?.type,
    malware: item.malware && true,
    shared:
      item.shared &&
      withoutUndefined({ scope: item.shared.scope, owner: nameOf(item.shared.owner) }),
    remote: item.remoteItem && remoteOf(item.remoteItem),
    createdBy: nameOf(item.createdBy),
    modifiedBy: nameOf(item.lastModifiedBy),
    childCount: item.folder?.childCount,
    driveType: item.parentReference?.driveType,
    downloadUrl: item[DOWNLOAD_URL],
  });
}

/** "/drive/root:/a%20b" and "/drives/…/root:/a%20b" are both "a b". */
function pathOf(told: string | undefined): string | undefined {
  const colon = told?.indexOf(':') ?? -1;
  if (told === undefined || colon < 0) return undefined;
  const path = told.slice(colon + 1).replace(/^\/+/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A notebook was seen with and without the facet of a folder. */
function kindOf(item: Raw): DriveItemKind {
  if (item.remoteItem !== undefined) return 'link';
  if (item.package !== undefined) return 'package';
  return item.file === undefined ? 'folder' : 'file';
}

function hashesOf({ file }: Raw): GraphItem['hashes'] {
  const { quickXorHash: quickXor, sha256Hash: sha256, sha1Hash: sha1 } = file?.hashes ?? {};
  if (quickXor !== undefined || sha256 !== undefined) {
    return withoutUndefined({ quickXor, sha256: sha256?.toLowerCase() });
  }
  return sha1 === undefined ? undefined : { sha1: sha1.toLowerCase() };
}

function remoteOf(remote: NonNullable<Raw['remoteItem']>): GraphItem['remote'] {
  const { id, name, folder, parentReference } = remote;
  const isFolder = folder !== undefined || remote.package !== undefined;
  return withoutUndefined({ id, name, driveId: parentReference?.driveId, isFolder });
}

function nameOf(who: Raw['createdBy']): string | undefined {
  return who?.user?.displayName ?? who?.user?.email;
}

type Told<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Absent and undefined are one thing in JSON, and must be one when states are compared. */
function withoutUndefined<T extends object>(value: T): Told<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, each]) => each !== undefined),
  ) as Told<T>;
}

const RawPage = v.object({
  value: v.array(v.unknown()),
  '@odata.nextLink': Text,
  '@odata.deltaLink': Text,
});

export interface ItemPage {
  entries: unknown[];
  nextLink: string | null;
  deltaLink: string | null;
}

/** null for something that is no page at all. */
export function readItemPage(raw: unknown): ItemPage | null {
  const parsed = v.safeParse(RawPage, raw);
  if (!parsed.success) return null;
  const { value, '@odata.nextLink': next, '@odata.deltaLink': delta } = parsed.output;
  return { entries: value, nextLink: next ?? null, deltaLink: delta ?? null };
}
