import * as v from 'valibot';
import { Fault } from '../../model/fault.ts';
import type { GraphItem } from './graph-item.ts';

/**
 * What is stored of an item of a drive beside its bytes, as JSON. Absent means that Graph has not
 * told it. Not in it: what changes with every change below (a folder's size and number of children)
 * and what is good for an hour only.
 */
export interface DriveMeta extends Omit<GraphItem, NotInMeta> {
  v: 1;
  /** Of what is shared, as Graph lists them; null when they could not be read. */
  permissions?: readonly unknown[] | null;
}

type NotInMeta =
  | 'id'
  | 'isDeleted'
  | 'isRoot'
  | 'path'
  | 'webUrl'
  | 'childCount'
  | 'driveType'
  | 'downloadUrl';

/** What a walk tells of an item. */
export type ToldItem = GraphItem & { permissions?: readonly unknown[] | null };

const Stored = v.looseObject({
  v: v.literal(1),
  kind: v.picklist(['file', 'folder', 'package', 'link']),
});

/**
 * Stored bytes are checked against their hash before they come here, so their shape is what this
 * product wrote. Fault: `unsupported` for a version this one does not know.
 */
export function readMeta(meta: unknown): DriveMeta {
  if (!v.is(Stored, meta)) throw new Fault('unsupported', 'kept by a newer version of the product');
  // Written by `merge` of this version, which makes nothing but DriveMeta.
  return meta as unknown as DriveMeta;
}

export function metaOf(item: ToldItem): DriveMeta {
  const {
    id: _id,
    isDeleted: _isDeleted,
    isRoot: _isRoot,
    path: _path,
    webUrl: _webUrl,
    childCount: _childCount,
    driveType: _driveType,
    downloadUrl: _downloadUrl,
    size,
    ...told
  } = item;
  return { v: 1, ...told, ...(item.kind === 'file' && size !== undefined ? { size } : {}) };
}

type Content = Pick<DriveMeta, 'kind' | 'size' | 'cTag' | 'eTag' | 'hashes'>;

/**
 * Whether two states of an item have the same bytes. A rename or a move changes the eTag alone, and
 * the documentation says of work drives that delta leaves the cTag out. Equal hashes are equal bytes
 * whatever the tags say: a new version may have been made of dates only.
 */
export function isSameContent(a: Content, b: Content): boolean {
  if (a.kind !== 'file' || b.kind !== 'file' || a.size !== b.size) return false;
  if (a.cTag !== undefined && a.cTag === b.cTag) return true;
  const [before, now] = [a.hashes, b.hashes];
  if (before?.quickXor !== undefined && now?.quickXor !== undefined) {
    return before.quickXor === now.quickXor;
  }
  if (before?.sha256 !== undefined && now?.sha256 !== undefined) {
    return before.sha256 === now.sha256;
  }
  if (before?.sha1 !== undefined && now?.sha1 !== undefined) return before.sha1 === now.sha1;
  return a.eTag !== undefined && a.eTag === b.eTag;
}

/** Equal only where the bytes are: of what Graph tells, what changes with them. null: nothing does. */
export function contentKey({ size, cTag, eTag, hashes }: Content): string | null {
  const { quickXor, sha256, sha1 } = hashes ?? {};
  // A rename changes the eTag, which then makes what was begun begin anew, at worst.
  const tag = quickXor ?? sha256 ?? sha1 ?? cTag ?? eTag;
  return size === undefined || tag === undefined ? null : `${size} ${tag}`;
}
