import { lettersOf, openOffice, readMarkup } from './office-file.ts';
import type { OfficeAnswer, Outline } from './office-words.ts';
import { openDocumentLines } from './read-document.ts';
import { previewFault } from './trouble.ts';
import type { ZipPart } from './zip-parts.ts';

const MOST_SLIDES = 2_000;

/** The words of each slide in the order they are shown; pictures and layout are left out. */
export async function readSlides(file: Blob): Promise<OfficeAnswer> {
  const parts = await openOffice(file);
  const openDocument = parts.get('content.xml');
  if (openDocument)
    return { kind: 'outline', sections: openSlides(await readMarkup(openDocument)) };
  const names = await slideNames(parts);
  if (names.length > MOST_SLIDES) throw previewFault('too-large');
  const sections: Outline[] = [];
  for (const name of names) sections.push(slideOf(await readMarkup(parts.get(name))));
  return { kind: 'outline', sections };
}

/** Slides as the presentation lists them; the numbers in their names say nothing of the order. */
async function slideNames(parts: ReadonlyMap<string, ZipPart>): Promise<string[]> {
  const presentation = await readMarkup(parts.get('ppt/presentation.xml'));
  const links = await readMarkup(parts.get('ppt/_rels/presentation.xml.rels'));
  if (presentation === '') throw previewFault('damaged');
  const targets = new Map(
    [...links.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)].map(([link]) => [
      attributeOf(link, 'Id'),
      attributeOf(link, 'Target'),
    ]),
  );
  const listed = [...presentation.matchAll(/<(?:\w+:)?sldId\b[^>]*>/g)];
  return listed.flatMap(([slide]) => {
    const target = targets.get(attributeOf(slide, '\\w+:id')) ?? '';
    const name = target.startsWith('/') ? target.slice(1) : `ppt/${target}`;
    return parts.has(name) ? [name] : [];
  });
}

function attributeOf(tag: string, name: string): string {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return lettersOf(match?.[1] ?? match?.[2] ?? '');
}

function slideOf(markup: string): Outline {
  const outline: Outline = { title: '', lines: [] };
  // Text stands in shapes and in tables; what is in neither belongs to charts and drawings.
  for (const [shape] of markup.matchAll(/<p:(sp|graphicFrame)\b[\s\S]*?<\/p:\1>/g)) {
    const lines = paragraphsOf(shape);
    const isTitle = /<p:ph\b[^>]*\btype="(?:title|ctrTitle)"/.test(shape);
    if (isTitle && outline.title === '') outline.title = lines.join(' ');
    else if (!/<p:ph\b[^>]*\btype="(?:sldNum|dt|ftr)"/.test(shape)) outline.lines.push(...lines);
  }
  return outline;
}

function paragraphsOf(shape: string): string[] {
  return [...shape.matchAll(/<a:p\b[^>]*>([\s\S]*?)<\/a:p>/g)]
    .map(([, paragraph = '']) => paragraph.replace(/<a:br\b[^>]*\/?>/g, '<a:t> </a:t>'))
    .map((paragraph) =>
      [...paragraph.matchAll(/<a:t\b[^>]*>([\s\S]*?)<\/a:t>/g)]
        .map(([, letters = '']) => lettersOf(letters))
        .join(''),
    )
    .filter((line) => line.trim() !== '');
}

function openSlides(markup: string): Outline[] {
  return [...markup.matchAll(/<draw:page\b[^>]*>([\s\S]*?)<\/draw:page>/g)].map(
    ([, inside = '']) => {
      const withoutNotes = inside.replace(
        /<presentation:notes\b[\s\S]*?<\/presentation:notes>/g,
        '',
      );
      const [title = '', ...lines] = openDocumentLines(withoutNotes).filter((line) => line.trim());
      return { title, lines };
    },
  );
}
