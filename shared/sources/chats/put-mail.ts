import type { Graph } from '../../graph/graph.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import { folderPath, READ_STATE } from '../mail/calls.ts';
import { type GraphMessage, readFolder } from '../mail/graph-message.ts';
import { readMeta } from '../mail/mail-meta.ts';
import { restoreMail } from '../mail/restore.ts';
import { Places } from '../mail/restore-places.ts';
import { findTwin } from '../mail/restore-plan.ts';
import { isAsLeft, move, readPlaced, undoMailRestore } from '../mail/undo.ts';
import type {
  LeftAgain,
  PlannedRestore,
  RestorableItem,
  RestoreContext,
  RestoredRecord,
  UndoneRecord,
} from '../restoring.ts';

/** A name that every mailbox knows, whatever its language; where it has none, the folder is made. */
export const HISTORY: ContainerInfo = {
  id: asId<ContainerId>('conversationhistory'),
  parent: null,
  name: 'Conversation History',
  role: 'conversationhistory',
  hidden: false,
  reportedCount: null,
};

/** Writes nothing. A day that is in the folder is left alone; one in a bin is moved back. */
export async function planDay(
  graph: Graph,
  item: RestorableItem,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<PlannedRestore> {
  const plan = { foundIn: null, foundAs: null, sendBytes: 0, fault: null, willDiffer: [] };
  const places = Places.of(graph, context);
  const folder = await places.find(HISTORY.id, signal);
  const isBegun = context.wasBegun?.(item.itemId) ?? false;
  const meta = readMeta(item.meta);
  // What was begun and not ended is gone on with: what is there may be half of it.
  const twin = isBegun ? null : await findTwin(graph, item, meta, places, signal);
  if (twin === null) {
    const replaces = (await leftOfEarlier(graph, item, context, signal)).length > 0;
    const again = { outcome: 'make-again', sendBytes: await sizeOf(item) } as const;
    return { ...plan, ...again, ...(replaces ? { replaces } : {}) };
  }
  const parent = asId<ContainerId>(twin.parentFolderId ?? '');
  return {
    ...plan,
    outcome: parent === folder ? 'here' : 'move-back',
    foundIn: { id: parent, name: '', role: await places.roleOf(parent, signal) },
    foundAs: asId(twin.id),
  };
}

/**
 * As mail is restored: with its dates, not as a draft, read back and compared. What an earlier run
 * made of less of the day goes to Deleted Items once all of it is there, if nobody has touched it.
 */
export async function makeDay(
  graph: Graph,
  item: RestorableItem,
  plan: PlannedRestore,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  await Places.of(graph, context).find(HISTORY.id, signal);
  const isBegun = context.wasBegun?.(item.itemId) ?? false;
  const record = await restoreMail(graph, item, plan, context, signal);
  if (record.differences.length > 0) return record;
  const replaced: Placed[] = [];
  for (const { id, from } of await leftOfEarlier(graph, item, context, signal)) {
    await move(graph, id, null, signal);
    replaced.push({ id, from });
  }
  // A run that was cut off may have come to that, and not to telling it.
  if (isBegun) replaced.push(...(await binnedOfEarlier(graph, item, context, replaced, signal)));
  return replaced.length === 0 ? record : { ...record, replaced };
}

/** See `Source.undo`: what it took the place of comes back first, so that one of them is always there. */
export async function undoDay(
  graph: Graph,
  record: RestoredRecord,
  signal: AbortSignal,
): Promise<UndoneRecord> {
  const { replaced = [], nowId } = record;
  const now = nowId === null ? null : await readPlaced(graph, nowId, signal);
  const broughtBack: LeftAgain[] = [];
  if (now !== null && isAsLeft(now, record)) {
    for (const each of replaced) {
      const back = await bringBack(graph, each, signal);
      if (back === null) continue;
      const { id, changeKey: version = '', parentFolderId = '' } = back;
      broughtBack.push({ nowId: asId(id), to: asId(parentFolderId), version });
    }
  }
  const undone = await undoMailRestore(graph, record, signal);
  return broughtBack.length === 0 ? undone : { ...undone, broughtBack };
}

/** null for one that is not where it was put: somebody has taken it from there since. */
async function bringBack(
  graph: Graph,
  { id, from }: Placed,
  signal: AbortSignal,
): Promise<GraphMessage | null> {
  const there = await readPlaced(graph, id, signal);
  // An undo that was cut off may have brought it back already.
  if (there === null || there.parentFolderId === from) return there;
  const bin = await graph.read(folderPath('deleteditems', '?$select=id'), READ_STATE, signal);
  if (there.parentFolderId !== readFolder(bin)?.id) return null;
  return move(graph, id, from, signal);
}

interface Placed {
  id: ItemId;
  from: ContainerId | null;
}

/** What earlier runs made and nobody has touched since. */
async function leftOfEarlier(
  graph: Graph,
  { itemId }: RestorableItem,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<Placed[]> {
  const left: Placed[] = [];
  for (const record of context.earlierOf?.(itemId) ?? []) {
    const now = record.nowId === null ? null : await readPlaced(graph, record.nowId, signal);
    if (now !== null && isAsLeft(now, record)) left.push({ id: asId(now.id), from: record.to });
  }
  return left;
}

async function binnedOfEarlier(
  graph: Graph,
  { itemId }: RestorableItem,
  context: RestoreContext,
  known: readonly Placed[],
  signal: AbortSignal,
): Promise<Placed[]> {
  const { deleted } = await Places.of(graph, context).bins(signal);
  const binned: Placed[] = [];
  for (const { nowId, to } of context.earlierOf?.(itemId) ?? []) {
    if (nowId === null || known.some(({ id }) => id === nowId)) continue;
    const now = await readPlaced(graph, nowId, signal);
    if (now !== null && now.parentFolderId === deleted) binned.push({ id: nowId, from: to });
  }
  return binned;
}

async function sizeOf({ parts }: RestorableItem): Promise<number> {
  let size = (await parts.load('body'))?.length ?? 0;
  const count = parts.roles.filter((role) => role === 'attachment').length;
  for (let nth = 0; nth < count; nth += 1)
    size += (await parts.load('attachment', nth))?.length ?? 0;
  return size;
}
