import { type GraphAnswer, type GraphCall, isJson, type Json } from '../answer.ts';
import { fromBase64 } from '../base64.ts';
import type { Route } from '../route.ts';
import type { Chat, ChatMessage, HostedContent, Mention } from './chat.ts';
import { chatJson, messageJson, senderJson } from './chat-json.ts';
import type { ChatService, NewMessage } from './chat-service.ts';
import { badChatRequest, chatForbidden } from './errors.ts';
import type { ChatPerson } from './people.ts';
import { checkChatOptions } from './query.ts';
import { answer, rendering } from './read.ts';

/** Source: learn.microsoft.com/microsoftteams/limits-specifications-teams, "approximately 28 KB". */
const MOST_BODY_BYTES = 28 * 1024;
const MOST_REQUEST_BYTES = 4 * 1024 * 1024;

/**
 * Writing as oneself, now: neither sender nor time can be said.
 * Source: learn.microsoft.com/graph/api/chatmessage-post.
 */
export function chatSendRoutes(service: ChatService): Route[] {
  const send = { method: 'POST', scope: 'ChatMessage.Send' };
  const write = { method: 'POST', scope: 'Chat.ReadWrite' };
  const of = (id: string | undefined) => service.chat(id ?? '');
  const routes: Route[] = [
    {
      ...send,
      path: '/chats/:chat/messages',
      answer: (call, { chat }) => {
        const conversation = of(chat);
        return made(service, call, conversation, readMessage(service, jsonOf(call)));
      },
    },
    {
      ...send,
      path: '/chats/:chat/messages/replyWithQuote',
      answer: (call, { chat }) => reply(service, call, of(chat)),
    },
    {
      method: 'POST',
      path: '/chats',
      scope: 'Chat.Create',
      answer: (call) => create(service, call),
    },
    ...(['setReaction', 'unsetReaction'] as const).map(
      (action): Route => ({
        ...send,
        path: `/chats/:chat/messages/:message/${action}`,
        answer: (call, { chat, message = '' }) => {
          const conversation = of(chat);
          const found = service.message(conversation, message);
          const type = String(jsonOf(call).reactionType ?? '');
          if (type === '') throw badChatRequest('reactionType is missing.');
          if (action === 'setReaction') service.react(conversation, found, service.owner, type);
          else service.unreact(conversation, found, service.owner, type);
          return { status: 204 };
        },
      }),
    ),
  ];
  const own: Route[] = (['softDelete', 'undoSoftDelete'] as const).map((action) => ({
    ...write,
    path: `/users/:user/chats/:chat/messages/:message/${action}`,
    answer: (_call, { chat, message = '' }) => {
      const conversation = of(chat);
      const found = service.message(conversation, message);
      if (found.from?.id !== service.owner.id) throw chatForbidden();
      if (action === 'softDelete') service.delete(conversation, found);
      else service.undelete(conversation, found);
      return { status: 204 };
    },
  }));
  const mine = own.map((route) => ({ ...route, path: route.path.replace('/users/:user', '/me') }));
  return [...routes, ...mine];
}

function made(service: ChatService, call: GraphCall, chat: Chat, input: NewMessage): GraphAnswer {
  checkChatOptions(call, []);
  const message = service.addMessage(chat, { ...input, from: service.owner });
  const json = messageJson({ chatId: chat.id }, message, rendering(service, call));
  const context = `#chats('${encodeURIComponent(chat.id)}')/messages/$entity`;
  return answer(call, context, json, 201);
}

