import type { Graph } from '../../graph/graph.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type {
  PlannedRestore,
  RestorableItem,
  RestoreContext,
  RestoredRecord,
} from '../restoring.ts';
import { loadKeptContent } from './attachments.ts';
import { messagePath, WRITE } from './calls.ts';
import { readMessage } from './graph-message.ts';
import { loadBody } from './kept-body.ts';
import { readMeta } from './mail-meta.ts';
import { lackingAttachments, readBack } from './restore-compare.ts';
import { Places } from './restore-places.ts';
import { findTwin } from './restore-plan.ts';
import { completeMessage, type Kept, loadKept, makeAgain, stateChanges } from './restore-write.ts';

/** See `Source.restore`. An `elsewhere` that comes here has been ticked: it is moved back, too. */
export async function restoreMail(
  graph: Graph,
  item: RestorableItem,
  plan: PlannedRestore,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  if (plan.outcome === 'make-again') return again(graph, item, context, signal);
  if (plan.outcome === 'move-back' || plan.outcome === 'elsewhere') {
    if (await isPartOnly(graph, item, plan, context, signal)) {
      return again(graph, item, context, signal);
    }
    return moveBack(graph, item, plan, context, signal);
  }
  if (plan.outcome === 'cannot') throw plan.fault ?? new Fault('unreadable', 'nothing is stored');
  const where = plan.foundIn?.id ?? item.container;
  return {
    itemId: item.itemId,
    outcome: plan.outcome,
    nowId: plan.foundAs ?? item.itemId,
    from: where,
    to: where,
    version: '',
    differences: [],
  };
}

/**
 * True for a twin in a bin that lacks attachments: a restore that failed half way puts there what
 * it had made so far.
 */
async function isPartOnly(
  graph: Graph,
  item: RestorableItem,
  { foundAs }: PlannedRestore,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<boolean> {
  if (foundAs === null || context.madeAgainAs(item.itemId).includes(foundAs)) return false;
  const { attachments } = await loadKeptContent(item.parts);
  return (await lackingAttachments(graph, foundAs, attachments, signal)).length > 0;
}

async function moveBack(
  graph: Graph,
  item: RestorableItem,
  plan: PlannedRestore,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  const meta = readMeta(item.meta);
  const target = await Places.of(graph, context).make(item.container, signal);
  const id = plan.foundAs ?? item.itemId;
  await context.intend({ itemId: item.itemId, action: 'move-back', target });
  const path = messagePath(id, '/move');
  const moved = readMessage(
    await graph.send('POST', path, { destinationId: target }, WRITE, signal),
  );
  const nowId = asId<ItemId>(moved?.id ?? id);
  Places.of(graph, context).take(nowId, item.itemId);
  // Deleting and looking through the bin leaves traces: the state goes back to what was kept.
  const changes = moved === null ? {} : stateChanges(moved, meta);
  if (Object.keys(changes).length > 0) {
    await graph.send('PATCH', messagePath(nowId), changes, { ...WRITE, justMade: true }, signal);
  }
  // It is the original: its bytes need no comparing.
  const { message, differences } = await readBack(graph, nowId, meta, null, null, signal);
  return {
    itemId: item.itemId,
    outcome: plan.outcome,
    nowId,
    from: plan.foundIn?.id ?? null,
    to: asId<ContainerId>(message.parentFolderId ?? target),
    version: message.changeKey ?? '',
    differences,
  };
}

async function again(
  graph: Graph,
  item: RestorableItem,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  const meta = readMeta(item.meta);
  const content = await loadKeptContent(item.parts);
  const body = await loadBody(meta, item.parts, content.mime);
  const kept = await loadKept(meta, body, content.attachments, item.parts);
  const places = Places.of(graph, context);
  const target = await places.make(item.container, signal);
  const wasBegun = context.wasBegun?.(item.itemId) ?? false;
  await context.intend({ itemId: item.itemId, action: 'make-again', target });
  const adopt = async () => {
    const twin = await findTwin(graph, item, meta, places, signal);
    return twin?.parentFolderId === target ? twin : null;
  };
  const begun = wasBegun ? await adopt() : null;
  const nowId =
    begun === null
      ? await makeAgain(graph, target, kept, adopt, signal)
      : await goOn(graph, asId(begun.id), kept, signal);
  places.take(nowId, item.itemId);
  const { message, differences } = await readBack(
    graph,
    nowId,
    meta,
    kept.body,
    kept.attachments,
    signal,
  );
  return {
    itemId: item.itemId,
    outcome: 'make-again',
    nowId,
    from: null,
    to: asId<ContainerId>(message.parentFolderId ?? target),
    version: message.changeKey ?? '',
    differences,
  };
}

/** What an earlier try has made gets what that one did not come to. */
async function goOn(graph: Graph, id: ItemId, kept: Kept, signal: AbortSignal): Promise<ItemId> {
  const options = { ...WRITE, justMade: true };
  const message = readMessage(await graph.read(messagePath(id), options, signal));
  if (message === null) throw new Fault('server-error', 'Graph answered with something else');
  const lacking = await lackingAttachments(graph, id, kept.attachments, signal);
  return completeMessage(graph, message, kept.meta, lacking, signal);
}
