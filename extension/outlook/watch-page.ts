/** So often the page is looked at while it changes: often enough to follow, seldom enough to be nothing. */
const LOOK_EVERY_MS = 120;
/** After a quiet time somebody has just opened something, and waits. */
const FIRST_LOOK_MS = 30;
/** While somebody scrolls, rows come and go and nothing else: that is looked at when it rests. */
const REST_MS = 160;
const LATEST_REST_MS = 1_500;
/** A busy page gets its own work done first, but not for ever. */
const LATEST_MS = 100;
/** Attributes that say what is chosen, shown, or in which colours; the page changes others all day. */
const ATTRIBUTES = ['aria-selected', 'data-convid', 'dir'];

/** The Navigation API is in every browser we run in but older Firefox; the types lag behind. */
interface Navigation extends EventTarget {}

/**
 * Calls `look` after the page has changed, gathered and when the page is idle, and `moved` at most
 * once a frame while something scrolls or the window's size changes. Returns the end of it.
 */
export function watchPage(look: () => void, moved: () => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let lookTimer: ReturnType<typeof setTimeout> | undefined;
  let frame: number | undefined;

  let scrolledAtMs = Number.NEGATIVE_INFINITY;
  let lookedAtMs = performance.now();
  const lookSoon = () => {
    const isFirst = performance.now() - lookedAtMs > 2 * LOOK_EVERY_MS;
    lookTimer ??= setTimeout(lookWhenAtRest, isFirst ? FIRST_LOOK_MS : LOOK_EVERY_MS);
  };
  const lookWhenAtRest = () => {
    const now = performance.now();
    const restMs = scrolledAtMs + REST_MS - now;
    if (restMs > 0 && now - lookedAtMs < LATEST_REST_MS) {
      lookTimer = setTimeout(lookWhenAtRest, restMs);
      return;
    }
    whenIdle(() => {
      lookTimer = undefined;
      lookedAtMs = performance.now();
      if (!signal.aborted) look();
    });
  };
  const drawSoon = () => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      if (!signal.aborted) moved();
    });
  };

  const inside = new MutationObserver(lookSoon);
  inside.observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
  const around = new MutationObserver(lookSoon);
  around.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'dir'] });

  const { navigation } = globalThis as unknown as { navigation?: Navigation };
  navigation?.addEventListener('currententrychange', lookSoon, { signal });
  addEventListener('popstate', lookSoon, { signal });
  addEventListener('hashchange', lookSoon, { signal });
  document.addEventListener('visibilitychange', lookSoon, { signal });
  const scrolled = () => {
    scrolledAtMs = performance.now();
    drawSoon();
  };
  document.addEventListener('scroll', scrolled, { signal, capture: true, passive: true });
  addEventListener('resize', drawSoon, { signal, passive: true });
  addEventListener('resize', lookSoon, { signal, passive: true });

  lookSoon();
  return () => {
    stop.abort();
    clearTimeout(lookTimer);
    if (frame !== undefined) cancelAnimationFrame(frame);
    inside.disconnect();
    around.disconnect();
  };
}

function whenIdle(run: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run, { timeout: LATEST_MS });
  else setTimeout(run);
}
