import type { Graph } from '../../graph/graph.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { Difference } from '../../model/restore.ts';
import type {
  PlannedRestore,
  RestorableItem,
  RestoreContext,
  RestoredRecord,
} from '../restoring.ts';
import { descriptionOf, moveBack, readBack, recordOf, replaceFile } from './change-there.ts';
import { differencesOf } from './differences.ts';
import { type DriveMeta, readMeta } from './drive-meta.ts';
import { FileUpload } from './file-upload.ts';
import { asFarAsAllowed, datesOf, patch } from './patch.ts';
import { Places, readNow } from './places.ts';
import { fileFromBin, folderFromBin } from './restore-from-bin.ts';
import { shapeOf } from './twin.ts';

/**
 * See `Source.restore`. Files go through upload sessions whatever their size: only a session takes
 * their dates along, and dates that are set afterwards make another version of the file at work.
 */
export async function restoreToDrive(
  graph: Graph,
  item: RestorableItem,
  plan: PlannedRestore,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  const meta = readMeta(item.meta);
  if (plan.outcome === 'elsewhere' && plan.foundAs !== null) {
    return moveBack(graph, item, meta, plan.foundAs, context, signal);
  }
  if (shapeOf(meta) === 'folder') return restoreFolder(graph, item, meta, context, signal);
  const wasBegun = context.wasBegun?.(item.itemId) ?? false;
  const places = Places.of(graph, context);
  const place = await places.open(item.container, signal);
  const upload = new FileUpload(graph, item, meta, place, context, signal);
  if (plan.replaces === true && plan.foundAs !== null) {
    return replaceFile(upload, plan.foundAs);
  }
  const out = plan.mayBeInBin === true ? await fileFromBin(upload, places.bin, wasBegun) : null;
  if (out !== null) return out;
  await context.intend({ itemId: item.itemId, action: 'make-again', target: place.id });
  const made = await upload.make(wasBegun);
  const now = await readBack(graph, made, meta, signal);
  return {
    ...recordOf(item, now, place),
    differences: [
      ...differencesOf(meta, now),
      ...upload.contentDifference(now),
      ...shortFolders(places, item.container),
    ],
    madeFolders: place.made,
  };
}

function shortFolders(places: Places, container: ContainerId): Difference[] {
  return places.takeShortened(container).map((folder) => ({ property: 'short-folder', ...folder }));
}

/** Made, or taken as this run has made it for what goes into it; its dates come last. */
async function restoreFolder(
  graph: Graph,
  item: RestorableItem,
  meta: DriveMeta,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  const places = Places.of(graph, context);
  const place = await places.open(item.container, signal);
  const made = await places.open(asId<ContainerId>(item.itemId), signal);
  const out = await folderFromBin(graph, item, meta, { places, place, id: made.id }, signal);
  if (out !== null) return out;
  if (made.made[0] !== made.id) {
    // It was there all along, maybe elsewhere: nothing of it is ours to change or to take back.
    const nowId = asId<ItemId>(made.id);
    const { itemId } = item;
    return { itemId, outcome: 'here', nowId, from: null, to: null, version: '', differences: [] };
  }
  const body = { fileSystemInfo: datesOf(meta), ...descriptionOf(meta) };
  const dated = await asFarAsAllowed(() => patch(graph, made.id, body, signal));
  const now = dated ?? (await readNow(graph, made.id, signal));
  if (now === null) throw new Fault('not-found', 'a folder went right after it was made');
  const record = { ...recordOf(item, now, place), madeFolders: made.made };
  const [, above] = context.ancestry(asId<ContainerId>(item.itemId));
  // Its own name is told below, those above it by whoever comes first.
  const folders = above === undefined ? [] : shortFolders(places, above.id);
  places.takeShortened(asId<ContainerId>(item.itemId));
  return { ...record, differences: [...differencesOf(meta, now), ...folders] };
}
