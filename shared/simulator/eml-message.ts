import PostalMime, { type Address, type Email, type Attachment as Part } from 'postal-mime';
import type { Attachment, Body, Header, MessageContent, Person } from './content.ts';

export interface EmlMessage {
  content: MessageContent;
  /** From the Date header; undefined when there is none that can be read. */
  sentAt: number | undefined;
  /** From the newest Received header. */
  receivedAt: number | undefined;
}

/**
 * A message as Exchange has it after it came in over SMTP. Never throws for broken messages: mail
 * that can't be parsed is delivered all the same, as a text without structure.
 */
export async function readEml(given: Uint8Array<ArrayBuffer>, now: number): Promise<EmlMessage> {
  const bytes = withoutMailboxLine(given);
  const email = await parse(bytes);
  const headers = email.headers.map(({ originalKey, value }) => ({ name: originalKey, value }));
  const from = firstPerson(email.from);
  const messageClass = classOf(email, headers);
  const { attachments, body } = partsOf(email, messageClass, now);
  const content: MessageContent = {
    subject: (email.subject ?? '').replace(/[\r\n\t\0]+/g, ' '),
    from,
    sender: firstPerson(email.sender) ?? from,
    to: people(email.to),
    cc: people(email.cc),
    bcc: people(email.bcc),
    replyTo: people(email.replyTo),
    internetMessageId: email.messageId ?? '',
    conversation:
      (email.references ?? email.inReplyTo ?? email.messageId ?? email.subject ?? '')
        .trim()
        .split(/\s+/)[0]
        ?.slice(0, 120) ?? '',
    headers,
    messageClass,
    body: () => body,
    attachments,
    mime: () => bytes,
  };
  return { content, sentAt: time(email.date), receivedAt: receivedTime(headers) };
}

/**
 * Message classes decide how Exchange treats an item. A signed message in the clear is
 * `MultipartSigned`; everything else in S/MIME is opaque. Source: MS-OXCMAIL, MS-OXOSMIME.
 */
function classOf(email: Email, headers: readonly Header[]): string {
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  if (/^\s*multipart\/signed\b/i.test(type)) return 'IPM.Note.SMIME.MultipartSigned';
  if (/^\s*application\/(x-)?pkcs7-mime\b/i.test(type)) return 'IPM.Note.SMIME';
  if (/^\s*multipart\/report\b/i.test(type)) {
    if (/disposition-notification/i.test(type)) return 'REPORT.IPM.Note.IPNRN';
    return 'REPORT.IPM.Note.NDR';
  }
  const calendar = email.attachments.find(({ mimeType }) => mimeType === 'text/calendar');
  if (calendar?.method === 'REQUEST') return 'IPM.Schedule.Meeting.Request';
  if (calendar?.method === 'CANCEL') return 'IPM.Schedule.Meeting.Canceled';
  if (calendar?.method === 'REPLY') return 'IPM.Schedule.Meeting.Resp.Pos';
  return 'IPM.Note';
}

function partsOf(email: Email, messageClass: string, now: number) {
  const text = (email.text ?? '').replace(/\r?\n/g, '\r\n');
  const body: Body =
    email.html === undefined
      ? { contentType: 'text', content: text }
      : { contentType: 'html', content: email.html };
  // A meeting's calendar part becomes the meeting itself, not an attachment.
  const isMeeting = messageClass.startsWith('IPM.Schedule.');
  const attachments = email.attachments
    .filter(({ mimeType }) => !(isMeeting && mimeType === 'text/calendar'))
    .map((part, at) => attachmentOf(part, at + 1, now));
  return { attachments, body };
}

function attachmentOf(part: Part, key: number, now: number): Attachment {
  const bytes = bytesOf(part.content);
  const contentId = part.contentId?.replace(/^<|>$/g, '') || null;
  const isItem = part.mimeType === 'message/rfc822';
  const attachment: Attachment = {
    key,
    kind: isItem ? 'item' : 'file',
    name: part.filename || nameless(part.mimeType, key),
    contentType: part.mimeType,
    isInline: contentId !== null && (part.related === true || part.disposition === 'inline'),
    contentId,
    contentLocation: null,
    length: bytes.length,
    bytes: () => bytes,
    modifiedAt: now,
  };
  return isItem ? { ...attachment, item: () => nestedContent(bytes) } : attachment;
}

/** The head of an attached message; enough for what `$expand=item` shows. */
function nestedContent(bytes: Uint8Array<ArrayBuffer>): MessageContent {
  const text = new TextDecoder().decode(bytes);
  const [head = '', ...rest] = text.split(/\r?\n\r?\n/);
  const header = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
  const body: Body = { contentType: 'text', content: rest.join('\r\n\r\n') };
  return {
    subject: header('subject'),
    from: null,
    sender: null,
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    internetMessageId: header('message-id'),
    conversation: header('message-id'),
    headers: [],
    messageClass: 'IPM.Note',
    body: () => body,
    attachments: [],
    mime: () => bytes,
  };
}

/** Exchange's names for parts without one. */
function nameless(type: string, key: number): string {
  const extension: Record<string, string> = {
    'text/plain': 'txt',
    'text/html': 'htm',
    'message/rfc822': 'eml',
    'text/calendar': 'ics',
    'image/png': 'png',
    'image/jpeg': 'jpg',
    'image/gif': 'gif',
  };
  return `ATT${String(key).padStart(5, '0')}.${extension[type] ?? 'bin'}`;
}

async function parse(bytes: Uint8Array<ArrayBuffer>): Promise<Email> {
  try {
    return await PostalMime.parse(bytes, { forceRfc822Attachments: true });
  } catch {
    // Too deeply nested or beyond the parser's limits: Exchange would still deliver it.
    return { headers: [], headerLines: [], attachments: [], text: new TextDecoder().decode(bytes) };
  }
}

/** Samples from mailbox files begin with a "From " line that is no header. */
function withoutMailboxLine(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 5));
  if (start !== 'From ') return bytes;
  const end = bytes.indexOf(0x0a);
  return end < 0 ? bytes : bytes.slice(end + 1);
}

function people(addresses: readonly Address[] | undefined): Person[] {
  return (addresses ?? []).flatMap((entry) =>
    (entry.group ?? [entry]).flatMap(({ name, address = '' }) =>
      name || address ? [{ name: name || address, address }] : [],
    ),
  );
}

function firstPerson(address: Address | undefined): Person | null {
  return people(address ? [address] : [])[0] ?? null;
}

function bytesOf(content: Part['content']): Uint8Array<ArrayBuffer> {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? new Uint8Array(content) : new Uint8Array(content);
}

function receivedTime(headers: readonly Header[]): number | undefined {
  const received = headers.find(({ name }) => name.toLowerCase() === 'received')?.value;
  return time(received?.slice(received.lastIndexOf(';') + 1).trim());
}

function time(text: string | undefined): number | undefined {
  const ms = Date.parse((text ?? '').replace(/\([^)]*\)/g, '').trim());
  const isPossible = ms >= 0 && ms < Date.UTC(2100, 0, 1);
  return isPossible ? Math.floor(ms / 1000) * 1000 : undefined;
}
