import type { Graph } from '../../graph/graph.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import { readMeta } from '../mail/mail-meta.ts';
import { restoreMail } from '../mail/restore.ts';
import { Places } from '../mail/restore-places.ts';
import { findTwin } from '../mail/restore-plan.ts';
import type { PlannedRestore, RestorableItem, RestoreContext, RestoredRecord } from '../source.ts';

export { undoMailRestore as undoDay } from '../mail/undo.ts';

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
  if (twin === null) return { ...plan, outcome: 'make-again', sendBytes: await sizeOf(item) };
  const parent = asId<ContainerId>(twin.parentFolderId ?? '');
  return {
    ...plan,
    outcome: parent === folder ? 'here' : 'move-back',
    foundIn: { id: parent, name: '', role: await places.roleOf(parent, signal) },
    foundAs: asId(twin.id),
  };
}

/** As mail is restored: with its dates, not as a draft, read back and compared. */
export async function makeDay(
  graph: Graph,
  item: RestorableItem,
  plan: PlannedRestore,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  await Places.of(graph, context).find(HISTORY.id, signal);
  return restoreMail(graph, item, plan, context, signal);
}

async function sizeOf({ parts }: RestorableItem): Promise<number> {
  let size = (await parts.load('body'))?.length ?? 0;
  const count = parts.roles.filter((role) => role === 'attachment').length;
  for (let nth = 0; nth < count; nth += 1)
    size += (await parts.load('attachment', nth))?.length ?? 0;
  return size;
}
