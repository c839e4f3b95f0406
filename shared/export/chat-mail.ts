import { toHex } from '../lib/bytes.ts';
import { hash } from '../lib/hash.ts';
import type { ChatMember, ChatText } from '../model/chat-view.ts';
import type { Person } from '../model/message-view.ts';
import type { TextLook } from '../model/put-back.ts';
import type { TranscriptEntry } from './chat-transcript.ts';
import { escapeAll, linkOf, safeHtml } from './safe-html.ts';

/**
 * Of all files of one message together: Exchange keeps no larger messages than 35 MB where nobody set
 * it otherwise, and base64 takes a third. Source: learn.microsoft.com, "Exchange Online limits".
 */
const MOST_FILES_BYTES = 24 * 1024 * 1024;
/** Source: the same, recipient limit. */
const MOST_PEOPLE = 500;
const SHOWN = /^image\/(png|jpeg|gif|webp|bmp)$/;

/** A day of a conversation as one message of mail. */
export interface DayMail {
  subject: string;
  /** Equal for equal contents, so that it can be found again. */
  messageId: string;
  from: Person | null;
  to: Person[];
  /** ISO 8601: of its first message and its last. */
  firstAt: string;
  lastAt: string;
  html: string;
  files: MailFile[];
  leftOut: string[];
}

export interface MailFile {
  /** Of which entry, and which of its attachments. */
  entry: number;
  index: number;
  name: string;
  type: string;
  isInline: boolean;
  contentId: string;
}

export interface MailOptions extends TextLook {
  chat: string;
  title: string;
  members: readonly ChatMember[];
  /** Where files lie that were put back, by where they lay. */
  placed: ReadonlyMap<string, string>;
}

/**
 * Whoever wrote first has written it, all others are who it went to: by their address, or by name
 * where Microsoft told none. Its pictures are in it, its files are attached.
 */
export async function composeDay(
  entries: readonly TranscriptEntry[],
  options: MailOptions,
): Promise<DayMail> {
  const { title, chat } = options;
  // In a channel threads stand one after the other.
  const dates = entries.map(({ view }) => view.date).sort();
  const day = new Intl.DateTimeFormat(options.locale, {
    dateStyle: 'full',
    timeZone: options.timeZone,
  });
  const files: MailFile[] = [];
  const leftOut: string[] = [];
  const writer = new DayWriter(options, files, leftOut);
  const messages = entries.map((entry, at) => writer.message(entry, at)).join('\n');
  const firstAt = dates[0] ?? new Date(0).toISOString();
  const name = title || 'Conversation';
  const subject = `${name} – ${day.format(new Date(firstAt))}`;
  const html = `<html><body><h2>${escapeAll(subject)}</h2>\n${messages}\n</body></html>`;
  const sum = await hash(new TextEncoder().encode([chat, html].join('\n')));
  return {
    subject,
    messageId: `<${toHex(sum).slice(0, 40)}@chat.holdfast.invalid>`,
    ...peopleOf(entries, options.members),
    firstAt,
    lastAt: dates.at(-1) ?? firstAt,
    html,
    files,
    leftOut,
  };
}

class DayWriter {
  readonly #time: Intl.DateTimeFormat;
  #bytes = 0;

