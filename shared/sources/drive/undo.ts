import type { Graph } from '../../graph/graph.ts';
import { isFault } from '../../model/fault.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { RestoredRecord, UndoneRecord } from '../source.ts';
import { itemPath, WRITE } from './calls.ts';
import { readNow } from './places.ts';
import { patch } from './restore.ts';

/**
 * See `Source.undo`. What a restore made goes to the recycle bin, as do folders it made when nothing
 * is in them any more; contents it replaced come back from the version that kept them; what it moved
 * goes to where it was. What was changed or moved since is left alone.
 */
export async function undoDriveRestore(
  graph: Graph,
  record: RestoredRecord,
  signal: AbortSignal,
): Promise<UndoneRecord> {
  const { itemId, nowId } = record;
  const now = nowId === null ? null : await readNow(graph, nowId, signal);
  const isOurs = record.outcome === 'make-again' || record.outcome === 'elsewhere';
  if (nowId === null || !isOurs) return { itemId, state: 'already-gone' };
  if (now === null) {
    // A folder goes with the last of what was put into it.
    const isFolder = record.madeFolders?.[0] === asId<ContainerId>(nowId);
    if (!isFolder) return { itemId, state: 'already-gone' };
    await removeEmpty(graph, record.madeFolders ?? [], signal);
    return { itemId, state: 'undone' };
  }
  if (now.parent !== record.to) return { itemId, state: 'changed-since' };
  const isFolder = now.kind !== 'file';
  // A folder changes with what is put into it and taken out of it.
  const isTouched = isFolder ? (now.childCount ?? 0) > 0 : now.eTag !== record.version;
  if (record.outcome === 'elsewhere') {
    if (!isFolder && isTouched) return { itemId, state: 'changed-since' };
    const { from, fromName: name } = record;
    await patch(graph, nowId, { parentReference: { id: from }, ...(name ? { name } : {}) }, signal);
  } else {
    if (isTouched) return { itemId, state: 'changed-since' };
    if (record.replacedVersion === undefined) await remove(graph, nowId, signal);
    else {
      await restoreVersion(graph, nowId, record.replacedVersion, signal);
      if (record.fromName) await patch(graph, nowId, { name: record.fromName }, signal);
    }
  }
  await removeEmpty(graph, record.madeFolders ?? [], signal);
  return { itemId, state: 'undone' };
}

async function removeEmpty(
  graph: Graph,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const id of folders) {
    const folder = await readNow(graph, id, signal);
    if (folder === null) continue;
    if (folder.childCount !== 0) return;
    await remove(graph, id, signal);
  }
}

async function remove(graph: Graph, id: string, signal: AbortSignal): Promise<void> {
  try {
    await graph.send('DELETE', itemPath(id), null, WRITE, signal);
  } catch (error) {
    if (!isFault(error, 'not-found')) throw error;
  }
}

async function restoreVersion(
  graph: Graph,
  id: string,
  version: string,
  signal: AbortSignal,
): Promise<void> {
  const path = itemPath(id, `/versions/${encodeURIComponent(version)}/restoreVersion`);
  await graph.send('POST', path, null, WRITE, signal);
}
