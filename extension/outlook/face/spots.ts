import type { PageReading } from '../page-reading.ts';

/** Where on the window things may be drawn, in its own pixels. */
export interface Spots {
  /** Bottom edges of list and pane; null: it is not shown, and what speaks of it goes to the corner. */
  list: Edge | null;
  pane: Edge | null;
  /** Below Outlook's header, where the panel begins. */
  top: number;
  isNarrow: boolean;
  dir: 'ltr' | 'rtl';
}

export interface Edge {
  left: number;
  right: number;
  bottom: number;
}

/** From here on a panel beside the page would hide the page. */
export const NARROW = 640;
/** What fits a tab. */
const LEAST_WIDTH = 220;
const HIGHEST_HEADER = 140;
/** Borders and a scroll bar between a column and what it holds. */
const SAME_WIDTH = 20;

/** Measures; call it when layout is done, at most once a frame. */
export function measureSpots({ list, pane, dir }: PageReading): Spots {
  const isNarrow = innerWidth <= NARROW;
  const listEdge = isNarrow ? null : edgeOf(list, pane);
  const paneEdge = isNarrow ? null : edgeOf(pane, list);
  const columns = [list && columnOf(list, pane), pane && columnOf(pane, list)];
  const tops = columns.flatMap((column) => column?.getBoundingClientRect().top ?? []);
  return {
    list: listEdge,
    pane: paneEdge && listEdge && overlap(listEdge, paneEdge) ? null : paneEdge,
    top: Math.min(HIGHEST_HEADER, Math.max(48, Math.min(...tops, HIGHEST_HEADER))),
    isNarrow,
    dir,
  };
}

function edgeOf(element: Element | null, other: Element | null): Edge | null {
  if (!element?.isConnected) return null;
  const { left, right, top, bottom } = columnOf(element, other).getBoundingClientRect();
  const inside = { left: Math.max(0, left), right: Math.min(innerWidth, right) };
  if (inside.right - inside.left < LEAST_WIDTH || bottom - top < 80 || top > innerHeight)
    return null;
  return { ...inside, bottom: Math.min(bottom, innerHeight) };
}

/** What was found may end with its last row; the column it stands in goes down to the edge. */
function columnOf(element: Element, other: Element | null): Element {
  const { width } = element.getBoundingClientRect();
  let column = element;
  for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
    if (other && at.contains(other)) break;
    if (Math.abs(at.getBoundingClientRect().width - width) > SAME_WIDTH) break;
    column = at;
  }
  return column;
}

/** A pane that lies over the list, as with the reading pane turned off. */
function overlap(one: Edge, other: Edge): boolean {
  const isBeside = one.right <= other.left + 24 || other.right <= one.left + 24;
  return !isBeside && Math.abs(one.bottom - other.bottom) < 60;
}

export function sameSpots(one: Spots | null, other: Spots): boolean {
  return one !== null && JSON.stringify(one) === JSON.stringify(other);
}
