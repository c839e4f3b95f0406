/** What stands in these is no text of the message. */
const SKIPPED = /^(?:script|style|title|head|template|noscript|object|iframe)$/;
/** What begins a new line; anything else goes on within a word. */
const BREAKS =
  /^(?:address|article|aside|blockquote|br|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr|img|input|li|main|nav|ol|option|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul)$/;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '',
  zwnj: '',
  zwj: '',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  eacute: 'é',
  egrave: 'è',
  ecirc: 'ê',
  agrave: 'à',
  aacute: 'á',
  acirc: 'â',
  ccedil: 'ç',
  iacute: 'í',
  icirc: 'î',
  oacute: 'ó',
  ocirc: 'ô',
  uacute: 'ú',
  ugrave: 'ù',
  ntilde: 'ñ',
  atilde: 'ã',
  otilde: 'õ',
  aring: 'å',
  Aring: 'Å',
  aelig: 'æ',
  oslash: 'ø',
  Oslash: 'Ø',
  Eacute: 'É',
  euro: '€',
  pound: '£',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  bull: '•',
  middot: '·',
};
const TAG =
  /<(?:!--[\s\S]*?(?:-->|$)|(\/?)([a-z][a-z0-9:-]*)(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^'">])*(?:>|$)|[!?/][^>]*(?:>|$))/giy;

/**
 * The text of an HTML body, up to `limit` characters, for searching: a reader of tags without a
 * document, as a worker has none. It is not for showing: `<` and `>` may stand in it.
 */
export function textOfHtml(html: string, limit: number): string {
  let text = '';
  let skipping = '';
  let at = 0;
  while (at < html.length && text.length < limit) {
    const next = html.indexOf('<', at);
    const end = next === -1 ? html.length : next;
    if (skipping === '') text += decode(html.slice(at, Math.min(end, at + limit)));
    if (next === -1) break;
    TAG.lastIndex = next;
    const tag = TAG.exec(html);
    if (!tag) {
      // A bare angle bracket is a character like any other.
      if (skipping === '') text += '<';
      at = next + 1;
      continue;
    }
    at = TAG.lastIndex;
    const name = tag[2]?.toLowerCase() ?? '';
    if (skipping !== '') {
      if (tag[1] === '/' && name === skipping) skipping = '';
    } else if (tag[1] !== '/' && SKIPPED.test(name) && !tag[0].endsWith('/>')) skipping = name;
    else if (BREAKS.test(name)) text += '\n';
  }
  return squeeze(text).slice(0, limit);
}

/** Spaces and lines as one space each, so that a phrase is found across them. */
export function squeeze(text: string): string {
  return text.replace(/[\s\p{Cf}]+/gu, ' ').trim();
}

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));?/gi,
    (all, decimal, hex, name) => {
      if (name !== undefined) return NAMED[name] ?? all;
      const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return point > 0x10ffff || point === 0 ? ' ' : String.fromCodePoint(point);
    },
  );
}
