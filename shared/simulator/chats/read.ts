import { type GraphAnswer, type GraphCall, type Json, preferences } from '../answer.ts';
import { GraphError } from '../graph-error.ts';
import { contextOf } from '../message-read.ts';
import type { Route } from '../route.ts';
import type { Chat, ChatMessage, Conversation } from './chat.ts';
import { type ChatRendering, chatJson, memberJson, messageJson, previewJson } from './chat-json.ts';
import type { ChatService } from './chat-service.ts';
import { badChatRequest, chatCode, chatForbidden, notDelegated } from './errors.ts';
import {
  type Continuation,
  chatFilter,
  chatOrder,
  checkChatOptions,
  continuationLink,
  continuationOf,
  expandsOf,
  messageFilter,
  messageOrder,
  timeOf,
  topOf,
} from './query.ts';

const LIST = ['$expand', '$top', '$filter', '$orderby', '$skiptoken'];
const MESSAGES = ['$top', '$filter', '$orderby', '$skiptoken'];

/** Reading chats. Source: learn.microsoft.com/graph/api/chat-list and the pages beside it. */
export function chatReadRoutes(service: ChatService): Route[] {
  const basic = { method: 'GET', scope: 'Chat.ReadBasic' };
  const read = { method: 'GET', scope: 'Chat.Read' };
  const routes: Route[] = [
    { ...read, path: '/chats/getAllMessages', answer: refuse },
    { ...read, path: '/chats/getAllMessages/delta', answer: refuse },
    { ...basic, path: '/chats', answer: (call) => listChats(service, call) },
    {
      ...basic,
      path: '/chats/:chat',
      answer: (call, { chat = '' }) => {
        checkChatOptions(call, ['$expand']);
        const expands = expandsOf(call, ['members', 'lastMessagePreview']);
        const json = shownChat(service.chat(chat), expands, rendering(service, call));
        return answer(call, '#chats/$entity', json);
      },
    },
    {
      ...basic,
      path: '/chats/:chat/members',
      answer: (call, { chat: id = '' }) => {
        checkChatOptions(call, []);
        const chat = service.chat(id);
        checkMembers(service, chat);
        const value = chat.members.map((member) => memberJson(chat, member));
        return answer(call, `#chats('${encodeURIComponent(id)}')/members`, {
          '@odata.count': value.length,
          value,
        });
      },
    },
    {
      ...read,
      path: '/chats/:chat/messages',
      answer: (call, { chat: id = '' }) => {
        const chat = service.chat(id);
        const shown = rendering(service, call);
        return listMessages(
          service,
          call,
          chat,
          `#chats('${encodeURIComponent(id)}')/messages`,
          (message) => messageJson({ chatId: id }, message, shown),
        );
      },
    },
    {
      ...read,
      path: '/chats/:chat/messages/:message',
      answer: (call, { chat: id = '', message = '' }) => {
        checkChatOptions(call, []);
        const json = messageJson(
          { chatId: id },
          service.message(service.chat(id), message),
          rendering(service, call),
        );
        return answer(call, `#chats('${encodeURIComponent(id)}')/messages/$entity`, json);
      },
    },
    ...hostedRoutes(
      service,
      '/chats/:chat/messages/:message',
      'Chat.Read',
      ({ chat = '', message = '' }) => service.message(service.chat(chat), message),
    ),
  ];
  return routes.flatMap((route) => [route, { ...route, path: `/me${route.path}` }]);
}

function refuse(): never {
  throw notDelegated();
}

/** What lies beside a message; one that is deleted has nothing beside it any more. */
export function hostedRoutes(
  service: ChatService,
  place: string,
  scope: string,
  find: (parameters: Readonly<Record<string, string>>) => ChatMessage,
): Route[] {
  const path = `${place}/hostedContents`;
  const contents = (parameters: Readonly<Record<string, string>>) => {
    const message = find(parameters);
    return message.deletedAt === null ? message.hosted : [];
  };
  const content = (parameters: Readonly<Record<string, string>>) => {
    const { content: id = '' } = parameters;
    if (service.troubles.refusedContents.has(id)) throw chatForbidden();
    const found = contents(parameters).find((each) => each.id === id);
    if (!found) throw badChatRequest('Invalid hosted content id.');
    return found;
  };
  const hidden = (id: string) => ({ id, contentBytes: null, contentType: null });
  return [
    {
      method: 'GET',
      path,
      scope,
      answer: (call, parameters) => {
        checkChatOptions(call, []);
        return answer(call, '#hostedContents', {
          value: contents(parameters).map(({ id }) => hidden(id)),
        });
      },
    },
    {
      method: 'GET',
      path: `${path}/:content`,
      scope,
      answer: (call, parameters) => {
        checkChatOptions(call, []);
        return answer(call, '#hostedContents/$entity', hidden(content(parameters).id));
      },
    },
    {
      method: 'GET',
      path: `${path}/:content/$value`,
      scope,
      answer: (call, parameters) => {
        checkChatOptions(call, []);
        const { type, bytes } = content(parameters);
        return { status: 200, headers: { 'Content-Type': type }, bytes: bytes.slice() };
      },
    },
  ];
}

