import type { Graph, RequestOptions } from '../../graph/graph.ts';
import { Fault, isFault } from '../../model/fault.ts';
import { asId, type ContainerId } from '../../model/ids.ts';
import type { Difference } from '../../model/restore.ts';
import { toBase64 } from '../mail/base64.ts';
import { plainText } from '../mail/restore-compare.ts';
import type {
  PlannedRestore,
  RestorableItem,
  RestoreContext,
  RestoredRecord,
  UndoneRecord,
} from '../restoring.ts';
import { chatPath, itemIdOf, placeOf, READ_PAGE } from './calls.ts';
import { senderOf, shownOf } from './chat-meta.ts';
import { hostedIn } from './contents-of.ts';
import { isJson, type Json } from './graph-chat.ts';

/** Source: learn.microsoft.com/graph/api/chatmessage-post, and /chatmessage-softdelete. */
export const POST_SCOPES = ['ChatMessage.Send'];
export const DELETE_SCOPES = ['Chat.ReadWrite'];
/** Newest first: what was posted a moment ago is on the first of them. */
const MOST_PAGES = 2;
const MOST_SHOWN = 200;

/** A message as it is to be posted; its pictures are `attachment` parts, in the order they are called. */
export interface PostMeta {
  chat: string;
  /** Calls its pictures `../hostedContents/N/$value`, from 1. */
  html: string;
  pictureTypes: readonly string[];
}

/** By oneself, a second apart as Teams wants it. */
function inChat(chat: string, what: 'read' | 'write'): Partial<RequestOptions> {
  return { apart: { key: `${what} chat ${chat}`, ms: 1000 } };
}

const read = (chat: string): RequestOptions => ({
  ...READ_PAGE,
  priority: 'write',
  ...inChat(chat, 'read'),
});

