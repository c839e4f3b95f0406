import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

/** What a message of one line takes; each is measured once it is there. */
const USUAL_HEIGHT = 64;
/** Fewer than in lists of even rows: each costs more. */
const OVERSCAN = 6;

/** Which of `count` messages are in sight. Each has its own height; what is read does not move. */
export function useTalkVirtual(
  scroller: RefObject<HTMLElement | null>,
  count: number,
): Virtualizer<HTMLElement, HTMLElement> {
  const [, redraw] = useReducer((round: number) => round + 1, 0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_HEIGHT,
    overscan: OVERSCAN,
    paddingStart: 8,
    paddingEnd: 24,
    anchorTo: 'end' as const,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return virtualizer;
}
