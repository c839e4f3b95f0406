import { Fault } from '../../model/fault.ts';
import { READ_PAGE } from './calls.ts';
import { readItemPage } from './graph-item.ts';
import type { TreeWalk } from './tree-walk.ts';

/** Pages in a row with nothing new in them: legal a few times, endless otherwise. */
const MOST_IDLE_PAGES = 50;

export interface DeltaPage {
  entries: readonly unknown[];
  /** Of the page after it, or of the next round. */
  next: string;
  isLast: boolean;
}

/**
 * The pages of delta from `start` on. Whoever reads them hands them to `walk`, by which is known
 * whether they tell anything new. Faults: `cursor-expired`; `server-error` for what is no list, or none
 * that ends.
 */
export async function* pagesFrom(walk: TreeWalk, start: string): AsyncGenerator<DeltaPage, void> {
  let link = start;
  for (let idle = 0; ; ) {
    const page = readItemPage(await walk.graph.read(link, READ_PAGE, walk.signal));
    if (page === null) throw new Fault('server-error', 'Graph answered with something else');
    const next = page.nextLink ?? page.deltaLink;
    if (next === null) throw new Fault('server-error', 'Graph ended a list without a link');
    const isLast = page.nextLink === null;
    const told = walk.toldCount;
    yield { entries: page.entries, next, isLast };
    if (isLast) return;
    idle = walk.toldCount > told ? 0 : idle + 1;
    if (next === link || idle > MOST_IDLE_PAGES) {
      throw new Fault('server-error', 'Graph hands out the same pages again and again');
    }
    link = next;
  }
}
