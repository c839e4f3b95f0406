import type { Graph } from '../../graph/graph.ts';
import { isFault } from '../../model/fault.ts';
import type { ItemId } from '../../model/ids.ts';
import type { RestoredRecord, UndoneRecord } from '../restoring.ts';
import { messagePath, READ_STATE, WRITE } from './calls.ts';
import { type GraphMessage, readMessage } from './graph-message.ts';

/**
 * See `Source.undo`. What a restore made again goes to Deleted Items, never away for good; what it
 * moved goes to where it was. What was changed or moved since is left alone.
 */
export async function undoMailRestore(
  graph: Graph,
  record: RestoredRecord,
  signal: AbortSignal,
): Promise<UndoneRecord> {
  const { itemId, nowId, from, outcome } = record;
  const isOurs = outcome === 'make-again' || outcome === 'move-back' || outcome === 'elsewhere';
  if (nowId === null || !isOurs) return { itemId, state: 'already-gone' };
  try {
    const now = await readPlaced(graph, nowId, signal);
    if (now === null) return { itemId, state: 'already-gone' };
    if (!isAsLeft(now, record)) return { itemId, state: 'changed-since' };
    await move(graph, nowId, outcome === 'make-again' ? 'deleteditems' : from, signal);
    return { itemId, state: 'undone' };
  } catch (error) {
    if (isFault(error, 'not-found')) return { itemId, state: 'already-gone' };
    throw error;
  }
}

/** Where a message is now, and in which state; null when it is nowhere. */
export async function readPlaced(
  graph: Graph,
  id: ItemId,
  signal: AbortSignal,
): Promise<GraphMessage | null> {
  const path = messagePath(id, '?$select=id,changeKey,parentFolderId');
  try {
    return readMessage(await graph.read(path, READ_STATE, signal));
  } catch (error) {
    if (isFault(error, 'not-found')) return null;
    throw error;
  }
}

/** Nobody has changed or moved it since a restore wrote it. */
export function isAsLeft(
  { changeKey, parentFolderId }: GraphMessage,
  { version, to }: RestoredRecord,
): boolean {
  return changeKey === version && parentFolderId === to;
}

/** Where it was may be gone: then, and with null, it goes to Deleted Items. */
export async function move(
  graph: Graph,
  id: ItemId,
  destination: string | null,
  signal: AbortSignal,
): Promise<GraphMessage | null> {
  const path = messagePath(id, '/move');
  const to = async (destinationId: string) =>
    readMessage(await graph.send('POST', path, { destinationId }, WRITE, signal));
  try {
    return await to(destination ?? 'deleteditems');
  } catch (error) {
    // Where it was may be gone, or closed to moves as Recoverable Items may be.
    if (destination === null || !isFault(error, 'not-found', 'forbidden', 'unexpected'))
      throw error;
    return to('deleteditems');
  }
}
