import { isFault } from '../model/fault.ts';
import { asId, type BlobId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import { decoding } from './decoding.ts';
import { decodePage, type Page } from './page.ts';
import { reachAll } from './reach.ts';
import type { Repository } from './repository.ts';
import type { ContainerState } from './snapshot.ts';

/**
 * Where lists of the newest snapshot are damaged, a new snapshot takes over what can be read of
 * them, with no cursor: the next run has those containers told from their start, and so finds what
 * is missing. Answers them. Faults: those of `commit`.
 */
export async function salvageLists(
  repository: Repository,
  now: number,
  signal: AbortSignal,
): Promise<ContainerId[]> {
  const head = repository.head();
  if (head === undefined) return [];
  const damaged = new Set<ContainerState>();
  const visitor = {
    lostPage: (_: number, container: ContainerState) => void damaged.add(container),
    lostPieces: () => {},
    lostSnapshot: () => {},
  };
  await reachAll(repository, [head.id], visitor, signal);
  if (damaged.size === 0) return [];
  const containers: ContainerState[] = [];
  for (const state of head.containers) {
    containers.push(damaged.has(state) ? await salvage(repository, state) : state);
  }
  const at = new Date(now).toISOString();
  const { accounts, software } = head;
  await repository.commit({
    startedAt: at,
    endedAt: at,
    isRunEnd: false,
    complete: false,
    accounts,
    containers,
    receipt: null,
    software,
  });
  return [...damaged].map(({ id }) => id);
}

async function salvage(repository: Repository, state: ContainerState): Promise<ContainerState> {
  const left = new Map<ItemId, ItemEntry>();
  if (state.items !== null) await collect(repository, state.items, left);
  const { root, count, unwhole } = await repository.openMap(null).write(left);
  return { ...state, items: root, itemCount: count, unwholeCount: unwhole, cursor: null };
}

async function collect(
  repository: Repository,
  id: BlobId,
  into: Map<ItemId, ItemEntry>,
): Promise<void> {
  const page = await readPage(repository, id);
  for (const { key, entry } of page?.leaves ?? []) into.set(asId<ItemId>(key), entry);
  for (const { child } of page?.children ?? []) await collect(repository, child, into);
}

async function readPage(repository: Repository, id: BlobId): Promise<Page | undefined> {
  try {
    const bytes = await repository.loadBlob(id, 'page');
    return decoding('a page', () => decodePage(bytes));
  } catch (error) {
    if (isFault(error, 'corrupt')) return undefined;
    throw error;
  }
}
