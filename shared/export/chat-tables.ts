import type { Bytes } from '../lib/bytes.ts';
import type { ChatText } from '../model/chat-view.ts';
import type { Transcript } from './chat-transcript.ts';
import { base64Of } from './data-url.ts';
import { safeHtml } from './safe-html.ts';

const COLUMNS = 'id,date,from,kind,text,edited,deleted,files,reactions,reply to'.split(',');

/** Everything that is shown, as JSON, with what is beside the messages as base64. */
export async function* jsonTranscript({
  title,
  members,
  entries,
}: Transcript): AsyncGenerator<Bytes, void> {
  const encoder = new TextEncoder();
  const head = JSON.stringify({ title, members }, null, 1).replace(/\n\}$/, '');
  yield encoder.encode(`${head},\n "messages": [`);
  let between = '\n';
  for await (const { view, open } of entries) {
    const { attachments, links: _links, ...rest } = view;
    yield encoder.encode(`${between}  ${JSON.stringify(rest).replace(/\}$/, '')},"attachments":[`);
    for (const [nth, { index, name, type, sizeBytes, stored }] of attachments.entries()) {
      const facts = JSON.stringify({ name, type, sizeBytes, stored }).replace(/\}$/, '');
      yield encoder.encode(`${nth === 0 ? '' : ','}${facts}`);
      const bytes = stored ? open(index) : undefined;
      if (bytes !== undefined) {
        yield encoder.encode(',"base64":"');
        for await (const piece of base64Of(bytes)) yield encoder.encode(piece);
        yield encoder.encode('"');
      }
      yield encoder.encode('}');
    }
    yield encoder.encode(']}');
    between = ',\n';
  }
  yield encoder.encode('\n ]\n}\n');
}

/** A line for each message, for tables. Source: RFC 4180; a mark at the start tells of UTF-8. */
export async function* csvTranscript({ entries }: Transcript): AsyncGenerator<Bytes, void> {
  const encoder = new TextEncoder();
  yield encoder.encode(`\ufeff${COLUMNS.join(',')}\r\n`);
  for await (const { view } of entries) {
    const said = view.deletedAt === null ? view.body : (view.earlier.at(-1)?.body ?? view.body);
    const fields = [
      view.id,
      view.date,
      view.from?.name ?? '',
      view.kind,
      plainOf(said),
      view.editedAt ?? '',
      view.deletedAt ?? '',
      view.attachments.map(({ name }) => name).join('; '),
      view.reactions.map(({ type, people }) => `${type} ${people.length}`).join('; '),
      view.replyTo ?? '',
    ];
    yield encoder.encode(`${fields.map(field).join(',')}\r\n`);
  }
}

/** What a spreadsheet would take for a formula is told to be a text. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Emoji, and ends of lines, are kept. */
function plainOf({ kind, content }: ChatText): string {
  if (kind === 'text') return content;
  const safe = safeHtml(content, { picture: () => null });
  const lines = safe.replace(/<br>|<\/(?:p|div|li|tr|h\d|blockquote|pre)>/g, '\n');
  return lines
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .trim();
}
