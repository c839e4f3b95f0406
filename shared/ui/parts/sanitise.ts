import DOMPurify, { type Config } from 'dompurify';
import { linkTarget } from './link-target.ts';

/**
 * Mail is hostile. What leaves here goes into a frame without script and with a policy of its own
 * that loads nothing; this is the layer before both, and none of the three trusts the others.
 *
 * - Only HTML that shows something: no script, form, frame, object, SVG, MathML, media, base, meta.
 * - CSS is parsed by the browser and written anew, declaration by declaration: no import, no font,
 *   no address except those that are pictures and allowed.
 * - Pictures from elsewhere are taken out and counted; with `loadRemote` they are https only.
 */
interface SanitisedMail {
  /** A whole document for `srcdoc`. */
  document: string;
  /** How many different pictures from elsewhere it names. */
  remotePictures: number;
  /** More than a page can lay out while somebody waits: only its words are in the document. */
  isWordsOnly: boolean;
}

interface SanitiseOptions {
  loadRemote: boolean;
  /** Address of a picture of the mail itself, by content id; undefined when it is not kept. */
  pictureOf(contentId: string): string | undefined;
}

/**
 * What the frame may do. Same origin only lets the page measure the frame and see which link is
 * meant: without `allow-scripts` nothing in it can run that could make use of it.
 */
export const FRAME_SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

const CONFIG = {
  WHOLE_DOCUMENT: true,
  RETURN_DOM: true,
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    ...['script', 'noscript', 'template', 'slot', 'dialog', 'title', 'meta', 'base', 'link'],
    ...[
      'form',
      'input',
      'button',
      'select',
      'option',
      'optgroup',
      'textarea',
      'datalist',
      'output',
    ],
    ...['iframe', 'frame', 'frameset', 'noframes', 'object', 'embed', 'applet', 'param', 'portal'],
    ...['audio', 'video', 'source', 'track', 'picture', 'canvas', 'map', 'area'],
    ...['svg', 'math', 'marquee', 'bgsound', 'layer', 'ilayer', 'xml', 'search'],
  ],
  FORBID_ATTR: [
    ...['action', 'formaction', 'ping', 'srcset', 'sizes', 'poster', 'usemap', 'ismap', 'manifest'],
    ...['autofocus', 'tabindex', 'accesskey', 'contenteditable', 'popover', 'popovertarget'],
    ...['is', 'slot', 'part', 'nonce', 'loading', 'fetchpriority', 'crossorigin', 'download'],
    ...['lowsrc', 'dynsrc', 'longdesc', 'cite', 'data', 'classid', 'codebase', 'profile', 'target'],
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: true,
  ADD_ATTR: ['background'],
  // Also lets values without a scheme pass: sizes, colours, and addresses judged further below.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
} satisfies Config;

/** Pictures a mail may carry in itself. SVG is left out: in a picture it is harmless, yet never needed. */
const INLINE_PICTURE = /^data:image\/(?:png|jpe?g|gif|webp|bmp|x-icon|avif)[;,]/i;

/** Newsletters have some thousands. A hundred thousand take seconds, during which nothing answers. */
const MOST_TAGS = 100_000;
/** Of a style sheet; the largest real ones have some hundred thousand. */
const MOST_CSS = 1_000_000;

export function sanitiseMail(html: string, options: SanitiseOptions): SanitisedMail {
  if (hasMoreThan(html, '<', MOST_TAGS)) return wordsOf(html);
  // The profile's return type is a node; with WHOLE_DOCUMENT it is the root element.
  const root = DOMPurify.sanitize(html, CONFIG) as unknown as HTMLElement;
  const remote = new Set<string>();
  const place = (address: string): string | null => placePicture(address, options, remote);

  for (const style of root.querySelectorAll('style')) {
    const css = cleanSheet(style.textContent ?? '', place);
    if (css === '') style.remove();
    else style.textContent = css;
  }
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    cleanElement(element, place);
  }
  const head = root.querySelector('head')?.innerHTML ?? '';
  const body = root.querySelector('body');
  return {
    document: documentOf(head, body, options.loadRemote),
    remotePictures: remote.size,
    isWordsOnly: false,
  };
}

