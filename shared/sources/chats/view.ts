import type {
  ChatCard,
  ChatMember,
  ChatMessageView,
  ChatQuote,
  ChatText,
} from '../../model/chat-view.ts';
import type { AttachmentView, MessageView } from '../../model/message-view.ts';
import type { StoredParts } from '../contents.ts';
import { cardText } from './card-text.ts';
import {
  type AboutMeta,
  type Attachment,
  attachmentsOf,
  jsonIn,
  type MessageMeta,
  readMeta,
  type ShownMessage,
  senderOf,
  shownOf,
  threadOf,
  titleOf,
} from './chat-meta.ts';
import { contentsOf, hostedIn, withHosted } from './contents-of.ts';
import { eventText, type NameOf } from './event-text.ts';
import { isJson, type Json } from './graph-chat.ts';
import { type KeptContent, readKept } from './kept-contents.ts';
import { isEvent } from './readable.ts';

/** See `Source.viewChat`. Everything comes from what is stored; nothing is asked of anybody. */
export async function viewChat(
  stored: unknown,
  parts: StoredParts,
  nameOf?: NameOf,
): Promise<ChatMessageView> {
  const meta = readMeta(stored);
  if (meta.kind === 'about') return viewAbout(meta);
  const kept = (await readKept(parts)).map(({ content }) => content);
  return viewMessage(meta, kept, parts, nameOf);
}

function viewMessage(
  meta: MessageMeta,
  kept: readonly KeptContent[],
  parts: StoredParts,
  nameOf?: NameOf,
): ChatMessageView {
  const shown = shownOf(meta.message);
  const attachments = attachmentsOf(shown.attachments);
  const files = filesOf(meta, kept, attachments);
  const nameInBody = new Map(kept.map(({ key }, index) => [key, contentIdOf(index)]));
  const text = (body: Json | null | undefined): ChatText => textWith(body, nameInBody);
  const isTold = isEvent(shown.messageType, shown.eventDetail);
  const lacksAny = contentsOf(meta.message).length > 0 && !parts.roles.includes('attachments');
  return {
    kind: isTold ? 'event' : 'message',
    id: threadOf(shown) ?? shown.id ?? '',
    replyTo: (threadOf(shown) !== null && shown.replyToId) || null,
    from: senderOf(shown.from),
    date: isoOf(shown.createdDateTime) ?? new Date(0).toISOString(),
    editedAt: isoOf(shown.lastEditedDateTime),
    deletedAt: isoOf(shown.deletedDateTime),
    subject: shown.subject ?? '',
    importance: importanceOf(shown.importance),
    body: isTold
      ? { kind: 'text', content: eventText(shown.eventDetail ?? {}, nameOf) }
      : text(shown.body),
    earlier: (meta.earlier ?? []).map(({ until, body, subject = '' }) => ({
      until,
      subject,
      body: text(body),
    })),
    quotes: attachments.flatMap(quoteOf).map((quote) => inThread(quote, shown)),
    mentions: mentionsOf(shown.mentions),
    reactions: reactionsOf(shown.reactions),
    cards: attachments.flatMap((each) => cardOf(each, nameInBody)),
    attachments: files.map(({ view }) => view),
    links: files.flatMap(({ view, url }) => (url === null ? [] : [{ index: view.index, url }])),
    policy: policyOf(shown.policyViolation),
    members: null,
    notes: lacksAny ? ['not-whole'] : [],
  };
}

function viewAbout(meta: AboutMeta): ChatMessageView {
  const { chat, members } = meta;
  return {
    kind: 'about',
    id: 'about',
    replyTo: null,
    from: null,
    date: isoOf(chat.createdDateTime) ?? new Date(0).toISOString(),
    editedAt: null,
    deletedAt: null,
    subject: titleOf(meta).name,
    importance: 'normal',
    body: {
      kind: 'text',
      content:
        titleOf(meta).team ?? (members ?? []).map((each) => textOr(each.displayName)).join(', '),
    },
    earlier: [],
    quotes: [],
    mentions: [],
    reactions: [],
    cards: [],
    attachments: [],
    links: [],
    policy: null,
    members: members === null ? null : members.map(memberOf),
    notes: [],
  };
}

/** The same as a mail is shown, for pages that know no conversations. */
export async function viewAsMessage(stored: unknown, parts: StoredParts): Promise<MessageView> {
  const view = await viewChat(stored, parts);
  const { from, subject, date, body, attachments, notes } = view;
  const sender = from === null ? null : { name: from.name, address: '' };
  return {
    subject,
    from: sender,
    sender: null,
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    date,
    sentAt: null,
    isRead: true,
    isDraft: false,
    flag: 'none',
    importance: view.importance === 'normal' ? 'normal' : 'high',
    categories: [],
    body: view.deletedAt === null ? body : (view.earlier.at(-1)?.body ?? body),
    attachments,
    headers: [],
    notes,
  };
}

const contentIdOf = (index: number) => `content-${index}@chat`;

