import type { MergedItem, StoredItem } from '../contents.ts';
import type { ItemChange } from '../walk.ts';
import {
  type AboutMeta,
  type ChatMeta,
  type EarlierText,
  type MessageMeta,
  readMeta,
  shownOf,
  type ToldItem,
  titleOf,
} from './chat-meta.ts';
import { contentsOf, keysOf } from './contents-of.ts';
import { isJson, type Json, sumOf } from './graph-chat.ts';
import { labelOf } from './readable.ts';

/** See `Source.merge`. Graph tells a message whole, always; what it said before is kept beside it. */
export function mergeChat(previous: StoredItem | null, change: ItemChange): MergedItem {
  // `walk` made it from Graph's JSON, and nobody else makes changes.
  const item = change.item as ToldItem;
  const before = previous === null ? null : readMeta(previous.meta);
  if (item.kind === 'message') {
    return mergeMessage(previous, before?.kind === 'message' ? before : null, item);
  }
  return mergeAbout(before?.kind === 'about' ? before : null, item);
}

function mergeMessage(
  previous: StoredItem | null,
  before: MessageMeta | null,
  { message, version }: Extract<ToldItem, { kind: 'message' }>,
): MergedItem {
  if (previous !== null && before !== null && previous.version === version) {
    const label = labelOf(before);
    return { version, meta: before, label, parts: [], content: 'kept', changed: false };
  }
  const earlier = earlierTexts(before, message);
  const meta: MessageMeta = {
    v: 1,
    kind: 'message',
    message,
    ...(earlier.length > 0 ? { earlier } : {}),
  };
  return {
    version,
    meta,
    label: labelOf(meta),
    parts: [],
    content: contentOf(previous, before, message),
    changed: true,
  };
}

/** Pictures and files of earlier texts stay; what is new is fetched beside them. */
function contentOf(
  previous: StoredItem | null,
  before: MessageMeta | null,
  message: Json,
): MergedItem['content'] {
  const wanted = contentsOf(message);
  const isStored = previous?.roles.includes('attachments') ?? false;
  const known = before === null ? new Set<string>() : keysOf(before);
  const isAllKnown = wanted.every(({ key }) => known.has(key));
  if (!isStored) return wanted.length === 0 ? 'none' : 'missing';
  // Not whole, and nothing to be had any more: what there is of it is all.
  const isOver = wanted.length === 0 && previous?.whole === false;
  return isAllKnown && !isOver ? 'kept' : 'more';
}

/** An edit, and a deletion too, takes the text away at Microsoft. Undoing a deletion brings it back. */
function earlierTexts(before: MessageMeta | null, message: Json): readonly EarlierText[] {
  const earlier = before?.earlier ?? [];
  const text = before === null ? null : textOf(before.message);
  const now = textOf(message);
  if (text === null) {
    const last = earlier.at(-1);
    const isBack = last !== undefined && now !== null && isSame(last, now);
    return isBack ? earlier.slice(0, -1) : earlier;
  }
  if (now !== null && isSame(text, now)) return earlier;
  const { deletedDateTime, lastEditedDateTime, lastModifiedDateTime } = shownOf(message);
  const until = deletedDateTime ?? lastEditedDateTime ?? lastModifiedDateTime ?? '';
  return [...earlier, { until, ...text }];
}

type Content = Omit<EarlierText, 'until'>;

/** null for a deleted message, which says nothing. */
function textOf(message: Json): Content | null {
  const { deletedDateTime, body, attachments, subject } = message;
  if (typeof deletedDateTime === 'string') return null;
  return {
    body: isJson(body) ? body : {},
    ...(Array.isArray(attachments) ? { attachments } : {}),
    ...(typeof subject === 'string' ? { subject } : {}),
  };
}

function isSame(a: Content, b: Content): boolean {
  const plain = ({ body, attachments = [], subject = '' }: Content) =>
    JSON.stringify([body.contentType, body.content ?? '', attachments, subject]);
  return plain(a) === plain(b);
}

function mergeAbout(
  before: AboutMeta | null,
  item: Exclude<ToldItem, { kind: 'message' }>,
): MergedItem {
  const meta = item.kind === 'left' ? leftOf(before) : aboutOf(before, item);
  return {
    version: versionOf(meta),
    meta,
    label: titleOf(meta).name,
    parts: [],
    content: 'none',
    changed: before === null || JSON.stringify(before) !== JSON.stringify(meta),
  };
}

function leftOf(before: AboutMeta | null): AboutMeta {
  return { ...(before ?? { v: 1, kind: 'about', chat: {}, members: null }), left: true };
}

/** Where members are not told, those of before are the last that are known. */
function aboutOf(
  before: AboutMeta | null,
  { chat, members }: Extract<ToldItem, { kind: 'about' }>,
): AboutMeta {
  return { v: 1, kind: 'about', chat, members: members ?? before?.members ?? null };
}

function versionOf({ chat, members, left }: AboutMeta): string {
  const ids = (members ?? []).map(({ id }) => String(id)).join();
  let sum = 0;
  for (let at = 0; at < ids.length; at += 1) sum = (Math.imul(sum, 31) + ids.charCodeAt(at)) | 0;
  const parts = [
    // Of a channel no time is told.
    chat.lastUpdatedDateTime ?? (isJson(chat.team) ? sumOf(JSON.stringify(chat)) : ''),
    members?.length ?? '-',
    sum >>> 0,
    left ? 'left' : '',
  ];
  return parts.join(' ').trim();
}

export type { ChatMeta };
