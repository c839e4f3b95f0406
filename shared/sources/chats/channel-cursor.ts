import * as v from 'valibot';
import type { Cursor } from '../../model/item.ts';

/** How far a channel has been read: Graph's delta link, and what is needed where that is refused. */
export interface ChannelCursor {
  /** null before all of it was read once, and where Graph hands none out. */
  delta: string | null;
  /** ISO 8601: everything changed until then is known; null before all of it was read once. */
  until: string | null;
  /** What the lists told of it and its team. */
  about: string;
  /** Number of the run in which its newest threads were looked into last. */
  run: number;
  /** It was not listed any more. */
  left?: true;
  /** In the middle of reading all of it. `since`: what changes from then on, delta will tell. */
  reading?: { link: string; since: string };
}

const Stored = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    delta: v.nullable(v.string()),
    until: v.nullable(v.string()),
    about: v.string(),
    run: v.number(),
    left: v.optional(v.literal(true)),
    reading: v.optional(v.object({ link: v.string(), since: v.string() })),
  }),
);

/** null for what is none: the channel is read from its start. */
export function readChannelCursor(cursor: Cursor | null): ChannelCursor | null {
  const parsed = v.safeParse(Stored, cursor?.link ?? '');
  if (!parsed.success) return null;
  const { left, reading, ...rest } = parsed.output;
  return { ...rest, ...(left ? { left } : {}), ...(reading ? { reading } : {}) };
}

export function channelCursorOf(cursor: ChannelCursor): Cursor {
  const kind = cursor.reading === undefined ? 'round' : 'page';
  return { link: JSON.stringify(cursor), kind };
}
