import type { Graph } from '../../graph/graph.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { LIST, NEWEST_FIRST, READ_PAGE } from './calls.ts';
import { type GraphChat, readChat, readPage } from './graph-chat.ts';

export interface ListedChats {
  chats: GraphChat[];
  /** What is not among them is not listed. False: what comes behind them was not asked for. */
  isAll: boolean;
}

/** So many chats in a row that are as they were, and nothing behind them can be newer. */
const KNOWN_IN_A_ROW = 10;

/** How far the list is read: to its end, so far as something is new, or so if anything is. */
export type ListDepth = 'whole' | 'new' | 'whole-if-quiet';

/** The person's chats, the one in which somebody wrote last first. */
export async function listChats(
  graph: Graph,
  isKnown: (chat: GraphChat) => boolean,
  depth: ListDepth,
  signal: AbortSignal,
): Promise<ListedChats> {
  const chats = new Map<string, GraphChat>();
  let { page, isOrdered } = await firstPage(graph, signal);
  let isQuiet = true;
  for (let last = ''; ; ) {
    const before = chats.size;
    let knownInARow = 0;
    for (const raw of page.entries) {
      const chat = readChat(raw);
      if (chat === null) continue;
      // In a list that is not in the order asked for, anything may come behind.
      if (chat.lastAt === null || (last !== '' && chat.lastAt > last)) isOrdered = false;
      last = chat.lastAt ?? last;
      knownInARow = isKnown(chat) ? knownInARow + 1 : 0;
      if (knownInARow === 0) isQuiet = false;
      if (!chats.has(chat.id)) chats.set(chat.id, chat);
    }
    const { nextLink } = page;
    if (nextLink === null) return { chats: [...chats.values()], isAll: true };
    const isEnough = depth === 'new' || (depth === 'whole-if-quiet' && !isQuiet);
    if (isEnough && isOrdered && knownInARow >= KNOWN_IN_A_ROW)
      return { chats: [...chats.values()], isAll: false };
    // The same page again and again: what is missing can't be told from what is gone.
    if (chats.size === before) return { chats: [...chats.values()], isAll: false };
    page = await onePage(graph, nextLink, signal);
  }
}

/** The cloud of the US government takes no order. Source: learn.microsoft.com/graph/teamwork-national-cloud-differences. */
async function firstPage(graph: Graph, signal: AbortSignal) {
  try {
    return { page: await onePage(graph, LIST + NEWEST_FIRST, signal), isOrdered: true };
  } catch (error) {
    if (!isFault(error, 'unexpected')) throw error;
    return { page: await onePage(graph, LIST, signal), isOrdered: false };
  }
}

async function onePage(graph: Graph, link: string, signal: AbortSignal) {
  const page = readPage(await graph.read(link, READ_PAGE, signal));
  if (page === null) throw new Fault('server-error', 'Graph answered with something else');
  return page;
}
