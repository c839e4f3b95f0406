import type { ChatMessageRow, ChatSummary } from '../model/chat-lists.ts';
import type { ChatMessageView, ChatSender } from '../model/chat-view.ts';
import type { AccountId } from '../model/ids.ts';
import type { ItemRow } from '../model/item.ts';
import { counted, formats } from './formats.ts';

/** Messages of one person within this time stand together, under one name. */
const TOGETHER_MS = 5 * 60_000;

/** The names Teams had for the reactions it began with. Source: learn.microsoft.com/graph/api/resources/chatmessagereaction. */
const REACTIONS: Readonly<Record<string, string>> = {
  like: '👍',
  heart: '❤️',
  laugh: '😆',
  surprised: '😮',
  sad: '😢',
  angry: '😠',
};

/** Whether a person wrote it themselves; the account's id begins with theirs. */
export function isOwn(view: ChatMessageView | null, account: AccountId): boolean {
  const id = view?.from?.id ?? '';
  return id !== '' && account.startsWith(`${id}.`);
}

/** It stands under the name of the message before. */
export function isTogether(before: ChatMessageRow | undefined, row: ChatMessageRow): boolean {
  if (before?.chat !== 'message' || row.chat !== 'message') return false;
  // In a channel replies stand together, and only those to one post.
  const isThread = row.thread !== undefined;
  if (isThread && !(isReply(before) && isReply(row) && postOf(before) === postOf(row)))
    return false;
  if (authorOf(before) !== authorOf(row) || !isSameDay(before.date, row.date)) return false;
  return Date.parse(row.date) - Date.parse(before.date) < TOGETHER_MS;
}

/** In a channel: it stands below a post. */
export function isReply({ thread = '' }: Pick<ItemRow, 'thread'>): boolean {
  return thread.includes('-');
}

function postOf({ thread = '' }: Pick<ItemRow, 'thread'>): string {
  return /^[^-]*/.exec(thread)?.[0] ?? '';
}

/** The day a message stands under: in a channel that of its post. ISO 8601. */
export function dayOfRow(row: Pick<ItemRow, 'thread' | 'date'>): string {
  const at = new Date(Number(postOf(row) || Number.NaN));
  return Number.isNaN(at.getTime()) ? row.date : at.toISOString();
}

function authorOf({ view, from }: ChatMessageRow): string {
  return view?.from?.id || from;
}

/** Where the reader is. */
export function isSameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}

export function nameOf(sender: ChatSender | null, fallback = ''): string {
  if (sender === null) return fallback || 'Microsoft Teams';
  return sender.name || fallback || (sender.kind === 'app' ? 'An app' : 'Somebody');
}

/** As a sign where it is known, else by its name. */
export function reactionSign({ type, name }: { type: string; name: string }): string {
  return REACTIONS[type] ?? (type === 'custom' ? `:${name || 'own'}:` : type);
}

export function reactionNames(people: readonly ChatSender[]): string {
  return people.map((each) => nameOf(each)).join(', ');
}

/** What a chat is called, also where it has no name; a channel without its team. */
export function chatName({ name, people, kind, team }: ChatSummary): string {
  if (team !== null) return name || 'Channel without a name';
  return name || people || (kind === 'notes' ? 'Notes' : 'Chat without a name');
}

/** The same where nothing else says which team a channel is of. */
export function fullChatName(chat: ChatSummary): string {
  return chat.team ? `${chat.team} › ${chatName(chat)}` : chatName(chat);
}

/** What it is called in sentences. */
export function chatNoun({ team }: ChatSummary): 'chat' | 'channel' {
  return team === null ? 'chat' : 'channel';
}

/** "Ines, Joost. 3,118 messages and events since 4 March 2024" */
export function chatSums({ people, messages, firstDate }: ChatSummary): string {
  const much = counted(messages, 'message or event', 'messages and events');
  const since = firstDate === null ? '' : ` since ${formats.fullDate(firstDate)}`;
  return `${people === '' ? '' : `${people}. `}${much}${since}`;
}

/** The newest words of a chat, with whose they are where that is not clear. */
export function lastWords(chat: ChatSummary, ownName: string): string {
  const { last, kind } = chat;
  if (last === null) return 'Nothing is kept yet';
  const words = last.preview || (last.hasAttachments ? 'Picture or file' : 'Deleted');
  if (last.chat === 'event' || last.from === '') return words;
  if (last.from === ownName && kind !== 'notes') return `You: ${words}`;
  return kind === 'oneOnOne' || kind === 'notes' ? words : `${firstName(last.from)}: ${words}`;
}

function firstName(name: string): string {
  return /^\S+/.exec(name)?.[0] ?? name;
}

/** A colour of four for each name, always the same. */
export function toneOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % 4;
}

/** For the clipboard: as one writes it down for somebody else. */
export function asQuoted(row: ItemRow, view: ChatMessageView, words: string): string {
  return `${nameOf(view.from, row.from)}, ${formats.full(row.date)}:\n${words}`;
}
