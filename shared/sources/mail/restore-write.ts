import type { Graph } from '../../graph/graph.ts';
import { isFault } from '../../model/fault.ts';
import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { Person } from '../../model/message-view.ts';
import type { StoredParts } from '../contents.ts';
import type { KeptAttachment } from './attachments.ts';
import { toBase64 } from './base64.ts';
import { folderPath, messagePath, WRITE } from './calls.ts';
import { type GraphMessage, type MailFlag, readMessage } from './graph-message.ts';
import { type Body, type Header, loadHeaders } from './kept-body.ts';
import type { MailMeta } from './mail-meta.ts';

/**
 * Limits of what one request may hold, in bytes.
 * Source: learn.microsoft.com/graph/api/user-post-messages (4 MB in all) and
 * /attachment-createuploadsession (3 MB is the least for a session and the most without).
 */
const MOST_REQUEST_BYTES = 3_500_000;
const SESSION_FROM_BYTES = 3 * 1024 * 1024;
/** Source: learn.microsoft.com/graph/api/resources/internetmessageheader. */
const MOST_HEADERS = 5;

/**
 * PidTagMessageFlags and the two times. A message is a draft for ever unless the very request that
 * makes it has the flags without "unsent".
 * Source: MS-OXCMSG 2.2.1.6; github.com/alcionai/corso, postalsys/emailengine, mguessan/davmail.
 */
const FLAGS = 'Integer 0x0E07';
const DELIVERED = 'SystemTime 0x0E06';
const SUBMITTED = 'SystemTime 0x0039';
const FLAG_READ = 1;
const FLAG_UNSENT = 8;

export interface Kept {
  meta: MailMeta;
  body: Body;
  attachments: readonly KeptAttachment[];
  headers: readonly Header[];
}

export async function loadKept(
  meta: MailMeta,
  body: Body | null,
  attachments: readonly KeptAttachment[],
  parts: StoredParts,
): Promise<Kept> {
  return {
    meta,
    body: body ?? { kind: 'text', content: '' },
    attachments: attachments.filter(({ bytes }) => bytes !== null),
    headers: await loadHeaders(parts, null),
  };
}

/**
 * Makes the message again in `folder` and gives its id. It is created, never sent. `adopt` finds
 * what an earlier, unanswered try has made. When a later step fails, what was made is deleted.
 */
export async function makeAgain(
  graph: Graph,
  folder: ContainerId,
  kept: Kept,
  adopt: () => Promise<GraphMessage | null>,
  signal: AbortSignal,
): Promise<ItemId> {
  const { within, after } = splitAttachments(kept);
  const path = folderPath(folder, '/messages');
  const create = async (isStrict: boolean) => {
    const answer = await graph.send('POST', path, bodyOf(kept, within, isStrict), WRITE, signal);
    return readMessage(answer) ?? (await adopt());
  };
  const made = (await createOnce(create, adopt)) ?? (await create(false));
  if (made === null) throw new Error('Graph made a message and does not name it');
  return completeMessage(graph, made, kept.meta, after, signal);
}

/** Gives a message that was made what is still missing; when that fails, it is deleted. */
export async function completeMessage(
  graph: Graph,
  made: GraphMessage,
  meta: MailMeta,
  attachments: readonly KeptAttachment[],
  signal: AbortSignal,
): Promise<ItemId> {
  const id = asId<ItemId>(made.id);
  try {
    await patchWhatWasIgnored(graph, made, meta, signal);
    for (const attachment of attachments) await addAttachment(graph, id, attachment, signal);
    return id;
  } catch (error) {
    // Half a message is worse than none. The signal may be the reason, so this has its own.
    const { signal: always } = new AbortController();
    await graph.send('DELETE', messagePath(id), null, WRITE, always).catch(() => {});
    throw error;
  }
}