function readMessage(service: ChatService, json: Json): NewMessage {
  for (const name of ['createdDateTime', 'from']) {
    if (json[name] !== undefined) throw badChatRequest(`${name} can only be set by an import.`);
  }
  const body = isJson(json.body) ? json.body : undefined;
  if (typeof body?.content !== 'string') throw badChatRequest('The body is missing.');
  if (new TextEncoder().encode(body.content).length > MOST_BODY_BYTES) {
    throw badChatRequest('Message body is too large.');
  }
  const hosted = new Map<string, HostedContent>();
  for (const each of Array.isArray(json.hostedContents) ? json.hostedContents : []) {
    if (!isJson(each)) continue;
    const bytes = fromBase64(String(each.contentBytes ?? ''));
    if (!bytes) throw badChatRequest('contentBytes is not base64.');
    const type = String(each.contentType ?? 'image/png');
    hosted.set(String(each['@microsoft.graph.temporaryId']), {
      id: service.ids.hosted(),
      type,
      bytes,
    });
  }
  const content = body.content.replace(/\.\.\/hostedContents\/([^/"']+)\/\$value/g, (whole, id) => {
    const found = hosted.get(id);
    return found ? `hosted:${found.id}` : whole;
  });
  const importance = json.importance ?? 'normal';
  if (importance !== 'normal' && importance !== 'high' && importance !== 'urgent') {
    throw badChatRequest('importance is normal, high or urgent.');
  }
  return {
    // A plain text comes back as HTML with the bare text in it, as was recorded.
    body: { contentType: 'html', content },
    subject: typeof json.subject === 'string' ? json.subject : null,
    importance,
    attachments: (Array.isArray(json.attachments) ? json.attachments : [])
      .filter(isJson)
      .map(attachment),
    mentions: (Array.isArray(json.mentions) ? json.mentions : [])
      .filter(isJson)
      .flatMap((each) => mention(service, each)),
    hosted: [...hosted.values()],
  };
}

function attachment(json: Json): Json {
  const { id, contentType, contentUrl = null, content = null, name = null } = json;
  return { id, contentType, contentUrl, content, name, thumbnailUrl: null, teamsAppId: null };
}

function mention(service: ChatService, json: Json): Mention[] {
  const text = String(json.mentionText ?? '');
  const of = isJson(json.mentioned) && isJson(json.mentioned.user) ? json.mentioned.user : {};
  const person = service.people.get(String(of.id));
  return person ? [{ text, of: person }] : [];
}

/** Source: learn.microsoft.com/graph/api/chatmessage-replywithquote. */
function reply(service: ChatService, call: GraphCall, chat: Chat): GraphAnswer {
  const { messageIds, replyMessage } = jsonOf(call);
  const ids = Array.isArray(messageIds) ? messageIds.map(String) : [];
  if (ids.length === 0 || ids.length > 10) throw badChatRequest('messageIds are 1 to 10.');
  const input = readMessage(service, isJson(replyMessage) ? replyMessage : {});
  const quotes = ids.map((id) => quoteOf(service.message(chat, id)));
  return made(service, call, chat, withQuotes(input, quotes));
}

export function withQuotes(input: NewMessage, quotes: readonly Json[]): NewMessage {
  const places = quotes.map(({ id }) => `<attachment id="${id}"></attachment>`).join('');
  const { contentType = 'html', content = '' } = input.body ?? {};
  return {
    ...input,
    body: { contentType, content: places + content },
    attachments: [...quotes, ...(input.attachments ?? [])],
  };
}

export function quoteOf(message: ChatMessage, kind: 'quote' | 'forward' = 'quote'): Json {
  const preview = plain(message.body.content).slice(0, 200);
  const content =
    kind === 'quote'
      ? { messageId: message.id, messagePreview: preview, messageSender: senderJson(message.from) }
      : {
          originalMessageId: message.id,
          originalMessageContent: message.body.content,
          originalSentDateTime: new Date(message.createdAt).toISOString(),
          originalMessageSender: senderJson(message.from),
        };
  return {
    id: message.id,
    contentType: kind === 'quote' ? 'messageReference' : 'forwardedMessageReference',
    contentUrl: null,
    content: JSON.stringify(content),
    name: null,
    thumbnailUrl: null,
    teamsAppId: null,
  };
}

function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A chat of two that is there already is answered as it is. */
function create(service: ChatService, call: GraphCall): GraphAnswer {
  const json = jsonOf(call);
  const { chatType, topic, members } = json;
  const people = (Array.isArray(members) ? members : []).filter(isJson).map((each): ChatPerson => {
    const [, id = ''] = /users\('([^']+)'\)/.exec(String(each['user@odata.bind'])) ?? [];
    const person = service.people.get(id);
    if (!person) throw badChatRequest('A member is not in the directory.');
    return person;
  });
  const others = people.filter(({ id }) => id !== service.owner.id);
  if (chatType !== 'oneOnOne' && chatType !== 'group') throw badChatRequest('Invalid chatType.');
  if (others.length === people.length) throw badChatRequest('The caller must be a member.');
  if (chatType === 'oneOnOne' && others.length !== 1)
    throw badChatRequest('Two members are needed.');
  const [other] = others;
  const existing =
    chatType === 'oneOnOne'
      ? [...service.chats.values()].find(
          (chat) =>
            chat.type === 'oneOnOne' && chat.members.some(({ person }) => person.id === other?.id),
        )
      : undefined;
  const name = typeof topic === 'string' ? topic : null;
  const chat = existing ?? service.addChat(chatType, others, { topic: name });
  return answer(call, '#chats/$entity', chatJson(chat, rendering(service, call)), 201);
}

function jsonOf(call: GraphCall): Json {
  if (call.body.length > MOST_REQUEST_BYTES) throw badChatRequest('The request is too large.');
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(call.body));
    if (isJson(json)) return json;
  } catch {
    // Told below.
  }
  throw badChatRequest('Unable to read JSON request payload.');
}
