import type { Graph } from '../../graph/graph.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { RestorableItem, RestoredRecord } from '../restoring.ts';
import { descriptionOf, moveBack, recordOf, replaceFile } from './change-there.ts';
import { differencesOfOriginal, isSameTime } from './differences.ts';
import { type DriveMeta, isSameContent, metaOf } from './drive-meta.ts';
import type { FileUpload } from './file-upload.ts';
import { isReplaced } from './former-state.ts';
import type { GraphItem } from './graph-item.ts';
import { asFarAsAllowed, datesOf, patch } from './patch.ts';
import { type Place, type Places, readNow } from './places.ts';
import type { CameOut, RecycleBin } from './recycle-bin.ts';

/**
 * A file comes out of the recycle bin, by itself or with a folder it lay in, and is then as it was kept:
 * other contents give way to the kept ones and stay as a version, and one that lay elsewhere in its
 * folder goes to its place. null when it is not in the bin: it is sent.
 */
export async function fileFromBin(
  upload: FileUpload,
  bin: RecycleBin | null,
  wasBegun: boolean,
): Promise<RestoredRecord | null> {
  if (bin === null) return null;
  const out = await comeOut(upload, bin, wasBegun);
  if (out === null) return null;
  const { item, meta, context } = upload;
  const { now, how } = out;
  const id = asId<typeof item.itemId>(now.id);
  const noted = context.formerState?.(item.itemId) ?? null;
  const isOurs = noted?.id === id;
  const hasContents = isSameContent(metaOf(now), meta) || (await isStored(upload, now));
  if (!hasContents || (isOurs && isReplaced(noted))) {
    const record = await replaceFile(upload, id);
    // Otherwise somebody has put it right meanwhile: it came out of the bin all the same.
    if (record.outcome !== 'here') return tellBack(upload, record, how);
  }
  const isElsewhere = now.parent !== upload.place.id || !isNamed(upload, now);
  if (how === 'with-folder' && (isElsewhere || (isOurs && !isReplaced(noted)))) {
    const record = await moveBack(upload.graph, item, meta, id, context, upload.signal);
    return tellBack(upload, record, how);
  }
  const made = await asKept(upload.graph, meta, now, upload.signal);
  return tellBack(upload, recordOf(item, made, upload.place), how);
}

/** What was sent before it was cut off is not taken out of the bin as well. */
async function comeOut(
  upload: FileUpload,
  bin: RecycleBin,
  wasBegun: boolean,
): Promise<CameOut | null> {
  const { item, place, name, signal } = upload;
  const before = await bin.cameOut(item, signal);
  if (before !== null) return before;
  if (wasBegun && (await upload.begun()) !== null) return null;
  const now = await bin.takeFile(item.itemId, place.id, name, signal);
  return now === null ? null : { now, how: 'itself' };
}

/** Of some kinds of files what is stored is not what was listed. */
async function isStored(upload: FileUpload, { hashes }: GraphItem): Promise<boolean> {
  const { quickXor } = await upload.stored();
  return quickXor !== undefined && quickXor === hashes?.quickXor;
}

function isNamed({ name, plain }: FileUpload, now: GraphItem): boolean {
  return now.name === name || now.name === plain;
}

/** Dates and description, where they are others. */
async function asKept(
  graph: Graph,
  meta: DriveMeta,
  now: GraphItem,
  signal: AbortSignal,
): Promise<GraphItem> {
  const { created, modified, description } = meta;
  const isDated =
    (created === undefined || isSameTime(created, now.created)) &&
    (modified === undefined || isSameTime(modified, now.modified));
  const body = {
    ...(isDated ? {} : { fileSystemInfo: datesOf(meta) }),
    ...(description === now.description ? {} : descriptionOf(meta)),
  };
  if (Object.keys(body).length === 0) return now;
  return (await asFarAsAllowed(() => patch(graph, now.id, body, signal))) ?? now;
}

/** Read back and compared, as what was sent is. */
async function tellBack(
  upload: FileUpload,
  record: RestoredRecord,
  how: CameOut['how'],
): Promise<RestoredRecord> {
  const { graph, meta, place, signal } = upload;
  const id = record.nowId ?? '';
  const now = await asFarAsAllowed(() => readNow(graph, id, signal));
  const differences =
    now === null
      ? record.differences
      : [...differencesOfOriginal(meta, now), ...upload.contentDifference(now)];
  const version = now?.eTag ?? record.version;
  return { ...record, version, fromBin: how, differences, madeFolders: place.made };
}

/** The same of a folder, after all that goes into it; null when it did not come out of the bin. */
export async function folderFromBin(
  graph: Graph,
  item: RestorableItem,
  meta: DriveMeta,
  { places, place, id }: { places: Places; place: Place; id: ContainerId },
  signal: AbortSignal,
): Promise<RestoredRecord | null> {
  const { bin } = places;
  if (bin === null) return null;
  const now = await readNow(graph, id, signal);
  if (now === null) return null;
  const note = bin.folderNote(asId<ContainerId>(item.itemId), now);
  const along = note === null ? await bin.cameAlong(item.itemId, item.container, signal) : null;
  if (note === null && along?.now.id !== now.id) return null;
  const made = await asKept(graph, meta, now, signal);
  return {
    ...recordOf(item, made, place),
    fromBin: note === null ? 'with-folder' : 'itself',
    ...(note?.contents === undefined ? {} : { contents: note.contents }),
    differences: differencesOfOriginal(meta, made),
    madeFolders: place.made,
  };
}
