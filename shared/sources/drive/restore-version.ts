import * as v from 'valibot';
import type { Graph } from '../../graph/graph.ts';
import { isFault } from '../../model/fault.ts';
import type { ItemId } from '../../model/ids.ts';
import { itemPath, READ_STATE, WRITE } from './calls.ts';
import { isSameTime } from './differences.ts';
import type { DriveMeta } from './drive-meta.ts';
import type { GraphItem } from './graph-item.ts';
import { readNow } from './places.ts';

/** Each that is tried and is not the one makes a version more. */
const MOST_TRIES = 2;

const List = v.object({
  value: v.array(
    v.object({
      id: v.string(),
      size: v.fallback(v.optional(v.number()), undefined),
      lastModifiedDateTime: v.fallback(v.optional(v.string()), undefined),
    }),
  ),
});

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
  signal: AbortSignal,
): Promise<GraphItem | null> {
  if (sent.quickXor === undefined) return null;
  for (const version of (await candidates(graph, id, meta, sent.size, signal)).slice(
    0,
    MOST_TRIES,
  )) {
    const path = itemPath(id, `/versions/${encodeURIComponent(version)}/restoreVersion`);
    try {
      await graph.send('POST', path, null, WRITE, signal);
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

/** Newest first, without the present one. */
async function candidates(
  graph: Graph,
  id: ItemId,
  { modified }: DriveMeta,
  size: number,
  signal: AbortSignal,
): Promise<string[]> {
  const list = v.safeParse(List, await graph.read(itemPath(id, '/versions'), READ_STATE, signal));
  if (!list.success || modified === undefined) return [];
  return list.output.value
    .slice(1)
    .filter((each) => each.size === size && isSameTime(each.lastModifiedDateTime, modified))
    .map((each) => each.id);
}
