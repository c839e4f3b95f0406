import * as v from 'valibot';
import type { Graph } from '../../graph/graph.ts';
import { mapConcurrent } from '../../lib/iterate.ts';
import { Fault, isFault } from '../../model/fault.ts';
import type { ItemId } from '../../model/ids.ts';
import type { NewPart } from '../contents.ts';
import { messagePath, READ_CONTENT } from './calls.ts';
import { readPage } from './graph-message.ts';

/**
 * What the `attachments` part lists, in Graph's order. The bytes of the entries with `stored` true
 * follow as `attachment` parts, in the same order. This form is used only where Graph can't make
 * the MIME of a message.
 */
export interface StoredAttachment {
  kind: 'file' | 'message' | 'link';
  name: string;
  type: string;
  inline: boolean;
  /** Without angle brackets; empty when it has none. */
  contentId: string;
  stored: boolean;
  /** Why Microsoft did not hand it out. */
  lacks?: string;
}

/** What trying the MIME again would not help against, and its attachments one by one may. */
const MIME_FAILS = ['unreadable', 'server-error', 'too-large'] as const;
const ATTACHMENTS_AT_ONCE = 2;
const LIST = '?$select=id,name,contentType,size,isInline,microsoft.graph.fileAttachment/contentId';
const MOST_PAGES = 100;

/**
 * See `Source.loadContent`. The MIME has every attachment in one request; it is refused for good
 * for encrypted messages, some reports and broken items, and its making may take longer than the
 * 30 seconds after which Graph's gateway gives up. Then the attachments are fetched by themselves.
 * Source: learn.microsoft.com/graph/outlook-get-mime-message;
 * github.com/LogicLabs-OU/OpenArchiver/issues/487.
 */
export async function loadMailContent(
  graph: Graph,
  id: ItemId,
  signal: AbortSignal,
): Promise<NewPart[]> {
  try {
    const bytes = await graph.bytes(messagePath(id, '/$value'), READ_CONTENT, signal);
    if (bytes.length > 0) return [{ role: 'mime', bytes }];
  } catch (error) {
    if (!isFault(error, ...MIME_FAILS)) throw error;
  }
  return loadAttachments(graph, id, signal);
}

const Listed = v.object({
  id: v.string(),
  '@odata.type': v.fallback(v.string(), ''),
  name: v.fallback(v.string(), ''),
  contentType: v.fallback(v.string(), ''),
  isInline: v.fallback(v.boolean(), false),
  contentId: v.fallback(v.string(), ''),
});

async function loadAttachments(graph: Graph, id: ItemId, signal: AbortSignal): Promise<NewPart[]> {
  const entries: StoredAttachment[] = [];
  const parts: NewPart[] = [];
  let lacks: Fault | null = null;
  const listed = await list(graph, id, signal);
  const loaded = mapConcurrent(listed, ATTACHMENTS_AT_ONCE, (raw) =>
    loadOne(graph, id, raw, signal),
  );
  for await (const { entry, bytes, fault } of loaded) {
    entries.push(fault === null ? entry : { ...entry, lacks: fault.upstreamCode ?? fault.code });
    if (bytes !== null) parts.push({ role: 'attachment', bytes });
    lacks ??= fault;
  }
  const bytes = new TextEncoder().encode(JSON.stringify(entries));
  return [{ role: 'attachments', bytes, ...(lacks === null ? {} : { lacks }) }, ...parts];
}

async function list(graph: Graph, id: ItemId, signal: AbortSignal): Promise<unknown[]> {
  const entries: unknown[] = [];
  let link: string | null = messagePath(id, `/attachments${LIST}`);
  for (let pages = 0; link !== null && pages < MOST_PAGES; pages += 1) {
    const page = readPage(await graph.read(link, READ_CONTENT, signal));
    if (page === null) throw new Fault('server-error', 'Graph answered with something else');
    entries.push(...page.entries);
    link = page.nextLink;
  }
  return entries;
}

interface Loaded {
  entry: StoredAttachment;
  bytes: Uint8Array<ArrayBuffer> | null;
  fault: Fault | null;
}

async function loadOne(
  graph: Graph,
  id: ItemId,
  raw: unknown,
  signal: AbortSignal,
): Promise<Loaded> {
  const parsed = v.safeParse(Listed, raw);
  if (!parsed.success) {
    const fault = new Fault('unreadable', 'Graph listed an attachment without an id');
    return { entry: entryOf('file', '', '', false, ''), bytes: null, fault };
  }
  const { id: attachment, name, contentType, isInline, contentId } = parsed.output;
  const kind = kindOf(parsed.output['@odata.type']);
  const entry = entryOf(kind, name, contentType, isInline, contentId);
  // A link has nothing to load (`$value` answers 405); its target stays where it is.
  if (kind === 'link') return { entry, bytes: null, fault: null };
  try {
    const path = messagePath(id, `/attachments/${encodeURIComponent(attachment)}/$value`);
    const bytes = await graph.bytes(path, READ_CONTENT, signal);
    const type = kind === 'message' ? itemTypeOf(bytes) : entry.type;
    return { entry: { ...entry, type, stored: true }, bytes, fault: null };
  } catch (error) {
    if (!isFault(error, ...MIME_FAILS, 'not-found')) throw error;
    return { entry, bytes: null, fault: error };
  }
}

function entryOf(
  kind: StoredAttachment['kind'],
  name: string,
  type: string,
  inline: boolean,
  contentId: string,
): StoredAttachment {
  const id = contentId.replace(/^<|>$/g, '');
  return { kind, name, type, inline, contentId: id, stored: false };
}

function kindOf(type: string): StoredAttachment['kind'] {
  if (type.endsWith('itemAttachment')) return 'message';
  return type.endsWith('referenceAttachment') ? 'link' : 'file';
}

/** An attached item comes as MIME, vCard or iCalendar, whatever it is. */
function itemTypeOf(bytes: Uint8Array): string {
  const start = new TextDecoder().decode(bytes.slice(0, 64)).trimStart().toUpperCase();
  if (start.startsWith('BEGIN:VCARD')) return 'text/vcard';
  return start.startsWith('BEGIN:VCALENDAR') ? 'text/calendar' : 'message/rfc822';
}