function textWith(body: Json | null | undefined, names: ReadonlyMap<string, string>): ChatText {
  const content = String(body?.content ?? '');
  if (body?.contentType === 'text') return { kind: 'text', content };
  return { kind: 'html', content: named(content, names) };
}

/** What is stored, in its order; then what is only a link. */
function filesOf(
  meta: MessageMeta,
  kept: readonly KeptContent[],
  attachments: readonly Attachment[],
): { view: AttachmentView; url: string | null }[] {
  const inText = new Set(
    [meta.message, ...(meta.earlier ?? [])].flatMap(({ body }) =>
      hostedIn(String(isJson(body) ? body.content : '')).map(({ key }) => key),
    ),
  );
  const files = kept.map((content, index) => ({
    view: {
      index,
      name: content.name,
      type: content.type,
      sizeBytes: content.sizeBytes ?? 0,
      inline: inText.has(content.key),
      contentId: contentIdOf(index),
      stored: content.stored,
      kind: 'file' as const,
    },
    url: content.url ?? null,
  }));
  const known = new Set(kept.map(({ url }) => url));
  const links = attachments.filter(({ type, url }) => type === 'reference' && !known.has(url));
  return [
    ...files,
    ...links.map(({ name, url }, at) => ({
      view: {
        index: files.length + at,
        name,
        type: '',
        sizeBytes: 0,
        inline: false,
        contentId: '',
        stored: false,
        kind: 'link' as const,
      },
      url,
    })),
  ];
}

function quoteOf({ type, content }: Attachment): ChatQuote[] {
  const json = jsonIn(content);
  if (type === 'messageReference') {
    const { messageId, messagePreview, messageSender } = json;
    return [
      {
        kind: 'reply',
        messageId: textOr(messageId) || null,
        from: senderOf(messageSender),
        date: null,
        body: { kind: 'text', content: textOr(messagePreview) },
      },
    ];
  }
  if (type !== 'forwardedMessageReference') return [];
  return [
    {
      kind: 'forward',
      messageId: null,
      from: senderOf(json.originalMessageSender),
      date: isoOf(textOr(json.originalSentDateTime)),
      body: { kind: 'html', content: textOr(json.originalMessageContent) },
    },
  ];
}

/** What is quoted in a thread is its post, or a reply beside. */
function inThread(quote: ChatQuote, { channelIdentity, replyToId }: ShownMessage): ChatQuote {
  const { messageId } = quote;
  if (!channelIdentity || !replyToId || messageId === null || messageId === replyToId) return quote;
  return { ...quote, messageId: `${replyToId}-${messageId}` };
}

const NO_CARD = new Set(['reference', 'messageReference', 'forwardedMessageReference', '']);

function cardOf(
  { type, name, content }: Attachment,
  nameInBody: ReadonlyMap<string, string>,
): ChatCard[] {
  if (NO_CARD.has(type)) return [];
  const json = jsonIn(content);
  const title = name || textOr(json.title) || textOr(json.name);
  return [{ type, title, text: cardText(type, content), data: named(content, nameInBody) }];
}

/** What is kept is called by its name beside the message, as in texts. */
function named(content: string, names: ReadonlyMap<string, string>): string {
  return withHosted(content, (key) => {
    const name = names.get(key);
    return name === undefined ? null : `cid:${name}`;
  });
}

function mentionsOf(list: readonly unknown[] | null | undefined): ChatMessageView['mentions'] {
  return (list ?? []).filter(isJson).map(({ mentionText, mentioned }) => ({
    name: textOr(mentionText),
    id: senderOf(mentioned)?.id ?? '',
  }));
}

/** One for each kind, with everybody who gave it. */
function reactionsOf(list: readonly unknown[] | null | undefined): ChatMessageView['reactions'] {
  const byType = new Map<string, ChatMessageView['reactions'][number]>();
  for (const each of (list ?? []).filter(isJson)) {
    const type = textOr(each.reactionType);
    const found = byType.get(type) ?? { type, name: textOr(each.displayName), people: [] };
    const sender = senderOf(each.user);
    if (sender !== null) found.people.push(sender);
    byType.set(type, found);
  }
  return [...byType.values()];
}

function policyOf(policy: Json | null | undefined): ChatMessageView['policy'] {
  if (!policy) return null;
  const { dlpAction, policyTip, justificationText } = policy;
  const tip = isJson(policyTip) ? textOr(policyTip.generalText) : '';
  return { isBlocked: /block/i.test(textOr(dlpAction)), text: tip || textOr(justificationText) };
}

function memberOf(member: Json): ChatMember {
  const { userId, displayName, email, roles } = member;
  const all = Array.isArray(roles) ? roles : [];
  const type = textOr(member['@odata.type']);
  return {
    id: textOr(userId) || textOr(member.anonymousGuestId),
    name: textOr(displayName),
    address: textOr(email),
    isOwner: all.includes('owner'),
    isGuest: all.includes('guest') || !/aadUser/.test(type),
  };
}

function importanceOf(value: unknown): ChatMessageView['importance'] {
  return value === 'high' || value === 'urgent' ? value : 'normal';
}

function isoOf(time: unknown): string | null {
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

function textOr(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
