import { type AccountId, asId, type BlobId, type ContainerId, type ItemId } from '../model/ids.ts';
import type { ItemEntry, ItemSummary } from '../model/item.ts';
import type { Moment, Since } from '../model/moments.ts';
import type { Catalog, CatalogChange, TakenSnapshot } from './catalog.ts';

export const ACCOUNT = asId<AccountId>('pat.example');

/** The folders of the tests' mailbox in the order they are told; two can go and come back. */
export const FOLDERS: readonly { id: ContainerId; role: string | null }[] = [
  { id: asId('inbox'), role: 'inbox' },
  { id: asId('clients'), role: null },
  { id: asId('old'), role: null },
  { id: asId('bin'), role: 'deleteditems' },
];

export interface NaiveItem {
  version: number;
  whole: boolean;
  summary: ItemSummary;
}

/** The mailbox at one snapshot: folder → item → what it is. A missing folder is gone. */
export type World = ReadonlyMap<ContainerId, ReadonlyMap<ItemId, NaiveItem>>;

/** One state in one folder; `first` and `last` count worlds from 0, `last` null while it is there. */
export interface Run {
  container: ContainerId;
  id: ItemId;
  item: NaiveItem;
  first: number;
  last: number | null;
}

export function endOf(world: number): string {
  return new Date(Date.UTC(2026, 0, 1, world)).toISOString();
}

export function snapshotOf(world: number): TakenSnapshot {
  return {
    id: asId(String(world + 1).padStart(64, '0')),
    sequence: world + 1,
    startedAt: endOf(world),
    endedAt: endOf(world),
    isRunEnd: true,
    complete: true,
    run: { account: ACCOUNT, source: 'mail' },
  };
}

/** Takes in `worlds[index]`, as what is different from the world before. */
export function applyWorld(
  catalog: Catalog,
  worlds: readonly World[],
  index: number,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const changes = changesBetween(worlds[index - 1] ?? new Map(), worlds[index]!);
  return catalog.apply(snapshotOf(index), stream(changes), signal);
}

export async function* stream<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

export function* changesBetween(before: World, after: World): Generator<CatalogChange> {
  const of = { account: ACCOUNT, source: 'mail' } as const;
  for (const { id, role } of FOLDERS) {
    const [had, has] = [before.get(id), after.get(id)];
    if (has && !had) yield { kind: 'container', ...of, container: folder(id, role) };
    if (had && !has) yield { kind: 'container-gone', ...of, id };
    if (!has) continue;
    for (const itemId of had?.keys() ?? []) {
      if (!has.has(itemId)) yield { kind: 'item-gone', ...of, container: id, itemId };
    }
    for (const [itemId, item] of has) {
      const old = had?.get(itemId);
      if (old?.version === item.version && old.whole === item.whole) continue;
      const entry = entryOf(itemId, item);
      yield { kind: 'item', ...of, container: id, itemId, entry, summary: item.summary };
    }
  }
}

export function folder(id: ContainerId, role: string | null) {
  return { id, parent: null, name: `Folder ${id}`, role, hidden: false };
}

export function entryOf(id: ItemId, item: NaiveItem): ItemEntry {
  const parts = item.whole ? [{ role: 'body', blob: asId<BlobId>('b'.repeat(64)) } as const] : [];
  const meta = asId<BlobId>(`${id}-${item.version}`);
  return { version: `v${item.version}`, meta, parts, whole: item.whole };
}

/** Every state of every item in every folder, found by looking at all worlds. */
export function runsOf(worlds: readonly World[]): Run[] {
  const runs: Run[] = [];
  const open = new Map<string, Run>();
  worlds.forEach((world, index) => {
    for (const { id: container } of FOLDERS) {
      for (const [id, item] of world.get(container) ?? []) {
        const key = `${container} ${id}`;
        const run = open.get(key);
        if (run && run.last === null && run.item.version === item.version) run.item = item;
        else {
          if (run) run.last ??= index - 1;
          const next: Run = { container, id, item, first: index, last: null };
          open.set(key, next);
          runs.push(next);
        }
      }
    }
    for (const run of open.values()) {
      if (!world.get(run.container)?.has(run.id)) run.last ??= index - 1;
    }
  });
  return runs;
}

/** The newest run of each item in each folder: what lists show. */
export function shownRuns(runs: readonly Run[]): Run[] {
  return [...new Map(runs.map((run) => [`${run.container} ${run.id}`, run])).values()];
}

/** Where an item is that is no more in `run`'s folder: the folder it came to last. */
export function movedTo(run: Run, runs: readonly Run[]): ContainerId | null {
  const open = runs.filter((other) => other.id === run.id && other.last === null);
  if (run.last === null || open.some((other) => other.container === run.container)) return null;
  return open.toSorted((a, b) => b.first - a.first || inOrder(a, b))[0]?.container ?? null;
}

/** Whether the state was there in that world. */
export function wasThere({ first, last }: Run, world: number): boolean {
  return first <= world && (last === null || last >= world);
}

/** What became of it since it was there. */
export function sinceOf(run: Run, runs: readonly Run[]): Since {
  if (run.last === null) return 'same';
  const open = runs.filter((other) => other.id === run.id && other.last === null);
  if (open.some((other) => other.container === run.container)) return 'changed';
  return open.length > 0 ? 'moved' : 'gone';
}

/** What was different in each world from the one before, by looking at both. */
export function momentsOf(worlds: readonly World[], runs: readonly Run[]): Moment[] {
  const idsOf = (world: World | undefined) =>
    new Set([...(world?.values() ?? [])].flatMap((content) => [...content.keys()]));
  return worlds.map((world, index) => {
    const [before, after] = [idsOf(worlds[index - 1]), idsOf(world)];
    const touched = runs
      .filter(({ first, last }) => first === index || last === index - 1)
      .map(({ id }) => id);
    return {
      sequence: index + 1,
      at: endOf(index),
      new: [...after].filter((id) => !before.has(id)).length,
      changed: new Set(touched.filter((id) => before.has(id) && after.has(id))).size,
      gone: [...before].filter((id) => !after.has(id)).length,
      complete: true,
    };
  });
}

export interface NaiveLoss {
  /** The world that first had it nowhere. */
  world: number;
  home: ContainerId;
}

/** Items that are nowhere now. */
export function lostItems(runs: readonly Run[]): Map<ItemId, NaiveLoss> {
  const lost = new Map<ItemId, NaiveLoss>();
  for (const id of new Set(runs.map((run) => run.id))) {
    const own = shownRuns(runs.filter((run) => run.id === id));
    if (own.some((run) => run.last === null)) continue;
    const byLast = own.toSorted((a, b) => b.last! - a.last! || b.first - a.first || inOrder(a, b));
    const home = byLast.find((run) => run.container !== 'bin') ?? byLast[0]!;
    lost.set(id, { world: byLast[0]!.last! + 1, home: home.container });
  }
  return lost;
}

/** The run that stands for an item: where it is, else where it was last, bins after all others. */
export function standIn(id: ItemId, runs: readonly Run[]): Run | undefined {
  const own = shownRuns(runs.filter((run) => run.id === id));
  const outside = own.filter((run) => run.container !== 'bin');
  return (outside.length > 0 ? outside : own).toSorted(
    (a, b) =>
      (b.last ?? Number.POSITIVE_INFINITY) - (a.last ?? Number.POSITIVE_INFINITY) ||
      b.first - a.first ||
      inOrder(a, b),
  )[0];
}

function inOrder(a: Run, b: Run): number {
  const position = (run: Run) => FOLDERS.findIndex(({ id }) => id === run.container);
  return position(a) - position(b);
}
