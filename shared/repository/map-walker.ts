import type { BlobId } from '../model/ids.ts';
import type { ChildCell, LeafCell, Page } from './page.ts';
import type { PageStore } from './page-store.ts';

/** The cells of one page that are still to be looked at. */
type Frame =
  | { level: 0; leaves: readonly LeafCell[]; at: number; children?: never }
  | { level: number; children: readonly ChildCell[]; at: number; leaves?: never };

export type Front =
  | { kind: 'leaf'; cell: LeafCell }
  | { kind: 'page'; level: number; cell: ChildCell }
  | undefined;

/** Walks a map in key order, page by page; a whole page can be passed over unread. */
export class MapWalker {
  readonly #pages: PageStore;
  readonly #frames: Frame[] = [];

  private constructor(pages: PageStore) {
    this.#pages = pages;
  }

  static async start(pages: PageStore, root: BlobId | null): Promise<MapWalker> {
    const walker = new MapWalker(pages);
    if (root !== null) walker.#push(await pages.load(root));
    return walker;
  }

  /** What comes next: an item, or a page of items. */
  front(): Front {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return undefined;
    if (frame.leaves !== undefined) {
      const cell = frame.leaves[frame.at];
      return cell && { kind: 'leaf', cell };
    }
    const cell = frame.children[frame.at];
    return cell && { kind: 'page', level: frame.level - 1, cell };
  }

  pass(): void {
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      frame.at++;
      const count = frame.leaves === undefined ? frame.children.length : frame.leaves.length;
      if (frame.at < count) return;
      this.#frames.pop();
    }
  }

  /** The pages below the one that was opened last, when there are any. */
  below(): { pages: PageStore; children: readonly ChildCell[] } | undefined {
    const children = this.#frames.at(-1)?.children;
    return children && { pages: this.#pages, children };
  }

  /** Opens the page in front. Its frame stays on it until the page's end has been passed. */
  async enter(level: number, cell: ChildCell): Promise<void> {
    this.#push(await this.#pages.loadChild(cell, level + 1));
  }

  #push(page: Page): void {
    const frame: Frame =
      page.leaves === undefined
        ? { level: page.level, children: page.children, at: 0 }
        : { level: 0, leaves: page.leaves, at: 0 };
    this.#frames.push(frame);
  }
}
