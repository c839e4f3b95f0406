import type { Graph } from '../../graph/graph.ts';
import { isFault, JOB_ENDING } from '../../model/fault.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { KnownContainer, KnownState, SourceChange } from '../walk.ts';
import { DELTA } from './calls.ts';
import { pagesFrom } from './pages.ts';
import { TreeWalk } from './tree-walk.ts';

/** A list of 100,000 items is 101 requests: little, where once in so long something may be found. */
const EVERY_MS = 7 * 24 * 60 * 60 * 1000;

/** Whether it is time to list the whole drive again; copies of before this was noted are due. */
export function isDue(known: KnownContainer | undefined, now: number): boolean {
  const { listedAt } = known?.cursor ?? {};
  return listedAt === undefined || Math.abs(now - Date.parse(listedAt)) >= EVERY_MS;
}

/**
 * Lists the whole drive beside its delta, which is known to leave things out (sections of notebooks,
 * github.com/abraunegg/onedrive/issues/991): what it never told is told now, and what is kept and
 * listed nowhere is told as gone, which the engine looks into one by one. Answers whether all of it
 * was listed: what could not be is tried again by the next run, and takes nothing from this one,
 * which has read all that delta told.
 */
export async function* reconcile(
  graph: Graph,
  id: ContainerId,
  known: KnownState,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, boolean> {
  const walk = new TreeWalk(graph, id, known, { isFull: true, isCutOff: false }, signal);
  try {
    for await (const { entries } of pagesFrom(walk, DELTA)) yield* walk.entries(entries);
    yield* walk.settle();
  } catch (error) {
    signal.throwIfAborted();
    if (!isFault(error) || JOB_ENDING.has(error.code)) throw error;
    return false;
  }
  for await (const itemId of known.ids(id)) {
    if (!walk.hasTold(itemId)) yield { kind: 'gone', container: id, itemId };
  }
  return true;
}
