import { toGraphId } from '../ids.ts';
import { own } from './anchor.ts';

/** A row of the message list as it is drawn now; the list is virtual and draws few of them. */
export interface PageRow {
  element: Element;
  /** In Graph's alphabet. */
  conversation: string;
  isSelected: boolean;
}

/** Ids of conversations are some 100 characters; what is longer than this is none. */
const LONGEST_ID = 1024;

/**
 * As they stand below each other, which is not how they stand in the document: the list uses the same
 * elements again where they are needed. Date headings and advertisements are no rows.
 */
export function readRows(list: Element): PageRow[] {
  const rows = own(list, '[data-convid]').flatMap((element) => {
    const conversation = toGraphId(element.getAttribute('data-convid') ?? '');
    if (conversation === '' || conversation.length > LONGEST_ID) return [];
    const { top } = element.getBoundingClientRect();
    return [{ element, conversation, isSelected: isSelected(element), top }];
  });
  return rows.sort((one, other) => one.top - other.top);
}

/** The row or, in the layout of one line a message, what holds it. */
function isSelected(row: Element): boolean {
  return row.closest('[aria-selected]')?.getAttribute('aria-selected') === 'true';
}
