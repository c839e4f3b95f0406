import type { Graph } from '../../graph/graph.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { RestoredRecord, UndoneRecord } from '../restoring.ts';
import { itemPath, WRITE } from './calls.ts';
import { isSameTime } from './differences.ts';
import { fingerprintOf, readContents } from './folder-contents.ts';
import type { GraphItem } from './graph-item.ts';
import { datesOf, patch } from './patch.ts';
import { readNow } from './places.ts';
import { restoreVersion } from './restore-version.ts';

/**
 * See `Source.undo`. What a restore made goes to the recycle bin, as do folders it made when nothing
 * is in them any more; contents it replaced come back from the version that kept them; what it moved
 * goes to where it was. What came out of the recycle bin goes back into it, a folder with all that came
 * with it. What was changed or moved since is left alone.
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
  const madeFolders = record.madeFolders ?? [];
  if (now === null) {
    await removeEmpty(graph, madeFolders, signal);
    // A folder goes with the last of what was put into it.
    const isFolder = madeFolders[0] === asId<ContainerId>(nowId);
    return { itemId, state: isFolder ? 'undone' : 'already-gone' };
  }
  const isUndone =
    record.outcome === 'elsewhere'
      ? await moveAgain(graph, record, now, signal)
      : await takeBack(graph, record, now, signal);
  if (!isUndone) return { itemId, state: 'changed-since' };
  await removeEmpty(graph, madeFolders, signal);
  return { itemId, state: 'undone' };
}

/** False when somebody has changed it since. */
async function moveAgain(
  graph: Graph,
  { from, fromName: name, to, version }: RestoredRecord,
  now: GraphItem,
  signal: AbortSignal,
): Promise<boolean> {
  // It was taken back, and the answer was lost.
  if (now.parent === from && (name === undefined || now.name === name)) return true;
  if (now.parent !== to || (now.kind === 'file' && now.eTag !== version)) return false;
  await patch(graph, now.id, { parentReference: { id: from }, ...(name ? { name } : {}) }, signal);
  return true;
}

/** The same of what was made, or has other contents than before. */
async function takeBack(
  graph: Graph,
  record: RestoredRecord,
  now: GraphItem,
  signal: AbortSignal,
): Promise<boolean> {
  const { former, replacedVersion, to, fromBin } = record;
  if (now.parent !== to) return false;
  const isBack = former?.hash !== undefined && former.hash === now.hashes?.quickXor;
  if (isBack) {
    // They were taken back, and the answer was lost.
    await completeFormer(graph, record, now, signal);
  } else {
    if (await isTouched(graph, record, now, signal)) return false;
    if (replacedVersion !== undefined) {
      await restoreVersion(graph, now.id, replacedVersion, signal);
      await completeFormer(graph, record, await readNow(graph, now.id, signal), signal);
    } else if (former !== undefined && fromBin !== 'itself') {
      // Microsoft did not tell which version it was before; what is there is not ours to remove.
      return false;
    }
  }
  const wasThere = former !== undefined || replacedVersion !== undefined;
  // What came out of the bin goes back into it as it came.
  if (!wasThere || fromBin === 'itself') await remove(graph, now.id, signal);
  return true;
}

/** A folder changes with what is put into it and taken out of it. */
async function isTouched(
  graph: Graph,
  { version, contents }: RestoredRecord,
  now: GraphItem,
  signal: AbortSignal,
): Promise<boolean> {
  if (now.kind === 'file') return now.eTag !== version;
  if (contents === undefined) return (now.childCount ?? 0) > 0;
  return (await fingerprintOf(await readContents(graph, now.id, signal))) !== contents;
}

/** Going back to a version makes another one of it, which Microsoft dates. */
async function completeFormer(
  graph: Graph,
  { former, fromName }: RestoredRecord,
  now: GraphItem | null,
  signal: AbortSignal,
): Promise<void> {
  if (now === null) return;
  const isDated =
    former?.modified === undefined ||
    (isSameTime(now.modified, former.modified) &&
      isSameTime(now.created, former.created ?? now.created));
  const body = {
    ...(isDated ? {} : { fileSystemInfo: datesOf(former) }),
    ...(fromName === undefined || fromName === now.name ? {} : { name: fromName }),
  };
  if (Object.keys(body).length > 0) await patch(graph, now.id, body, signal);
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
    // For some moments what was just made is not found, though it is there.
    if ((await readNow(graph, id, signal)) === null) return;
    throw new Fault('server-error', 'it is there and can not be deleted', { cause: error });
  }
}
