import type { AttachmentView, MessageNote, MessageView } from '../../model/message-view.ts';
import type { StoredParts } from '../contents.ts';
import { type KeptAttachment, loadKeptContent } from './attachments.ts';
import { type Body, loadBody, loadHeaders } from './kept-body.ts';
import { hasContent, type MailMeta, readMeta } from './mail-meta.ts';

/** See `Source.view`. Everything comes from what is stored; nothing is asked of anybody. */
export async function viewMail(stored: unknown, parts: StoredParts): Promise<MessageView> {
  const meta = readMeta(stored);
  const content = await loadKeptContent(parts);
  const body = await loadBody(meta, parts, content.mime);
  const shown = cidsIn(body);
  return {
    subject: meta.subject ?? '',
    from: meta.from ?? meta.sender ?? null,
    sender: meta.sender ?? null,
    to: meta.toRecipients ?? [],
    cc: meta.ccRecipients ?? [],
    bcc: meta.bccRecipients ?? [],
    replyTo: meta.replyTo ?? [],
    date: isoOf(meta.receivedDateTime ?? meta.createdDateTime),
    sentAt: isoOf(meta.sentDateTime),
    isRead: meta.isRead ?? false,
    isDraft: meta.isDraft ?? false,
    flag: FLAGS[meta.flag?.status ?? 'notFlagged'],
    importance: meta.importance ?? 'normal',
    categories: meta.categories ?? [],
    body: body ?? { kind: 'text', content: '' },
    attachments: content.attachments.map((each, index) => attachmentView(each, index, shown)),
    headers: await loadHeaders(parts, content.mime),
    notes: notesOn(meta, parts, body, content.isBroken),
  };
}

const FLAGS = { notFlagged: 'none', flagged: 'flagged', complete: 'complete' } as const;

function attachmentView(
  attachment: KeptAttachment,
  index: number,
  shown: ReadonlySet<string>,
): AttachmentView {
  const { name, type, kind, contentId, bytes } = attachment;
  return {
    index,
    name,
    type,
    sizeBytes: bytes?.length ?? 0,
    // Called inline by many senders and shown by none: then it belongs into the list.
    inline: contentId !== '' && shown.has(contentId.toLowerCase()),
    contentId,
    stored: bytes !== null,
    kind,
  };
}

/** Content ids the body shows, in lower case: senders don't agree with themselves on case. */
function cidsIn(body: Body | null): Set<string> {
  const ids = new Set<string>();
  if (body?.kind !== 'html') return ids;
  for (const [, id = ''] of body.content.matchAll(/\bcid:([^"'<>\s)\\]+)/gi)) {
    const plain = id.replace(/&amp;/g, '&').toLowerCase();
    ids.add(plain);
    try {
      ids.add(decodeURIComponent(plain));
    } catch {
      // Not percent-encoded at all, but holding a percent sign.
    }
  }
  return ids;
}

function notesOn(
  meta: MailMeta,
  parts: StoredParts,
  body: Body | null,
  isBroken: boolean,
): MessageNote[] {
  const notes: MessageNote[] = [];
  const isFetched = parts.roles.includes('mime') || parts.roles.includes('attachments');
  if (hasContent(meta) && !isFetched) notes.push('not-whole');
  if (isBroken) notes.push('broken-mime');
  if (meta.special === 'encrypted') notes.push('encrypted');
  if (body === null) notes.push('body-missing');
  return notes;
}

function isoOf(time: string | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
