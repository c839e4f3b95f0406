import type { Graph } from '../../graph/graph.ts';
import { isFault } from '../../model/fault.ts';
import type { ItemId } from '../../model/ids.ts';
import { itemPath, WRITE } from './calls.ts';
import { isSameTime } from './differences.ts';
import type { DriveMeta } from './drive-meta.ts';
import type { GraphItem } from './graph-item.ts';
import { readNow } from './places.ts';
import type { ListedVersion } from './versions.ts';

/** Each that is tried and is not the one makes a version more. */
const MOST_TRIES = 2;

/**
 * Contents that Microsoft still holds as an older version come back without being sent. A version has
 * no hash: one of the same length and time is made the present one and compared then. null when
 * there is none, or what came is not what is kept: then it has to be sent.
 */
export async function restoreHeldVersion(
  graph: Graph,
  id: ItemId,
  meta: DriveMeta,
  sent: { size: number; quickXor?: string },
  versions: readonly ListedVersion[],
  signal: AbortSignal,
): Promise<GraphItem | null> {
  if (sent.quickXor === undefined) return null;
  for (const version of candidates(versions, meta, sent.size).slice(0, MOST_TRIES)) {
    try {
      await restoreVersion(graph, id, version, signal);
    } catch (error) {
      // It went meanwhile, or the service does not do it for this file.
      if (!isFault(error, 'not-found', 'conflict', 'unreadable', 'unexpected', 'server-error'))
        throw error;
      return null;
    }
    const now = await readNow(graph, id, signal);
    if (now !== null && now.hashes?.quickXor === sent.quickXor) return now;
  }
  return null;
}

/** Makes an older version the present one, as a new version. */
export async function restoreVersion(
  graph: Graph,
  id: string,
  version: string,
  signal: AbortSignal,
): Promise<void> {
  const path = itemPath(id, `/versions/${encodeURIComponent(version)}/restoreVersion`);
  await graph.send('POST', path, null, WRITE, signal);
}

/** Newest first, without the present one. */
function candidates(
  versions: readonly ListedVersion[],
  { modified }: DriveMeta,
  size: number,
): string[] {
  if (modified === undefined) return [];
  return versions
    .slice(1)
    .filter((each) => each.size === size && isSameTime(each.lastModifiedDateTime, modified))
    .map((each) => each.id);
}
