import { asId, type BlobId, type ItemId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import { MapWalker } from './map-walker.ts';
import { writeMap } from './map-writer.ts';
import { compareKeys, makeLeafCell } from './page.ts';
import type { PageCache } from './page-cache.ts';
import { type BlobStore, cellOf, PageStore } from './page-store.ts';

/** The root of a map and how much is in it. */
export interface MapRoot {
  root: BlobId | null;
  count: number;
  unwhole: number;
}

/**
 * Item id → entry for one container at one time, as a tree of content-addressed pages. A map never
 * changes: `write` makes another one, which shares every page that stayed the same. Equal maps
 * have equal roots, whatever their history.
 */
export class SnapshotMap {
  readonly root: BlobId | null;
  readonly #pages: PageStore;

  constructor(blobs: BlobStore, cache: PageCache, root: BlobId | null) {
    this.root = root;
    this.#pages = new PageStore(blobs, cache);
  }

  /** How many items there are, and how many of them are not whole. Reads one page. */
  async counts(): Promise<{ count: number; unwhole: number }> {
    if (this.root === null) return { count: 0, unwhole: 0 };
    const { count, unwhole } = cellOf(this.root, await this.#pages.load(this.root));
    return { count, unwhole };
  }

  /** Faults: `corrupt`. */
  async get(id: ItemId): Promise<ItemEntry | undefined> {
    if (this.root === null) return undefined;
    let page = await this.#pages.load(this.root);
    while (page.children !== undefined) {
      const child = page.children.find((cell) => compareKeys(cell.key, id) >= 0);
      if (child === undefined) return undefined;
      page = await this.#pages.loadChild(child, page.level);
    }
    return page.leaves.find((cell) => cell.key === id)?.entry;
  }

  /** In order of their ids' bytes. Faults: `corrupt`. */
  async *entries(): AsyncGenerator<[ItemId, ItemEntry], void> {
    const walker = await this.walk();
    for (let front = walker.front(); front !== undefined; front = walker.front()) {
      if (front.kind === 'page') {
        await walker.enter(front.level, front.cell);
        continue;
      }
      yield [asId<ItemId>(front.cell.key), front.cell.entry];
      walker.pass();
    }
  }

  /**
   * The map with these changes; `null` removes. Its pages are saved, not committed: the root
   * belongs into a snapshot. Costs the pages that change, not the size of the map.
   */
  async write(changes: ReadonlyMap<ItemId, ItemEntry | null>): Promise<MapRoot> {
    const sorted = [...changes].sort(([a], [b]) => compareKeys(a, b));
    const cells = sorted.map(([key, entry]) => ({
      key,
      cell: () => (entry === null ? null : makeLeafCell(key, entry)),
    }));
    const written = await writeMap(this.#pages, this.root, cells);
    if (written === null) return { root: null, count: 0, unwhole: 0 };
    return { root: written.child, count: written.count, unwhole: written.unwhole };
  }

  walk(): Promise<MapWalker> {
    return MapWalker.start(this.#pages, this.root);
  }
}

export interface MapDifference {
  id: ItemId;
  before: ItemEntry | undefined;
  after: ItemEntry | undefined;
}

/** Every item that differs, in order of ids. Reads only pages that differ. Faults: `corrupt`. */
export async function* compareMaps(
  before: SnapshotMap,
  after: SnapshotMap,
): AsyncGenerator<MapDifference, void> {
  if (before.root === after.root) return;
  const { compareWalks } = await import('./compare-maps.ts');
  for await (const pair of compareWalks(await before.walk(), await after.walk())) {
    const key = pair.after?.key ?? pair.before?.key;
    if (key === undefined) continue;
    yield { id: asId<ItemId>(key), before: pair.before?.entry, after: pair.after?.entry };
  }
}
