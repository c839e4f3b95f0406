import DOMPurify, { type Config } from 'dompurify';
import { Marked } from 'marked';
import { linkTarget } from '../parts/link-target.ts';

/** What a text needs, and nothing that loads, runs, asks or looks like a part of the page. */
const CONFIG = {
  RETURN_DOM_FRAGMENT: true,
  ALLOWED_TAGS: [
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code', 'kbd'],
    ...['ul', 'ol', 'li', 'dl', 'dt', 'dd', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'caption'],
    ...['strong', 'em', 'b', 'i', 's', 'del', 'ins', 'sub', 'sup', 'mark', 'small', 'span', 'div'],
    ...['a', 'img', 'details', 'summary'],
  ],
  ALLOWED_ATTR: ['href', 'alt', 'align', 'start', 'colspan', 'rowspan', 'dir', 'lang', 'open'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
} satisfies Config;

const reader = new Marked({ gfm: true, breaks: false, async: false });

/**
 * Markdown as parts of a page. Pictures are told by their words: those of other places are not
 * loaded, and those beside the file are not here. Links lead out of the page or nowhere.
 */
export function renderMarkdown(text: string): DocumentFragment {
  const html = reader.parse(withoutFront(text)) as string;
  const fragment = DOMPurify.sanitize(html, CONFIG) as unknown as DocumentFragment;
  for (const picture of fragment.querySelectorAll('img')) {
    const words = document.createElement('span');
    words.className = 'not-here';
    words.textContent = picture.alt ? `Picture: ${picture.alt}` : 'Picture';
    picture.replaceWith(words);
  }
  for (const link of fragment.querySelectorAll('a')) {
    const target = linkTarget(link.getAttribute('href') ?? '');
    if (target === undefined) {
      link.removeAttribute('href');
      continue;
    }
    link.setAttribute('href', target);
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
    link.setAttribute('title', target);
  }
  for (const table of fragment.querySelectorAll('table')) {
    const frame = document.createElement('div');
    frame.className = 'wide';
    table.replaceWith(frame);
    frame.append(table);
  }
  return fragment;
}

/** Many tools begin a text with settings between two lines of dashes. */
function withoutFront(text: string): string {
  return text.replace(/^\uFEFF?---\r?\n[\s\S]{0,20000}?\r?\n---\r?\n/, '');
}
