import { isJson } from './answer.ts';
import { fromBase64 } from './base64.ts';
import { unreadable } from './body-json.ts';
import type { Attachment, MessageContent } from './content.ts';
import { badRequest, GraphError, NoRouteError } from './graph-error.ts';
import { readBody, readPeople, readPerson, readText } from './message-input.ts';
import { renderMime } from './mime.ts';

/** Above this an upload session is needed. Source: learn.microsoft.com/graph/outlook-large-attachments. */
export const MOST_POSTED_BYTES = 3 * 1024 * 1024;

/** An attachment out of a request body. Faults: 400 for what is none, 413 above 3 MB. */
export function readAttachment(value: unknown, key: number, now: number): Attachment {
  if (!isJson(value)) throw unreadable('An attachment is an object.');
  const type = String(value['@odata.type'] ?? '').replace(/^#?microsoft\.graph\./i, '');
  if (type.toLowerCase() === 'itemattachment') return readItem(value, key, now);
  if (type.toLowerCase() === 'referenceattachment') throw new NoRouteError('a referenceAttachment');
  if (type.toLowerCase() !== 'fileattachment') {
    throw unreadable("'@odata.type' of the attachment is missing.");
  }
  const bytes = typeof value.contentBytes === 'string' ? fromBase64(value.contentBytes) : undefined;
  if (!bytes) throw unreadable('contentBytes is missing or not base64.');
  if (bytes.length > MOST_POSTED_BYTES) {
    throw new GraphError(
      413,
      'ErrorAttachmentSizeLimitExceeded',
      'The attachment is too large; use an upload session.',
    );
  }
  if (typeof value.name !== 'string' || value.name === '') {
    throw badRequest('The attachment needs a name.', 'ErrorInvalidRequest');
  }
  return {
    key,
    kind: 'file',
    name: value.name,
    contentType:
      typeof value.contentType === 'string' ? value.contentType : 'application/octet-stream',
    isInline: value.isInline === true,
    contentId: typeof value.contentId === 'string' ? value.contentId : null,
    contentLocation: null,
    length: bytes.length,
    bytes: () => bytes,
    modifiedAt: now,
  };
}

function readItem(value: Record<string, unknown>, key: number, now: number): Attachment {
  const { item } = value;
  if (!isJson(item)) throw unreadable('An item attachment has an item.');
  if (!/message$/i.test(String(item['@odata.type'] ?? ''))) {
    throw new NoRouteError(`an itemAttachment of ${String(item['@odata.type'])}`);
  }
  const people = (list: unknown) => (list === undefined ? [] : readPeople(list));
  const body = item.body === undefined ? undefined : readBody(item.body);
  const content: MessageContent = {
    subject: readText(item.subject ?? '', 'subject'),
    from: item.from === undefined ? null : readPerson(item.from),
    sender: item.sender === undefined ? null : readPerson(item.sender),
    to: people(item.toRecipients),
    cc: people(item.ccRecipients),
    bcc: people(item.bccRecipients),
    replyTo: people(item.replyTo),
    internetMessageId: readText(item.internetMessageId ?? '', 'internetMessageId'),
    conversation: `item-${now}-${key}`,
    headers: [],
    messageClass: 'IPM.Note',
    body: () => body ?? { contentType: 'text', content: '' },
    attachments: [],
  };
  const mime = renderMime(content, { sentAt: now }, `_item_${key}_`);
  return {
    key,
    kind: 'item',
    name: typeof value.name === 'string' ? value.name : content.subject,
    contentType: 'message/rfc822',
    isInline: value.isInline === true,
    contentId: null,
    contentLocation: null,
    length: mime.length,
    bytes: () => mime,
    item: () => content,
    modifiedAt: now,
  };
}
