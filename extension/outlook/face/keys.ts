/** All that a key or the clipboard sends; Outlook listens for them on the whole page. */
const EVENTS = ['keydown', 'keypress', 'keyup', 'beforeinput', 'copy', 'cut', 'paste'];

/**
 * Keeps what is typed in the overlay from Outlook, whose single letters act on mail. The events are
 * stopped before the page sees them; what a browser does by itself with a key (Tab, Space, Enter)
 * happens all the same, and the few keys of ours are handled here. Returns the end of it.
 */
export function keepKeys(host: Element, root: ShadowRoot, close: () => void): () => void {
  const stop = new AbortController();
  const take = (event: Event) => {
    if (event.target !== host) return;
    event.stopImmediatePropagation();
    if (!(event instanceof KeyboardEvent) || event.type !== 'keydown' || !event.isTrusted) return;
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveAmongRows(event, root);
  };
  for (const name of EVENTS) {
    addEventListener(name, take, { capture: true, signal: stop.signal });
  }
  return () => stop.abort();
}

/** Up and down go from row to row; Space ticks, as everywhere. */
function moveAmongRows(event: KeyboardEvent, root: ShadowRoot): void {
  const stops = [...root.querySelectorAll<HTMLElement>('.panel ul input, .panel ul button')];
  const at = root.activeElement instanceof HTMLElement ? stops.indexOf(root.activeElement) : -1;
  const isInPanel = root.activeElement?.closest('.panel') != null;
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!isInPanel || !next) return;
  event.preventDefault();
  next.focus();
}
