import type { Application } from './application.ts';

/** Which keys reached the document, oldest first: `window.__keys`, and counted in `data-keys`. */
interface RecordedKey {
  type: string;
  key: string;
  target: string;
}

declare global {
  interface Window {
    __keys: RecordedKey[];
  }
}

/** Records what reaches the page's own listeners: a key typed into somebody's overlay should not. */
export function recordKeys(): void {
  window.__keys = [];
  for (const type of ['keydown', 'keypress', 'keyup', 'paste'] as const) {
    document.addEventListener(type, (event) => {
      const { target } = event;
      const place = target instanceof Element ? target.tagName.toLowerCase() : '';
      const key = event instanceof KeyboardEvent ? event.key : '';
      window.__keys.push({ type, key, target: place });
      document.documentElement.setAttribute('data-keys', String(window.__keys.length));
    });
  }
}

/** Outlook's single-key shortcuts, wherever the focus is but in a field of the page. */
export function actOnKeys(application: Application): void {
  const acts: Readonly<Record<string, () => unknown>> = {
    Delete: () => application.removeChosen(),
    e: () => application.archiveChosen(),
    q: () => application.actions.mark(application.chosen, true),
    u: () => application.actions.mark(application.chosen, false),
    ArrowDown: () => application.step(1),
    ArrowUp: () => application.step(-1),
  };
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (!(target instanceof Element) || isField(target)) return;
    if (target.closest('[role=dialog], [role=menu]')) return;
    const act = acts[key];
    if (!act) return;
    if (key.startsWith('Arrow')) event.preventDefault();
    act();
  });
}

function isField(element: Element): boolean {
  if (element instanceof HTMLInputElement) return element.type !== 'checkbox';
  return element.closest('textarea, [contenteditable=true]') !== null;
}
