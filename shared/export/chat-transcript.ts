import type { Bytes } from '../lib/bytes.ts';
import type { ChatMember, ChatMessageView, ChatText } from '../model/chat-view.ts';
import { base64Of, dataUrl } from './data-url.ts';
import { escapeAll, linkOf, safeHtml } from './safe-html.ts';
import { headOf } from './transcript-page.ts';

/** A conversation on its way out of here. */
export interface Transcript {
  title: string;
  members: readonly ChatMember[];
  /** Oldest first. */
  entries: AsyncIterable<TranscriptEntry>;
}

export interface TranscriptEntry {
  view: ChatMessageView;
  /** The bytes of one attachment of the view; undefined where they are not stored. */
  open(index: number): AsyncIterable<Bytes> | undefined;
}

export interface TranscriptOptions {
  /** How dates are written; BCP 47 and IANA names. */
  locale: string;
  timeZone: string;
  /** A larger file is named and not inside. Default 32 MiB. */
  mostFileBytes?: number;
}

const MOST_FILE_BYTES = 32 * 1024 * 1024;
/** Pictures that a page can show and that can't do anything. */
const SHOWN = /^image\/(png|jpeg|gif|webp|bmp)$/;
const HEARD = /^(audio|video)\/(mp4|mpeg|ogg|wav|webm)$/;

/**
 * The conversation as one page that needs nothing but itself: pictures and files are inside, nothing in
 * it runs or loads, what was said before an edit or a deletion can be opened, and it can be printed.
 */
export async function* htmlTranscript(
  transcript: Transcript,
  options: TranscriptOptions,
): AsyncGenerator<Bytes, void> {
  const encoder = new TextEncoder();
  for await (const text of pageOf(transcript, options)) yield encoder.encode(text);
}

async function* pageOf(
  { title, members, entries }: Transcript,
  options: TranscriptOptions,
): AsyncGenerator<string, void> {
  const writer = new MessageWriter(options);
  yield await headOf(title, options.locale);
  const names = members.map(({ name }) => name).filter((name) => name !== '');
  yield `<header><h1>${escapeAll(title || 'Conversation')}</h1>`;
  if (names.length > 0) yield `<p class="people">${escapeAll(names.join(', '))}</p>`;
  yield '</header><main>';
  let day = '';
  for await (const entry of entries) {
    const today = writer.day(entry.view.date);
    // Replies of other days stand below their post.
    if (today !== day && (entry.view.replyTo === null || day === '')) {
      yield `${day === '' ? '' : '</ol></section>'}<section><h2>${escapeAll(today)}</h2><ol>`;
      day = today;
    }
    yield* writer.message(entry, today === day);
  }
  yield day === '' ? '<p>Nothing was said here.</p>' : '</ol></section>';
  yield '</main></body></html>\n';
}

/** Writes single messages; knows how dates look and how large files may be. */
class MessageWriter {
  readonly #day: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #moment: Intl.DateTimeFormat;
  readonly #mostFileBytes: number;

