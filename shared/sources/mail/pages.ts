import type { Graph } from '../../graph/graph.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { pageOptions } from './calls.ts';
import { type GraphPage, readPage } from './graph-message.ts';

/** Pages of bodies are heavy: about 40 KB a message. */
const FIRST_SIZE = 50;
const MOST_SIZE = 200;
/**
 * What a page of bodies should weigh: large enough to be few, small enough to be quick and to be held
 * in memory several times over, as bytes, as text and as objects, with others under way.
 */
const PAGE_BYTES = 1_000_000;
/** Tried one after another when Graph fails on a page: the heavy page or the one bad item in it. */
const SMALLER_SIZES = [25, 10, 1];
/** Without bodies; clients in the field ask for this many. */
const LIGHT_SIZE = 500;
/** Pages in a row with nothing new in them: legal a few times, endless otherwise. */
const MOST_IDLE_PAGES = 50;

export interface DeltaPage extends GraphPage {
  /** Exactly one of the two links is there. */
  link: string;
  isLast: boolean;
}

/**
 * The pages of one round, from `start` to its end. A page that fails is asked for again in smaller
 * pieces. Faults: `server-error` or `unreadable` when even a page of one fails; `cursor-expired`
 * when the server has forgotten the link; `not-found` when there is no such folder; `server-error`
 * for a round that never ends.
 */
export async function* readRound(
  graph: Graph,
  start: string,
  isLight: boolean,
  isNew: (entry: unknown) => boolean,
  signal: AbortSignal,
): AsyncGenerator<DeltaPage, void> {
  let link = start;
  let size = isLight ? LIGHT_SIZE : FIRST_SIZE;
  let idle = 0;
  let isPatient = true;
  for (;;) {
    const read = await readPageOrSmaller(graph, link, size, isPatient, signal);
    const { page } = read;
    // Whoever has failed once in this round has a bad item; waiting for it again takes minutes.
    isPatient = isPatient && read.size === size;
    const next = page.nextLink ?? page.deltaLink;
    if (next === null) throw new Fault('server-error', 'Graph ended a list without a link');
    const isLast = page.nextLink === null;
    idle = page.entries.filter(isNew).length > 0 ? 0 : idle + 1;
    if (!isLast && (next === link || idle > MOST_IDLE_PAGES)) {
      throw new Fault('server-error', 'Graph hands out the same pages again and again');
    }
    yield { ...page, link: next, isLast };
    if (isLast) return;
    link = next;
    size = isLight ? Math.min(read.size * 4, LIGHT_SIZE) : sizeAfter(page, read.size);
  }
}

async function readPageOrSmaller(
  graph: Graph,
  link: string,
  size: number,
  isPatient: boolean,
  signal: AbortSignal,
): Promise<{ page: GraphPage; size: number }> {
  const sizes = [size, ...SMALLER_SIZES.filter((smaller) => smaller < size)];
  for (const [index, each] of sizes.entries()) {
    const isTriedLast = index === sizes.length - 1;
    try {
      const options = pageOptions(each, (isPatient && index === 0) || isTriedLast);
      const page = readPage(await graph.read(link, options, signal));
      if (page === null) throw new Fault('server-error', 'Graph answered with something else');
      return { page, size: each };
    } catch (error) {
      if (isTriedLast || !isFault(error, 'server-error', 'unreadable', 'too-large')) throw error;
    }
  }
  throw new Error('a page has no size to be read in');
}

/** Towards pages of the wanted weight, and back to full size step by step after trouble. */
function sizeAfter(page: GraphPage, size: number): number {
  const count = page.entries.length;
  if (count === 0) return Math.min(size * 2, FIRST_SIZE);
  const bytes = page.entries.reduce<number>((sum, entry) => sum + weightOf(entry), 0);
  const fitting = Math.floor(PAGE_BYTES / Math.max(bytes / count, 1));
  return Math.max(5, Math.min(fitting, size * 4, MOST_SIZE));
}

/** About the bytes of an entry: the body, and 4 KB for properties and headers. */
function weightOf(entry: unknown): number {
  if (typeof entry !== 'object' || entry === null || !('body' in entry)) return 200;
  const { body } = entry;
  const hasText = typeof body === 'object' && body !== null && 'content' in body;
  return 4_000 + (hasText && typeof body.content === 'string' ? body.content.length : 0);
}
