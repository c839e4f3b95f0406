import type { Graph } from '../../graph/graph.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { Difference } from '../../model/restore.ts';
import type { FormerState, PlannedRestore, RestorableItem, RestoreContext } from '../restoring.ts';
import { childPath, itemPath } from './calls.ts';
import { type DriveMeta, isSameContent, metaOf, readMeta } from './drive-meta.ts';
import { isReplaced } from './former-state.ts';
import type { GraphItem } from './graph-item.ts';
import { type FittedName, fittedName, MOST_LETTERS } from './path-room.ts';
import { type Place, Places, type Site } from './places.ts';
import { isBegunTwin, isTwin, shapeOf } from './twin.ts';

/** What a folder that is made for one restore takes of a path, whatever it is called. */
const NEW_FOLDER_LETTERS = 40;

const NOTHING: Omit<PlannedRestore, 'outcome'> = {
  foundIn: null,
  foundAs: null,
  sendBytes: 0,
  fault: null,
  willDiffer: [],
};

/**
 * See `Source.planRestore`. First the item by its id, which survives renames and moves; then what an
 * earlier restore made of it; then what has its name where it belongs. The recycle bin is not looked
 * into: no permission that a person may give lets a program do that at work, and at home it needs the
 * right to write everybody's files. Whoever gives it finds out when it is restored.
 */
export async function planDriveRestore(
  graph: Graph,
  item: RestorableItem,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<PlannedRestore> {
  const meta = readMeta(item.meta);
  const places = Places.of(graph, context);
  const site = await places.site(item.container, signal);
  const { place } = site;
  const fitted = fittedName(site.room, meta);
  // What this run took out of the bin is told as done by whoever goes on with it.
  if ((await places.bin?.cameOut(item, signal)) != null) {
    return { ...NOTHING, outcome: 'make-again', mayBeInBin: true };
  }
  const beyond = beyondNewFolder(meta, context.ancestry(item.container));
  for (const id of [item.itemId, ...context.madeAgainAs(item.itemId)]) {
    const now = await places.now(id, signal);
    if (now === null) continue;
    const found = { ...planFound(now, meta, place, fitted), willDiffer: beyond };
    return goneOnWith(found, context.formerState?.(item.itemId));
  }
  const there = place === null ? null : await places.child(place.id, fitted.name, signal);
  if (there !== null && isTwin(there, meta)) {
    const isBegun = context.wasBegun?.(item.itemId) ?? false;
    // What was begun and never told done is told as done by whoever goes on with it.
    if (!(isBegun && isBegunTwin(there, meta))) {
      return { ...planFound(there, meta, place, fitted), willDiffer: beyond };
    }
  }
  const isTaken = there !== null && shapeOf(meta) === 'file';
  const again = planAgain(item, meta, fitted, site, isTaken);
  return { ...again, willDiffer: [...again.willDiffer, ...beyond] };
}

/** In a folder that is made for it all paths are longer: it is told which of them too long. */
function beyondNewFolder(meta: DriveMeta, line: readonly { name: string }[]): Difference[] {
  const name = meta.name ?? '';
  const letters = line.reduce((sum, { name: above }) => sum + above.length + 1, name.length);
  if (letters + 2 * NEW_FOLDER_LETTERS <= MOST_LETTERS) return [];
  return [{ property: 'long-in-new-folder', was: name, is: '' }];
}

/** See `Source.expectRestores`: first by their ids, then by their names where they belong. */
export async function expectDriveRestores(
  graph: Graph,
  items: readonly RestorableItem[],
  context: RestoreContext,
  signal: AbortSignal,
): Promise<void> {
  const places = Places.of(graph, context);
  const idsOf = ({ itemId }: RestorableItem) => [itemId, ...context.madeAgainAs(itemId)];
  await places.expect(
    items.flatMap(idsOf).map((id) => itemPath(id)),
    signal,
  );
  const children: string[] = [];
  for (const item of items) {
    const found = await Promise.all(idsOf(item).map((id) => places.now(id, signal)));
    if (found.some((each) => each !== null)) continue;
    const place = await places.find(item.container, signal);
    if (place !== null)
      children.push(childPath(place.id, fittedName(place, readMeta(item.meta)).name));
  }
  await places.expect(children, signal);
}

function planFound(
  now: GraphItem,
  meta: DriveMeta,
  place: Place | null,
  { name, plain }: FittedName,
): PlannedRestore {
  // Microsoft has let it have its own name there.
  const isThere = now.parent === place?.id && (now.name === name || now.name === plain);
  const hasOtherContent = meta.kind === 'file' && !isSameContent(metaOf(now), meta);
  const foundIn = {
    id: asId<ContainerId>(now.parent ?? ''),
    name: now.name ?? '',
    role: null,
  };
  return {
    ...NOTHING,
    // What was worked on since is not moved about, wherever it is.
    outcome: isThere || hasOtherContent ? 'here' : 'elsewhere',
    foundIn,
    foundAs: asId<ItemId>(now.id),
    ...(hasOtherContent ? { hasOtherContent } : {}),
  };
}

/**
 * What this run has begun with an item and never heard the end of is not told as found: it is gone on
 * with, so that it can be taken back.
 */
function goneOnWith(found: PlannedRestore, former?: FormerState | null): PlannedRestore {
  if (!former || former.id !== found.foundAs || found.hasOtherContent) return found;
  if (isReplaced(former)) return { ...found, outcome: 'make-again', replaces: true };
  return { ...found, outcome: 'elsewhere' };
}

function planAgain(
  item: RestorableItem,
  meta: DriveMeta,
  { name, plain, isShortened, isTooLong }: FittedName,
  { shortened }: Site,
  isTaken: boolean,
): PlannedRestore {
  const isStored = shapeOf(meta) === 'folder' || item.parts.roles.includes('attachment');
  if (meta.kind === 'link' || !isStored) {
    const why =
      meta.kind === 'link' ? 'a shortcut leads to another drive' : 'nothing of it is kept';
    return { ...NOTHING, outcome: 'cannot', fault: new Fault('unreadable', why) };
  }
  const willDiffer: Difference[] = [];
  const was = meta.name ?? '';
  if (isShortened) willDiffer.push({ property: 'short-name', was, is: name });
  else if (plain !== was) willDiffer.push({ property: 'name', was, is: plain });
  for (const folder of shortened) willDiffer.push({ property: 'short-folder', ...folder });
  if (isTaken) willDiffer.push({ property: 'name-taken', was, is: '' });
  if (isTooLong) willDiffer.push({ property: 'long-path', was, is: '' });
  if (meta.kind === 'package') willDiffer.push({ property: 'notebook', was: 'true', is: 'false' });
  if (meta.shared) willDiffer.push({ property: 'sharing', was: 'true', is: 'false' });
  const sendBytes = meta.size ?? 0;
  return { ...NOTHING, outcome: 'make-again', sendBytes, mayBeInBin: true, willDiffer };
}
