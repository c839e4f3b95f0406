import type { MergedItem, StoredItem } from '../contents.ts';
import type { ItemChange } from '../walk.ts';
import { type DriveMeta, isSameContent, metaOf, readMeta, type ToldItem } from './drive-meta.ts';

/** See `Source.merge`. Graph tells an item of a drive whole, always. */
export function mergeDrive(previous: StoredItem | null, change: ItemChange): MergedItem {
  // `walk` made it from Graph's JSON with `readItem`, and nobody else makes changes.
  const item = change.item as ToldItem;
  const before = previous === null ? null : readMeta(previous.meta);
  const meta = metaOf(item);
  const isEmpty = meta.kind === 'file' && meta.size === 0;
  return {
    version: item.eTag ?? item.cTag ?? '',
    meta,
    label: meta.name ?? '',
    // There may be nothing to ask for the bytes of an empty file.
    parts: isEmpty ? [{ role: 'attachment', bytes: new Uint8Array(0) }] : [],
    content: isEmpty || meta.kind !== 'file' ? 'none' : contentOf(before, meta),
    changed: before === null || !isEqual(before, meta) || !wasComplete(previous, isEmpty),
  };
}

function contentOf(before: DriveMeta | null, meta: DriveMeta): 'kept' | 'missing' {
  const isKept = before !== null && isSameContent(before, meta) && before.malware === meta.malware;
  return isKept ? 'kept' : 'missing';
}

/** An empty file has its part with the walk, also when what was stored of it has been lost. */
function wasComplete(previous: StoredItem | null, isEmpty: boolean): boolean {
  return !isEmpty || previous?.whole === true;
}

function isEqual(before: DriveMeta, meta: DriveMeta): boolean {
  return inOrder(before) === inOrder(meta);
}

function inOrder(meta: DriveMeta): string {
  return JSON.stringify(Object.entries(meta).sort(([a], [b]) => (a < b ? -1 : 1)));
}
