import type { Catalog, CatalogChange } from '../catalog/catalog.ts';
import { isFault } from '../model/fault.ts';
import type { ItemEntry, ItemSummary, SourceName } from '../model/item.ts';
import type { Repository } from '../repository/repository.ts';
import type { ContainerState, SnapshotRecord } from '../repository/snapshot.ts';
import { compareMaps } from '../repository/snapshot-map.ts';
import type { Source } from '../sources/source.ts';
import { isLeftOut } from './left-out.ts';
import { readMeta } from './stored-item.ts';
import { TreeChanges } from './tree-changes.ts';

/** Summaries read ahead of the catalog: enough to hide the time the repository takes. */
const READ_AHEAD = 16;

/** What lists show of an item whose stored properties are damaged. */
const NOTHING_KNOWN: ItemSummary = {
  subject: '',
  from: '',
  fromAddress: '',
  to: '',
  date: '1970-01-01T00:00:00.000Z',
  sizeBytes: 0,
  preview: '',
  isRead: true,
  isDraft: false,
  isFlagged: false,
  hasAttachments: false,
  categories: [],
  conversation: '',
};

export interface ChangesParts {
  repository: Repository;
  catalog: Catalog;
  sourceOf(name: SourceName): Promise<Source>;
}

/** What is different between two snapshots, containers before their items. */
export async function* readChanges(
  parts: ChangesParts,
  before: SnapshotRecord | null,
  after: SnapshotRecord,
): AsyncGenerator<CatalogChange, void> {
  const key = ({ account, source, id }: ContainerState) => `${account} ${source} ${id}`;
  const earlier = new Map((before?.containers ?? []).map((state) => [key(state), state]));
  const later = new Set(after.containers.map(key));
  for (const state of after.containers) {
    const known = earlier.get(key(state));
    if (known !== undefined && looksSame(known, state)) continue;
    const { account, source, id, parent, name, role, hidden } = state;
    yield { kind: 'container', account, source, container: { id, parent, name, role, hidden } };
  }
  for (const state of after.containers) {
    const known = earlier.get(key(state))?.items ?? null;
    if (known !== state.items) yield* readItems(parts, state, known);
  }
  for (const [name, state] of earlier) {
    if (later.has(name)) continue;
    const { account, source, id, items } = state;
    // The folders in it go by themselves: nothing says that they were its own.
    const hasTree = (await parts.sourceOf(source)).placeOf !== undefined;
    if (hasTree) yield* readItems(parts, { ...state, items: null }, items);
    yield { kind: 'container-gone', account, source, id };
  }
}

function looksSame(a: ContainerState, b: ContainerState): boolean {
  return a.parent === b.parent && a.name === b.name && a.role === b.role && a.hidden === b.hidden;
}

async function* readItems(
  { repository, catalog, sourceOf }: ChangesParts,
  state: ContainerState,
  before: ContainerState['items'],
): AsyncGenerator<CatalogChange, void> {
  const source = await sourceOf(state.source);
  const { account, source: name, id: container } = state;
  const place = { account, source: name, container };
  const tree = source.placeOf && new TreeChanges(catalog, place, source.placeOf);
  const ahead: Promise<() => CatalogChange[]>[] = [];
  const differences = compareMaps(repository.openMap(before), repository.openMap(state.items));
  for await (const { id: itemId, before: was, after: entry } of differences) {
    const change = changesOf(repository, source, { ...place, itemId }, was, entry, tree);
    // Whoever takes it sees the failure; until then it must not count as unhandled.
    change.catch(() => {});
    ahead.push(change);
    if (ahead.length >= READ_AHEAD) yield* (await (ahead.shift() as (typeof ahead)[0]))();
  }
  for (const change of ahead) yield* (await change)();
  yield* tree?.foldersGone() ?? [];
}

type Place = Pick<
  Extract<CatalogChange, { kind: 'item-gone' }>,
  'account' | 'source' | 'container' | 'itemId'
>;

/**
 * What is read in any order is placed in the order in which it is told: a folder is told before the
 * first that lies in it, and not before the first that was read.
 */
async function changesOf(
  repository: Repository,
  source: Source,
  place: Place,
  before: ItemEntry | undefined,
  entry: ItemEntry | undefined,
  tree: TreeChanges | undefined,
): Promise<() => CatalogChange[]> {
  const metaOf = (of: ItemEntry | undefined) => of && soundMeta(repository, of);
  // Where there is no tree, what an item was like before is nobody's question.
  const was = tree === undefined ? undefined : await metaOf(before);
  const meta = await metaOf(entry);
  const change: CatalogChange =
    entry === undefined
      ? { kind: 'item-gone', ...place }
      : { kind: 'item', ...place, entry, summary: summaryOf(source, meta, entry) };
  return () => (tree === undefined ? [change] : tree.place(change, was, meta));
}

/** null for one that is damaged: it must not keep all the others out of the lists. */
async function soundMeta(repository: Repository, entry: ItemEntry): Promise<unknown> {
  try {
    return await readMeta(repository, entry);
  } catch (error) {
    // Opening it says what it is.
    if (!isFault(error, 'corrupt')) throw error;
    return null;
  }
}

function summaryOf(source: Source, meta: unknown, entry: ItemEntry): ItemSummary {
  if (meta === null) return NOTHING_KNOWN;
  const summary = source.summarise(meta);
  return isLeftOut(source, entry) ? { ...summary, isLeftOut: true } : summary;
}
