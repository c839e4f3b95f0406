import type { ItemSummary } from '../../model/item.ts';
import type { SearchText, StoredParts } from '../contents.ts';
import type { ContentOrder } from '../walk.ts';
import { type ChatMeta, readMeta, senderOf, shownOf, threadOf, titleOf } from './chat-meta.ts';
import { contentsOf } from './contents-of.ts';
import { readKept } from './kept-contents.ts';
import { fullText, isEvent, wordsOf } from './readable.ts';

const PREVIEW_LETTERS = 200;
const SUBJECT_LETTERS = 80;
const SEARCHED_LETTERS = 20_000;

/** See `Source.summarise`: what it says stands where a mail has its subject. */
export function summariseChat(stored: unknown): ItemSummary {
  const meta = readMeta(stored);
  const text = textOf(meta, PREVIEW_LETTERS);
  const message = meta.kind === 'message' ? meta.message : {};
  const shown = shownOf(message);
  const subject = meta.kind === 'about' ? titleOf(meta).name : (shown.subject ?? '');
  // What tells of a channel stands before all of its threads.
  const isChannel = meta.kind === 'about' && titleOf(meta).team !== null;
  const thread = isChannel ? '' : threadOf(shown);
  return {
    subject: subject || text.slice(0, SUBJECT_LETTERS),
    from: senderOf(shown.from)?.name ?? '',
    fromAddress: '',
    to: '',
    date: dateOf(meta.kind === 'about' ? meta.chat.createdDateTime : shown.createdDateTime),
    sizeBytes: new TextEncoder().encode(String(shown.body?.content ?? '')).byteLength,
    preview: text,
    isRead: true,
    isDraft: false,
    isFlagged: false,
    hasAttachments: meta.kind === 'message' && contentsOf(message).length > 0,
    categories: [],
    conversation: '',
    chat: kindOf(meta),
    ...(thread === null ? {} : { thread }),
  };
}

function kindOf(meta: ChatMeta): NonNullable<ItemSummary['chat']> {
  if (meta.kind === 'about') return 'about';
  const { messageType, eventDetail } = shownOf(meta.message);
  return isEvent(messageType, eventDetail) ? 'event' : 'message';
}

function textOf(meta: ChatMeta, limit: number): string {
  if (meta.kind === 'message') return wordsOf(meta, limit);
  const { team } = titleOf(meta);
  if (team !== null) return team.slice(0, limit);
  const names = (meta.members ?? []).map(({ displayName }) => String(displayName ?? ''));
  return names
    .filter((name) => name !== '')
    .join(', ')
    .slice(0, limit);
}

/** ISO 8601, UTC, always with milliseconds, so that dates sort as text. */
function dateOf(time: unknown): string {
  const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return new Date(Number.isNaN(at) ? 0 : at).toISOString();
}

/** See `Source.searchText`: what it said before is found as well, and names of files are. */
export async function searchTextOfChat(stored: unknown, parts: StoredParts): Promise<SearchText> {
  const meta = readMeta(stored);
  if (meta.kind === 'about') {
    return {
      subject: titleOf(meta).name,
      from: '',
      to: textOf(meta, SEARCHED_LETTERS),
      text: '',
    };
  }
  const { subject, from } = shownOf(meta.message);
  const earlier = (meta.earlier ?? []).map((each) =>
    fullText({ body: each.body, attachments: each.attachments }, SEARCHED_LETTERS),
  );
  const files = (await readKept(parts)).map(({ content }) => content.name);
  const text = [fullText(meta.message, SEARCHED_LETTERS), ...earlier, ...files].join('\n');
  const name = senderOf(from)?.name ?? '';
  return { subject: subject ?? '', from: name, to: '', text: text.slice(0, SEARCHED_LETTERS) };
}

/** Pictures before files, which may be large. */
export function orderOfContent(stored: unknown): ContentOrder {
  const meta = readMeta(stored);
  const message = meta.kind === 'message' ? meta.message : {};
  const hasFile = contentsOf(message).some(({ kind }) => kind === 'file');
  return { group: '', date: dateOf(message.createdDateTime), sizeBytes: hasFile ? 1 : 0 };
}
