import type { BlobId } from '../model/ids.ts';
import { type ChildCell, compareKeys, type Page } from './page.ts';
import type { PageStore } from './page-store.ts';

interface Step {
  level: number;
  children: readonly ChildCell[];
  at: number;
}

/** Stands on one page of one level and goes on to the next page of that level. */
export class LevelCursor {
  readonly #pages: PageStore;
  /** From the root down to the parent of the page. */
  readonly #path: Step[];
  #id: BlobId;
  #page: Page;

  private constructor(pages: PageStore, path: Step[], id: BlobId, page: Page) {
    this.#pages = pages;
    this.#path = path;
    this.#id = id;
    this.#page = page;
  }

  /** On the page of `level` where `key` is or would be. */
  static async seek(
    pages: PageStore,
    root: BlobId,
    level: number,
    key: string,
  ): Promise<LevelCursor> {
    const cursor = new LevelCursor(pages, [], root, await pages.load(root));
    await cursor.#descend(level, (children) => {
      const found = children.findIndex((child) => compareKeys(child.key, key) >= 0);
      return found === -1 ? children.length - 1 : found;
    });
    return cursor;
  }

  get id(): BlobId {
    return this.#id;
  }

  get page(): Page {
    return this.#page;
  }

  get isLast(): boolean {
    return this.#path.every((step) => step.at === step.children.length - 1);
  }

  /** Only when this is not the last page. */
  async next(): Promise<void> {
    const level = this.#page.level;
    let step = this.#path.at(-1);
    while (step !== undefined && step.at === step.children.length - 1) {
      this.#path.pop();
      step = this.#path.at(-1);
    }
    if (step === undefined) throw new Error('there is no next page');
    step.at++;
    await this.#enter(step);
    await this.#descend(level, () => 0);
  }

  async #descend(level: number, choose: (children: readonly ChildCell[]) => number): Promise<void> {
    while (this.#page.level > level && this.#page.children !== undefined) {
      const { children } = this.#page;
      const step = { level: this.#page.level, children, at: choose(children) };
      this.#path.push(step);
      await this.#enter(step);
    }
  }

  async #enter(step: Step): Promise<void> {
    const cell = step.children[step.at];
    if (cell === undefined) throw new Error('a page without that child');
    this.#id = cell.child;
    this.#page = await this.#pages.loadChild(cell, step.level);
  }
}