  constructor(
    readonly options: MailOptions,
    readonly files: MailFile[],
    readonly leftOut: string[],
  ) {
    const { locale, timeZone } = options;
    this.#time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  }

  message({ view }: TranscriptEntry, entry: number): string {
    const time = escapeAll(this.#time.format(new Date(view.date)));
    if (view.kind === 'event') {
      return `<p><i>${escapeAll(view.body.content)} · ${time}</i></p>`;
    }
    const called = this.#attach(view.attachments, entry);
    const marks = [
      view.replyTo === null ? '' : 'reply',
      view.importance === 'normal' ? '' : view.importance,
      view.deletedAt === null ? (view.editedAt === null ? '' : 'edited') : 'deleted',
    ].filter((mark) => mark !== '');
    const head = `<p><b>${escapeAll(view.from?.name || 'Somebody')}</b> · ${time}${marks.map((mark) => ` (${mark})`).join('')}</p>`;
    const quotes = view.quotes.map(
      ({ from, body }) =>
        `<blockquote><b>${escapeAll(from?.name || 'Somebody')}</b>${markup(body, called)}</blockquote>`,
    );
    const earlier = view.earlier.map(
      ({ body }) => `<blockquote><i>Before:</i>${markup(body, called)}</blockquote>`,
    );
    const subject = view.subject === '' ? '' : `<p><b>${escapeAll(view.subject)}</b></p>`;
    const cards = view.cards.map(
      ({ title, text }) => `<p>${escapeAll([title, text].filter(Boolean).join(': '))}</p>`,
    );
    const reactions = view.reactions.map(
      ({ type, name, people }) => `${escapeAll(type === 'custom' ? name : type)} ${people.length}`,
    );
    return [
      head,
      subject,
      ...quotes,
      view.deletedAt === null ? markup(view.body, called) : '',
      ...cards,
      ...this.#linksOf(view.attachments, view.links),
      ...earlier,
      reactions.length === 0 ? '' : `<p><i>${reactions.join(' ')}</i></p>`,
    ].join('');
  }

  /** What pictures in the text are called, by what they are called in the view. */
  #attach(
    attachments: TranscriptEntry['view']['attachments'],
    entry: number,
  ): ReadonlyMap<string, string> {
    const called = new Map<string, string>();
    for (const { index, name, type, stored, inline, sizeBytes, contentId } of attachments) {
      if (!stored) {
        if (contentId !== '') this.leftOut.push(`${name || 'A picture'} is not in the copy.`);
        continue;
      }
      if (this.#bytes + sizeBytes > MOST_FILES_BYTES) {
        this.leftOut.push(`${name || 'A file'} is too large to be attached beside the others.`);
        continue;
      }
      this.#bytes += sizeBytes;
      const isInline = inline && SHOWN.test(type);
      const cid = `m${entry}-${index}@chat`;
      if (isInline) called.set(contentId, `cid:${cid}`);
      this.files.push({
        entry,
        index,
        name: name || 'file',
        type,
        isInline,
        contentId: isInline ? cid : '',
      });
    }
    return called;
  }

  #linksOf(
    attachments: TranscriptEntry['view']['attachments'],
    links: TranscriptEntry['view']['links'],
  ): string[] {
    const urls = new Map(links.map(({ index, url }) => [index, url]));
    return attachments
      .filter(({ inline }) => !inline)
      .map(({ index, name }) => {
        const was = urls.get(index) ?? '';
        const url = linkOf(this.options.placed.get(was) ?? was);
        const label = escapeAll(name || 'file');
        return `<p>${url === null ? label : `<a href="${escapeAll(url)}">${label}</a>`}</p>`;
      });
  }
}

function markup({ kind, content }: ChatText, called: ReadonlyMap<string, string>): string {
  if (kind === 'text') return `<p>${escapeAll(content).replace(/\n/g, '<br>')}</p>`;
  const picture = (src: string) => called.get(src.replace(/^cid:/i, '')) ?? null;
  return `<div>${safeHtml(content, { picture })}</div>`;
}

function peopleOf(
  entries: readonly TranscriptEntry[],
  members: readonly ChatMember[],
): { from: Person | null; to: Person[] } {
  const people = new Map<string, Person>(
    members.map(({ id, name, address }) => [id, { name, address }]),
  );
  let first: string | null = null;
  for (const { view } of entries) {
    if (view.from === null || view.kind === 'event') continue;
    const { id, name } = view.from;
    first ??= id;
    if (!people.has(id)) people.set(id, { name, address: '' });
  }
  const from = first === null ? null : (people.get(first) ?? null);
  const to = [...people].filter(([id]) => id !== first).map(([, person]) => person);
  const named = to.filter(({ name, address }) => name !== '' || address !== '');
  return { from, to: named.slice(0, MOST_PEOPLE) };
}
