import type { Graph, RequestOptions } from '../../graph/graph.ts';
import { Fault, isFault, JOB_ENDING } from '../../model/fault.ts';
import type { ItemId } from '../../model/ids.ts';
import type { LoadedPart, ResumingStore } from '../contents.ts';
import { toBase64 } from '../mail/base64.ts';
import { placeOf, READ_ANY_FILE, READ_CONTENT, READ_FILE } from './calls.ts';
import { channelIn, READ_POST_CONTENT } from './channel-calls.ts';
import { readMeta } from './chat-meta.ts';
import { endingOf, typeOfBytes, typeOfName } from './content-type.ts';
import { contentsOf, type WantedContent } from './contents-of.ts';
import { type KeptContent, readKept } from './kept-contents.ts';

interface Fetched {
  part: LoadedPart;
  type: string;
  sizeBytes: number;
}

/**
 * See `Source.loadContent`. Pictures, snippets and files, each by itself: what Microsoft will not
 * hand out is named beside what it did, and the item is not whole. What is stored already is not
 * fetched again.
 */
export async function loadChatContent(
  graph: Graph,
  id: ItemId,
  stored: unknown,
  store: ResumingStore,
  signal: AbortSignal,
): Promise<LoadedPart[]> {
  const meta = readMeta(stored);
  const wanted = meta.kind === 'message' ? contentsOf(meta.message) : [];
  const list: KeptContent[] = [];
  const parts: LoadedPart[] = [];
  let lacks: Fault | undefined;
  for (const kept of await readKept(store.before?.parts)) {
    const part = kept.nth === null ? undefined : await store.before?.reuse('attachment', kept.nth);
    if (part === undefined) continue;
    list.push(kept.content);
    parts.push(part);
  }
  const present = new Set(list.map(({ key }) => key));
  // By where the message is: what strangers write into a chat must not be asked for with more.
  const isInChannel = channelIn(placeOf(id).chat) !== null;
  const options = isInChannel ? READ_POST_CONTENT : READ_CONTENT;
  for (const content of wanted.filter(({ key }) => !present.has(key))) {
    try {
      const { part, type, sizeBytes } = await fetchOne(graph, content, options, store, signal);
      parts.push(part);
      list.push({ ...described(content, type), sizeBytes, stored: true });
    } catch (error) {
      signal.throwIfAborted();
      const fault = lackOf(error, isInChannel || content.kind === 'file');
      lacks ??= fault;
      const { code, upstreamCode } = fault;
      const why = { code, ...(upstreamCode === undefined ? {} : { upstreamCode }) };
      list.push({ ...described(content, typeOfName(content.name)), stored: false, lacks: why });
    }
  }
  const bytes = new TextEncoder().encode(JSON.stringify(list));
  return [{ role: 'attachments', bytes, ...(lacks === undefined ? {} : { lacks }) }, ...parts];
}

/** That files or channels may not be read is no reason to stop for: chats can be kept without them. */
function lackOf(error: unknown, isBeside: boolean): Fault {
  if (!isFault(error)) throw error;
  if (isBeside && isFault(error, 'consent-required')) {
    return new Fault('forbidden', 'what lies beside chats may not be read', {
      cause: error,
      scopes: error.scopes,
      upstreamCode: 'consentRequired',
    });
  }
  if (JOB_ENDING.has(error.code)) throw error;
  return error;
}

async function fetchOne(
  graph: Graph,
  content: WantedContent,
  options: RequestOptions,
  store: ResumingStore,
  signal: AbortSignal,
): Promise<Fetched> {
  if (content.kind === 'file') return fetchFile(graph, content, store, signal);
  const bytes = await graph.bytes(content.place, options, signal);
  const type = content.kind === 'snippet' ? 'text/plain' : typeOfBytes(bytes);
  return { part: { role: 'attachment', bytes }, type, sizeBytes: bytes.byteLength };
}

/** A file may be larger than memory. */
async function fetchFile(
  graph: Graph,
  { place, name }: WantedContent,
  store: ResumingStore,
  signal: AbortSignal,
): Promise<Fetched> {
  const address = (within: AbortSignal) => addressOf(graph, place, within);
  let sizeBytes = 0;
  const blob = await store.resume({
    sizeBytes,
    // Nothing tells which state of the file the address has.
    sameAs: null,
    from: (offset) => graph.download(address, READ_FILE, signal, offset),
    seen: (bytes) => {
      sizeBytes += bytes.byteLength;
    },
  });
  return { part: { role: 'attachment', blob, sizeBytes }, type: typeOfName(name), sizeBytes };
}

/**
 * By the address that the chat tells; whose file it is, Microsoft knows. What others share may need
 * more than the right to one's own files.
 */
async function addressOf(graph: Graph, address: string, signal: AbortSignal): Promise<string> {
  const share = toBase64(new TextEncoder().encode(address))
    .replace(/=+$/, '')
    .replace(/\//g, '_')
    .replace(/\+/g, '-');
  const path = `/shares/u!${share}/driveItem/content`;
  try {
    return await graph.redirect(path, READ_FILE, signal);
  } catch (error) {
    if (!isFault(error, 'forbidden')) throw error;
    try {
      return await graph.redirect(path, READ_ANY_FILE, signal);
    } catch (other) {
      // That nobody has allowed it says less than what Microsoft said.
      throw isFault(other, 'consent-required') ? error : other;
    }
  }
}

function described({ key, kind, name, place }: WantedContent, type: string) {
  const title = name === '' ? `${kind}${endingOf(type)}` : name;
  return { key, kind, name: title, type, ...(kind === 'file' ? { url: place } : {}) };
}
