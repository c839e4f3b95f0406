import * as v from 'valibot';
import { areEqual } from '../../lib/bytes.ts';
import { Fault } from '../../model/fault.ts';
import type { AttachmentView } from '../../model/message-view.ts';
import type { StoredParts } from '../contents.ts';
import { type MimeMessage, parseMime } from './mime.ts';

/** An attachment as it is kept. The order is that of the stored bytes and never changes. */
export interface KeptAttachment {
  name: string;
  type: string;
  kind: AttachmentView['kind'];
  isInline: boolean;
  contentId: string;
  /** null when it is not stored. */
  bytes: Uint8Array<ArrayBuffer> | null;
}

export interface KeptContent {
  attachments: KeptAttachment[];
  /** null when there is no MIME or it can't be parsed. */
  mime: MimeMessage | null;
  isBroken: boolean;
}

/** What the raw message is called where its parts can't be told apart. */
const RAW_NAME = 'message.eml';

const Entries = v.array(
  v.object({
    kind: v.picklist(['file', 'message', 'link']),
    name: v.string(),
    type: v.string(),
    inline: v.boolean(),
    contentId: v.string(),
    stored: v.boolean(),
  }),
);

/** Everything that is stored of a message beside its body. Never throws for broken content. */
export async function loadKeptContent(parts: StoredParts): Promise<KeptContent> {
  const raw = await parts.load('mime');
  if (raw !== undefined) return contentOfSame(raw);
  const list = await parts.load('attachments');
  if (list === undefined) return { attachments: [], mime: null, isBroken: false };
  const parsed = v.safeParse(Entries, parseJson(list));
  if (!parsed.success) return { attachments: [], mime: null, isBroken: true };
  const attachments: KeptAttachment[] = [];
  let nth = 0;
  for (const { stored, inline, ...entry } of parsed.output) {
    const bytes = stored ? ((await parts.load('attachment', nth++)) ?? null) : null;
    attachments.push({ ...entry, isInline: inline, bytes });
  }
  return { attachments, mime: null, isBroken: false };
}

/** Parsed last. It goes when its memory is wanted; to parse again costs time only. */
let last: WeakRef<{ raw: Uint8Array<ArrayBuffer>; content: Promise<KeptContent> }> | undefined;

/** Who reads a message reads its pictures and files next, each of them out of the same bytes. */
function contentOfSame(raw: Uint8Array<ArrayBuffer>): Promise<KeptContent> {
  const known = last?.deref();
  if (known !== undefined && areEqual(known.raw, raw)) return known.content;
  const content = contentOfMime(raw);
  last = new WeakRef({ raw, content });
  return content;
}

async function contentOfMime(raw: Uint8Array<ArrayBuffer>): Promise<KeptContent> {
  const mime = await parseMime(raw);
  if (mime !== null) {
    const attachments = mime.attachments.map(({ isMessage, ...part }) => ({
      ...part,
      kind: isMessage ? ('message' as const) : ('file' as const),
    }));
    return { attachments, mime, isBroken: false };
  }
  const whole: KeptAttachment = {
    name: RAW_NAME,
    type: 'message/rfc822',
    kind: 'message',
    isInline: false,
    contentId: '',
    bytes: raw,
  };
  return { attachments: [whole], mime: null, isBroken: true };
}

/** See `Source.attachment`: the same order as in the view. */
export async function loadKeptAttachment(
  parts: StoredParts,
  index: number,
): Promise<{ name: string; type: string; bytes: Uint8Array<ArrayBuffer> }> {
  const { attachments } = await loadKeptContent(parts);
  const found = attachments[index];
  if (found === undefined || found.bytes === null) {
    throw new Fault('not-found', 'this attachment is not stored');
  }
  // Whoever gets it may give it away, and the next one wants it too.
  return { name: found.name, type: found.type, bytes: found.bytes.slice() };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
