import * as v from 'valibot';
import type { Cursor } from '../../model/item.ts';

/**
 * How far a chat has been read. Graph has no delta for a person's chats, so that a cursor is ours:
 * what the list showed, and up to which change messages are known.
 */
export interface ChatCursor {
  /** What the list showed of it; see `GraphChat.seen`. */
  seen: string;
  /** ISO 8601: everything changed until then is known; null before all of it was read once. */
  until: string | null;
  /** `lastUpdatedDateTime` of when members were read last. */
  updated: string | null;
  /** Number of the run in which it was looked into last; runs are counted by this alone. */
  run: number;
  /** The person was not in it any more. */
  left?: true;
  /** In the middle of reading all of it, newest first. */
  reading?: { link: string; oldest: string; until: string };
}

const Stored = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    seen: v.string(),
    until: v.nullable(v.string()),
    updated: v.nullable(v.string()),
    run: v.number(),
    left: v.optional(v.literal(true)),
    reading: v.optional(v.object({ link: v.string(), oldest: v.string(), until: v.string() })),
  }),
);

/** null for what is none: the chat is read from its start. */
export function readCursor(cursor: Cursor | null): ChatCursor | null {
  const parsed = v.safeParse(Stored, cursor?.link ?? '');
  if (!parsed.success) return null;
  const { left, reading, ...rest } = parsed.output;
  return { ...rest, ...(left ? { left } : {}), ...(reading ? { reading } : {}) };
}

export function cursorOf(cursor: ChatCursor): Cursor {
  const kind = cursor.reading === undefined ? 'round' : 'page';
  return { link: JSON.stringify(cursor), kind };
}