async function createOnce(
  create: (isStrict: boolean) => Promise<GraphMessage | null>,
  adopt: () => Promise<GraphMessage | null>,
): Promise<GraphMessage | null> {
  try {
    return await create(false);
  } catch (error) {
    // Refused as it is: old mail has recipients and headers that Exchange would not write today.
    if (isFault(error, 'unreadable', 'unexpected')) return create(true);
    // No answer does not mean that nothing was made.
    if (!isFault(error, 'offline', 'server-error')) throw error;
    return adopt();
  }
}

/** What goes along in the first request, as long as it fits, and what follows by itself. */
function splitAttachments(kept: Kept): { within: KeptAttachment[]; after: KeptAttachment[] } {
  const within: KeptAttachment[] = [];
  const after: KeptAttachment[] = [];
  let bytes = JSON.stringify(kept.body.content).length * 2 + 20_000;
  for (const attachment of kept.attachments) {
    const size = sizeOf(attachment);
    const written = Math.ceil(size / 3) * 4 + 500;
    const fits = size < SESSION_FROM_BYTES && bytes + written < MOST_REQUEST_BYTES;
    if (fits) bytes += written;
    (fits ? within : after).push(attachment);
  }
  return { within, after };
}

function bodyOf(
  { meta, body, headers }: Kept,
  attachments: readonly KeptAttachment[],
  isStrict: boolean,
): Record<string, unknown> {
  const people = (list: readonly Person[] | undefined) =>
    (list ?? [])
      .filter(({ address }) => !isStrict || isSmtp(address))
      .filter(isAnybody)
      .map(recipient);
  const flags = (meta.isRead === true ? FLAG_READ : 0) + (meta.isDraft === true ? FLAG_UNSENT : 0);
  const own = isStrict ? [] : ownHeaders(headers);
  return {
    subject: withoutControls(meta.subject ?? ''),
    body: { contentType: body.kind, content: withoutControls(body.content) },
    ...authors(meta),
    toRecipients: people(meta.toRecipients),
    ccRecipients: people(meta.ccRecipients),
    bccRecipients: people(meta.bccRecipients),
    replyTo: people(meta.replyTo),
    importance: meta.importance ?? 'normal',
    isRead: meta.isRead ?? false,
    ...(meta.flag === undefined ? {} : { flag: graphFlag(meta.flag) }),
    categories: meta.categories ?? [],
    ...present('internetMessageId', meta.internetMessageId),
    ...present('inferenceClassification', meta.inferenceClassification),
    ...present('isReadReceiptRequested', meta.isReadReceiptRequested),
    ...present('isDeliveryReceiptRequested', meta.isDeliveryReceiptRequested),
    ...(own.length === 0 ? {} : { internetMessageHeaders: own }),
    ...(attachments.length === 0 ? {} : { attachments: attachments.map(graphAttachment) }),
    singleValueExtendedProperties: [
      { id: FLAGS, value: String(flags) },
      ...time(DELIVERED, meta.receivedDateTime),
      ...time(SUBMITTED, meta.sentDateTime),
    ],
  };
}

/** Without an author Exchange would name the person as the one who wrote it. */
function authors(meta: MailMeta): Record<string, unknown> {
  const from = meta.from ?? meta.sender;
  if (from === undefined) return meta.isDraft === true ? {} : { from: null, sender: null };
  return { from: recipient(from), sender: recipient(meta.sender ?? from) };
}

function present(name: string, value: unknown): Record<string, unknown> {
  return value === undefined || value === '' ? {} : { [name]: value };
}

function time(id: string, value: string | undefined): { id: string; value: string }[] {
  return value === undefined ? [] : [{ id, value: new Date(value).toISOString() }];
}

/** Only headers that begin with x- can be given, five at most, and an empty list is refused. */
function ownHeaders(headers: readonly Header[]): Header[] {
  return headers
    .filter(
      ({ name, value }) => /^x-[!-9;-~]+$/i.test(name) && withoutControls(value).trim() !== '',
    )
    .slice(0, MOST_HEADERS)
    .map(({ name, value }) => ({ name, value: withoutControls(value) }));
}

