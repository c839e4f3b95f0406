import type { Graph } from '../../graph/graph.ts';
import { isFault } from '../../model/fault.ts';
import type { ItemId } from '../../model/ids.ts';
import type { RestoredRecord, UndoneRecord } from '../source.ts';
import { messagePath, READ_STATE, WRITE } from './calls.ts';
import { readMessage } from './graph-message.ts';

/**
 * See `Source.undo`. What a restore made again goes to Deleted Items, never away for good; what it
 * moved goes to where it was. What was changed or moved since is left alone.
 */
export async function undoMailRestore(
  graph: Graph,
  record: RestoredRecord,
  signal: AbortSignal,
): Promise<UndoneRecord> {
  const { itemId, nowId, from, to, version, outcome } = record;
  const isOurs = outcome === 'make-again' || outcome === 'move-back' || outcome === 'elsewhere';
  if (nowId === null || !isOurs) return { itemId, state: 'already-gone' };
  try {
    const path = messagePath(nowId, '?$select=id,changeKey,parentFolderId');
    const now = readMessage(await graph.read(path, READ_STATE, signal));
    const isSame = now?.changeKey === version && now.parentFolderId === to;
    if (!isSame) return { itemId, state: 'changed-since' };
    await move(graph, nowId, outcome === 'make-again' ? 'deleteditems' : from, signal);
    return { itemId, state: 'undone' };
  } catch (error) {
    if (isFault(error, 'not-found')) return { itemId, state: 'already-gone' };
    throw error;
  }
}

async function move(
  graph: Graph,
  id: ItemId,
  destination: string | null,
  signal: AbortSignal,
): Promise<void> {
  const path = messagePath(id, '/move');
  const to = (destinationId: string) => graph.send('POST', path, { destinationId }, WRITE, signal);
  try {
    await to(destination ?? 'deleteditems');
  } catch (error) {
    // Where it was may be gone, or closed to moves as Recoverable Items may be.
    if (destination === null || !isFault(error, 'not-found', 'forbidden', 'unexpected'))
      throw error;
    await to('deleteditems');
  }
}
