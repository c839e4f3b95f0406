import type { Graph } from '../../graph/graph.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { RestorableItem, RestoreContext, RestoredRecord } from '../restoring.ts';
import { itemPath, READ_STATE } from './calls.ts';
import { differencesOf } from './differences.ts';
import type { DriveMeta } from './drive-meta.ts';
import type { FileUpload } from './file-upload.ts';
import { formerFile, formerOf, isAlreadyReplaced } from './former-state.ts';
import { type GraphItem, readItem } from './graph-item.ts';
import { asFarAsAllowed, patch } from './patch.ts';
import { fittedName } from './path-room.ts';
import { type Place, Places, readNow } from './places.ts';
import { readVersions } from './versions.ts';

const CONFLICT = '@microsoft.graph.conflictBehavior';

/** Contents and name of a file that is there become the kept ones. */
export async function replaceFile(upload: FileUpload, id: ItemId): Promise<RestoredRecord> {
  const { graph, item, meta, place, context, signal } = upload;
  const [before, kept] = [await readNow(graph, id, signal), await upload.stored()];
  if (before === null) throw new Fault('not-found', 'a file went before it was replaced');
  const noted = context.formerState?.(item.itemId) ?? null;
  const isBegun = noted?.id === id && (await isAlreadyReplaced(graph, noted, before, kept, signal));
  if (!isBegun && kept.quickXor !== undefined && before.hashes?.quickXor === kept.quickXor) {
    // Somebody else has put it right meanwhile.
    const record = { ...recordOf(item, before, place), outcome: 'here', to: null } as const;
    return { ...record, differences: differencesOf(meta, before) };
  }
  const versions = await readVersions(graph, id, signal);
  const former = isBegun ? noted : formerFile(before, versions);
  if (!isBegun) {
    await context.intend({ itemId: item.itemId, action: 'make-again', target: place.id, former });
  }
  const made = await upload.replace(id, versions, isBegun ? before : null);
  const { name, plain } = upload;
  // Who encrypts files gives them other names. Another file may have taken the kept one since.
  const hasName = made.name === name || made.name === plain;
  const named = async () => (hasName ? made : patch(graph, made.id, { name }, signal));
  const now = await readBack(graph, (await asFarAsAllowed(named)) ?? made, meta, signal);
  const isRenamed = former.name !== undefined && former.name !== now.name;
  return {
    ...recordOf(item, now, place),
    to: asId<ContainerId>(now.parent ?? place.id),
    ...(isRenamed && former.name !== undefined ? { fromName: former.name } : {}),
    differences: [...differencesOf(meta, now), ...upload.contentDifference(now)],
    madeFolders: place.made,
    ...(former.version ? { replacedVersion: former.version } : {}),
    former,
  };
}

export function recordOf(item: RestorableItem, now: GraphItem, place: Place): RestoredRecord {
  return {
    itemId: item.itemId,
    outcome: 'make-again',
    nowId: asId<ItemId>(now.id),
    from: null,
    to: place.id,
    version: now.eTag ?? '',
    differences: [],
  };
}

export async function moveBack(
  graph: Graph,
  item: RestorableItem,
  meta: DriveMeta,
  id: ItemId,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  const place = await Places.of(graph, context).open(item.container, signal);
  const before = readItem(await graph.read(itemPath(id), READ_STATE, signal));
  if (before === null) throw new Fault('server-error', 'Graph does not tell of an item');
  const noted = context.formerState?.(item.itemId) ?? null;
  const { name } = fittedName(place, meta);
  const isBegun = noted?.id === id && before.parent === place.id && before.name === name;
  const former = isBegun ? noted : formerOf(before);
  if (!isBegun) {
    await context.intend({ itemId: item.itemId, action: 'move-back', target: place.id, former });
  }
  const body = { name, parentReference: { id: place.id }, [CONFLICT]: 'rename' };
  const now = isBegun ? before : await patch(graph, id, body, signal);
  return {
    ...recordOf(item, now, place),
    outcome: 'elsewhere',
    from: asId<ContainerId>(former.parent ?? ''),
    ...(former.name === undefined ? {} : { fromName: former.name }),
    madeFolders: place.made,
    differences: differencesOf(meta, now).filter(({ property }) => property === 'name'),
  };
}

export function descriptionOf({ description }: DriveMeta) {
  return description === undefined ? {} : { description };
}

/** Reads the result back; what has a description gets it. */
export async function readBack(
  graph: Graph,
  made: GraphItem,
  meta: DriveMeta,
  signal: AbortSignal,
): Promise<GraphItem> {
  const { id } = made;
  const described = () => patch(graph, id, descriptionOf(meta), signal);
  const read = async () =>
    readItem(await graph.read(itemPath(id), { ...READ_STATE, justMade: true }, signal));
  const now = meta.description === undefined ? null : await asFarAsAllowed(described);
  return now ?? (await asFarAsAllowed(read)) ?? made;
}