/** Writes nothing. What was posted before and is there still is not posted again. */
export async function planPost(
  graph: Graph,
  item: RestorableItem,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<PlannedRestore> {
  const { chat, html } = item.meta as PostMeta;
  const plan = { foundIn: null, foundAs: null, fault: null, willDiffer: [] };
  for (const id of context.madeAgainAs(item.itemId)) {
    const { message } = placeOf(id);
    const now = await readPosted(graph, chat, message ?? '', signal);
    if (now === null || isDeleted(now)) continue;
    const foundIn = { id: asId<ContainerId>(chat), name: '', role: null };
    return { ...plan, outcome: 'here', foundIn, foundAs: id, sendBytes: 0 };
  }
  // Whoever has left a chat can't post there, and is told so before.
  await graph.read(chatPath(chat, '/messages?$top=1'), read(chat), signal);
  const pictures = await picturesOf(item);
  const sendBytes = pictures.reduce((sum, { length }) => sum + length, html.length);
  return { ...plan, outcome: 'make-again', sendBytes };
}

/**
 * Posts it, reads it back and compares. A post whose answer was lost is looked for in the chat before
 * it is sent again: nobody is told anything twice.
 */
export async function makePost(
  graph: Graph,
  item: RestorableItem,
  plan: PlannedRestore,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<RestoredRecord> {
  const { chat } = item.meta as PostMeta;
  if (plan.outcome === 'cannot') throw plan.fault ?? new Fault('unreadable', 'nothing to post');
  const wasBegun = context.wasBegun?.(item.itemId) ?? false;
  const target = asId<ContainerId>(chat);
  await context.intend({ itemId: item.itemId, action: 'make-again', target });
  const found = wasBegun ? await findPost(graph, item, context, signal) : null;
  const id = found ?? (await send(graph, item, context, signal));
  const now = await readPosted(graph, chat, id, signal, true);
  if (now === null) throw new Fault('server-error', 'what was posted is not there');
  return {
    itemId: item.itemId,
    outcome: 'make-again',
    nowId: itemIdOf(chat, id),
    from: null,
    to: target,
    version: '',
    differences: await differencesOf(graph, item, now, signal),
  };
}

async function send(
  graph: Graph,
  item: RestorableItem,
  context: RestoreContext,
  signal: AbortSignal,
): Promise<string> {
  const { chat, html, pictureTypes } = item.meta as PostMeta;
  const pictures = await picturesOf(item);
  const body = {
    body: { contentType: 'html', content: html },
    ...(pictures.length === 0
      ? {}
      : {
          hostedContents: pictures.map((bytes, at) => ({
            '@microsoft.graph.temporaryId': String(at + 1),
            contentBytes: toBase64(bytes),
            contentType: pictureTypes[at] ?? 'image/png',
          })),
        }),
  };
  const options = { scopes: POST_SCOPES, priority: 'write', ...inChat(chat, 'write') } as const;
  let lost: unknown = new Fault('server-error', 'Graph does not name what it posted');
  try {
    const made = await graph.send('POST', chatPath(chat, '/messages'), body, options, signal);
    if (isJson(made) && typeof made.id === 'string') return made.id;
  } catch (error) {
    // No answer does not mean that nothing was posted.
    if (!isFault(error, 'offline', 'server-error')) throw error;
    lost = error;
  }
  const found = await findPost(graph, item, context, signal);
  if (found === null) throw lost;
  return found;
}

/** What the person has posted of late with the same words, and no other post has been told to be. */
async function findPost(
  graph: Graph,
  item: RestorableItem,
  { isKept }: RestoreContext,
  signal: AbortSignal,
): Promise<string | null> {
  const { chat, html } = item.meta as PostMeta;
  const own = ownId(graph);
  const words = plainText({ kind: 'html', content: html });
  let link: string | null = chatPath(chat, '/messages?$top=50&$orderby=createdDateTime desc');
  for (let pages = 0; link !== null && pages < MOST_PAGES; pages += 1) {
    const page: unknown = await graph.read(link, read(chat), signal);
    const { value = [], '@odata.nextLink': next = null } = isJson(page) ? page : {};
    for (const message of Array.isArray(value) ? value.filter(isJson) : []) {
      const { id = '', from } = shownOf(message);
      if (senderOf(from)?.id !== own || isDeleted(message) || !id) continue;
      if (wordsOf(message) === words && !(await isKept?.(itemIdOf(chat, id)))) return id;
    }
    link = typeof next === 'string' ? next : null;
  }
  return null;
}

async function readPosted(
  graph: Graph,
  chat: string,
  id: string,
  signal: AbortSignal,
  justMade = false,
): Promise<Json | null> {
  try {
    const path = chatPath(chat, `/messages/${encodeURIComponent(id)}`);
    const message = await graph.read(path, { ...read(chat), justMade }, signal);
    return isJson(message) ? message : null;
  } catch (error) {
    if (isFault(error, 'not-found')) return null;
    throw error;
  }
}

async function differencesOf(
  graph: Graph,
  item: RestorableItem,
  now: Json,
  signal: AbortSignal,
): Promise<Difference[]> {
  const { html } = item.meta as PostMeta;
  const differences: Difference[] = [];
  const note = (property: string, was: string, is: string) =>
    differences.push({ property, was: was.slice(0, MOST_SHOWN), is: is.slice(0, MOST_SHOWN) });
  const [was, is] = [plainText({ kind: 'html', content: html }), wordsOf(now)];
  if (was !== is) note('body', was, is);
  const shown = hostedIn(shownOf(now).body?.content ?? '');
  for (const [at, bytes] of (await picturesOf(item)).entries()) {
    const place = shown[at]?.place;
    const options = { ...READ_PAGE, justMade: true };
    const there = place === undefined ? null : await graph.bytes(place, options, signal);
    if (there === null || !isSame(bytes, there)) note('picture', `${at + 1}`, '');
  }
  return differences;
}

/** See `Source.undo`: the message is deleted as its writer does it, and can be had back in Teams. */
export async function undoPost(
  graph: Graph,
  { itemId, nowId }: RestoredRecord,
  signal: AbortSignal,
): Promise<UndoneRecord> {
  const { chat, message } = nowId === null ? { chat: '', message: null } : placeOf(nowId);
  const now = message === null ? null : await readPosted(graph, chat, message, signal);
  if (message === null || now === null || isDeleted(now)) return { itemId, state: 'already-gone' };
  // A reaction changes the version as well, and is no reason to leave it.
  if (shownOf(now).lastEditedDateTime) return { itemId, state: 'changed-since' };
  const path = `/users/${encodeURIComponent(ownId(graph))}${chatPath(chat, `/messages/${encodeURIComponent(message)}/softDelete`)}`;
  const options = { scopes: DELETE_SCOPES, priority: 'write', ...inChat(chat, 'write') } as const;
  try {
    await graph.send('POST', path, null, options, signal);
  } catch (error) {
    if (!isFault(error, 'offline', 'server-error')) throw error;
    const after = await readPosted(graph, chat, message, signal);
    if (after !== null && !isDeleted(after)) throw error;
  }
  return { itemId, state: 'undone' };
}

function isDeleted(message: Json): boolean {
  return Boolean(shownOf(message).deletedDateTime);
}

function wordsOf(message: Json): string {
  const { contentType, content } = shownOf(message).body ?? {};
  return plainText({ kind: contentType === 'text' ? 'text' : 'html', content: content ?? '' });
}

/** Who one is among the writers is in the account's id. */
function ownId({ account }: Graph): string {
  return account.split('.')[0] ?? '';
}

async function picturesOf({ meta, parts }: RestorableItem): Promise<Uint8Array<ArrayBuffer>[]> {
  const { pictureTypes } = meta as PostMeta;
  const loaded = await Promise.all(pictureTypes.map((_, nth) => parts.load('attachment', nth)));
  return loaded.map((bytes) => bytes ?? new Uint8Array());
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
