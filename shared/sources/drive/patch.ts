import type { Graph } from '../../graph/graph.ts';
import { Fault, isFault, JOB_ENDING } from '../../model/fault.ts';
import { itemPath, WRITE } from './calls.ts';
import type { DriveMeta } from './drive-meta.ts';
import { type GraphItem, readItem } from './graph-item.ts';

/** Changes what is said of an item, and answers it as it is then. */
export async function patch(
  graph: Graph,
  id: string,
  body: unknown,
  signal: AbortSignal,
): Promise<GraphItem> {
  const options = { ...WRITE, justMade: true };
  const now = readItem(await graph.send('PATCH', itemPath(id), body, options, signal));
  if (now === null) throw new Fault('server-error', 'Graph does not tell of what it changed');
  return now;
}

/** As a person's programs set them. */
export function datesOf({ created, modified }: Pick<DriveMeta, 'created' | 'modified'>) {
  return {
    ...(created === undefined ? {} : { createdDateTime: created }),
    ...(modified === undefined ? {} : { lastModifiedDateTime: modified }),
  };
}

/**
 * For what comes after the contents: they are there, and have to be told as there to be taken back.
 * What is refused then (null) shows as a difference.
 */
export async function asFarAsAllowed<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!isFault(error) || JOB_ENDING.has(error.code)) throw error;
    return null;
  }
}
