/**
 * A part of Outlook's page is looked for in several ways, in the order they are trusted: by ids and
 * `data-` attributes, then by roles. Never by words, which follow the mailbox's language, and never
 * by classes, which are hashes of a build. A way that finds nothing costs its feature and no other.
 */
export type Way<Found> = (page: Document) => Found | null;

/** Parts of the page that are looked for, as they are named in reports. */
export type AnchorName = 'message-list' | 'rows' | 'reading-pane' | 'folder' | 'account';

/** What strangers wrote: nothing in it is part of Outlook's page, whatever it calls itself. */
const WRITTEN_BY_OTHERS =
  '[role="document"], [id^="UniqueMessageBody"], .allowTextSelection, [contenteditable="true"]';

/** What the first way that finds anything has found; null: the anchor is missing. */
export function find<Found>(page: Document, ways: readonly Way<Found>[]): Found | null {
  for (const way of ways) {
    const found = way(page);
    if (found !== null) return found;
  }
  return null;
}

/** All that fit and are Outlook's own, in the page's order. */
export function own(root: ParentNode, selector: string): Element[] {
  return [...root.querySelectorAll(selector)].filter(isOwn);
}

/** The first that fits, is Outlook's own, and is shown. */
export function firstOwn(root: ParentNode, selector: string): Element | null {
  return own(root, selector).find(isShown) ?? null;
}

export function isOwn(element: Element): boolean {
  return element.closest(WRITTEN_BY_OTHERS) === null;
}

function isShown(element: Element): boolean {
  return element.getClientRects().length > 0;
}
