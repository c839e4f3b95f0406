import {
  type GraphAnswer,
  type GraphCall,
  type Json,
  option,
  preference,
  preferences,
} from './answer.ts';
import { badRequest, GraphError, NoRouteError } from './graph-error.ts';
import type { Mailbox } from './mailbox.ts';
import {
  checkEfficient,
  newestFirst,
  parseFilter,
  parseOrder,
  sortMessages,
} from './message-filter.ts';
import { etagOf, messageJson, type Rendering } from './message-json.ts';
import { messageShape } from './message-select.ts';
import { renderMime } from './mime.ts';
import type { Route } from './route.ts';
import type { Folder, Message } from './store.ts';
import type { Troubles } from './trouble.ts';

/** Page sizes of plain lists. Source: learn.microsoft.com/graph/api/user-list-messages. */
const DEFAULT_TOP = 10;
const MOST_TOP = 1000;
/** Classes whose MIME Exchange can't make. Source: github.com/LogicLabs-OU/OpenArchiver/issues/487. */
const NO_MIME = /^(IPM\.Note\.SMIME|REPORT\.IPM\.Note\.SMIME(\.MultipartSigned)?\.NDR)$/i;
const LIST_OPTIONS = ['$select', '$expand', '$filter', '$orderby', '$top', '$skip', '$count'];

/** Lists of messages, single messages and their MIME. */
export function messageReadRoutes(mailbox: Mailbox, troubles: Troubles): Route[] {
  const get = (call: GraphCall, id: string | undefined): GraphAnswer => {
    const message = readable(mailbox, troubles, id);
    const json = messageJson(message, messageShape(call), rendering(mailbox, call));
    return {
      status: 200,
      headers: { ETag: etagOf(message), ...preferenceApplied(call) },
      json: { '@odata.context': `${contextOf(call)}#users('me')/messages/$entity`, ...json },
    };
  };
  return [
    {
      method: 'GET',
      path: '/me/messages',
      scope: 'Mail.ReadBasic',
      query: LIST_OPTIONS,
      answer: (call) => list(mailbox, troubles, call, everyMessage(mailbox)),
    },
    {
      method: 'GET',
      path: '/me/mailFolders/:folder/messages',
      scope: 'Mail.ReadBasic',
      query: LIST_OPTIONS,
      answer: (call, { folder = '' }) =>
        list(mailbox, troubles, call, messagesIn(mailbox.folder(folder))),
    },
    {
      method: 'GET',
      path: '/me/messages/:message',
      scope: 'Mail.ReadBasic',
      query: ['$select', '$expand'],
      answer: (call, { message }) => get(call, message),
    },
    {
      method: 'GET',
      path: '/me/mailFolders/:folder/messages/:message',
      scope: 'Mail.ReadBasic',
      query: ['$select', '$expand'],
      answer: (call, { folder = '', message = '' }) => {
        if (mailbox.message(message).folder !== mailbox.folder(folder)) {
          throw new GraphError(404, 'ErrorItemNotFound', 'The item is not in this folder.');
        }
        return get(call, message);
      },
    },
    {
      method: 'GET',
      path: '/me/messages/:message/$value',
      scope: 'Mail.Read',
      query: [],
      answer: (_call, { message: id }) => {
        const message = readable(mailbox, troubles, id);
        troubles.checkContent(message, 'mime');
        if (NO_MIME.test(message.content.messageClass)) {
          throw new GraphError(
            500,
            'ErrorMimeContentConversionFailed',
            'MIME content conversion failed.',
          );
        }
        return {
          status: 200,
          headers: { 'Content-Type': 'text/plain' },
          bytes: renderMime(message.content, message.state, troubles.freshBoundary()),
        };
      },
    },
  ];
}

export function rendering(mailbox: Mailbox, call: GraphCall): Rendering {
  return {
    mailbox,
    immutableIds: call.immutableIds,
    bodyType: preference(call.headers, 'outlook.body-content-type')?.toLowerCase(),
    unsafeHtml: preferences(call.headers).some((part) =>
      /^outlook\.allow-unsafe-html$/i.test(part),
    ),
  };
}

