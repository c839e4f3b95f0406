import type { DayMail } from '../export/chat-mail.ts';
import type { TranscriptEntry } from '../export/chat-transcript.ts';
import { encodeText, joinBytes } from '../lib/bytes.ts';
import { collect } from '../lib/iterate.ts';
import type { NewPart, StoredParts } from '../sources/contents.ts';
import type { MailMeta } from '../sources/mail/mail-meta.ts';
import { memoryParts } from './memory-parts.ts';

/** A day of a conversation in the shape in which mail is kept, for whoever restores mail. */
export async function mailOf(
  mail: DayMail,
  entries: readonly TranscriptEntry[],
): Promise<{ meta: MailMeta; parts: StoredParts }> {
  const body = encodeText(mail.html);
  const listed: unknown[] = [];
  const contents: Pick<NewPart, 'role' | 'bytes'>[] = [];
  for (const { entry, index, name, type, isInline, contentId } of mail.files) {
    const stream = entries[entry]?.open(index);
    if (stream === undefined) continue;
    contents.push({ role: 'attachment', bytes: joinBytes(await collect(stream)) });
    listed.push({ kind: 'file', name, type, inline: isInline, contentId, stored: true });
  }
  const meta: MailMeta = {
    v: 1,
    internetMessageId: mail.messageId,
    subject: mail.subject,
    ...(mail.from === null ? {} : { from: mail.from, sender: mail.from }),
    toRecipients: mail.to,
    receivedDateTime: mail.lastAt,
    sentDateTime: mail.firstAt,
    isRead: true,
    isDraft: false,
    hasAttachments: mail.files.some(({ isInline }) => !isInline),
    bodyType: 'html',
    bodyBytes: body.length,
  };
  const list: Pick<NewPart, 'role' | 'bytes'> = {
    role: 'attachments',
    bytes: encodeText(JSON.stringify(listed)),
  };
  return { meta, parts: memoryParts([{ role: 'body', bytes: body }, list, ...contents]) };
}
