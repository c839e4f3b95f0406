import type { Json } from '../answer.ts';
import type { Chat, ChatMessage, Member, Mention, Reaction } from './chat.ts';
import { memberId } from './ids.ts';
import { type ChatPerson, isBot, type Sender } from './people.ts';

const NEVER = '0001-01-01T00:00:00Z';

/** Milliseconds without zeros at their end, as every recorded answer has them. */
export function chatTime(at: number): string {
  return new Date(at).toISOString().replace(/\.?0*Z$/, 'Z');
}

const wholeSeconds = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

export interface ChatRendering {
  tenantId: string;
  /** Graph's own address: pictures in bodies lie there. */
  origin: string;
  /** Whoever does not ask for members the list of kinds did not have gets `unknownFutureValue`. */
  includesUnknown: boolean;
}

export function chatJson(chat: Chat, { tenantId }: ChatRendering): Json {
  const { id, topic, type, meeting } = chat;
  return {
    id,
    topic,
    createdDateTime: wholeSeconds(chat.createdAt),
    lastUpdatedDateTime: chatTime(chat.updatedAt),
    chatType: type,
    webUrl: `https://teams.microsoft.com/l/chat/${encodeURIComponent(id)}/0?tenantId=${tenantId}`,
    tenantId,
    isHiddenForAllMembers: false,
    onlineMeetingInfo: meeting && {
      calendarEventId: meeting.calendarEventId,
      joinWebUrl: meeting.joinWebUrl,
      organizer: userJson(meeting.organizer),
    },
    viewpoint: {
      isHidden: chat.isHidden,
      lastMessageReadDateTime: chat.lastReadAt === null ? NEVER : chatTime(chat.lastReadAt),
    },
  };
}

export function memberJson(chat: Chat, { person, roles, visibleSince }: Member): Json {
  const types = {
    aadUser: 'aadUser',
    federatedUser: 'aadUser',
    anonymousGuest: 'anonymousGuest',
    personalMicrosoftAccountUser: 'microsoftAccountUser',
    phoneUser: 'phoneUser',
  } as const;
  const { id, name, email, tenantId, identity } = person;
  const type = types[identity];
  const isUser = type === 'aadUser';
  return {
    '@odata.type': `#microsoft.graph.${type}ConversationMember`,
    id: memberId(tenantId, chat.id, id),
    roles,
    displayName: name,
    visibleHistoryStartDateTime: visibleSince === 0 ? NEVER : chatTime(visibleSince),
    ...(type === 'anonymousGuest' ? { anonymousGuestId: id } : {}),
    ...(type === 'phoneUser' ? { phoneNumber: email, tenantId } : {}),
    ...(isUser || type === 'microsoftAccountUser' ? { userId: id } : {}),
    ...(isUser ? { email, tenantId } : {}),
  };
}

/** `lastMessagePreview`: null for a chat in which nobody has written. */
export function previewJson(chat: Chat, rendering: ChatRendering): Json | null {
  const { last } = chat;
  if (!last) return null;
  return {
    id: last.id,
    createdDateTime: chatTime(last.createdAt),
    isDeleted: last.deletedAt !== null,
    messageType: typeOf(last, rendering),
    eventDetail: last.event,
    body: bodyOf(chat.id, last, rendering),
    from: senderJson(last.from),
  };
}

