import type { Json } from '../answer.ts';
import type { ChatMessage, Mention } from './chat.ts';
import type { ChatService, NewMessage } from './chat-service.ts';
import type { Sender } from './people.ts';
import { quoteOf, withQuotes } from './send.ts';

export interface Written {
  /** Default: the account itself. */
  from?: Sender;
  html?: string;
  text?: string;
  at?: number;
  editedAt?: number;
  deletedAt?: number;
  subject?: string;
  importance?: ChatMessage['importance'];
  /** Put behind the text as pictures; a snippet or a voice clip is a card of its own. */
  pictures?: readonly Uint8Array<ArrayBuffer>[];
  pictureType?: string;
  snippet?: { name: string; language: string; code: string };
  files?: readonly Json[];
  cards?: readonly { type: string; card: unknown; name?: string }[];
  quotes?: readonly ChatMessage[];
  forwards?: readonly ChatMessage[];
  mentions?: readonly Mention[];
  policy?: Json;
}

/** What a person has written, as the service keeps it. */
export function messageOf(service: ChatService, written: Written): NewMessage {
  const { from = service.owner, html, text, pictures = [], snippet, cards = [] } = written;
  const type = written.pictureType ?? 'image/png';
  const hosted = pictures.map((bytes) => ({ id: service.ids.hosted(), type, bytes }));
  const images = hosted.map(
    ({ id }) =>
      `<p><img alt="image" src="hosted:${id}" width="250" height="120" itemid="${id.slice(0, 12)}"></p>`,
  );
  const attachments: Json[] = [
    ...(written.forwards ?? []).map((each) => quoteOf(each, 'forward')),
    ...(written.files ?? []),
    ...cards.map((each) => card(service, each.type, each.card, each.name ?? null)),
  ];
  if (snippet) {
    const bytes = new TextEncoder().encode(snippet.code);
    const content = { id: service.ids.hosted(), type: 'text/plain', bytes };
    hosted.push(content);
    const shown = {
      name: snippet.name,
      language: snippet.language,
      lines: snippet.code.split('\n').length,
      wrap: false,
      codeSnippetUrl: `hosted:${content.id}`,
    };
    attachments.push(card(service, 'application/vnd.microsoft.card.codesnippet', shown, null));
  }
  const places = attachments.map(({ id }) => `<attachment id="${id}"></attachment>`);
  const body = html ?? escapeHtml(text ?? '');
  const optional: NewMessage = {};
  for (const name of ['at', 'editedAt', 'deletedAt', 'subject', 'importance', 'policy'] as const) {
    if (written[name] !== undefined) Object.assign(optional, { [name]: written[name] });
  }
  const input: NewMessage = {
    ...optional,
    from,
    body: { contentType: 'html', content: [body, ...images, ...places].join('') },
    attachments,
    mentions: [...(written.mentions ?? [])],
    hosted,
  };
  const quotes = (written.quotes ?? []).map((each) => quoteOf(each));
  return quotes.length > 0 ? withQuotes(input, quotes) : input;
}

function card(
  service: ChatService,
  contentType: string,
  value: unknown,
  name: string | null,
): Json {
  const content = typeof value === 'string' ? value : JSON.stringify(value);
  const id = service.ids.guid().replace(/-/g, '');
  return {
    id,
    contentType,
    contentUrl: null,
    content,
    name,
    thumbnailUrl: null,
    teamsAppId: null,
  };
}

export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\n/g, '<br>');
}
