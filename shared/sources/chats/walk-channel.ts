import type { Graph } from '../../graph/graph.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { asId, type ItemId } from '../../model/ids.ts';
import type { KnownState, SourceChange } from '../walk.ts';
import { placeOf } from './calls.ts';
import type { ChannelInBook } from './channel-book.ts';
import { allPosts, messagePath, postsSince, READ_POSTS } from './channel-calls.ts';
import { type ChannelCursor, channelCursorOf } from './channel-cursor.ts';
import { deltaLinkOf, readMessage } from './graph-chat.ts';
import { newestIn, type PostPage, PostReading, toldPost, toldPosts } from './post-reading.ts';
import { lackOf } from './team-list.ts';

/** Changes are filed by the server's own time, and may be listed a little after it. */
const OVERLAP_MS = 5 * 60_000;
const LONG_AGO = '1970-01-01T00:00:00.000Z';

export interface WalkHelp {
  /** What the delta link has answered already, in a batch with others. */
  answer?: (() => Promise<unknown>) | undefined;
  /** Whether the lists do not have it any more. */
  isGone(channel: ChannelInBook): Promise<boolean>;
}

/**
 * One channel: its name, where that changed; the first time all of its posts with their replies, with
 * a cursor after each page, and what changed meanwhile by delta; from then on what delta tells.
 */
export async function* walkChannel(
  graph: Graph,
  channel: ChannelInBook,
  run: number,
  known: KnownState,
  signal: AbortSignal,
  { answer, isGone }: WalkHelp,
): AsyncGenerator<SourceChange, void> {
  const { info, isOver } = channel;
  const container = info.id;
  const cursor: ChannelCursor = {
    delta: channel.known?.delta ?? null,
    until: channel.known?.until ?? null,
    about: channel.aboutSum,
    run: channel.isLookedInto || channel.known === null ? run : channel.known.run,
  };
  try {
    yield* aboutOf(channel);
    const reading = new PostReading(graph, channel.place, signal);
    if (!isOver) {
      if (cursor.until === null) yield* readAll(reading, channel, cursor);
      else yield* readChanges(reading, cursor, answer);
      if (channel.isLookedInto) yield* lookInto(reading);
    }
    yield* readFailed(graph, channel, known, signal);
    const now = isOver ? { ...(channel.known ?? cursor), left: true as const } : cursor;
    yield { kind: 'cursor', container, cursor: channelCursorOf(now) };
  } catch (error) {
    const fault = lackOf(error, signal);
    if (isFault(fault, 'not-found', 'forbidden') && (await isGone(channel))) {
      yield* aboutOf({ ...channel, about: null, isLeft: true });
      const left = { ...(channel.known ?? cursor), left: true as const };
      yield { kind: 'cursor', container, cursor: channelCursorOf(left) };
    } else {
      yield { kind: 'failed', container, itemId: null, label: info.name, fault };
    }
  }
}

/** What is kept of a channel that is not listed any more stays as it is. */
function* aboutOf({ info, aboutId, about, isLeft }: ChannelInBook): Generator<SourceChange, void> {
  const told = { kind: 'item', container: info.id, itemId: aboutId } as const;
  if (isLeft) yield { ...told, item: { kind: 'left' }, partial: true };
  if (about === null) return;
  yield { ...told, item: { kind: 'about', chat: about, members: null }, partial: false };
}

/** Fills in `cursor.until` and `cursor.delta`. */
async function* readAll(
  reading: PostReading,
  { info, known, place }: ChannelInBook,
  cursor: ChannelCursor,
): AsyncGenerator<SourceChange, void> {
  let link: string | null = known?.reading?.link ?? allPosts(place);
  let since = known?.reading?.since ?? null;
  const seen = new Set<string>();
  while (link !== null) {
    seen.add(link);
    let page: PostPage;
    try {
      page = await reading.page(link);
    } catch (error) {
      // A link of another day that is not taken any more: from the start.
      const isOld = link === known?.reading?.link && isFault(error, 'unexpected', 'cursor-expired');
      if (!isOld) throw error;
      link = allPosts(place);
      continue;
    }
    // The first page has what changed last, whatever the order of the others.
    since ??= newestIn(page) ?? LONG_AGO;
    yield* toldPosts(place, page);
    link = page.nextLink;
    if (link === null) break;
    // Round and round: what comes behind can't be asked for.
    if (seen.has(link)) throw new Fault('server-error', 'the list of posts repeats itself');
    const at = { ...cursor, reading: { link, since } };
    yield { kind: 'cursor', container: info.id, cursor: channelCursorOf(at) };
  }
  cursor.until = since ?? LONG_AGO;
  yield* beginDelta(reading, cursor);
}

