import { badRequest, NoRouteError } from './graph-error.ts';
import { isoTime } from './message-json.ts';
import { splitOutside } from './message-select.ts';
import type { Message } from './store.ts';

type Value = string | number | boolean;

/** Properties a list can be filtered and sorted by here, and how their values are read. */
const READERS: Readonly<Record<string, (message: Message) => Value>> = {
  receivedDateTime: ({ state }) => isoTime(state.receivedAt),
  sentDateTime: ({ state }) => isoTime(state.sentAt),
  createdDateTime: ({ state }) => isoTime(state.createdAt),
  lastModifiedDateTime: ({ state }) => isoTime(state.modifiedAt),
  internetMessageId: ({ internetMessageId }) => internetMessageId,
  subject: ({ content }) => content.subject,
  isRead: ({ state }) => state.isRead,
  isDraft: ({ state }) => state.isDraft,
  importance: ({ state }) => state.importance,
  'from/emailAddress/address': ({ content }) => content.from?.address ?? '',
  hasAttachments: ({ content }) => content.attachments.some(({ isInline }) => !isInline),
};

const COMPARISONS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
};

interface Condition {
  property: string;
  test(message: Message): boolean;
}

/**
 * `$filter` as a chain of comparisons joined by `and`. What Graph could answer and this can't is
 * a missing route, not a wrong answer.
 */
export function parseFilter(text: string): Condition[] {
  return text.split(/\s+and\s+(?=[\w/]+\s+\w\w\s)/).map((term) => {
    const match = /^\(?\s*([\w/]+)\s+(eq|ne|gt|ge|lt|le)\s+(.+?)\s*\)?$/s.exec(term.trim());
    if (!match) throw new NoRouteError(`$filter=${text}`);
    const [, property = '', comparison = '', literal = ''] = match;
    const read = READERS[property];
    const compare = COMPARISONS[comparison];
    if (!read || !compare) throw new NoRouteError(`$filter=${text}`);
    const wanted = parseLiteral(literal, property);
    return { property, test: (message) => compare(order(read(message), wanted)) };
  });
}

export interface SortKey {
  property: string;
  descending: boolean;
}

export function parseOrder(text: string): SortKey[] {
  return splitOutside(text, ',').map((item) => {
    const [property = '', direction = 'asc', ...rest] = item.split(/\s+/);
    if (rest.length > 0 || !/^(asc|desc)$/i.test(direction)) {
      throw badRequest(`Invalid $orderby: ${item}`, 'RequestBroker--ParseUri');
    }
    if (!READERS[property]) throw new NoRouteError(`$orderby=${text}`);
    return { property, descending: direction.toLowerCase() === 'desc' };
  });
}

/**
 * Faults: 400 `InefficientFilter` unless the properties of `$orderby` come first in `$filter`, in
 * the same order. Source: learn.microsoft.com/graph/api/user-list-messages.
 */
export function checkEfficient(conditions: readonly Condition[], keys: readonly SortKey[]): void {
  if (conditions.length === 0) return;
  const isEfficient = keys.every((key, at) => conditions[at]?.property === key.property);
  if (!isEfficient) {
    throw badRequest(
      'The restriction or sort order is too complex for this operation.',
      'InefficientFilter',
    );
  }
}

export function sortMessages(messages: Message[], keys: readonly SortKey[]): Message[] {
  return messages.sort((left, right) => {
    for (const { property, descending } of keys) {
      const read = READERS[property];
      const result = read ? order(read(left), read(right)) : 0;
      if (result !== 0) return descending ? -result : result;
    }
    return right.serial - left.serial;
  });
}

export function newestFirst(left: Message, right: Message): number {
  return right.state.receivedAt - left.state.receivedAt || right.serial - left.serial;
}

function parseLiteral(literal: string, property: string): Value {
  const quoted = /^'((?:[^']|'')*)'$/s.exec(literal)?.[1];
  if (quoted !== undefined) return quoted.replace(/''/g, "'");
  if (literal === 'true' || literal === 'false') return literal === 'true';
  const time = /DateTime$/.test(property) ? Date.parse(literal) : Number.NaN;
  if (!Number.isNaN(time)) return isoTime(time);
  throw badRequest(
    `Invalid filter clause: unexpected literal ${literal}.`,
    'ErrorInvalidUrlQueryFilter',
  );
}

function order(left: Value, right: Value): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
