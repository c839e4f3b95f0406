import * as v from 'valibot';

/**
 * Chats and messages as Graph tells them, read at the edge. All of it is kept, but for what is null
 * or empty; what is looked at is looked at leniently: another type counts as not told.
 */
export function told<const Schema extends v.GenericSchema>(schema: Schema) {
  return v.fallback(v.optional(v.nullable(schema)), undefined);
}

const Text = told(v.string());
const Time = told(
  v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text))),
  ),
);

const RawChat = v.looseObject({
  id: v.pipe(v.string(), v.nonEmpty()),
  topic: Text,
  chatType: Text,
  createdDateTime: Time,
  lastUpdatedDateTime: Time,
  viewpoint: told(v.object({ isHidden: told(v.boolean()) })),
  lastMessagePreview: told(
    v.looseObject({
      id: Text,
      createdDateTime: Time,
      isDeleted: told(v.boolean()),
      body: told(v.object({ content: Text })),
    }),
  ),
});

const RawMessage = v.looseObject({
  id: v.pipe(v.string(), v.nonEmpty()),
  createdDateTime: Time,
  lastModifiedDateTime: Time,
  deletedDateTime: Time,
  etag: Text,
});

const RawPage = v.object({ value: v.array(v.unknown()), '@odata.nextLink': Text });

export type Json = Record<string, unknown>;

/** A chat as the list tells it. */
export interface GraphChat {
  id: string;
  type: string;
  topic: string;
  hidden: boolean;
  /** ISO 8601: when it was made; when its name or members changed last. */
  created: string | null;
  updated: string | null;
  /** When somebody wrote last; null where nobody has. */
  lastAt: string | null;
  /** Different whenever the last message, the name or the members are. */
  seen: string;
  /** What there is to keep of it. */
  json: Json;
}

export interface GraphMessage {
  id: string;
  /** Milliseconds since 1970. */
  created: number;
  modified: number;
  isDeleted: boolean;
  /** Different with every change, a reaction as well. */
  version: string;
  json: Json;
}

export interface GraphPage {
  entries: unknown[];
  nextLink: string | null;
}

/** null for what is no chat. */
export function readChat(raw: unknown): GraphChat | null {
  const parsed = v.safeParse(RawChat, raw);
  if (!parsed.success) return null;
  const chat = parsed.output;
  const { lastMessagePreview: last, viewpoint } = chat;
  const words = last?.body?.content ?? '';
  return {
    id: chat.id,
    type: chat.chatType ?? 'unknown',
    topic: chat.topic ?? '',
    hidden: viewpoint?.isHidden ?? false,
    created: chat.createdDateTime ?? null,
    updated: chat.lastUpdatedDateTime ?? null,
    lastAt: last?.createdDateTime ?? null,
    seen: [
      last?.id ?? '',
      last?.isDeleted === true ? 'x' : sumOf(words),
      chat.lastUpdatedDateTime,
    ].join(' '),
    json: chatJson(raw),
  };
}

/** null for what can't be told from another message. */
export function readMessage(raw: unknown): GraphMessage | null {
  const parsed = v.safeParse(RawMessage, raw);
  if (!parsed.success || /[/?#]/.test(parsed.output.id)) return null;
  const { id, createdDateTime, lastModifiedDateTime, deletedDateTime, etag } = parsed.output;
  const created = Date.parse(createdDateTime ?? '') || Number(id) || 0;
  const modified = Date.parse(lastModifiedDateTime ?? '') || created;
  const isDeleted = (deletedDateTime ?? null) !== null;
  const version = etag ?? String(modified);
  return { id, created, modified, isDeleted, version, json: messageJson(raw) };
}

export function readPage(raw: unknown): GraphPage | null {
  const parsed = v.safeParse(RawPage, raw);
  if (!parsed.success) return null;
  return { entries: parsed.output.value, nextLink: parsed.output['@odata.nextLink'] ?? null };
}

/** What came with a post of its replies, and where there are more. */
export function readReplies(raw: unknown): { entries: unknown[]; nextLink: string | null } {
  const { replies, 'replies@odata.nextLink': link } = isJson(raw) ? raw : {};
  const nextLink = typeof link === 'string' ? link : null;
  return { entries: Array.isArray(replies) ? replies : [], nextLink };
}

/** Where a round of delta goes on from another day; null while it is not over. */
export function deltaLinkOf(raw: unknown): string | null {
  const link = isJson(raw) ? raw['@odata.deltaLink'] : null;
  return typeof link === 'string' ? link : null;
}

/** Members in an order of their own, so that the same ones are equal. */
export function readMembers(raw: unknown): Json[] | null {
  const page = readPage(raw);
  if (page === null) return null;
  const members = page.entries.filter(isJson).map((each) => withoutEmpty(each) as Json);
  return members.sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not kept: when it was read last, which changes without anybody having said anything. */
function chatJson(raw: unknown): Json {
  const { lastMessagePreview: _preview, viewpoint: _viewpoint, ...rest } = raw as Json;
  return withoutEmpty(rest) as Json;
}

/**
 * Not kept: whose list it was in, which the item's own id says; what kind of list it was; and replies,
 * which are items of their own.
 */
function messageJson(raw: unknown): Json {
  const { chatId: _chat, etag: _etag, replies: _replies, ...rest } = raw as Json;
  const told = Object.entries(rest).filter(
    ([name]) => name !== '@odata.context' && name !== '@odata.type' && !name.startsWith('replies@'),
  );
  return withoutEmpty(Object.fromEntries(told)) as Json;
}

/** What is null, or a list or an object of nothing, tells nothing. */
export function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isJson(value)) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, withoutEmpty(each)] as const);
  return Object.fromEntries(entries.filter(([, each]) => !isEmpty(each)));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJson(value) && Object.keys(value).length === 0;
}

/** FNV-1a: enough to see that a text is another one. */
export function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return (sum >>> 0).toString(36);
}
