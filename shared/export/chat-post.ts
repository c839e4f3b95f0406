import { joinBytes } from '../lib/bytes.ts';
import { collect } from '../lib/iterate.ts';
import type { ChatMessageView, ChatText } from '../model/chat-view.ts';
import type { TextLook } from '../model/put-back.ts';
import type { TranscriptEntry } from './chat-transcript.ts';
import { escapeAll, linkOf, safeHtml } from './safe-html.ts';

/**
 * Of one post, with room for what Teams puts around it. Sources:
 * learn.microsoft.com/microsoftteams/limits-specifications-teams ("approximately 28 KB"), and Graph's
 * 4 MB of one request, of which base64 takes a third.
 */
const MOST_TEXT_BYTES = 24 * 1024;
const MOST_PICTURES_BYTES = 2_500_000;
const INTRODUCTION = '<p><em>From a copy of this chat:</em></p>';

export interface Post {
  html: string;
  pictures: { type: string; bytes: Uint8Array<ArrayBuffer> }[];
  /** In words for the person. */
  leftOut: string[];
  /** How many of the entries are in it. */
  count: number;
}

export interface PostOptions extends TextLook {
  /** Whose account it is: what others deleted is not said again. */
  ownId: string;
}

/**
 * Messages in as few posts as can be, in their order, each quoted with its writer and time. Of what
 * others have deleted it is said that they did.
 */
export async function composePosts(
  entries: readonly TranscriptEntry[],
  options: PostOptions,
): Promise<Post[]> {
  const posts: Post[] = [];
  let open: Post | null = null;
  for (const entry of entries) {
    const quoted = await quote(entry, options);
    if (open === null || !fits(open, quoted)) {
      open = { html: INTRODUCTION, pictures: [], leftOut: [], count: 0 };
      posts.push(open);
    }
    const before = open.pictures.length;
    open.html += quoted.html.replace(
      /\.\.\/hostedContents\/(\d+)\/\$value/g,
      (_, at) => `../hostedContents/${Number(at) + before}/$value`,
    );
    open.pictures.push(...quoted.pictures);
    open.leftOut.push(...quoted.leftOut);
    open.count += 1;
  }
  return posts;
}

type Quoted = Omit<Post, 'count'>;

function fits(post: Post, more: Quoted): boolean {
  const pictures = [...post.pictures, ...more.pictures];
  const bytes = pictures.reduce((sum, each) => sum + each.bytes.length, 0);
  return bytesOf(post.html + more.html) <= MOST_TEXT_BYTES && bytes <= MOST_PICTURES_BYTES;
}

async function quote(entry: TranscriptEntry, options: PostOptions): Promise<Quoted> {
  const { view } = entry;
  const name = view.from?.name || 'Somebody';
  const leftOut: string[] = [];
  const taken = await picturesOf(entry, leftOut);
  const head = `<p><strong>${escapeAll(name)}</strong> · ${escapeAll(timeOf(view.date, options))}${marksOf(view)}</p>`;
  if (view.deletedAt !== null && view.from?.id !== options.ownId) {
    leftOut.push(`What ${name} has deleted is not posted again.`);
    return {
      html: boxed(`${head}<p><em>This message was deleted.</em></p>`),
      pictures: [],
      leftOut,
    };
  }
  const said = view.deletedAt === null ? view.body : (view.earlier.at(-1)?.body ?? view.body);
  const subject = view.subject === '' ? '' : `<p><strong>${escapeAll(view.subject)}</strong></p>`;
  const quotes = view.quotes.map(({ from, body }) =>
    boxed(
      `<p><strong>${escapeAll(from?.name || 'Somebody')}</strong></p>${markup(body, taken.called)}`,
    ),
  );
  const rest = `${cardsOf(view)}${filesOf(view, leftOut)}`;
  const html = boxed(`${head}${subject}${quotes.join('')}${markup(said, taken.called)}${rest}`);
  const most = MOST_TEXT_BYTES - INTRODUCTION.length;
  if (bytesOf(html) <= most) return { html, pictures: taken.pictures, leftOut };
  // Markup can't be cut in the middle; words can.
  leftOut.push(
    `A message of ${name} is too long for one post: its end and its pictures are left out.`,
  );
  const text = wordsOf(markup(said, new Map()));
  return {
    html: boxed(`${head}<p>${cut(text, most - head.length - 200)}…</p>`),
    pictures: [],
    leftOut,
  };
}

