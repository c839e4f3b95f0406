import { readRows } from './anchors/rows.ts';
import { Host } from './face/host.tsx';
import { measureSpots, type Spots, sameSpots } from './face/spots.ts';
import { isOutlookUrl } from './hosts.ts';
import { OverlayActs } from './overlay-acts.ts';
import { isReadable } from './overlay-state.ts';
import { type PageReading, readPageParts } from './page-reading.ts';
import type { Place } from './protocol.ts';
import { Background } from './runtime.ts';
import { VanishedRows } from './vanished.ts';
import { watchPage } from './watch-page.ts';

/**
 * The content script: reads Outlook's page, asks the background, draws the overlay. It trusts
 * nothing of the page, holds no tokens and no bodies, and goes when its extension does.
 */
const ALIVE_EVERY_MS = 2_000;
/** So long after the last change the rows are still: then it is worth asking for their marks. */
const MARKS_AFTER_MS = 250;
/** Outlook builds its page in stages; what is missing after this is missing. */
const SETTLED_MS = 10_000;

/** In our own world, which the page can't see: a second script of the same extension stays out. */
const ours = globalThis as { holdfastOverlay?: true };

if (window === window.top && isOutlookUrl(location.href) && !ours.holdfastOverlay) {
  ours.holdfastOverlay = true;
  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', () => start(), { once: true });
  } else start();
}

function start(): void {
  const ended = new AbortController();
  const background = new Background();
  const vanished = new VanishedRows();
  const startedAtMs = performance.now();
  let reading: PageReading | null = null;
  let spots: Spots | null = null;
  let missing = '';
  let rows = '';
  let marksTimer: ReturnType<typeof setTimeout> | undefined;
  let lookTimer: ReturnType<typeof setTimeout> | undefined;

  const acts = new OverlayActs(background, () => changed(), ended.signal);
  const host = new Host(() => acts.closePanel());

  function look(): void {
    if (!background.isThere) {
      end();
      return;
    }
    const now = readPageParts(document, location.href);
    observeSizes(reading, now);
    reading = now;
    if (now.isMail) void acts.goTo(now.place, now.folderKey);
    const list = now.rows.map(({ conversation }) => conversation);
    const folder = now.list === null ? '' : now.folderKey;
    const sight = { folder, rows: list, scrolledBy: now.scrolledBy };
    for (const conversation of vanished.see(sight, performance.now())) {
      void acts.vanished(conversation);
    }
    clearTimeout(lookTimer);
    if (vanished.waitMs !== null) lookTimer = setTimeout(look, vanished.waitMs);
    markSoon(list);
    report(now.missing);
    requestAnimationFrame(draw);
  }

  function changed(): void {
    draw();
    if (rows === '' && reading) markSoon(reading.rows.map(({ conversation }) => conversation));
  }

  /** Read anew: who asks wants to know what is there now. */
  function here(): Place | null {
    const now = readPageParts(document, location.href);
    return now.isMail ? now.place : null;
  }

  function draw(): void {
    if (ended.signal.aborted || reading === null) return;
    const measured = measureSpots(reading);
    spots = spots && sameSpots(spots, measured) ? spots : measured;
    const { state } = acts;
    const shown = reading.isMail ? state : { ...state, sight: null };
    host.draw({ state: shown, acts, spots }, reading.theme);
    drawMarks();
  }

  /** While it scrolls the list fills the same elements with other rows: they are read anew. */
  function drawMarks(): void {
    if (reading === null) return;
    const { marks } = acts.state;
    const isNeeded = marks.bars.size + marks.seams.size > 0;
    const drawn = isNeeded && reading.list?.isConnected ? readRows(reading.list) : [];
    host.marks.draw(reading.list, drawn, marks, reading.dir === 'rtl');
  }

  function markSoon(list: readonly string[]): void {
    const key = list.join();
    if (key === rows) return;
    rows = key;
    clearTimeout(marksTimer);
    marksTimer = setTimeout(() => {
      if (isReadable(acts.state.sight)) void acts.mark(list);
      else rows = '';
    }, MARKS_AFTER_MS);
  }

  function observeSizes(before: PageReading | null, now: PageReading): void {
    if (before?.list === now.list && before?.pane === now.pane) return;
    sizes.disconnect();
    for (const element of [document.documentElement, now.list, now.pane]) {
      if (element) sizes.observe(element);
    }
  }

  function report(anchors: readonly string[]): void {
    if (performance.now() - startedAtMs < SETTLED_MS || anchors.join() === missing) return;
    missing = anchors.join();
    void background.ask<'missing'>({ ask: 'missing', anchors: [...anchors] });
  }

  const stopWatching = watchPage(look, drawMarks);
  // A person moves the border between list and pane, or makes the window smaller.
  const sizes = new ResizeObserver(() => requestAnimationFrame(draw));
  const stopListening = background.listen(({ tell }) => {
    // The key was pressed for the page somebody looks at.
    if (tell === 'toggle') {
      if (document.visibilityState === 'visible') togglePanel();
    } else {
      rows = '';
      void acts.look().then(look);
    }
  }, here);
  const heartbeat = setInterval(() => {
    if (!background.isThere) end();
  }, ALIVE_EVERY_MS);
  setTimeout(() => look(), SETTLED_MS + 100);

  function togglePanel(): void {
    const { panel, sight } = acts.state;
    if (panel) acts.closePanel();
    else if (!isReadable(sight)) acts.fold(false);
    else if (sight.conversation && sight.conversation.rows.length > 0) {
      void acts.openPanel('conversation');
    } else void acts.openPanel('folder');
  }

  function end(): void {
    if (ended.signal.aborted) return;
    ended.abort();
    stopWatching();
    sizes.disconnect();
    clearInterval(heartbeat);
    clearTimeout(marksTimer);
    clearTimeout(lookTimer);
    host.remove();
    delete ours.holdfastOverlay;
    try {
      stopListening();
    } catch {
      // With the extension gone, there is nothing to stop listening to.
    }
  }
}
