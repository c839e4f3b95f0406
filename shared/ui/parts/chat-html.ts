import DOMPurify, { type Config } from 'dompurify';
import { nameLinkedPicture } from '../../model/linked-picture.ts';
import { linkTarget } from './link-target.ts';

/**
 * Messages of chats are as hostile as mail. A frame for each of some hundred messages would be too
 * heavy, so what leaves here stands in the page itself, and the list of what may is short: words, their
 * emphasis, lists, tables, code, links, and pictures that are kept. There are no styles, classes, ids
 * or names, nothing that can be pressed or filled in, and nothing that is loaded from elsewhere. The
 * page's own policy, which runs no script but the product's, is the layer behind it.
 */
export interface ChatHtmlOptions {
  /** Address of a kept picture by content id; null: it is not kept, undefined: not there yet. */
  pictureOf(contentId: string): string | null | undefined;
}

const CONFIG = {
  RETURN_DOM_FRAGMENT: true,
  ALLOWED_TAGS: [
    ...['p', 'div', 'span', 'br', 'hr', 'blockquote', 'pre', 'code', 'codeblock'],
    ...['b', 'strong', 'i', 'em', 'u', 's', 'strike', 'del', 'ins', 'sub', 'sup', 'small', 'mark'],
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'a', 'img'],
    ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'td', 'th', 'caption'],
    ...['at', 'emoji', 'customemoji'],
  ],
  ALLOWED_ATTR: [
    'href',
    'src',
    'alt',
    'title',
    'colspan',
    'rowspan',
    'start',
    'dir',
    'lang',
    'itemtype',
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid):|^[^a-z]|^[\w+.-]+(?:[^\w+.:-]|$)/i,
} satisfies Config;

/** Teams takes 28 KB; so many tags are none that a person wrote. */
const MOST_TAGS = 4_000;
const MOST_LETTERS = 400_000;
/** Lists in quotes in tables; what is deeper was nested to do harm. */
const DEEPEST = 40;

/** What of a text may be shown, as nodes of this page; whatever it holds, nothing of it acts. */
export function sanitiseChat(html: string, options: ChatHtmlOptions): DocumentFragment {
  if (html.length > MOST_LETTERS || tagsIn(html) > MOST_TAGS) return wordsOf(html);
  const clean = DOMPurify.sanitize(html, CONFIG) as unknown as DocumentFragment;
  // Before anything leaves the parser's document, which loads nothing, for this one, which would.
  for (const picture of clean.querySelectorAll('img')) cleanPicture(picture, options);
  for (const element of clean.querySelectorAll('*')) cleanElement(element);
  flatten(clean);
  trim(clean);
  return clean;
}

function tagsIn(html: string): number {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0 && count <= MOST_TAGS; at = html.indexOf('<', at + 1)) {
    count += 1;
  }
  return count;
}

/**
 * The words alone. Tags are taken out as text: a parser takes its time over what is nested to harm it.
 * What it is given has none, and it reads only what letters are written as.
 */
function wordsOf(html: string): DocumentFragment {
  const text = html
    .slice(0, MOST_LETTERS)
    .replace(/<(script|style|template|noscript)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<(?:br|\/(?:p|div|tr|li|h\d))\b/gi, '\n$&')
    .replace(/<[a-z/!][^<>]*>/gi, '')
    .replaceAll('<', '&lt;');
  const parsed = new DOMParser().parseFromString(text, 'text/html');
  const fragment = document.createDocumentFragment();
  const words = document.createElement('p');
  words.className = 'plain';
  words.textContent = parsed.body.textContent;
  fragment.append(words);
  return fragment;
}

function cleanElement(element: Element): void {
  const name = element.localName;
  element.removeAttribute('itemtype');
  if (name === 'a') {
    if (element.getAttribute('target') !== '_blank') cleanLink(element);
  } else if (name === 'emoji' || name === 'customemoji') {
    element.replaceWith(element.getAttribute('alt') ?? element.textContent ?? '');
    return;
  } else if (name === 'at') {
    rename(element, 'span').className = 'mention';
    return;
  } else if (name === 'codeblock') {
    rename(element, 'pre');
    return;
  } else if (/^h\d$/.test(name)) {
    // Headings are the page's: a message must not stand in its outline.
    rename(element, 'p').className = 'head';
    return;
  }
  if (name !== 'img') element.removeAttribute('src');
  if (name !== 'a') element.removeAttribute('href');
}

/** Only what is kept is shown. What is elsewhere is named and not asked for. */
function cleanPicture(picture: Element, { pictureOf }: ChatHtmlOptions): void {
  const address = picture.getAttribute('src')?.trim() ?? '';
  const words = picture.getAttribute('alt')?.trim() ?? '';
  const isOwn = /^cid:/i.test(address);
  const kept = isOwn ? pictureOf(address.slice(4)) : undefined;
  if (typeof kept === 'string') {
    picture.setAttribute('src', kept);
    picture.setAttribute('alt', words === '' || words === 'image' ? 'Picture' : words);
    return;
  }
  const instead = picture.ownerDocument.createElement('span');
  const target = linkTarget(address);
  instead.className = isOwn && kept !== null ? 'picture-waits' : 'picture-elsewhere';
  if (target?.startsWith('http')) {
    const link = picture.ownerDocument.createElement('a');
    const itemType = picture.getAttribute('itemtype') ?? '';
    const name = nameLinkedPicture({ src: target, alt: words, itemType });
    link.textContent = `${name} (on ${new URL(target).host}, not in your copy)`;
    setTarget(link, target);
    instead.append(link);
  } else if (!isOwn) instead.textContent = words;
  else if (kept === null) instead.textContent = 'A picture that is not in your copy';
  picture.replaceWith(instead);
}

/** Links open outside and say where they lead, whatever their words say. */
function cleanLink(link: Element): void {
  const address = link.getAttribute('href')?.trim() ?? '';
  const target = linkTarget(address);
  if (target === undefined) link.removeAttribute('href');
  else setTarget(link, target);
}

function setTarget(link: Element, target: string): void {
  link.setAttribute('href', target);
  link.setAttribute('target', '_blank');
  link.setAttribute('rel', 'noopener noreferrer nofollow');
  link.setAttribute('title', target);
}

function rename(element: Element, name: string): HTMLElement {
  const other = element.ownerDocument.createElement(name);
  const direction = element.getAttribute('dir');
  if (direction !== null) other.setAttribute('dir', direction);
  other.append(...element.childNodes);
  element.replaceWith(other);
  return other;
}

/** What is nested beyond reason is told as words where the reason ends. */
function flatten(fragment: DocumentFragment): void {
  let level: Element[] = [...fragment.children];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth === DEEPEST) {
      for (const element of level) element.replaceChildren(element.textContent ?? '');
      return;
    }
    level = level.flatMap((element) => [...element.children]);
  }
}

/** Teams writes an empty line before and after; it takes room and says nothing. */
function trim(fragment: DocumentFragment): void {
  const isEmpty = (node: Node | null): node is ChildNode =>
    node !== null &&
    !(node instanceof Element && node.matches('img, hr, table, :has(img, hr)')) &&
    (node.textContent ?? '').replace(/[\s\u00a0\u200b]/g, '') === '';
  while (isEmpty(fragment.firstChild)) fragment.firstChild.remove();
  while (isEmpty(fragment.lastChild)) fragment.lastChild.remove();
}