const boxed = (html: string) => `<blockquote>${html}</blockquote>`;

function marksOf({ editedAt, deletedAt }: ChatMessageView): string {
  if (deletedAt !== null) return ' (deleted)';
  return editedAt === null ? '' : ' (edited)';
}

/** A mention is a name here: nobody is called again. */
function markup({ kind, content }: ChatText, called: ReadonlyMap<string, string>): string {
  if (kind === 'text') return `<p>${escapeAll(content).replace(/\n/g, '<br>')}</p>`;
  const picture = (src: string) => called.get(src.replace(/^cid:/i, '')) ?? null;
  return safeHtml(content, { picture }).replace(/<(\/?)mark>/g, '<$1strong>');
}

async function picturesOf({ view, open }: TranscriptEntry, leftOut: string[]) {
  const pictures: Post['pictures'] = [];
  const called = new Map<string, string>();
  let size = 0;
  for (const { index, contentId, inline, type, stored, sizeBytes } of view.attachments) {
    if (!inline) continue;
    const isPicture = /^image\/(png|jpeg|gif)$/.test(type);
    const bytes =
      stored && isPicture && size + sizeBytes <= MOST_PICTURES_BYTES ? open(index) : undefined;
    if (bytes === undefined) {
      leftOut.push(`A picture is left out: ${whyNot(stored, isPicture)}.`);
      continue;
    }
    const whole = joinBytes(await collect(bytes));
    size += whole.length;
    pictures.push({ type, bytes: whole });
    called.set(contentId, `../hostedContents/${pictures.length}/$value`);
  }
  return { pictures, called };
}

function whyNot(isStored: boolean, isPicture: boolean): string {
  if (!isStored) return 'it is not in the copy';
  return isPicture ? 'it is too large for a post' : 'Teams takes no pictures of its kind';
}

/** Files are named, with where they lie where that is known. */
function filesOf({ attachments, links }: ChatMessageView, leftOut: string[]): string {
  const urls = new Map(links.map(({ index, url }) => [index, url]));
  const files = attachments.filter(({ inline }) => !inline);
  if (files.some(({ stored }) => stored)) leftOut.push('Files are named and not attached.');
  return files
    .map(({ index, name }) => {
      const url = linkOf(urls.get(index) ?? '');
      const label = escapeAll(name || 'file');
      return `<p>${url === null ? label : `<a href="${escapeAll(url)}">${label}</a>`}</p>`;
    })
    .join('');
}

function cardsOf({ cards }: ChatMessageView): string {
  return cards
    .map(({ title, text }) => `<p>${escapeAll([title, text].filter(Boolean).join(': '))}</p>`)
    .join('');
}

function timeOf(date: string, { locale, timeZone }: TextLook): string {
  const style = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const;
  return new Intl.DateTimeFormat(locale, style).format(new Date(date));
}

function wordsOf(html: string): string {
  return html.replace(/<br>|<\/(p|div|li|tr|h\d)>/g, ' ').replace(/<[^>]*>/g, '');
}

/** At the end of an entity or letter, never within. */
function cut(text: string, most: number): string {
  let out = '';
  let size = 0;
  for (const [part] of text.matchAll(/&[^;\s]{1,31};|[\s\S]/gu)) {
    size += bytesOf(part);
    if (size > most) break;
    out += part;
  }
  return out;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
