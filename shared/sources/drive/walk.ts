import type { Graph } from '../../graph/graph.ts';
import { Fault, isFault, JOB_ENDING } from '../../model/fault.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { KnownState, SourceChange } from '../walk.ts';
import { DELTA, READ_PAGE, ROOT } from './calls.ts';
import { readItem, readItemPage } from './graph-item.ts';
import { TreeWalk } from './tree-walk.ts';

/** How often a drive is begun anew in one run before it is left for the next. */
const MOST_RESETS = 3;
/** Pages in a row with nothing new in them: legal a few times, endless otherwise. */
const MOST_IDLE_PAGES = 50;

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
  let link = before?.cursor?.link ?? null;
  let isCutOff = before?.cursor?.kind === 'page';
  for (let resets = 0; ; resets += 1) {
    const walk = new TreeWalk(graph, id, known, { isFull: link === null, isCutOff }, signal);
    try {
      yield* round(walk, link ?? DELTA, before?.failed ?? []);
      return;
    } catch (error) {
      if (!isFault(error, 'cursor-expired') || resets >= MOST_RESETS) throw error;
      link = null;
      isCutOff = false;
      yield { kind: 'reset', container: id };
    }
  }
}

/** From `start` to now. Faults: `cursor-expired`, after which all of it is void. */
async function* round(
  walk: TreeWalk,
  start: string,
  failed: readonly string[],
): AsyncGenerator<SourceChange, void> {
  let link = start;
  for (let idle = 0; ; ) {
    const page = readItemPage(await walk.graph.read(link, READ_PAGE, walk.signal));
    if (page === null) throw new Fault('server-error', 'Graph answered with something else');
    const told = walk.toldCount;
    yield* walk.entries(page.entries);
    idle = walk.toldCount > told ? 0 : idle + 1;
    const next = page.nextLink ?? page.deltaLink;
    if (next === null) throw new Fault('server-error', 'Graph ended a list without a link');
    const isLast = page.nextLink === null;
    if (!isLast && (next === link || idle > MOST_IDLE_PAGES)) {
      throw new Fault('server-error', 'Graph hands out the same pages again and again');
    }
    if (isLast) {
      yield* walk.settle();
      yield* walk.singles(failed);
    }
    const cursor = { link: next, kind: isLast ? ('round' as const) : ('page' as const) };
    yield { kind: 'cursor', container: walk.id, cursor };
    if (isLast) return;
    link = next;
  }
}
