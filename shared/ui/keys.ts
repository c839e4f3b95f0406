import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** A key of the page. Single letters only look or ask; none of them writes without a further click. */
export interface PageKey {
  /** As `KeyboardEvent.key`, lower case. */
  key: string;
  label: string;
  run(): void;
}

const registered = signal<readonly PageKey[]>([]);

export const pageKeys: ReadonlySignal<readonly PageKey[]> = registered;

/** Offers keys as long as the part is shown; `inputs` as for an effect. */
export function useKeys(keys: readonly PageKey[], inputs: readonly unknown[]): void {
  useEffect(() => {
    registered.value = [...registered.peek(), ...keys];
    return () => {
      registered.value = registered.peek().filter((key) => !keys.includes(key));
    };
  }, inputs);
}

/** The key that was meant, unless something is being typed or held down with it. */
export function pressedKey(event: KeyboardEvent): PageKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined;
  if (isTyping(event.target)) return undefined;
  return registered.peek().findLast(({ key }) => key === event.key.toLowerCase());
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('dialog, select, textarea, input:not([type="checkbox"], [type="radio"])') !==
        null)
  );
}

/** Moves the focus to the next pane, in the order of the page; F6 as in Outlook. */
export function focusNextPane(isBackwards: boolean): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) =>
      pane.checkVisibility({ visibilityProperty: true }) && !pane.querySelector('[data-pane]'),
  );
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const step = isBackwards ? -1 : 1;
  const next = panes[(at + step + panes.length) % panes.length];
  if (!next) return;
  const first = [...next.querySelectorAll<HTMLElement>('[tabindex="0"], a[href], button')].find(
    (element) => element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }),
  );
  if (!first) next.tabIndex = -1;
  (first ?? next).focus();
}
