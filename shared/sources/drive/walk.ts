import type { Graph } from '../../graph/graph.ts';
import { Fault, isFault, JOB_ENDING } from '../../model/fault.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { ContainerInfo, Cursor } from '../../model/item.ts';
import type { KnownState, SourceChange } from '../walk.ts';
import { DELTA, READ_PAGE, ROOT } from './calls.ts';
import { readItem } from './graph-item.ts';
import { pagesFrom } from './pages.ts';
import { isDue, reconcile } from './reconcile.ts';
import { TreeWalk } from './tree-walk.ts';

/** How often a drive is begun anew in one run before it is left for the next. */
const MOST_RESETS = 3;

/**
 * See `Source.walk`. A drive is one container, named by its root, and everything in it an item,
 * folders as well: that a tree has moved is one item that has changed, whatever lies below. Parents
 * may be told after their children, as items know their parent by its id alone.
 */
export async function* walkDrive(
  graph: Graph,
  known: KnownState,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  const container = await readRoot(graph, signal);
  yield { kind: 'container', container };
  for (const { id } of known.containers()) {
    if (id !== container.id) yield { kind: 'container-gone', id };
  }
  yield { kind: 'containers-known', count: 1 };
  try {
    yield* walkRounds(graph, container.id, known, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!isFault(error) || JOB_ENDING.has(error.code)) throw error;
    yield {
      kind: 'failed',
      container: container.id,
      itemId: null,
      label: container.name,
      fault: error,
    };
  }
}

async function readRoot(graph: Graph, signal: AbortSignal): Promise<ContainerInfo> {
  const root = readItem(await graph.read(ROOT, READ_PAGE, signal));
  if (root === null) throw new Fault('server-error', 'Graph does not tell of the drive');
  return {
    id: asId<ContainerId>(root.id),
    parent: null,
    name: 'OneDrive',
    role: root.driveType ?? null,
    hidden: false,
    reportedCount: null,
  };
}

async function* walkRounds(
  graph: Graph,
  id: ContainerId,
  known: KnownState,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  const before = known.containers().find((container) => container.id === id);
  const now = new Date(known.now).toISOString();
  let { link = null, listedAt, kind } = before?.cursor ?? {};
  let isCutOff = kind === 'page';
  for (let resets = 0; ; resets += 1) {
    const isFull = link === null;
    const walk = new TreeWalk(graph, id, known, { isFull, isCutOff }, signal);
    if (isFull) listedAt = now;
    try {
      const last = yield* round(walk, link ?? DELTA, before?.failed ?? [], listedAt);
      if (isFull || isCutOff || !isDue(before, known.now)) return;
      const isListed = yield* reconcile(walk);
      if (isListed) yield { kind: 'cursor', container: id, cursor: { ...last, listedAt: now } };
      return;
    } catch (error) {
      if (!isFault(error, 'cursor-expired') || resets >= MOST_RESETS) throw error;
      link = null;
      isCutOff = false;
      yield { kind: 'reset', container: id };
    }
  }
}

/** From `start` to now; answers the cursor of its end. Faults: `cursor-expired`, after which all of it is void. */
async function* round(
  walk: TreeWalk,
  start: string,
  failed: readonly string[],
  listedAt: string | undefined,
): AsyncGenerator<SourceChange, Cursor> {
  for await (const { entries, next, isLast } of pagesFrom(walk, start)) {
    yield* walk.entries(entries);
    if (isLast) {
      yield* walk.settle();
      yield* walk.singles(failed);
    }
    const cursor: Cursor = {
      link: next,
      kind: isLast ? 'round' : 'page',
      ...(listedAt === undefined ? {} : { listedAt }),
    };
    yield { kind: 'cursor', container: walk.id, cursor };
    if (isLast) return cursor;
  }
  throw new Fault('unexpected', 'a list without a last page');
}
