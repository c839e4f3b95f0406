import { mapConcurrent } from '../lib/iterate.ts';
import type { BlobId } from '../model/ids.ts';
import type { ChildCell } from './page.ts';
import type { PageStore } from './page-store.ts';

/** So many readings wait at once: one after another, waiting is most of what a comparison does. */
const PAGES_AT_ONCE = 16;
/** Of each map; a quarter of what is kept of pages that were read. */
const MOST_AHEAD = 128;

/** One of two maps, and pages of it that stand beside each other. */
interface Side {
  pages: PageStore;
  children: readonly ChildCell[];
}

/**
 * Reads pages below these in which two maps differ, level by level, so that they are there when
 * they are asked for. What can't be read is left to whoever asks for it.
 */
export async function readAheadDiffering(before: Side, after: Side): Promise<void> {
  let [a, b] = [before.children, after.children];
  for (let left = MOST_AHEAD; left > 0; ) {
    const [onlyBefore, onlyAfter] = [without(a, b).slice(0, left), without(b, a).slice(0, left)];
    if (onlyBefore.length === 0 && onlyAfter.length === 0) return;
    left -= Math.max(onlyBefore.length, onlyAfter.length);
    [a, b] = await Promise.all([
      childrenOf(before.pages, onlyBefore),
      childrenOf(after.pages, onlyAfter),
    ]);
  }
}

function without(cells: readonly ChildCell[], others: readonly ChildCell[]): readonly ChildCell[] {
  const known = new Set<BlobId>(others.map(({ child }) => child));
  return cells.filter(({ child }) => !known.has(child));
}

async function childrenOf(pages: PageStore, cells: readonly ChildCell[]): Promise<ChildCell[]> {
  const children: ChildCell[] = [];
  const read = mapConcurrent(cells, PAGES_AT_ONCE, ({ child }) =>
    pages.load(child).catch(() => undefined),
  );
  for await (const page of read) children.push(...(page?.children ?? []));
  return children;
}
