import { find, firstOwn, type Way } from './anchor.ts';

const WAYS: readonly Way<Element>[] = [
  (page) => firstOwn(page, '#ReadingPaneContainerId'),
  (page) => firstOwn(page, '#ConversationReadingPaneContainer, #ItemReadingPaneContainer'),
  (page) => firstOwn(page, '[data-app-section="MailReadCompose"]'),
  (page) => firstOwn(page, '[role="main"]'),
];

/** What stands in the pane only while something is open. */
const OPEN =
  '#ConversationReadingPaneContainer, #ItemReadingPaneContainer, [data-app-section="ConversationContainer"], [id^="UniqueMessageBody"]';

/** Where messages are read; null when it is not shown or can't be found. */
export function findReadingPane(page: Document): Element | null {
  return find(page, WAYS);
}

/** Is something open in it? A row stays selected when the pane is empty. */
export function isFilled(pane: Element): boolean {
  return pane.matches(OPEN) || pane.querySelector(OPEN) !== null;
}
