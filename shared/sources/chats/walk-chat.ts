import type { Graph } from '../../graph/graph.ts';
import { isFault, JOB_ENDING } from '../../model/fault.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { KnownState, SourceChange } from '../walk.ts';
import { chatPath, itemIdOf, NOTES, READ_PAGE } from './calls.ts';
import type { ChatInBook } from './chat-book.ts';
import { nameOfChat } from './chat-name.ts';
import { type ChatCursor, cursorOf } from './cursor.ts';
import { type GraphMessage, readMembers, readMessage } from './graph-chat.ts';
import { MessageReading } from './message-reading.ts';

/** Changes are filed by the server's own time, and may be listed a little after it. */
const OVERLAP_MS = 5 * 60_000;
/** Of a chat that took so many pages, what was changed meanwhile is asked for at the end. */
const LONG_PAGES = 20;
const LONG_AGO = '1970-01-01T00:00:00.000Z';

/**
 * One chat: who is in it, where that may have changed; then its messages. The first time all of them
 * in the order in which they were written, which no edit disturbs, with a cursor after each page;
 * from then on what has changed since.
 */
export async function* walkChat(
  graph: Graph,
  chat: ChatInBook,
  run: number,
  known: KnownState,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  const container = chat.info.id;
  try {
    const updated = yield* readAbout(graph, chat, signal);
    const before = chat.known;
    const seen = chat.listed?.seen ?? before?.seen ?? '';
    const cursor: ChatCursor = { seen, until: before?.until ?? null, updated, run };
    if (cursor.until === null) yield* readAll(graph, chat, cursor, signal);
    else cursor.until = yield* readChanges(graph, chat, cursor.until, signal);
    yield* readFailed(graph, chat, known, signal);
    yield { kind: 'cursor', container, cursor: cursorOf(cursor) };
  } catch (error) {
    signal.throwIfAborted();
    if (!isFault(error) || JOB_ENDING.has(error.code)) throw error;
    yield { kind: 'failed', container, itemId: null, label: chat.info.name, fault: error };
  }
}

/**
 * Members are read with the first messages, and again when Graph says that they or the name have
 * changed. Meetings are known that refuse them; that costs the messages nothing. Answers which state
 * of them is known now.
 */
async function* readAbout(
  graph: Graph,
  chat: ChatInBook,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, string | null> {
  const { info, known, listed, aboutId, ownId } = chat;
  const updated = listed?.updated ?? known?.updated ?? null;
  const isKnown =
    known !== null && known.updated === updated && !known.left && known.until !== null;
  if (listed === null || (isKnown && listed.id !== NOTES)) return known?.updated ?? null;
  if (listed.id === NOTES && known !== null) return null;
  let members = null;
  let answer = updated;
  try {
    if (listed.id !== NOTES) {
      members = readMembers(await graph.read(chatPath(info.id, '/members'), READ_PAGE, signal));
    }
  } catch (error) {
    if (!isFault(error) || JOB_ENDING.has(error.code)) throw error;
    if (isFault(error, 'server-error')) answer = known?.updated ?? null;
  }
  const name = nameOfChat(listed, members, ownId) || info.name;
  if (name !== info.name) {
    chat.info = { ...info, name };
    yield { kind: 'container', container: chat.info };
  }
  const item = { kind: 'about', chat: listed.json, members } as const;
  yield { kind: 'item', container: info.id, itemId: aboutId, item, partial: false };
  return answer;
}

/** Fills in `cursor.until`. */
async function* readAll(
  graph: Graph,
  chat: ChatInBook,
  cursor: ChatCursor,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  const container = chat.info.id;
  const begun = chat.known?.reading;
  const reading = new MessageReading(graph, container, {
    by: 'created',
    after: null,
    begun: begun ?? null,
    startedAt: chat.listed?.created ?? null,
    signal,
  });
  let until = begun?.until ?? null;
  for await (const { messages, nextLink, oldest } of reading.pages()) {
    until ??= newestOf(messages, LONG_AGO);
    for (const message of messages) yield toldMessage(container, message);
    if (nextLink === null) continue;
    const at = { link: nextLink, oldest, until };
    yield { kind: 'cursor', container, cursor: cursorOf({ ...cursor, reading: at }) };
  }
  cursor.until = until ?? LONG_AGO;
  // Newest first: what came since it was begun is not in what was left.
  if (begun !== undefined || reading.pageCount > LONG_PAGES) {
    cursor.until = yield* readChanges(graph, chat, cursor.until, signal);
  }
}

/** Answers up to which change all is known. */
async function* readChanges(
  graph: Graph,
  chat: ChatInBook,
  since: string,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, string> {
  const after = new Date(Math.max(0, Date.parse(since) - OVERLAP_MS)).toISOString();
  const reading = new MessageReading(graph, chat.info.id, {
    by: 'modified',
    after,
    begun: null,
    startedAt: null,
    signal,
  });
  let until = since;
  for await (const { messages } of reading.pages()) {
    if (reading.pageCount === 1) until = newestOf(messages, since);
    for (const message of messages) yield toldMessage(chat.info.id, message);
  }
  return until;
}

/** What failed before and was not told just now. */
async function* readFailed(
  graph: Graph,
  { info, failed }: ChatInBook,
  known: KnownState,
  signal: AbortSignal,
): AsyncGenerator<SourceChange, void> {
  for (const itemId of failed) {
    const message = itemId.slice(itemId.lastIndexOf('/') + 1);
    // Who is in a chat is told above.
    if (!/^\d+$/.test(message)) continue;
    try {
      const read = readMessage(
        await graph.read(chatPath(info.id, `/messages/${message}`), READ_PAGE, signal),
      );
      if (read !== null) yield toldMessage(info.id, read);
    } catch (error) {
      if (!isFault(error, 'not-found')) throw error;
      // Never stored and nowhere: no loss.
      if (!(await known.has(info.id, itemId))) yield { kind: 'gone', container: info.id, itemId };
    }
  }
}

export function toldMessage(container: ContainerId, message: GraphMessage): SourceChange {
  const item = { kind: 'message', message: message.json, version: message.version } as const;
  const itemId = itemIdOf(container, message.id);
  return { kind: 'item', container: asId(container), itemId, item, partial: false };
}

function newestOf(messages: readonly GraphMessage[], least: string): string {
  const newest = messages.reduce((most, { modified }) => Math.max(most, modified), 0);
  return Math.max(newest, Date.parse(least)) === newest ? new Date(newest).toISOString() : least;
}