/** From the delta link on, or anew where there is none or it is not taken any more. */
async function* readChanges(
  reading: PostReading,
  cursor: ChannelCursor,
  answer?: () => Promise<unknown>,
): AsyncGenerator<SourceChange, void> {
  const { delta } = cursor;
  if (delta === null) return yield* beginDelta(reading, cursor);
  try {
    yield* readDelta(reading, cursor, delta, answer);
  } catch (error) {
    if (!isFault(error, 'cursor-expired', 'unexpected')) throw error;
    // It may be long ago, and delta knows eight months: what was written before shows in the list.
    const since = sinceOf(cursor).getTime();
    yield* beginDelta(reading, cursor);
    if (cursor.delta !== null) yield* readNewest(reading, cursor, since);
  }
}

function sinceOf({ until }: ChannelCursor): Date {
  return new Date(Math.max(0, Date.parse(until ?? LONG_AGO) - OVERLAP_MS));
}

/** Where Graph knows no delta, the newest threads are read as far as something is new. */
async function* beginDelta(
  reading: PostReading,
  cursor: ChannelCursor,
): AsyncGenerator<SourceChange, void> {
  const since = sinceOf(cursor);
  cursor.delta = null;
  try {
    yield* readDelta(reading, cursor, postsSince(reading.place, since.toISOString()));
  } catch (error) {
    if (!isFault(error, 'cursor-expired', 'unexpected')) throw error;
    yield* readNewest(reading, cursor, since.getTime());
  }
}

/** Moves `cursor` on to where the round ends. */
async function* readDelta(
  reading: PostReading,
  cursor: ChannelCursor,
  start: string,
  answer?: () => Promise<unknown>,
): AsyncGenerator<SourceChange, void> {
  const seen = new Set<string>();
  let link = start;
  let first = answer;
  for (;;) {
    if (seen.has(link)) throw new Fault('unexpected', 'delta repeats itself');
    seen.add(link);
    const body = await (first?.() ?? reading.read(link));
    first = undefined;
    const page = await reading.pageOf(body);
    yield* toldPosts(reading.place, page);
    cursor.until = laterOf(cursor.until, newestIn(page));
    cursor.delta = deltaLinkOf(body);
    if (cursor.delta !== null) return;
    if (page.nextLink === null) throw new Fault('unexpected', 'delta ends without a link');
    link = page.nextLink;
  }
}

async function* readNewest(
  reading: PostReading,
  cursor: ChannelCursor,
  since: number,
): AsyncGenerator<SourceChange, void> {
  const seen = new Set<string>();
  for (let link: string | null = allPosts(reading.place); link !== null && !seen.has(link); ) {
    seen.add(link);
    const page = await reading.page(link);
    yield* toldPosts(reading.place, page);
    const newest = newestIn(page);
    cursor.until = laterOf(cursor.until, newest);
    if (newest === null || Date.parse(newest) <= since) return;
    link = page.nextLink;
  }
}

/** Whether delta tells what becomes of a reply is documented nowhere. */
async function* lookInto(reading: PostReading): AsyncGenerator<SourceChange, void> {
  yield* toldPosts(reading.place, await reading.page(allPosts(reading.place)));
}

/** What failed in earlier runs, one by one. */
async function* readFailed(
  graph: Graph,
  { info, place, failed }: ChannelInBook,
  known: KnownState,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  for (const itemId of failed) {
    const { message } = placeOf(itemId);
    // What tells of the channel itself is told above.
    if (message === null) continue;
    try {
      const read = readMessage(await graph.read(messagePath(place, message), READ_POSTS, signal));
      if (read !== null) yield toldPost(place, message, read);
    } catch (error) {
      if (!isFault(error, 'not-found')) throw error;
      // Never stored and nowhere: no loss. What is stored stays.
      if (!(await known.has(info.id, itemId))) {
        yield { kind: 'gone', container: info.id, itemId: asId<ItemId>(itemId) };
      }
    }
  }
}

function laterOf(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return Date.parse(other) > Date.parse(one) ? other : one;
}
