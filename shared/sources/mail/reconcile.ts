import type { Graph } from '../../graph/graph.ts';
import { Fault } from '../../model/fault.ts';
import { asId, type ItemId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { KnownContainer, SourceChange } from '../walk.ts';
import { folderPath, pageOptions } from './calls.ts';
import type { FolderWalk } from './folder-walk.ts';
import { readMessage, readPage } from './graph-message.ts';

/** The documented most of a plain list. Source: learn.microsoft.com/graph/api/user-list-messages. */
const IDS_PER_PAGE = 1000;
const MOST_PAGES = 2000;

/**
 * Compares what is known to be in the folder with the count it reports, and lists its ids when the
 * two disagree: what the delta forgot is fetched, what it did not take back is told as gone.
 *
 * The delta is known to forget: with immutable ids, a message that left a folder and came back
 * between two rounds is told as removed and never again
 * (github.com/microsoftgraph/microsoft-graph-docs/issues/21752). A folder's count holds things that
 * are not messages, too, so a difference that was there after the last run is no news and costs
 * nothing.
 */
export async function* reconcile(
  graph: Graph,
  container: ContainerInfo,
  known: KnownContainer | null,
  walk: FolderWalk,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  if (container.reportedCount === null) return;
  const base = walk.isReset ? 0 : (known?.itemCount ?? 0);
  const present = base + walk.balance.come - walk.balance.gone;
  const difference = container.reportedCount - present;
  if (difference === 0 || difference === differenceBefore(known)) return;
  const listed = await listIds(graph, container, signal);
  yield* walk.singles(await forgotten(container, walk, listed));
  // A list that is shorter than the folder says is no proof that anything is gone.
  if (listed.size >= container.reportedCount) {
    yield* walk.singles(await overstayed(container, walk, listed));
  }
}

/** What the last complete round left unexplained. */
function differenceBefore(known: KnownContainer | null): number | null {
  if (known?.cursor?.kind !== 'round' || known.reportedCount === null) return null;
  return known.reportedCount - known.itemCount;
}

async function listIds(
  graph: Graph,
  container: ContainerInfo,
  signal: AbortSignal,
): Promise<Set<string>> {
  const ids = new Set<string>();
  let link: string | null = folderPath(container.id, `/messages?$select=id&$top=${IDS_PER_PAGE}`);
  for (let pages = 0; link !== null; pages += 1) {
    if (pages >= MOST_PAGES) throw new Fault('server-error', 'the list of messages does not end');
    const page = readPage(await graph.read(link, pageOptions(IDS_PER_PAGE), signal));
    if (page === null) throw new Fault('server-error', 'Graph answered with something else');
    for (const raw of page.entries) {
      const id = readMessage(raw)?.id;
      if (id !== undefined) ids.add(id);
    }
    link = page.nextLink;
  }
  return ids;
}

/** Listed, and neither stored nor told; what has failed in this run would only fail again. */
async function forgotten(
  container: ContainerInfo,
  walk: FolderWalk,
  listed: ReadonlySet<string>,
): Promise<ItemId[]> {
  const ids: ItemId[] = [];
  for (const id of listed) {
    const itemId = asId<ItemId>(id);
    const told = walk.told.get(id);
    const isStored = told === undefined && (await walk.state.has(container.id, itemId));
    if (told === 'gone' || (told === undefined && !isStored)) ids.push(itemId);
  }
  return ids;
}

/** Stored, not told as gone, and not listed: each is asked for before it is called gone. */
async function overstayed(
  container: ContainerInfo,
  walk: FolderWalk,
  listed: ReadonlySet<string>,
): Promise<ItemId[]> {
  const ids: ItemId[] = [];
  if (walk.isReset) return ids;
  for await (const id of walk.state.ids(container.id)) {
    const told = walk.told.get(id);
    if (!listed.has(id) && told !== 'gone' && told !== 'failed') ids.push(id);
  }
  return ids;
}
