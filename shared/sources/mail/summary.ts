import type { ItemSummary } from '../../model/item.ts';
import type { Person } from '../../model/message-view.ts';
import { type MailMeta, readMeta } from './mail-meta.ts';

/** A list shows a name or two; the rest is a number of people nobody reads there. */
const MOST_NAMES = 5;

/** See `Source.summarise`. The size is that of the text: Graph tells no other for a message. */
export function summariseMail(stored: unknown): ItemSummary {
  const meta = readMeta(stored);
  const author = meta.from ?? meta.sender ?? null;
  return {
    subject: meta.subject ?? '',
    from: author === null ? '' : nameOf(author),
    fromAddress: author?.address ?? '',
    to: (meta.toRecipients ?? []).slice(0, MOST_NAMES).map(nameOf).join(', '),
    date: dateOf(meta),
    sizeBytes: meta.bodyBytes ?? 0,
    preview: (meta.bodyPreview ?? '').replace(/\s+/g, ' ').trim(),
    isRead: meta.isRead ?? false,
    isDraft: meta.isDraft ?? false,
    isFlagged: meta.flag?.status === 'flagged',
    hasAttachments: meta.hasAttachments ?? false,
    categories: meta.categories ?? [],
    conversation: meta.conversationId ?? '',
  };
}

function nameOf(person: Person): string {
  return person.name || person.address;
}

/** ISO 8601, UTC, always with milliseconds, so that dates sort as text. */
function dateOf(meta: MailMeta): string {
  const { receivedDateTime, createdDateTime, sentDateTime, lastModifiedDateTime } = meta;
  const own = meta.isDraft === true ? createdDateTime : receivedDateTime;
  const time = own ?? receivedDateTime ?? sentDateTime ?? createdDateTime ?? lastModifiedDateTime;
  return new Date(time ?? 0).toISOString();
}
