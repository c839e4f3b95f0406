import { type GraphCall, option } from '../answer.ts';
import { fromBase64, toBase64 } from '../base64.ts';
import type { Chat, ChatMessage } from './chat.ts';
import { badChatRequest } from './errors.ts';

const MOST_TOP = 50;
/** Recorded lists of chats came in twenties where nothing was asked for. */
const DEFAULT_TOP = 20;
/** With `$expand=members`. Source: learn.microsoft.com/graph/api/chat-list, known issue. */
const MOST_WITH_MEMBERS = 25;

/** Where a list goes on. It stands in the link as Teams puts it there, and is not to be understood. */
export interface Continuation {
  top: number;
  skip: number;
  expand: string[];
  /** Of messages: the order, the filter, and the last one that was told. */
  order?: 'created' | 'modified';
  filter?: TimeFilter | null;
  after?: { at: number; id: string };
}

export interface TimeFilter {
  property: 'created' | 'modified';
  after: number;
  before: number;
}

/** Faults: 400 for options the list does not take. */
export function checkChatOptions(call: GraphCall, allowed: readonly string[]): void {
  for (const [name] of call.query) {
    if (allowed.some((each) => each.toLowerCase() === name.toLowerCase())) continue;
    throw badChatRequest(`Query option '${name.replace(/^\$/, '')}' is not allowed.`);
  }
}

export function topOf(call: GraphCall, withMembers = false): number {
  const text = option(call, '$top');
  const most = withMembers ? MOST_WITH_MEMBERS : MOST_TOP;
  if (text === undefined) return Math.min(DEFAULT_TOP, most);
  const top = Number(text);
  if (!Number.isInteger(top) || top < 1) throw badChatRequest('Invalid value for $top.');
  if (top > MOST_TOP) {
    throw badChatRequest(`The limit of '${MOST_TOP}' for Top query has been exceeded.`);
  }
  return Math.min(top, most);
}

export function expandsOf(call: GraphCall, known: readonly string[]): string[] {
  const names = (option(call, '$expand') ?? '').split(',').map((name) => name.trim());
  const asked = names.filter((name) => name !== '');
  for (const name of asked) {
    if (!known.includes(name)) throw badChatRequest(`Expanding '${name}' is not supported.`);
  }
  return asked;
}

/** Newest message first, or as they come. Faults: 400 for any other order. */
export function chatOrder(call: GraphCall): 'last' | 'none' {
  const order = option(call, '$orderby');
  if (order === undefined) return 'none';
  if (!/^lastMessagePreview\/createdDateTime\s+desc$/i.test(order.trim())) {
    throw badChatRequest(
      'Only descending order of lastMessagePreview/createdDateTime is supported.',
    );
  }
  return 'last';
}

/** What a list of chats may be narrowed by. Faults: 400 for anything else. */
export function chatFilter(call: GraphCall): (chat: Chat) => boolean {
  const filter = option(call, '$filter')?.trim();
  if (filter === undefined) return () => true;
  const [, type] = /^chatType eq '(\w+)'$/i.exec(filter) ?? [];
  if (type !== undefined) return (chat) => chat.type === type;
  const [, topic] = /^topic eq '(.*)'$/i.exec(filter) ?? [];
  if (topic !== undefined) return (chat) => chat.topic === topic.replace(/''/g, "'");
  const [, name] = /^members\/any\(\w+:\s*\w+\/displayName eq '(.*)'\)$/i.exec(filter) ?? [];
  if (name !== undefined) return (chat) => chat.members.some(({ person }) => person.name === name);
  throw badChatRequest('Invalid filter clause.');
}

/** Faults: 400 for an order there is none of, `asc` included. */
export function messageOrder(call: GraphCall): 'created' | 'modified' {
  const order = option(call, '$orderby')?.trim();
  if (order === undefined || /^lastModifiedDateTime\s+desc$/i.test(order)) return 'modified';
  if (/^createdDateTime\s+desc$/i.test(order)) return 'created';
  throw badChatRequest(`The order '${order}' is not supported.`);
}

