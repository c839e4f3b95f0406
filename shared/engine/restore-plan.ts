import type { Catalog } from '../catalog/catalog.ts';
import type { Graph } from '../graph/graph.ts';
import { mapConcurrent, pieces } from '../lib/iterate.ts';
import { Fault, isFault, JOB_ENDING, toFault } from '../model/fault.ts';
import { type AccountId, asId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ContainerInfo, ItemRow, SourceName } from '../model/item.ts';
import type { PutBackWay } from '../model/put-back.ts';
import type { PlannedItem, RestorePlan } from '../model/restore.ts';
import type { Repository } from '../repository/repository.ts';
import type { HostApi } from '../rpc/protocol.ts';
import type { PlannedRestore, RestorableItem, RestoreContext } from '../sources/restoring.ts';
import type { Source } from '../sources/source.ts';
import { type ChosenItem, type ChosenItems, foldersAt } from './choose-items.ts';
import type { Journal } from './journal.ts';
import { pathsOf } from './receipt.ts';
import { openParts, readMeta } from './stored-item.ts';
import { versionOf } from './version-reading.ts';

const ITEMS_AT_ONCE = 4;
/** As many as one request to Graph can ask for. */
const ITEMS_EXPECTED = 20;
/** Of what came later than the moment a plan is of. */
const NAMES_TOLD = 3;
/** Stands for a folder that is made for one restore; Microsoft has no such id. */
export const NEW_FOLDER = asId<ContainerId>('holdfast-new-folder');

/** What a plan was made of, for the run that follows it. */
export interface PreparedRestore {
  plan: RestorePlan;
  source: SourceName;
  /** See `ChosenItems`. */
  asOf: number | null;
  /** Of each folder that was chosen all that is kept in it was, too. */
  isWhole: boolean;
  /** Otherwise than its source restores it. */
  way?: PutBackWay;
  items: (ChosenItem & { planned: PlannedRestore })[];
}

export interface PlanParts {
  repository: Repository;
  catalog: Catalog;
  journal: Journal;
  source: Source;
  graph: Graph;
  host: Pick<HostApi, 'token'>;
  newId(): string;
  /** ISO 8601, UTC. */
  now(): string;
  way?: Way;
}

/** How something is put back otherwise than its source restores it. */
export interface Way {
  open(item: ChosenItem): Promise<RestorableItem>;
  /** In place of what the context says of the source's own containers. */
  readonly place: Partial<RestoreContext>;
  readonly atOnce: number;
}

/**
 * Asks Microsoft what restoring would do, item by item, and tells after some of them how many are
 * done. Writes nothing, and does nothing with what came `later`.
 */
export async function* prepareRestore(
  parts: PlanParts,
  { account, items: chosen, asOf, isWhole }: ChosenItems,
  later: readonly ItemRow[],
  signal: AbortSignal,
): AsyncGenerator<number, PreparedRestore> {
  const { source, catalog } = parts;
  const context = makeContext(parts, account, { newFolder: null, asOf }, async () => {
    throw new Fault('unexpected', 'a plan writes nothing');
  });
  const items: PreparedRestore['items'] = [];
  const size = source.expectRestores === undefined ? 1 : ITEMS_EXPECTED;
  const planned = mapConcurrent(pieces(chosen, size), ITEMS_AT_ONCE, (some) =>
    planSome(parts, some, context, signal),
  );
  for await (const some of planned) {
    items.push(...some);
    yield items.length;
  }
  const plan: RestorePlan = {
    id: parts.newId(),
    account,
    source: source.name,
    askedAt: parts.now(),
    items: items.map(toPlannedItem),
    targets: targetsOf(catalog, account, source.name, items),
    scopesMissing: await missingScopes(parts.host, account, source),
    ...binOffer(parts, account, items),
    ...(later.length > 0 && { later: { count: later.length, names: namesOf(later) } }),
  };
  return { plan, source: source.name, items, asOf, isWhole };
}

/** Nobody is asked here whether it is allowed already: that is for those who want it. */
function binOffer(
  { source, catalog }: Pick<PlanParts, 'source' | 'catalog'>,
  account: AccountId,
  items: PreparedRestore['items'],
): Pick<RestorePlan, 'bin'> {
  const { bin } = source;
  if (bin === undefined || !items.some(({ planned }) => planned.mayBeInBin)) return {};
  const tops = catalog.containers(account, source.name).filter(({ parent }) => parent === null);
  return tops.some(({ role }) => bin.isBehind(role)) ? { bin: { scopes: bin.scopes } } : {};
}

/** The commonest first: who encrypts files leaves the same note in every folder. */
function namesOf(rows: readonly ItemRow[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { subject } of rows) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  const names = [...counts].sort(([, one], [, other]) => other - one);
  return names.slice(0, NAMES_TOLD).map(([name, count]) => ({ name, count }));
}

async function planSome(
  parts: PlanParts,
  some: readonly ChosenItem[],
  context: RestoreContext,
  signal: AbortSignal,
): Promise<PreparedRestore['items']> {
  await expectSome(parts, some, context, signal);
  const items: PreparedRestore['items'] = [];
  for (const item of some) {
    const planned = await planItem(parts, item, item.row.container, context, signal);
    items.push({ ...item, planned });
  }
  return items;
}

