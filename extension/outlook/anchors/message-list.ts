import { find, firstOwn, own, type Way } from './anchor.ts';

const WAYS: readonly Way<Element>[] = [
  (page) => firstOwn(page, '[data-app-section="MessageList"]'),
  (page) => firstOwn(page, '#MailList'),
  // Pickers, suggestions and attachments are list boxes as well, but have no conversations.
  (page) =>
    own(page, '[role="listbox"], [role="grid"]').find(
      (list) => list.querySelector('[data-convid]') !== null,
    ) ?? null,
];

/** The list of messages; null when it is not shown or can't be found. */
export function findMessageList(page: Document): Element | null {
  return find(page, WAYS);
}

/** How far what holds `row` is scrolled. */
export function scrolledBy(row: Element | undefined): number {
  for (let at = row?.parentElement; at; at = at.parentElement) {
    if (at.scrollTop > 0) return at.scrollTop;
  }
  return 0;
}
