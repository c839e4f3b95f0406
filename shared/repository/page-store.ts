import type { Bytes } from '../lib/bytes.ts';
import { Fault } from '../model/fault.ts';
import type { BlobId } from '../model/ids.ts';
import { decoding } from './decoding.ts';
import {
  type Cell,
  type ChildCell,
  decodePage,
  encodePage,
  type LeafCell,
  makeChildCell,
  type Page,
} from './page.ts';
import type { PageCache } from './page-cache.ts';

/** What a map needs of a repository. */
export interface BlobStore {
  saveBlob(kind: 'page', bytes: Bytes): Promise<BlobId>;
  loadBlob(id: BlobId, kind: 'page'): Promise<Bytes>;
}

/** Pages by id, decoded. */
export class PageStore {
  readonly #blobs: BlobStore;
  readonly #cache: PageCache;

  constructor(blobs: BlobStore, cache: PageCache) {
    this.#blobs = blobs;
    this.#cache = cache;
  }

  async load(id: BlobId): Promise<Page> {
    const cached = this.#cache.get(id);
    if (cached !== undefined) return cached;
    const bytes = await this.#blobs.loadBlob(id, 'page');
    const page = decoding('a page', () => decodePage(bytes));
    this.#cache.set(id, page);
    return page;
  }

  /** A child one level below its parent, so that no page can lead round in a circle. */
  async loadChild(cell: ChildCell, parentLevel: number): Promise<Page> {
    const page = await this.load(cell.child);
    if (page.level !== parentLevel - 1) throw new Fault('corrupt', 'a page is on a wrong level');
    return page;
  }

  /** Saves a page; answers the cell by which its parent knows it. */
  async saveLeaf(cells: readonly LeafCell[]): Promise<ChildCell> {
    return cellOf(await this.#save(0, cells), { level: 0, leaves: cells });
  }

  async saveParent(level: number, cells: readonly ChildCell[]): Promise<ChildCell> {
    return cellOf(await this.#save(level, cells), { level, children: cells });
  }

  #save(level: number, cells: readonly Cell[]): Promise<BlobId> {
    return this.#blobs.saveBlob('page', encodePage(level, cells));
  }
}

/** The cell by which a page's parent knows it. */
export function cellOf(id: BlobId, page: Page): ChildCell {
  if (page.leaves !== undefined) {
    const unwhole = page.leaves.filter((cell) => !cell.entry.whole).length;
    return makeChildCell(lastKey(page.leaves), id, page.leaves.length, unwhole);
  }
  const count = page.children.reduce((sum, cell) => sum + cell.count, 0);
  const unwhole = page.children.reduce((sum, cell) => sum + cell.unwhole, 0);
  return makeChildCell(lastKey(page.children), id, count, unwhole);
}

export function lastKey(cells: readonly Cell[]): string {
  const last = cells.at(-1);
  if (last === undefined) throw new Error('a page is never empty');
  return last.key;
}
