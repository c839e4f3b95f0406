import type { BlobId } from '../model/ids.ts';
import { LevelCursor } from './level-cursor.ts';
import { type Cell, type ChildCell, compareKeys, type LeafCell, type Page } from './page.ts';
import { PageCutter } from './page-cuts.ts';
import { cellOf, lastKey, type PageStore } from './page-store.ts';

/** A cell to put in a page under its key, or `null` to take one out. Made only when needed. */
export interface CellChange<T extends Cell> {
  key: string;
  cell(): T | null;
}

/** What differs between the levels: leaves and pages of children. */
interface Level<T extends Cell> {
  level: number;
  cellsOf(page: Page): readonly T[];
  save(cells: readonly T[]): Promise<ChildCell>;
}

/**
 * Applies changes, ascending by key, to the map under `root`; answers the cell of the new root,
 * `null` for an empty map.
 *
 * Level by level: pages with changes are written anew, and the pages after them as well until a
 * cut falls on an old one. From there on the old pages are what would be written, since a cut
 * depends on nothing before its page. What became of the pages are the next level's changes.
 */
export async function writeMap(
  pages: PageStore,
  root: BlobId | null,
  changes: readonly CellChange<LeafCell>[],
): Promise<ChildCell | null> {
  const height = root === null ? -1 : (await pages.load(root)).level;
  const leaves = leafLevel(pages);
  let current =
    root === null
      ? await buildLevel(leaves, changes)
      : await rewriteLevel(pages, root, leaves, changes, height === 0);
  for (let level = 1; root !== null && level <= height; level++) {
    current = await rewriteLevel(pages, root, parentLevel(pages, level), current, level === height);
  }
  if (root !== null && current.length === 0) return cellOf(root, await pages.load(root));
  for (let level = Math.max(height, 0) + 1; ; level++) {
    const cells = current.map((change) => change.cell()).filter((cell) => cell !== null);
    const [only] = cells;
    if (only === undefined) return null;
    if (cells.length === 1) return lowestRoot(pages, only);
    current = await buildLevel(parentLevel(pages, level), current);
  }
}

/** A page with one child is never a root: the map has a lower one. */
async function lowestRoot(pages: PageStore, top: ChildCell): Promise<ChildCell> {
  let cell = top;
  for (;;) {
    const page = await pages.load(cell.child);
    const [only] = page.children ?? [];
    if (only === undefined || page.children?.length !== 1) return cell;
    cell = only;
  }
}

/** All pages of a level that had none. */
async function buildLevel<T extends Cell>(
  level: Level<T>,
  changes: readonly CellChange<T>[],
): Promise<CellChange<ChildCell>[]> {
  const builder = new LevelBuilder(level);
  for (const change of changes) {
    const cell = change.cell();
    if (cell !== null) await builder.add(cell);
  }
  await builder.finish();
  return builder.written.map(toChange);
}

async function rewriteLevel<T extends Cell>(
  pages: PageStore,
  root: BlobId,
  level: Level<T>,
  changes: readonly CellChange<T>[],
  isTop: boolean,
): Promise<CellChange<ChildCell>[]> {
  const builder = new LevelBuilder(level);
  const removed = new Map<string, BlobId>();
  let at = 0;
  for (let change = changes[at]; change !== undefined; change = changes[at]) {
    const cursor = await LevelCursor.seek(pages, root, level.level, change.key);
    for (;;) {
      const cells = level.cellsOf(cursor.page);
      const end = lastKey(cells);
      removed.set(end, cursor.id);
      at = await merge(builder, cells, changes, at, cursor.isLast ? null : end);
      if (cursor.isLast) await builder.finish();
      if (builder.isEmpty) break;
      await cursor.next();
    }
  }
  return differences(removed, builder.written, isTop);
}

/** Feeds old cells and changes up to `end` in key order; answers the next change's number. */
async function merge<T extends Cell>(
  builder: LevelBuilder<T>,
  cells: readonly T[],
  changes: readonly CellChange<T>[],
  from: number,
  end: string | null,
): Promise<number> {
  let at = from;
  let next = 0;
  for (;;) {
    const old = cells[next];
    const change = changes[at];
    const isDue = change !== undefined && (end === null || compareKeys(change.key, end) <= 0);
    if (old === undefined && !isDue) return at;
    const order = !isDue ? -1 : old === undefined ? 1 : compareKeys(old.key, change.key);
    if (order <= 0) next++;
    if (order >= 0) at++;
    const cell = order < 0 ? old : change?.cell();
    if (cell !== undefined && cell !== null) await builder.add(cell);
  }
}

/**
 * What the level above has to change, ascending by key. Above the root there is nothing yet that
 * could keep a page which stayed the same: there each page is told.
 */
function differences(
  removed: ReadonlyMap<string, BlobId>,
  written: readonly ChildCell[],
  isTop: boolean,
): CellChange<ChildCell>[] {
  const fresh = written.filter((cell) => isTop || removed.get(cell.key) !== cell.child);
  const kept = new Set(written.map((cell) => cell.key));
  const gone = [...removed.keys()].filter((key) => !kept.has(key));
  const changes = [...fresh.map(toChange), ...gone.map((key) => ({ key, cell: () => null }))];
  return changes.sort((a, b) => compareKeys(a.key, b.key));
}

class LevelBuilder<T extends Cell> {
  readonly written: ChildCell[] = [];
  readonly #level: Level<T>;
  readonly #cutter: PageCutter;
  #cells: T[] = [];

  constructor(level: Level<T>) {
    this.#level = level;
    this.#cutter = new PageCutter(level.level);
  }

  /** True when the next cell begins a page. */
  get isEmpty(): boolean {
    return this.#cells.length === 0;
  }

  async add(cell: T): Promise<void> {
    this.#cells.push(cell);
    if (this.#cutter.isLast(cell)) await this.finish();
  }

  /** Ends the page where the level ends. */
  async finish(): Promise<void> {
    if (this.#cells.length === 0) return;
    const cells = this.#cells;
    this.#cells = [];
    this.written.push(await this.#level.save(cells));
  }
}

function leafLevel(pages: PageStore): Level<LeafCell> {
  return {
    level: 0,
    cellsOf: (page) => page.leaves ?? [],
    save: (cells) => pages.saveLeaf(cells),
  };
}

function parentLevel(pages: PageStore, level: number): Level<ChildCell> {
  return {
    level,
    cellsOf: (page) => page.children ?? [],
    save: (cells) => pages.saveParent(level, cells),
  };
}

function toChange(cell: ChildCell): CellChange<ChildCell> {
  return { key: cell.key, cell: () => cell };
}
