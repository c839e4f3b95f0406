import { localDay, startOfDay } from '../lib/local-day.ts';
import type { ItemRow } from '../model/item.ts';
import type { ConversationCount, PutBackSelection, TimeSpan } from '../model/put-back.ts';
import { counted, formats } from './formats.ts';

type Place = Pick<ItemRow, 'row' | 'date'>;

/** A part of a conversation that is being marked: from one of its messages to another. */
export interface ChatPart {
  /** null: from its first message, or to its newest. */
  from: Place | null;
  to: Place | null;
}

export type PartEdge = keyof ChatPart;

export const NO_PART: ChatPart = { from: null, to: null };

/** The other end goes where it would be on the wrong side. */
export function withEdge(part: ChatPart, edge: PartEdge, place: Place): ChatPart {
  const now = { ...part, [edge]: place };
  const isTurned = now.from !== null && now.to !== null && now.from.date > now.to.date;
  return isTurned ? { ...NO_PART, [edge]: place } : now;
}

export function isMarked({ from, to }: ChatPart): boolean {
  return from !== null || to !== null;
}

export function isInPart(part: ChatPart, date: string): boolean {
  const { from, to } = part;
  return isMarked(part) && (from === null || date >= from.date) && (to === null || date <= to.date);
}

export function spanOf({ from, to }: ChatPart): TimeSpan {
  return {
    ...(from && { from: from.date }),
    // Times of messages are told to the millisecond.
    ...(to && { to: new Date(Date.parse(to.date) + 1).toISOString() }),
  };
}

/** "From Tuesday, 3 March 2026 at 10:12 to the newest message"; of one day, "… at 10:12 to 11:40" */
export function partWords({ from, to }: ChatPart): string {
  if (from !== null && to !== null && localDay(from.date) === localDay(to.date)) {
    return `From ${formats.full(from.date)} to ${formats.time(to.date)}`;
  }
  const begin = from === null ? 'the first message' : formats.full(from.date);
  const end = to === null ? 'the newest message' : formats.full(to.date);
  return `From ${begin} to ${end}`;
}

/** The first and the last message of a chat, ISO 8601. */
export interface ChatDays {
  first: string;
  last: string;
}

/** What days of a chat come to: a selection, or why they are none. */
export function selectDays(
  whole: PutBackSelection,
  { first, last }: ChatDays,
  from: string,
  to: string,
): { selection: PutBackSelection | null; problem: string | null } {
  // All days are all of it, with what comes meanwhile.
  const isAll = from <= localDay(first) && to >= localDay(last);
  const begin = startOfDay(from);
  const end = startOfDay(to, 1);
  if (begin === null || end === null) {
    return { selection: null, problem: 'Choose a first and a last day.' };
  }
  if (begin >= end) {
    return { selection: null, problem: 'The last day comes before the first.' };
  }
  return { selection: isAll ? whole : { ...whole, span: { from: begin, to: end } }, problem: null };
}

/** "24 messages and events, 3 pictures, 1 file" */
export function countWords({ messages, pictures, files, isAll }: ConversationCount): string {
  const words = [
    counted(messages, 'message or event', 'messages and events'),
    pictures > 0 ? counted(pictures, 'picture') : '',
    files > 0 ? counted(files, 'file') : '',
    isAll ? '' : 'counting pictures and files…',
  ];
  return words.filter((each) => each !== '').join(', ');
}
