import { parseAsync, renderDocument } from 'docx-preview';
import { sanitiseMail } from '../parts/sanitise.ts';
import { archiveOf } from './docx-archive.ts';

export interface RenderedDocument {
  /** A whole document for a frame. */
  content: string;
  /** Too much to lay out: only its words are in it. */
  isWordsOnly: boolean;
  /** How many formulas are letters in a row now, and how many drawings are left out. */
  formulas: number;
  drawings: number;
  /** Gives the pictures' memory back. */
  release(): void;
}

interface Described {
  ns?: string;
  tagName: string;
  className?: string;
  style?: Record<string, string> | string;
  children?: (Described | Node | string)[];
  [property: string]: unknown;
}

/**
 * A Word document laid out as HTML. It is built in a document of its own that loads nothing, goes
 * through what mails go through, and its pictures come from its own parts alone.
 */
export async function renderDocx(
  parts: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
): Promise<RenderedDocument> {
  const inert = document.implementation.createHTMLDocument('');
  const options = {
    inWrapper: false,
    ignoreHeight: true,
    ignoreFonts: true,
    renderAltChunks: false,
    renderComments: false,
    h: (described: Described | Node | string) => build(inert, described),
  };
  const parsed = await parseAsync(archiveOf(parts), options);
  inert.body.append(...(await renderDocument(parsed, options)));
  const pictures = namePictures(inert);
  const formulas = levelFormulas(inert);
  const drawings = inert.querySelectorAll('svg').length;
  const { document: content, isWordsOnly } = sanitiseMail(inert.documentElement.outerHTML, {
    loadRemote: false,
    pictureOf: (id) => pictures[Number(id)],
  });
  return {
    content,
    isWordsOnly,
    formulas,
    drawings,
    release() {
      for (const address of pictures) URL.revokeObjectURL(address);
    },
  };
}

/** The document's own pictures get names that the sanitiser knows; every other address falls away. */
function namePictures(inert: Document): string[] {
  const addresses: string[] = [];
  for (const picture of inert.querySelectorAll('img')) {
    const address = picture.getAttribute('src') ?? '';
    if (address.startsWith('blob:')) {
      picture.setAttribute('src', `cid:${addresses.push(address) - 1}`);
    } else picture.remove();
  }
  return addresses;
}

/** Mail has no MathML and the sanitiser takes it out; its letters stay. */
function levelFormulas(inert: Document): number {
  const formulas = inert.querySelectorAll('math');
  for (const formula of formulas) {
    const letters = inert.createElement('i');
    letters.textContent = formula.textContent?.replace(/\s+/g, ' ').trim() ?? '';
    formula.replaceWith(letters);
  }
  return formulas.length;
}

/** As the library builds a part by itself, but not in the page's document. */
function build(inert: Document, described: Described | Node | string): Node {
  if (typeof described === 'string') return inert.createTextNode(described);
  if (described instanceof Node) return described;
  const { ns, tagName, className, style, children = [], ...properties } = described;
  if (tagName === '#comment') return inert.createComment('');
  const made =
    tagName === '#fragment'
      ? inert.createDocumentFragment()
      : ns === undefined
        ? inert.createElement(tagName)
        : inert.createElementNS(ns, tagName);
  if (made instanceof Element) {
    if (className) made.setAttribute('class', className);
    if (typeof style === 'string') made.setAttribute('style', style);
    else if (style && 'style' in made) Object.assign(made.style as object, style);
    Object.assign(
      made,
      Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)),
    );
  }
  for (const child of children) made.appendChild(build(inert, child));
  return made;
}