function hasMoreThan(text: string, sign: string, most: number): boolean {
  let at = -1;
  for (let count = 0; count <= most; count += 1) {
    at = text.indexOf(sign, at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** The words alone, a line for each line and block. The parser runs nothing and fetches nothing. */
function wordsOf(html: string): SanitisedMail {
  const lines = html.replace(/<(?:br|\/(?:p|div|tr|li|h\d))\b/gi, '\n$&');
  const parsed = new DOMParser().parseFromString(lines, 'text/html');
  for (const unseen of parsed.querySelectorAll('script, style, template, noscript')) {
    unseen.remove();
  }
  const body = document.createElement('body');
  body.style.whiteSpace = 'pre-wrap';
  body.textContent = parsed.body.textContent;
  return { document: documentOf('', body, false), remotePictures: 0, isWordsOnly: true };
}

/** The address a picture may be loaded from; null when it may not, and then it is counted. */
function placePicture(
  address: string,
  options: SanitiseOptions,
  remote: Set<string>,
): string | null {
  const trimmed = address.trim();
  if (/^cid:/i.test(trimmed)) return options.pictureOf(decodeLoosely(trimmed.slice(4))) ?? null;
  if (INLINE_PICTURE.test(trimmed)) return trimmed;
  const absolute = trimmed.startsWith('//') ? `https:${trimmed}` : trimmed;
  if (!/^https?:/i.test(absolute)) return null;
  remote.add(absolute);
  return options.loadRemote ? absolute.replace(/^http:/i, 'https:') : null;
}

function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function cleanElement(element: HTMLElement, place: (address: string) => string | null): void {
  if (element.tagName === 'IMG') {
    const address = element.getAttribute('src') ?? '';
    const allowed = place(address);
    if (allowed === null) {
      element.removeAttribute('src');
      if (!/^cid:|^data:|^$/i.test(address.trim())) element.setAttribute('data-elsewhere', '');
    } else element.setAttribute('src', allowed);
    element.setAttribute('referrerpolicy', 'no-referrer');
  } else element.removeAttribute('src');
  const background = element.getAttribute('background');
  if (background !== null) {
    const allowed = place(background);
    if (allowed === null) element.removeAttribute('background');
    else element.setAttribute('background', allowed);
  }
  const style = element.getAttribute('style');
  if (style !== null) {
    const clean = cleanDeclarations(element.style, place);
    if (clean === '') element.removeAttribute('style');
    else element.setAttribute('style', clean);
  }
  if (element.tagName === 'A') cleanLink(element);
  else element.removeAttribute('href');
}

/** Links open outside and say in their tooltip where they lead, whatever their words say. */
function cleanLink(link: HTMLElement): void {
  const address = link.getAttribute('href')?.trim() ?? '';
  if (address.startsWith('#')) return;
  const target = linkTarget(address);
  if (target === undefined) {
    link.removeAttribute('href');
    return;
  }
  link.setAttribute('href', target);
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer nofollow');
  link.setAttribute('title', target);
}

/**
 * The sheet as the browser understood it, without what fetches. Escapes and comments that would
 * hide an address from a search are gone once it has been parsed.
 */
function cleanSheet(css: string, place: (address: string) => string | null): string {
  if (css.length > MOST_CSS) return '';
  const sheet = new CSSStyleSheet();
  try {
    sheet.replaceSync(css);
  } catch {
    return '';
  }
  return withoutMarkup(cleanRules(sheet.cssRules, place));
}

function cleanRules(rules: CSSRuleList, place: (address: string) => string | null): string {
  let text = '';
  for (const rule of rules) {
    if (rule instanceof CSSStyleRule) {
      text += `${rule.selectorText}{${cleanDeclarations(rule.style, place)}}\n`;
    } else if (rule instanceof CSSMediaRule) {
      text += `@media ${rule.conditionText}{${cleanRules(rule.cssRules, place)}}\n`;
    } else if (rule instanceof CSSSupportsRule) {
      text += `@supports ${rule.conditionText}{${cleanRules(rule.cssRules, place)}}\n`;
    }
  }
  return text;
}

function cleanDeclarations(
  style: CSSStyleDeclaration,
  place: (address: string) => string | null,
): string {
  const kept: string[] = [];
  for (const property of style) {
    // A custom property keeps its text unparsed; what it hides would only show where it is used.
    if (property.startsWith('--')) continue;
    const value = style.getPropertyValue(property);
    if (/\b(?:var|env|attr)\(/i.test(value)) continue;
    const placed = replaceAddresses(value, place);
    if (placed === null) continue;
    const priority = style.getPropertyPriority(property);
    kept.push(`${property}:${placed}${priority === '' ? '' : ` !${priority}`}`);
  }
  return withoutMarkup(kept.join(';'));
}

/** Written without an alternative in the loop: a picture of megabytes would exhaust the stack. */
const QUOTED_ADDRESS = /url\("([^"\\]*(?:\\.[^"\\]*)*)"\)/gi;

/** null when the value fetches something that may not be fetched. */
function replaceAddresses(value: string, place: (address: string) => string | null): string | null {
  if (!/(?:url|image-set|src|image|element|cross-fade|paint)\(/i.test(value)) return value;
  let isRefused = false;
  const placed = value.replace(QUOTED_ADDRESS, (_match, quoted: string) => {
    const address = place(quoted.replace(/\\(.)/g, '$1'));
    if (address === null) isRefused = true;
    return `url("${(address ?? '').replace(/["\\\n]/g, (sign) => encodeURIComponent(sign))}")`;
  });
  // Every other way to name an address, and addresses the browser did not quote, are refused.
  const rest = placed.replace(/url\("[^"]*"\)/gi, '');
  if (/(?:url|image-set|src|image|element|cross-fade|paint)\(/i.test(rest)) return null;
  return isRefused ? null : placed;
}

/** A string in CSS may spell an end tag once its escapes are resolved; here it can't end a thing. */
function withoutMarkup(css: string): string {
  return css.replace(/<(?=[/!a-z?])/gi, '\\3c ');
}

/** What mails without styles of their own look like; theirs come after and win. */
const PAPER = `
html{background:#fff;color:#242424;color-scheme:only light;overflow-y:hidden}
body{margin:0;padding:1px 0;font:15px/24px "Segoe UI Variable Text","Segoe UI",system-ui,-apple-system,BlinkMacSystemFont,Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
body>:where(:first-child){margin-top:0}
img{max-width:100%}
img[data-elsewhere]{box-sizing:border-box;min-width:24px;min-height:24px;border:1px dashed #c7c7c7;background:#fafafa}
img[data-elsewhere]:is([width="0"],[width="1"],[height="0"],[height="1"]){display:none}
pre{white-space:pre-wrap}
blockquote{margin-inline:0 0;padding-inline-start:12px;border-inline-start:2px solid #d1d1d1}
a{color:#115ea3}
`;

function documentOf(head: string, body: HTMLElement | null, loadRemote: boolean): string {
  const pictures = loadRemote ? 'data: blob: https:' : 'data: blob:';
  const attributes = ['style', 'bgcolor', 'text', 'dir', 'class', 'id', 'background', 'lang']
    .map((name) => {
      const value = body?.getAttribute(name);
      return value == null ? '' : ` ${name}="${escapeAttribute(value)}"`;
    })
    .join('');
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src ${pictures}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"><meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width"><style>${PAPER}</style>${head}</head><body${attributes}>${body?.innerHTML ?? ''}</body></html>`;
}

function escapeAttribute(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