  constructor({ locale, timeZone, mostFileBytes = MOST_FILE_BYTES }: TranscriptOptions) {
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone });
    this.#time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
    this.#moment = new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone,
    });
    this.#mostFileBytes = mostFileBytes;
  }

  day(date: string): string {
    return this.#day.format(new Date(date));
  }

  async *message(entry: TranscriptEntry, isOfDay: boolean): AsyncGenerator<string, void> {
    const { view } = entry;
    const said = isOfDay ? this.#time.format(new Date(view.date)) : this.#momentOf(view.date);
    const time = `<time datetime="${escapeAll(view.date)}">${escapeAll(said)}</time>`;
    if (view.kind === 'event') {
      yield `<li class="event" id="${idOf(view.id)}">${escapeAll(view.body.content)} ${time}</li>`;
      return;
    }
    const name = view.from?.name || 'Somebody';
    yield `<li${view.replyTo === null ? '' : ' class="reply"'} id="${idOf(view.id)}"><article><p class="who"><strong>${escapeAll(name)}</strong> ${time}${this.#marks(view)}</p>`;
    const pictures = await this.#pictures(entry);
    const markup = (text: ChatText) => markupOf(text, pictures);
    if (view.subject !== '') yield `<p class="subject">${escapeAll(view.subject)}</p>`;
    for (const { kind, messageId, from, body } of view.quotes) {
      const by = escapeAll(from?.name || 'somebody');
      const link = messageId === null ? by : `<a href="#${idOf(messageId)}">${by}</a>`;
      yield `<blockquote><p class="who">${kind === 'reply' ? 'Answer to' : 'Passed on from'} ${link}</p>${markup(body)}</blockquote>`;
    }
    if (view.deletedAt === null) yield `<div class="text">${markup(view.body)}</div>`;
    yield* this.#beside(entry, pictures);
    if (view.earlier.length > 0) {
      yield `<details><summary>${view.deletedAt === null ? 'What it said before' : 'What it said'}</summary>`;
      for (const { until, body } of view.earlier) {
        yield `<p class="until">until ${escapeAll(this.#momentOf(until))}</p><div class="text">${markup(body)}</div>`;
      }
      yield '</details>';
    }
    yield '</article></li>\n';
  }

  #momentOf(time: string): string {
    const at = Date.parse(time);
    return Number.isNaN(at) ? 'some time' : this.#moment.format(at);
  }

  #marks({ editedAt, deletedAt, importance, policy }: ChatMessageView): string {
    const marks: string[] = [];
    if (importance !== 'normal') marks.push(importance === 'urgent' ? 'Urgent' : 'Important');
    if (editedAt !== null && deletedAt === null) marks.push(`Edited ${this.#momentOf(editedAt)}`);
    if (deletedAt !== null) marks.push(`Deleted ${this.#momentOf(deletedAt)}`);
    if (policy !== null)
      marks.push(
        policy.isBlocked ? 'Withheld by the organisation' : 'Against the rules of the organisation',
      );
    return marks.map((mark) => ` <span class="mark">${escapeAll(mark)}</span>`).join('');
  }

  async #pictures({ view, open }: TranscriptEntry): Promise<ReadonlyMap<string, string>> {
    const pictures = new Map<string, string>();
    for (const { index, contentId, type, stored, sizeBytes } of view.attachments) {
      if (!stored || !SHOWN.test(type) || contentId === '' || sizeBytes > this.#mostFileBytes)
        continue;
      const bytes = open(index);
      if (bytes !== undefined) pictures.set(contentId, await dataUrl(type, bytes));
    }
    return pictures;
  }

  /** Cards, files and reactions. */
  async *#beside(
    { view, open }: TranscriptEntry,
    pictures: ReadonlyMap<string, string>,
  ): AsyncGenerator<string, void> {
    for (const { title, text } of view.cards) {
      const head = title === '' ? '' : `<p><strong>${escapeAll(title)}</strong></p>`;
      yield `<div class="card">${head}<p>${escapeAll(text)}</p></div>`;
    }
    const links = new Map(view.links.map(({ index, url }) => [index, url]));
    for (const { index, name, type, stored, inline, sizeBytes, contentId } of view.attachments) {
      if (inline && pictures.has(contentId)) continue;
      const picture = pictures.get(contentId);
      const label = escapeAll(name === '' ? 'file' : name);
      if (picture !== undefined) {
        yield `<p><img src="${picture}" alt="${label}"></p>`;
        continue;
      }
      const bytes = stored && sizeBytes <= this.#mostFileBytes ? open(index) : undefined;
      if (bytes === undefined) {
        const url = linkOf(links.get(index) ?? '');
        const where =
          url === null
            ? label
            : `<a href="${escapeAll(url)}" rel="noreferrer noopener">${label}</a>`;
        yield `<p class="file">${where} <span class="mark">${stored ? 'too large to be inside' : 'not in the copy'}</span></p>`;
        continue;
      }
      const isHeard = HEARD.test(type);
      // Whatever a file calls itself: saved it is, and never opened in this page.
      yield isHeard
        ? `<p class="file">${label} <${type.startsWith('audio') ? 'audio' : 'video'} controls src="data:${type};base64,`
        : `<p class="file"><a download="${label}" href="data:application/octet-stream;base64,`;
      for await (const piece of base64Of(bytes)) yield piece;
      yield isHeard
        ? `"></${type.startsWith('audio') ? 'audio' : 'video'}></p>`
        : `">${label}</a></p>`;
    }
    if (view.reactions.length === 0) return;
    yield `<ul class="reactions" aria-label="Reactions">${view.reactions
      .map(({ type, name, people }) => {
        const names = people.map((each) => each.name).filter((each) => each !== '');
        const by = names.length > 0 ? `: ${names.join(', ')}` : '';
        return `<li>${escapeAll(`${type === 'custom' ? name : type} ${people.length}${by}`)}</li>`;
      })
      .join('')}</ul>`;
  }
}

function markupOf({ kind, content }: ChatText, pictures: ReadonlyMap<string, string>): string {
  if (kind === 'text') return `<p class="plain">${escapeAll(content)}</p>`;
  return safeHtml(content, { picture: (src) => pictures.get(src.replace(/^cid:/i, '')) ?? null });
}

/** Ids come from Microsoft and stand in addresses. */
function idOf(id: string): string {
  return `m${id.replace(/[^\w-]/g, '_')}`;
}