function listChats(service: ChatService, call: GraphCall): GraphAnswer {
  checkChatOptions(call, LIST);
  const { quirks } = service.troubles;
  if (quirks.refusesOrder && call.query.some(([name]) => /^\$orderby$/i.test(name))) {
    throw badChatRequest('OrderBy is not supported.');
  }
  const known = continuationOf(call);
  if (known && quirks.refusesTokens) throw badChatRequest('Invalid continuation token.');
  const expands = known?.expand ?? expandsOf(call, ['members', 'lastMessagePreview']);
  const top = known?.top ?? topOf(call, expands.includes('members'));
  const isOrdered = chatOrder(call) === 'last' || known?.order === 'created';
  const chats = isOrdered
    ? service.listed()
    : service.listed().sort((a, b) => (a.id < b.id ? -1 : 1));
  const found = chats.filter(chatFilter(call));
  const skip = known?.skip ?? 0;
  const page = found.slice(skip, skip + top);
  const shown = rendering(service, call);
  const json: Json = {
    '@odata.count': page.length,
    ...(skip + top < found.length
      ? {
          '@odata.nextLink': next(service, call, known, {
            top,
            skip: skip + top,
            expand: expands,
            ...(isOrdered ? { order: 'created' } : {}),
          }),
        }
      : {}),
    value: page.map((chat) => shownChat(chat, expands, shown)),
  };
  const members = expands.includes('members') ? '(members())' : '';
  return answer(call, `#chats${members}`, json);
}

function shownChat(chat: Chat, expands: readonly string[], shown: ChatRendering): Json {
  const json = chatJson(chat, shown);
  if (expands.includes('lastMessagePreview')) json.lastMessagePreview = previewJson(chat, shown);
  if (expands.includes('members'))
    json.members = chat.members.map((each) => memberJson(chat, each));
  return json;
}

/** Messages, newest first, fifty at most. */
export function listMessages(
  service: ChatService,
  call: GraphCall,
  conversation: Conversation,
  context: string,
  shown: (message: ChatMessage) => Json,
): GraphAnswer {
  checkChatOptions(call, MESSAGES);
  const { quirks } = service.troubles;
  const known = continuationOf(call);
  if (known && quirks.refusesTokens) throw badChatRequest('Invalid continuation token.');
  if (quirks.refusesOrder && call.query.some(([name]) => /^\$orderby$/i.test(name))) {
    throw badChatRequest('OrderBy is not supported.');
  }
  const top = known?.top ?? topOf(call);
  const order = known?.order ?? messageOrder(call);
  const filter = known ? (known.filter ?? null) : messageFilter(call);
  const page: ChatMessage[] = [];
  let isMore = false;
  for (const message of conversation.inOrder(order)) {
    const at = timeOf(message, order);
    if (known?.after && !comesAfter(message, at, known.after)) continue;
    if (filter && at <= filter.after) break;
    if (filter && at >= filter.before) continue;
    if (page.length === top) {
      isMore = true;
      break;
    }
    page.push(message);
  }
  const last = page.at(-1);
  if (quirks.endsAtDeleted && page.some(({ deletedAt }) => deletedAt !== null)) isMore = false;
  const json: Json = { '@odata.count': page.length };
  if (isMore && last) {
    const after = { at: timeOf(last, order), id: last.id };
    json['@odata.nextLink'] = next(service, call, known, {
      top,
      skip: 0,
      expand: [],
      order,
      filter,
      after,
    });
  }
  json.value = page.map(shown);
  return answer(call, context, json);
}

function comesAfter(message: ChatMessage, at: number, last: { at: number; id: string }): boolean {
  return at < last.at || (at === last.at && Number(message.id) < Number(last.id));
}

export function next(
  { troubles }: ChatService,
  call: GraphCall,
  known: Continuation | undefined,
  at: Continuation,
): string {
  return continuationLink(call, troubles.quirks.repeatsNextLink && known ? known : at);
}

function checkMembers({ troubles }: ChatService, chat: Chat): void {
  const status = troubles.members.get(chat.id);
  if (status === undefined) return;
  const code = status === 403 ? 'InsufficientPrivileges' : chatCode(status);
  throw new GraphError(status, code, 'The members of this chat can not be read.');
}

export function rendering(service: ChatService, call: GraphCall): ChatRendering {
  return {
    tenantId: service.owner.tenantId,
    origin: call.url.origin,
    includesUnknown: preferences(call.headers).includes('include-unknown-enum-members'),
  };
}

export function answer(call: GraphCall, context: string, json: Json, status = 200): GraphAnswer {
  return { status, json: { '@odata.context': `${contextOf(call)}${context}`, ...json } };
}
