import type { Graph } from '../../graph/graph.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import { itemPath, READ_STATE } from '../drive/calls.ts';
import { isSameContent, metaOf } from '../drive/drive-meta.ts';
import type { GraphItem } from '../drive/graph-item.ts';
import { allowedName } from '../drive/names.ts';
import { Places } from '../drive/places.ts';
import { restoreToDrive } from '../drive/restore.ts';
import type {
  PlannedRestore,
  RestorableItem,
  RestoreContext,
  RestoredRecord,
} from '../restoring.ts';
import { isJson } from './graph-chat.ts';

export { undoDriveRestore as undoFile } from '../drive/undo.ts';

/** A file that was shared in a chat, on its way into the person's own drive. Plain data. */
export interface FileMeta {
  v: 1;
  kind: 'file';
  name: string;
  size: number;
  hashes: { quickXor: string };
  /** When it was shared, in a form that may stand in a name. */
  day: string;
  modified: string;
}

/** Where it is, or the name it can have. */
type Found = { item: GraphItem; made: readonly ContainerId[] } | { name: string };

/** Names that a run has given, and to what: several are sent at once. */
const GIVEN = new WeakMap<object, Map<string, ItemId>>();

/** Writes nothing. A file that is in the folder already, under any name it may have got, is left alone. */
export async function planFile(
  graph: Graph,
  item: RestorableItem,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<PlannedRestore> {
  const plan = { foundIn: null, foundAs: null, sendBytes: 0, fault: null, willDiffer: [] };
  if (!item.parts.roles.includes('attachment')) {
    const fault = new Fault('unreadable', 'nothing of the file is kept');
    return { ...plan, outcome: 'cannot', fault };
  }
  const meta = item.meta as FileMeta;
  const found = await find(graph, item, context, signal);
  if (!('item' in found)) {
    const willDiffer =
      found.name === meta.name ? [] : [{ property: 'name', was: meta.name, is: found.name }];
    return { ...plan, outcome: 'make-again', sendBytes: meta.size, willDiffer };
  }
  const { id, name = '', parent = '' } = found.item;
  const link = await linkOf(graph, id, signal);
  return {
    ...plan,
    outcome: 'here',
    foundIn: { id: asId<ContainerId>(parent), name, role: null },
    foundAs: asId(id),
    ...(link === null ? {} : { link }),
  };
}

/** Sends it with its dates, as a restore of a drive does, and tells where it can be opened. */
export async function placeFile(
  graph: Graph,
  item: RestorableItem,
  plan: PlannedRestore,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  if (plan.outcome === 'cannot') throw plan.fault ?? new Fault('unreadable', 'nothing is kept');
  let found = await find(graph, item, context, signal);
  // Another one may have got the name meanwhile; the last of its names is nobody else's.
  for (let tries = 0; isGiven(found, item, context) && tries < 3; tries += 1) {
    found = await find(graph, item, context, signal);
  }
  const isBegun = context.wasBegun?.(item.itemId) ?? false;
  const name = 'name' in found ? found.name : (found.item.name ?? '');
  given(context).set(name.toLowerCase(), item.itemId);
  const { day: _day, ...meta } = item.meta as FileMeta;
  const record =
    'item' in found
      ? { ...recordOf(item, found.item, isBegun), madeFolders: found.made }
      : await restoreToDrive(graph, { ...item, meta: { ...meta, name } }, plan, context, signal);
  const link = record.nowId === null ? null : await linkOf(graph, record.nowId, signal);
  return link === null ? record : { ...record, link };
}

/** What a run that was cut off has sent is what it made; anything else was there before. */
function recordOf(
  { itemId }: RestorableItem,
  { id, parent, eTag }: GraphItem,
  isOurs: boolean,
): RestoredRecord {
  return {
    itemId,
    outcome: isOurs ? 'make-again' : 'here',
    nowId: asId(id),
    from: null,
    to: asId<ContainerId>(parent ?? ''),
    version: eTag ?? '',
    differences: [],
  };
}

async function find(
  graph: Graph,
  item: RestorableItem,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<Found> {
  const meta = item.meta as FileMeta;
  const places = Places.of(graph, context);
  const place = await places.find(item.container, signal);
  let free: string | null = null;
  for (const name of namesOf(meta)) {
    const there = place === null ? null : await places.child(place.id, name, signal);
    if (there === null) {
      if (!isGiven({ name }, item, context)) free ??= name;
    } else if (isSameContent(metaOf(there), { ...meta, cTag: '', eTag: '' })) {
      return { item: there, made: place?.made ?? [] };
    }
  }
  return { name: free ?? namesOf(meta).at(-1) ?? meta.name };
}

/** Its own name, then with the day it was shared, then with what only its contents have. */
function namesOf({ name: given, day, hashes }: FileMeta): string[] {
  const name = allowedName(given, 'file', false);
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  const mark = hashes.quickXor.replace(/[^A-Za-z0-9]/g, '').slice(0, 6);
  return [name, `${stem} (${day})${ending}`, `${stem} (${day} ${mark})${ending}`];
}

function isGiven(found: Found, { itemId }: RestorableItem, context: RestoreContext): boolean {
  const to = 'name' in found ? given(context).get(found.name.toLowerCase()) : undefined;
  return to !== undefined && to !== itemId;
}

function given({ resolved }: RestoreContext): Map<string, ItemId> {
  const names = GIVEN.get(resolved) ?? new Map<string, ItemId>();
  GIVEN.set(resolved, names);
  return names;
}

/** A file that is there without its address is there all the same. */
async function linkOf(graph: Graph, id: string, signal: AbortSignal): Promise<string | null> {
  try {
    const options = { ...READ_STATE, justMade: true };
    const item = await graph.read(itemPath(id, '?$select=id,webUrl'), options, signal);
    return isJson(item) && typeof item.webUrl === 'string' ? item.webUrl : null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return null;
  }
}