/** Graph repeats the preferences it has honoured. */
export function preferenceApplied(call: GraphCall): Record<string, string> {
  const known = /^(outlook\.(body-content-type|allow-unsafe-html)|odata\.maxpagesize|IdType)/i;
  const applied = preferences(call.headers).filter((part) => known.test(part));
  return applied.length === 0 ? {} : { 'Preference-Applied': applied.join(', ') };
}

export function contextOf(call: GraphCall): string {
  return `${call.url.origin}/v1.0/$metadata`;
}

function readable(mailbox: Mailbox, troubles: Troubles, id = ''): Message {
  const message = mailbox.message(id);
  troubles.checkItem(message);
  return message;
}

/** Graph's `/me/messages` holds all folders but the recoverable items. */
function everyMessage(mailbox: Mailbox): Message[] {
  const hidden = mailbox.role('recoverableitemsroot');
  return [...mailbox.messages()].filter(({ folder }) => !mailbox.isWithin(folder, hidden));
}

function messagesIn(folder: Folder): Message[] {
  const folders = folder.search ? folder.search.sourceFolders : [folder];
  return folders.flatMap(({ present }) => [...present.values()].map(({ message }) => message));
}

function list(
  mailbox: Mailbox,
  troubles: Troubles,
  call: GraphCall,
  messages: Message[],
): GraphAnswer {
  const top = numberOption(call, '$top', DEFAULT_TOP, 1, MOST_TOP);
  const skip = numberOption(call, '$skip', 0, 0, Number.MAX_SAFE_INTEGER);
  const shape = messageShape(call);
  const filter = option(call, '$filter');
  const conditions = filter === undefined ? [] : parseFilter(filter);
  const order = option(call, '$orderby');
  const keys = order === undefined ? [] : parseOrder(order);
  checkEfficient(conditions, keys);
  const found = messages.filter((message) => conditions.every(({ test }) => test(message)));
  const sorted = keys.length > 0 ? sortMessages(found, keys) : found.sort(newestFirst);
  const page = sorted.slice(skip, skip + top);
  troubles.checkPage(page, shape.properties);
  const json: Json = { '@odata.context': `${contextOf(call)}#users('me')/messages` };
  if (option(call, '$count')?.toLowerCase() === 'true') json['@odata.count'] = found.length;
  if (skip + top < sorted.length) json['@odata.nextLink'] = nextLink(call, skip + top);
  json.value = page.map((message) => messageJson(message, shape, rendering(mailbox, call)));
  return { status: 200, headers: preferenceApplied(call), json };
}

export function nextLink(call: GraphCall, skip: number): string {
  const rest = call.query
    .filter(([name]) => name.toLowerCase() !== '$skip')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}&`);
  return `${call.url.origin}${call.url.pathname}?${rest.join('')}$skip=${skip}`;
}

export function numberOption(
  call: GraphCall,
  name: string,
  absent: number,
  least: number,
  most: number,
): number {
  const text = option(call, name);
  if (text === undefined) return absent;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most) {
    throw badRequest(
      `The value '${text}' of ${name} is not between ${least} and ${most}.`,
      'ErrorInvalidUrlQuery',
    );
  }
  return number;
}

/** Refuses options the operation does not take; what Graph takes and this does not is loud. */
export function checkOptions(call: GraphCall, allowed: readonly string[]): void {
  const known = ['$select', '$expand', '$filter', '$orderby', '$top', '$skip', '$count', '$search'];
  for (const [name] of call.query) {
    if (allowed.some((each) => each.toLowerCase() === name.toLowerCase())) continue;
    if (name.toLowerCase() === '$search') throw new NoRouteError(`${call.method} with $search`);
    const reason = known.includes(name.toLowerCase()) ? 'is not supported here' : 'is unknown';
    throw badRequest(`The query option '${name}' ${reason}.`, 'ErrorInvalidUrlQuery');
  }
}