/**
 * Honoured only together with the same order. Source: learn.microsoft.com/graph/api/chat-list-messages.
 * null: everything. Faults: 400.
 */
export function messageFilter(call: GraphCall): TimeFilter | null {
  const text = option(call, '$filter');
  if (text === undefined) return null;
  const filter: TimeFilter = { property: 'modified', after: -Infinity, before: Infinity };
  const properties = new Set<string>();
  for (const part of text.split(/\s+and\s+/i)) {
    const [, property = '', operator = '', time = ''] =
      /^(lastModifiedDateTime|createdDateTime)\s+(gt|lt)\s+(\S+)$/i.exec(part.trim()) ?? [];
    const at = Date.parse(time);
    const isCreated = property.toLowerCase() === 'createddatetime';
    const isGreater = operator.toLowerCase() === 'gt';
    if (Number.isNaN(at) || (isCreated && isGreater))
      throw badChatRequest('Invalid filter clause.');
    properties.add(property.toLowerCase());
    filter.property = isCreated ? 'created' : 'modified';
    if (isGreater) filter.after = at;
    else filter.before = at;
  }
  if (properties.size !== 1) throw badChatRequest('Invalid filter clause.');
  const order = option(call, '$orderby') ?? '';
  const isSame = order
    .toLowerCase()
    .startsWith(filter.property === 'created' ? 'createddatetime' : 'lastmodifieddatetime');
  return isSame ? filter : null;
}

export function timeOf(message: ChatMessage, by: 'created' | 'modified'): number {
  return by === 'created' ? message.createdAt : message.modifiedAt;
}

/** As recorded: `?$top=5&$skiptoken=<base64>`, with the path as it was asked for. */
export function continuationLink(call: GraphCall, at: Continuation): string {
  const hex = [...new TextEncoder().encode(JSON.stringify(at, infinite))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const text = `Source=MessagingFrontEnd##Type=SyncState##ContinuationToken=${hex}`;
  const token = toBase64(new TextEncoder().encode(text));
  return `${call.url.origin}${call.url.pathname}?$top=${at.top}&$skiptoken=${encodeURIComponent(token)}`;
}

/** undefined: the list begins. Faults: 400 for what was never handed out. */
export function continuationOf(call: GraphCall): Continuation | undefined {
  const token = option(call, '$skiptoken');
  if (token === undefined) return undefined;
  const text = new TextDecoder().decode(fromBase64(token) ?? new Uint8Array(0));
  const hex = /ContinuationToken=([0-9a-f]+)$/.exec(text)?.[1];
  if (hex === undefined) throw badChatRequest('Invalid sync state.');
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  // It was written by the function above.
  const at = JSON.parse(new TextDecoder().decode(bytes)) as Continuation;
  const { filter } = at;
  if (filter)
    at.filter = { ...filter, after: filter.after ?? -Infinity, before: filter.before ?? Infinity };
  return at;
}

/** A link whose token tells everything about where a round is. */
export function stateLink(
  call: GraphCall,
  name: '$skiptoken' | '$deltatoken',
  state: object,
): string {
  const token = toBase64(new TextEncoder().encode(JSON.stringify(state)));
  return `${call.url.origin}${call.url.pathname}?${name}=${encodeURIComponent(token)}`;
}

/** undefined: the round begins. Faults: 400 for what was never handed out. */
export function stateIn<State>(call: GraphCall): State | undefined {
  const token = option(call, '$skiptoken') ?? option(call, '$deltatoken');
  if (token === undefined) return undefined;
  const bytes = fromBase64(token);
  if (bytes === undefined) throw badChatRequest("Parameter 'DeltaToken' not supported.");
  // It was written by the function above.
  return JSON.parse(new TextDecoder().decode(bytes)) as State;
}

/** JSON has no infinity. */
function infinite(_name: string, value: unknown): unknown {
  return value === Infinity || value === -Infinity ? null : value;
}
