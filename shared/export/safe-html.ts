import { nameLinkedPicture } from '../model/linked-picture.ts';

/**
 * What a message may be made of in a page that somebody opens from a disk: text, a little form, links
 * that a person has to click. Everything else goes, whatever it is called: nothing is taken out of
 * markup here, the rest of it is put together anew. There is no document in a worker to ask.
 */
const KEPT = new Set(
  `a abbr b blockquote br caption code col colgroup dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins
  kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr u ul
  var`.split(/\s+/),
);
const EMPTY = new Set(['br', 'hr', 'img', 'col']);
/** What stands in these is no text. */
const SKIPPED =
  /^(script|style|title|head|template|noscript|noembed|noframes|object|iframe|svg|math|textarea|select|xmp|plaintext|audio|video|canvas|applet)$/;
/** A block ends these, as in any browser. */
const DEEPEST = 60;
const TAG = /<(\/?)([a-z][a-z0-9:-]*)((?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^'">])*)(?:>|$)/iy;
const OTHER = /<(?:!--[\s\S]*?(?:-->|$)|[!?/][^>]*(?:>|$))/y;
const ATTRIBUTE = /([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+))/g;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  colon: ':',
  tab: '\t',
  newline: '\n',
};

/** Inside the page, beside it in a mail, or beside it in a post. */
const PICTURE =
  /^(data:image\/(png|jpeg|gif|webp|bmp);base64,[\w+/=]*|cid:[\w.@-]+|\.\.\/hostedContents\/\d+\/\$value)$/;

export interface SafeHtmlOptions {
  /** The address of a picture by what its `src` says; null: its description stands there instead. */
  picture(src: string): string | null;
}

export function safeHtml(html: string, { picture }: SafeHtmlOptions): string {
  const open: string[] = [];
  let out = '';
  let skipping = '';
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    const end = next === -1 ? html.length : next;
    if (skipping === '') out += escapeText(html.slice(at, end));
    if (next === -1) break;
    const { tag, length } = tagAt(html, next);
    if (length === 0) {
      if (skipping === '') out += '&lt;';
      at = next + 1;
      continue;
    }
    at = next + length;
    if (tag === null) continue;
    const { name, isEnd, attributes, closesItself } = tag;
    if (skipping !== '') {
      if (isEnd && name === skipping) skipping = '';
      continue;
    }
    if (!isEnd && SKIPPED.test(name)) {
      if (!closesItself) skipping = name;
      continue;
    }
    out += isEnd ? close(open, name) : opened(open, name, attributes, picture);
  }
  return (
    out +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  );
}

/** Text as it may stand in a page; entities stay what they are. */
function escapeText(text: string): string {
  return text
    .replace(/&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});)/gi, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** For values of attributes, and for text that is no markup. */
export function escapeAll(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

interface Tag {
  name: string;
  isEnd: boolean;
  closesItself: boolean;
  attributes: ReadonlyMap<string, string>;
}

function tagAt(html: string, at: number): { tag: Tag | null; length: number } {
  OTHER.lastIndex = at;
  TAG.lastIndex = at;
  const found = TAG.exec(html);
  if (!found) return { tag: null, length: OTHER.exec(html)?.[0].length ?? 0 };
  const [whole, slash, name = '', rest = ''] = found;
  const attributes = new Map<string, string>();
  for (const [, key = '', a, b, c] of rest.matchAll(ATTRIBUTE)) {
    const lower = key.toLowerCase();
    if (!attributes.has(lower)) attributes.set(lower, decode(a ?? b ?? c ?? ''));
  }
  const closesItself = rest.trimEnd().endsWith('/');
  return {
    tag: { name: name.toLowerCase(), isEnd: slash === '/', closesItself, attributes },
    length: whole.length,
  };
}

function opened(
  open: string[],
  name: string,
  attributes: ReadonlyMap<string, string>,
  picture: SafeHtmlOptions['picture'],
): string {
  if (name === 'emoji' || name === 'customemoji') return escapeAll(attributes.get('alt') ?? '');
  if (name === 'codeblock') return opened(open, 'pre', attributes, picture);
  if (name === 'at') return opened(open, 'mark', attributes, picture);
  if (!KEPT.has(name) || open.length >= DEEPEST) return '';
  if (name === 'img') return imageOf(attributes, picture);
  if (EMPTY.has(name)) return `<${name}>`;
  open.push(name);
  return `<${name}${attributesOf(name, attributes)}>`;
}

/** What is open within goes with it; an end without a beginning is nothing. */
function close(open: string[], given: string): string {
  const name = given === 'at' ? 'mark' : given === 'codeblock' ? 'pre' : given;
  const at = open.lastIndexOf(name);
  if (at < 0) return '';
  return open
    .splice(at)
    .reverse()
    .map((each) => `</${each}>`)
    .join('');
}

function imageOf(
  attributes: ReadonlyMap<string, string>,
  picture: SafeHtmlOptions['picture'],
): string {
  const alt = attributes.get('alt') ?? '';
  const address = picture(attributes.get('src') ?? '');
  if (address === null || !PICTURE.test(address)) {
    const itemType = attributes.get('itemtype') ?? '';
    const name = nameLinkedPicture({ src: attributes.get('src') ?? '', alt, itemType });
    // Of one that says nothing and is nowhere nothing is to be told.
    if (alt === '' && name === 'Picture') return '';
    return `<span class="absent">[${escapeAll(name)}]</span>`;
  }
  return `<img src="${address}" alt="${escapeAll(alt === '' ? 'picture' : alt)}">`;
}

function attributesOf(name: string, attributes: ReadonlyMap<string, string>): string {
  const kept: string[] = [];
  if (name === 'a') {
    const address = linkOf(attributes.get('href') ?? '');
    if (address !== null) kept.push(`href="${escapeAll(address)}"`, 'rel="noreferrer noopener"');
  }
  for (const key of ['colspan', 'rowspan', 'start'] as const) {
    const value = attributes.get(key) ?? '';
    if (/^\d{1,3}$/.test(value)) kept.push(`${key}="${value}"`);
  }
  const direction = attributes.get('dir') ?? '';
  if (/^(ltr|rtl|auto)$/i.test(direction)) kept.push(`dir="${direction.toLowerCase()}"`);
  return kept.length === 0 ? '' : ` ${kept.join(' ')}`;
}

/** Addresses of the web and of mail; null for everything that could do more than lead there. */
export function linkOf(address: string): string | null {
  // Browsers pass over these when they look for the scheme.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const plain = address.replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202f]/g, '');
  return /^(https?:\/\/|mailto:)/i.test(plain) ? plain : null;
}

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));?/gi,
    (all, decimal, hex, name) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? all;
      const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return point > 0x10ffff || point === 0 ? '' : String.fromCodePoint(point);
    },
  );
}
