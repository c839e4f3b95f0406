import * as v from 'valibot';
import { Fault } from '../../model/fault.ts';
import { isJson, type Json, told } from './graph-chat.ts';

/**
 * What is stored of a message, as JSON: Graph's own without what is empty, and what it said before.
 * Texts of chats are short, so they are in it: a blob of its own would cost more than most of them.
 */
export interface MessageMeta {
  v: 1;
  kind: 'message';
  message: Json;
  /** Oldest first: what it said until then. Of a deleted one, the last is what it said at the end. */
  earlier?: readonly EarlierText[];
}

export interface EarlierText {
  /** ISO 8601: when it was changed or deleted. */
  until: string;
  body: Json;
  attachments?: readonly unknown[];
  subject?: string;
}

/** What is stored of a chat itself, as an item beside its messages: its states are its history. */
export interface AboutMeta {
  v: 1;
  kind: 'about';
  chat: Json;
  /** null: Microsoft would not tell. */
  members: readonly Json[] | null;
  /** It was listed, and is no more: the person has left it, or it was taken away. */
  left?: true;
}

export type ChatMeta = MessageMeta | AboutMeta;

/** What a walk tells of an item. */
export type ToldItem =
  | { kind: 'message'; message: Json; version: string }
  | { kind: 'about'; chat: Json; members: readonly Json[] | null }
  | { kind: 'left' };

const Stored = v.looseObject({ v: v.literal(1), kind: v.picklist(['message', 'about']) });

/**
 * Stored bytes are checked against their hash before they come here, so their shape is what this
 * product wrote. Fault: `unsupported` for a version this one does not know.
 */
export function readMeta(meta: unknown): ChatMeta {
  if (!v.is(Stored, meta)) throw new Fault('unsupported', 'kept by a newer version of the product');
  // Written by `merge` of this version, which makes nothing but ChatMeta.
  return meta as unknown as ChatMeta;
}

const Text = told(v.string());
const Identity = told(v.object({ id: Text, displayName: Text, userIdentityType: Text }));
const Who = told(
  v.object({ user: Identity, application: Identity, device: Identity, conversation: Identity }),
);
const List = told(v.array(v.unknown()));

const Shown = v.object({
  id: Text,
  replyToId: Text,
  channelIdentity: told(v.object({ channelId: Text })),
  messageType: Text,
  createdDateTime: Text,
  lastModifiedDateTime: Text,
  lastEditedDateTime: Text,
  deletedDateTime: Text,
  subject: Text,
  summary: Text,
  importance: Text,
  from: Who,
  body: told(v.object({ contentType: Text, content: Text })),
  attachments: List,
  mentions: List,
  reactions: List,
  policyViolation: told(v.record(v.string(), v.unknown())),
  eventDetail: told(v.record(v.string(), v.unknown())),
});

export type ShownMessage = v.InferOutput<typeof Shown>;

/** What is looked at of a message; never throws. */
export function shownOf(message: Json): ShownMessage {
  return v.parse(Shown, message);
}

/**
 * In a channel, the post a message stands under and its own id: in this order threads are read. null in
 * chats, which have none.
 */
export function threadOf({ id, replyToId, channelIdentity }: ShownMessage): string | null {
  if (!channelIdentity || !id) return null;
  return replyToId ? `${replyToId}-${id}` : id;
}

/** What a chat is called by itself, or a channel, and which team it is in. */
export function titleOf({ chat }: AboutMeta): { name: string; team: string | null } {
  const { topic, displayName, team } = chat;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  if (!isJson(team)) return { name: text(topic), team: null };
  return { name: text(displayName), team: text(team.displayName) };
}

export interface Sender {
  id: string;
  name: string;
  kind: 'person' | 'guest' | 'app' | 'conversation' | 'device';
}

const Senders = v.safeParser(Who);

/** null: nobody, the service itself. */
export function senderOf(who: unknown): Sender | null {
  const parsed = Senders(who);
  const set = parsed.success ? (parsed.output ?? {}) : {};
  const { user, application, conversation, device } = set;
  if (user) {
    const isGuest = /guest|phone|federated|personal|skype|email/i.test(user.userIdentityType ?? '');
    return named(user, isGuest ? 'guest' : 'person');
  }
  if (application) return named(application, 'app');
  if (conversation) return named(conversation, 'conversation');
  return device ? named(device, 'device') : null;
}

function named(
  { id, displayName }: { id?: string | null | undefined; displayName?: string | null | undefined },
  kind: Sender['kind'],
): Sender {
  return { id: id ?? '', name: displayName ?? '', kind };
}

export interface Attachment {
  id: string;
  type: string;
  url: string;
  name: string;
  /** As Graph gives it: JSON in a text, mostly. */
  content: string;
}

const RawAttachment = v.object({
  id: Text,
  contentType: Text,
  contentUrl: Text,
  name: Text,
  content: Text,
});

export function attachmentsOf(list: readonly unknown[] | null | undefined): Attachment[] {
  return (list ?? []).flatMap((raw) => {
    const parsed = v.safeParse(RawAttachment, raw);
    if (!parsed.success) return [];
    const { id, contentType, contentUrl, name, content } = parsed.output;
    return [
      {
        id: id ?? '',
        type: contentType ?? '',
        url: contentUrl ?? '',
        name: name ?? '',
        content: content ?? '',
      },
    ];
  });
}

/** The JSON within a text; empty where it is none. */
export function jsonIn(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : {};
  } catch {
    return {};
  }
}