interface GraphRecipient {
  emailAddress: { name: string; address: string };
}

function recipient({ name, address }: Person): GraphRecipient {
  return { emailAddress: { name: withoutControls(name), address: withoutControls(address) } };
}

function isAnybody({ name, address }: Person): boolean {
  return name !== '' || address !== '';
}

/** An address as mail servers take it, or Exchange's own form ("/o=…"). */
function isSmtp(address: string): boolean {
  return /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+$/.test(address) || address.startsWith('/o=');
}

function graphFlag(flag: MailFlag): Record<string, unknown> {
  // Exchange wants a start with every due date.
  const start = flag.start ?? flag.due;
  return {
    flagStatus: flag.status,
    ...present('startDateTime', start),
    ...present('dueDateTime', flag.due),
    ...present('completedDateTime', flag.completed),
  };
}

/** Attached messages go as .eml files: Graph can't make an attached item with attachments. */
function graphAttachment(attachment: KeptAttachment): Record<string, unknown> {
  return {
    '@odata.type': '#microsoft.graph.fileAttachment',
    ...described(attachment),
    contentBytes: toBase64(attachment.bytes ?? new Uint8Array()),
  };
}

function described({ name, type, isInline, contentId }: KeptAttachment): Record<string, unknown> {
  return {
    name: withoutControls(name),
    contentType: withoutControls(type),
    isInline: isInline && contentId !== '',
    ...present('contentId', withoutControls(contentId)),
  };
}

async function addAttachment(
  graph: Graph,
  id: ItemId,
  attachment: KeptAttachment,
  signal: AbortSignal,
): Promise<void> {
  const options = { ...WRITE, justMade: true };
  const path = messagePath(id, '/attachments');
  if (sizeOf(attachment) < SESSION_FROM_BYTES) {
    await graph.send('POST', path, graphAttachment(attachment), options, signal);
    return;
  }
  const bytes = attachment.bytes ?? new Uint8Array();
  const item = { attachmentType: 'file', size: bytes.length, ...described(attachment) };
  const session = { AttachmentItem: item };
  await graph.upload(`${path}/createUploadSession`, session, bytes, options, signal);
}

/** Most is taken at creation; what was not is set now. Reading is not: that may send a receipt. */
async function patchWhatWasIgnored(
  graph: Graph,
  made: GraphMessage,
  meta: MailMeta,
  signal: AbortSignal,
): Promise<void> {
  const changes = stateChanges(made, meta);
  if (Object.keys(changes).length === 0) return;
  await graph.send('PATCH', messagePath(made.id), changes, { ...WRITE, justMade: true }, signal);
}

/** What has to be set on `now` to have the state of `meta`. */
export function stateChanges(now: GraphMessage, meta: MailMeta): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  const mayTellSender = meta.isReadReceiptRequested === true && meta.isRead === true;
  if (now.isRead !== meta.isRead && meta.isRead !== undefined && !mayTellSender) {
    changes.isRead = meta.isRead;
  }
  if ((now.flag?.status ?? 'notFlagged') !== (meta.flag?.status ?? 'notFlagged')) {
    changes.flag = graphFlag(meta.flag ?? { status: 'notFlagged' });
  }
  const categories = [...(meta.categories ?? [])].sort();
  if (JSON.stringify([...(now.categories ?? [])].sort()) !== JSON.stringify(categories)) {
    changes.categories = meta.categories ?? [];
  }
  if ((now.importance ?? 'normal') !== (meta.importance ?? 'normal')) {
    changes.importance = meta.importance ?? 'normal';
  }
  return changes;
}

function sizeOf(attachment: KeptAttachment): number {
  return attachment.bytes?.length ?? 0;
}

/** Graph refuses requests with control characters in them (seen by corso). */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be removed
  return text.replace(/[\u000B\u000C]/g, ' ').replace(/[\u0000-\u0008\u000E-\u001F]/g, '');
}