/** A message in the order of members that recorded answers have. */
export function messageJson(
  place: { chatId: string } | { teamId: string; channelId: string },
  message: ChatMessage,
  rendering: ChatRendering,
): Json {
  const isChat = 'chatId' in place;
  const key = isChat ? place.chatId : place.channelId;
  const team = isChat ? undefined : place.teamId;
  const isDeleted = message.deletedAt !== null;
  return {
    id: message.id,
    replyToId: message.replyTo,
    etag: String(message.modifiedAt),
    messageType: typeOf(message, rendering),
    createdDateTime: chatTime(message.createdAt),
    lastModifiedDateTime: chatTime(message.modifiedAt),
    lastEditedDateTime: timeOrNull(message.editedAt),
    deletedDateTime: timeOrNull(message.deletedAt),
    subject: isDeleted ? null : message.subject,
    summary: isDeleted ? null : message.summary,
    chatId: isChat ? key : null,
    importance: message.importance,
    locale: 'en-us',
    webUrl: isChat
      ? null
      : `https://teams.microsoft.com/l/message/${encodeURIComponent(key)}/${message.id}`,
    channelIdentity: isChat ? null : { teamId: place.teamId, channelId: key },
    policyViolation: message.policy,
    eventDetail: message.event,
    from: senderJson(message.from),
    body: bodyOf(key, message, rendering, team),
    attachments: isDeleted
      ? []
      : message.attachments.map((each) => withAddress(each, key, message, rendering, team)),
    mentions: isDeleted ? [] : message.mentions.map((each, at) => mentionJson(key, each, at)),
    reactions: message.reactions.map(reactionJson),
    ...(message.history.length > 0 ? { messageHistory: message.history } : {}),
  };
}

/** In bodies and snippets `hosted:ID` stands for the address of a hosted content. */
function hostedAddress(
  key: string,
  { id: own, replyTo }: ChatMessage,
  { origin }: ChatRendering,
  team?: string,
) {
  const place = team === undefined ? `chats/${key}` : `teams/${team}/channels/${key}`;
  const message = replyTo === null ? own : `${replyTo}/replies/${own}`;
  return (id: string) => `${origin}/v1.0/${place}/messages/${message}/hostedContents/${id}/$value`;
}

function bodyOf(key: string, message: ChatMessage, rendering: ChatRendering, team?: string): Json {
  const { contentType, content } = message.body;
  if (message.deletedAt !== null) return { contentType: 'html', content: '' };
  const address = hostedAddress(key, message, rendering, team);
  return { contentType, content: content.replace(/hosted:([\w+/=-]+)/g, (_, id) => address(id)) };
}

function withAddress(
  attachment: Json,
  key: string,
  message: ChatMessage,
  rendering: ChatRendering,
  team?: string,
): Json {
  const { content } = attachment;
  if (typeof content !== 'string' || !content.includes('hosted:')) return attachment;
  const address = hostedAddress(key, message, rendering, team);
  return {
    ...attachment,
    content: content.replace(/hosted:([\w+/=-]+)/g, (_, id) => address(id)),
  };
}

function typeOf({ type }: ChatMessage, { includesUnknown }: ChatRendering): string {
  return type === 'systemEventMessage' && !includesUnknown ? 'unknownFutureValue' : type;
}

export function userJson({ id, name, identity, tenantId }: ChatPerson): Json {
  return {
    '@odata.type': '#microsoft.graph.teamworkUserIdentity',
    id,
    displayName: name,
    userIdentityType: identity,
    tenantId,
  };
}

export function senderJson(sender: Sender | null): Json | null {
  if (sender === null) return null;
  if (!isBot(sender)) return { application: null, device: null, user: userJson(sender) };
  const application = {
    '@odata.type': '#microsoft.graph.teamworkApplicationIdentity',
    id: sender.id,
    displayName: sender.name,
    applicationIdentityType: 'bot',
  };
  return { application, device: null, user: null };
}

function mentionJson(key: string, { text, of }: Mention, at: number): Json {
  const conversation = {
    '@odata.type': '#microsoft.graph.teamworkConversationIdentity',
    id: key,
    displayName: null,
    conversationIdentityType: 'chat',
  };
  const mentioned =
    of === 'everyone'
      ? { application: null, device: null, user: null, conversation }
      : { application: null, device: null, user: userJson(of), conversation: null };
  return { id: at, mentionText: text, mentioned };
}

function reactionJson({ type, name, contentUrl, at, by }: Reaction): Json {
  return {
    reactionType: type,
    displayName: name,
    reactionContentUrl: contentUrl,
    createdDateTime: chatTime(at),
    // The name is null in recorded reactions.
    user: { application: null, device: null, user: { ...userJson(by), displayName: null } },
  };
}

function timeOrNull(at: number | null): string | null {
  return at === null ? null : chatTime(at);
}