/** What can't be read for this has its trouble told when its own turn comes. */
async function expectSome(
  { repository, source, graph }: PlanParts,
  some: readonly ChosenItem[],
  context: RestoreContext,
  signal: AbortSignal,
): Promise<void> {
  if (source.expectRestores === undefined) return;
  const opened = await Promise.allSettled(
    some.map((item) => openRestorable(repository, source, item, item.row.container)),
  );
  const items = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  await source.expectRestores(graph, items, context, signal);
}

/** Trouble with one item is its outcome `cannot`; what ends a job is thrown. */
export async function planItem(
  parts: Pick<PlanParts, 'repository' | 'source' | 'graph' | 'way'>,
  item: ChosenItem,
  target: ContainerId,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<PlannedRestore> {
  try {
    const restorable = await openForRestore(parts, item, target);
    return await parts.source.planRestore(parts.graph, restorable, context, signal);
  } catch (error) {
    signal.throwIfAborted();
    const fault = toFault(error);
    // Damage of one stored item is that item's trouble here.
    if (JOB_ENDING.has(fault.code) && fault.code !== 'corrupt') throw fault;
    return {
      outcome: 'cannot',
      foundIn: null,
      foundAs: null,
      sendBytes: 0,
      fault,
      willDiffer: [],
    };
  }
}

/** An item as whoever restores it wants it. */
export function openForRestore(
  { repository, source, way }: Pick<PlanParts, 'repository' | 'source' | 'way'>,
  item: ChosenItem,
  target: ContainerId,
): Promise<RestorableItem> {
  return way?.open(item) ?? openRestorable(repository, source, item, target);
}

async function openRestorable(
  repository: Repository,
  source: Source,
  { row, ref, version }: ChosenItem,
  target: ContainerId,
): Promise<RestorableItem> {
  const meta = await readMeta(repository, ref.entry);
  const stored = openParts(repository, ref.entry);
  const was =
    version === undefined ? { meta, stored } : await versionOf(source, meta, stored, version);
  return {
    itemId: row.itemId,
    container: target,
    meta: was.meta,
    parts: was.stored,
    whole: ref.entry.whole,
    label: row.subject,
  };
}

/**
 * One context is one run: sources remember in it which folders they have found or made. Folders are
 * called and lie as at the moment `asOf`.
 */
export function makeContext(
  { catalog, journal, source, way }: Pick<PlanParts, 'catalog' | 'journal' | 'source' | 'way'>,
  account: AccountId,
  { newFolder, asOf }: { newFolder: string | null; asOf: number | null },
  intend: RestoreContext['intend'],
): RestoreContext {
  const known = new Map(
    foldersAt(catalog, account, source.name, asOf).map((folder) => [folder.id, folder]),
  );
  const madeFrom = new Set(journal.links().map(({ nowId }) => nowId));
  return {
    ancestry(container) {
      if (container === NEW_FOLDER) return [folderNamed(newFolder ?? '')];
      const line: ContainerInfo[] = [];
      for (let at = known.get(container); at !== undefined && line.length <= known.size; ) {
        const { id, parent, name, role, hidden } = at;
        line.push({ id, parent, name, role, hidden, reportedCount: null });
        at = parent === null ? undefined : known.get(parent);
      }
      return line;
    },
    madeAgainAs: (id) => journal.madeAgainAs(id),
    isKept: (id: ItemId) => madeFrom.has(id) || catalog.versions(account, id).length > 0,
    resolved: new Map(),
    intend,
    ...way?.place,
  };
}

function folderNamed(name: string): ContainerInfo {
  return { id: NEW_FOLDER, parent: null, name, role: null, hidden: false, reportedCount: null };
}

export function toPlannedItem({ row, planned }: PreparedRestore['items'][number]): PlannedItem {
  const { outcome, foundIn, sendBytes, fault, willDiffer, hasOtherContent = false } = planned;
  const replaces = planned.replaces === true ? { replaces: true } : {};
  const reason = fault?.code ?? null;
  const told = { row, outcome, foundIn, sendBytes, reason, willDiffer, ...replaces };
  return hasOtherContent ? { ...told, hasOtherContent } : told;
}

function targetsOf(
  catalog: Catalog,
  account: AccountId,
  source: SourceName,
  items: PreparedRestore['items'],
): RestorePlan['targets'] {
  const containers = catalog.containers(account, source);
  const paths = pathsOf(containers);
  const counts = new Map<ContainerId, number>();
  for (const { row, planned } of items) {
    if (planned.outcome !== 'move-back' && planned.outcome !== 'make-again') continue;
    counts.set(row.container, (counts.get(row.container) ?? 0) + 1);
  }
  const there = new Set(containers.flatMap(({ id, isGone }) => (isGone ? [] : [id])));
  return [...counts].map(([container, count]) => ({
    container,
    path: paths.get(container) ?? '',
    exists: there.has(container),
    count,
  }));
}

/** What has not been allowed yet is asked for at the first restore, and not before. */
async function missingScopes(
  host: Pick<HostApi, 'token'>,
  account: AccountId,
  source: Source,
): Promise<readonly string[]> {
  const scopes = [...source.scopes.write];
  try {
    await host.token(account, scopes, null);
    return [];
  } catch (error) {
    if (!isFault(error, 'consent-required')) throw error;
    return error.scopes.length > 0 ? error.scopes : scopes;
  }
}
