import { isSameTime } from './differences.ts';
import { type DriveMeta, isSameContent, metaOf } from './drive-meta.ts';
import type { GraphItem } from './graph-item.ts';

/** A notebook comes back as a folder: nothing but OneNote makes one. */
export function shapeOf({ kind }: Pick<DriveMeta, 'kind'>): 'file' | 'folder' {
  return kind === 'file' || kind === 'link' ? 'file' : 'folder';
}

/** Whether what has its name in its place is what is kept. */
export function isTwin(there: GraphItem, meta: DriveMeta): boolean {
  if (shapeOf(meta) === 'folder') return shapeOf(there) === 'folder';
  return isSameContent(metaOf(there), { ...meta, ...NO_TAGS });
}

/** Another item's tags say nothing. */
const NO_TAGS = { cTag: '', eTag: '' };

/**
 * Whether a twin is what this run made before it was cut off: when it was begun there was none, and a
 * file that is sent has its dates from the start. An empty one gets them afterwards.
 */
export function isBegunTwin(there: GraphItem, meta: DriveMeta, sent: Sent = {}): boolean {
  const isSent = sent.quickXor !== undefined && there.hashes?.quickXor === sent.quickXor;
  if (!isSent && !isTwin(there, meta)) return false;
  if (shapeOf(meta) === 'folder' || there.size === 0) return true;
  return isSameTime(there.modified, meta.modified);
}

/** What is sent of some kinds of files is not what is listed. */
interface Sent {
  quickXor?: string;
}
