import type { Person } from '../../model/message-view.ts';
import type { SearchText, StoredParts } from '../contents.ts';
import { squeeze, textOfHtml } from './html-text.ts';
import { loadBody } from './kept-body.ts';
import { readMeta } from './mail-meta.ts';
import { parseMime } from './mime.ts';

/** What comes after it is not searched: an index of whole newsletters would be twice as large. */
const LONGEST_TEXT = 20_000;
/** Recipients of a message to a whole company are cut off there. */
const MOST_PEOPLE = 200;

/** See `Source.searchText`. */
export async function searchTextOfMail(stored: unknown, parts: StoredParts): Promise<SearchText> {
  const meta = readMeta(stored);
  const { toRecipients = [], ccRecipients = [], bccRecipients = [] } = meta;
  const senders = [meta.from, meta.sender].filter((person) => person !== undefined);
  // Only where Graph told no body the whole message is read for it.
  const raw = parts.roles.includes('body') ? undefined : await parts.load('mime');
  const body = await loadBody(meta, parts, raw === undefined ? null : await parseMime(raw));
  return {
    subject: meta.subject ?? '',
    from: namesOf(senders),
    to: namesOf([...toRecipients, ...ccRecipients, ...bccRecipients].slice(0, MOST_PEOPLE)),
    text:
      body?.kind === 'html'
        ? textOfHtml(body.content, LONGEST_TEXT)
        : squeeze((body?.content ?? '').slice(0, LONGEST_TEXT)),
  };
}

function namesOf(people: readonly Person[]): string {
  return [...new Set(people.flatMap(({ name, address }) => [name, address]))].join(', ');
}
