import { pieces } from '../../lib/iterate.ts';
import { isFault, JOB_ENDING } from '../../model/fault.ts';
import type { ItemId } from '../../model/ids.ts';
import type { KnownContainer, SourceChange } from '../walk.ts';
import { AT_ONCE, DELTA, itemPath, READ_PAGE } from './calls.ts';
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
 * listed nowhere is asked for by itself before it counts as gone. `first` is the round before, which has
 * read all that delta told. Answers whether the list could be read: if not, the next run tries it
 * again, and nothing is taken from this one.
 */
export async function* reconcile(first: TreeWalk): AsyncGenerator<SourceChange, boolean> {
  const { graph, id, state, signal } = first;
  const walk = new TreeWalk(graph, id, state, { isFull: true, isCutOff: false }, signal);
  const stored = new Map<ItemId, string>();
  for await (const [itemId, eTag] of state.versions(id)) stored.set(itemId, eTag);
  try {
    for await (const { entries } of pagesFrom(walk, DELTA)) yield* walk.othersThan(stored, entries);
    yield* walk.settle();
  } catch (error) {
    signal.throwIfAborted();
    if (!isFault(error) || JOB_ENDING.has(error.code)) throw error;
    return false;
  }
  const unlisted = [...stored.keys()].filter(
    (itemId) => !walk.hasTold(itemId) && !first.hasToldGone(itemId),
  );
  for (const some of pieces(unlisted, AT_ONCE)) yield* lookFor(walk, some);
  return true;
}

/** A list that leaves something out is no proof that it is gone. What can't be asked for stays as it is. */
async function* lookFor(
  walk: TreeWalk,
  ids: readonly ItemId[],
): AsyncGenerator<SourceChange, void> {
  const paths = ids.map((id) => itemPath(id));
  const answers = await walk.graph.batch(paths, READ_PAGE, walk.signal);
  for (const [index, answer] of answers.entries()) {
    const itemId = ids[index];
    if (answer.ok) yield* walk.entries([answer.body]);
    else if (JOB_ENDING.has(answer.fault.code)) throw answer.fault;
    else if (itemId !== undefined && isFault(answer.fault, 'not-found')) {
      yield { kind: 'gone', container: walk.id, itemId };
    }
  }
}
