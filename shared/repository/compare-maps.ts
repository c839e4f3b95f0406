import { areEqual } from '../lib/bytes.ts';
import type { BlobId } from '../model/ids.ts';
import { type ChildCell, compareKeys, type LeafCell, type Page } from './page.ts';
import type { PageStore } from './page-store.ts';
import { readAheadDiffering } from './pages-ahead.ts';

/** The cells of one page that are still to be looked at. */
type Frame =
  | { level: 0; leaves: readonly LeafCell[]; at: number; children?: never }
  | { level: number; children: readonly ChildCell[]; at: number; leaves?: never };

type Front =
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

/** Items that differ, with their cells, in key order. Pages that are the same are not read. */
export async function* compareWalks(
  before: MapWalker,
  after: MapWalker,
): AsyncGenerator<{ before: LeafCell | undefined; after: LeafCell | undefined }, void> {
  await readBelow(before, after);
  for (;;) {
    const a = before.front();
    const b = after.front();
    if (a === undefined && b === undefined) return;
    if (a?.kind === 'page' && b?.kind === 'page' && a.cell.child === b.cell.child) {
      before.pass();
      after.pass();
      continue;
    }
    // Pages are opened down to the same level first, where they may turn out to be the same.
    const level = Math.max(levelOf(a), levelOf(b));
    if (level >= 0) {
      await Promise.all([
        a?.kind === 'page' && a.level === level && before.enter(a.level, a.cell),
        b?.kind === 'page' && b.level === level && after.enter(b.level, b.cell),
      ]);
      if (levelOf(a) === levelOf(b)) await readBelow(before, after);
      continue;
    }
    const left = a?.kind === 'leaf' ? a.cell : undefined;
    const right = b?.kind === 'leaf' ? b.cell : undefined;
    const order = orderOf(left, right);
    if (order <= 0) before.pass();
    if (order >= 0) after.pass();
    if (order === 0 && left && right && areEqual(left.bytes, right.bytes)) continue;
    yield { before: order <= 0 ? left : undefined, after: order >= 0 ? right : undefined };
  }
}

async function readBelow(before: MapWalker, after: MapWalker): Promise<void> {
  const [a, b] = [before.below(), after.below()];
  if (a !== undefined && b !== undefined) await readAheadDiffering(a, b);
}

function levelOf(front: Front): number {
  return front?.kind === 'page' ? front.level : -1;
}

function orderOf(a: LeafCell | undefined, b: LeafCell | undefined): number {
  if (a === undefined) return 1;
  return b === undefined ? -1 : compareKeys(a.key, b.key);
}
