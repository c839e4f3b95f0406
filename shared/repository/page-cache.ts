import type { BlobId } from '../model/ids.ts';
import type { Page } from './page.ts';

/** About 4 MiB: a page of 4 KiB takes twice that as objects. */
const CAPACITY = 512;

/** Decoded pages, the last used ones, shared by all maps of a repository: pages never change. */
export class PageCache {
  readonly #pages = new Map<BlobId, Page>();

  get(id: BlobId): Page | undefined {
    const page = this.#pages.get(id);
    if (page === undefined) return undefined;
    this.#pages.delete(id);
    this.#pages.set(id, page);
    return page;
  }

  set(id: BlobId, page: Page): void {
    this.#pages.set(id, page);
    if (this.#pages.size <= CAPACITY) return;
    for (const oldest of this.#pages.keys()) {
      this.#pages.delete(oldest);
      return;
    }
  }
}
