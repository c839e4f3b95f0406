/**
 * What a card shows, taken apart: only what can be read. Cards are made by programs of others, so
 * every value is looked at before it is used.
 */
export type CardPart =
  | { kind: 'text'; text: string; isStrong: boolean; isQuiet: boolean }
  | { kind: 'facts'; facts: { title: string; value: string }[] }
  | { kind: 'rows'; rows: string[][] }
  | { kind: 'columns'; columns: CardPart[][] }
  /** A picture that lies elsewhere, by what it says it shows. */
  | { kind: 'picture'; words: string; url: string }
  /** Something to fill in, by its name. */
  | { kind: 'field'; label: string }
  /** `url`: it opens an address; null: only its program knows what it does. */
  | { kind: 'button'; label: string; url: string | null };

type Json = Readonly<Record<string, unknown>>;

/** Source: adaptivecards.io/explorer; the others: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference. */
const DEEPEST = 12;
const MOST_PARTS = 200;
const MOST_LETTERS = 4_000;

/** Empty where nothing of it is known to be read: its text alone is shown then. */
export function partsOfCard(type: string, data: string): CardPart[] {
  const card = parse(data);
  if (card === null) return [];
  const parts = /\.adaptive$/.test(type) ? adaptive(card, 0) : plain(card);
  return parts.slice(0, MOST_PARTS);
}

function adaptive(value: Json, depth: number): CardPart[] {
  if (depth > DEEPEST || value.isVisible === false) return [];
  const below = (list: unknown) => listOf(list).flatMap((each) => adaptive(each, depth + 1));
  switch (value.type) {
    case 'AdaptiveCard':
      return [...below(value.body), ...below(value.actions)];
    case 'Container':
    case 'Carousel':
    case 'CarouselPage':
    case 'TableCell':
      return below(value.items ?? value.pages);
    case 'Column':
      return below(value.items);
    case 'ColumnSet': {
      const columns = listOf(value.columns).map((each) =>
        adaptive({ ...each, type: 'Column' }, depth + 1),
      );
      return [{ kind: 'columns', columns: columns.filter((parts) => parts.length > 0) }];
    }
    case 'TextBlock':
      return text(
        value.text,
        value.weight === 'bolder' || value.style === 'heading',
        value.isSubtle === true,
      );
    case 'RichTextBlock':
      return text(inlines(value.inlines), false, false);
    case 'CodeBlock':
      return text(value.codeSnippet, false, false);
    case 'FactSet':
      return facts(value.facts, 'title');
    case 'Table':
      return [{ kind: 'rows', rows: listOf(value.rows).map((row) => cellsOf(row, depth)) }];
    case 'Image':
      return picture(value.url, value.altText);
    case 'ImageSet':
      return below(value.images);
    case 'ActionSet':
      return below(value.actions);
    default:
      return other(value, depth);
  }
}

function other(value: Json, depth: number): CardPart[] {
  const type = textOf(value.type);
  if (type.startsWith('Input.')) {
    return [
      {
        kind: 'field',
        label: textOf(value.label) || textOf(value.placeholder) || textOf(value.title),
      },
    ];
  }
  if (type === 'Action.ShowCard' && isJson(value.card)) {
    return [...text(value.title, true, false), ...adaptive(value.card, depth + 1)];
  }
  if (type.startsWith('Action.')) return button(value.title, value.url);
  return [];
}

function cellsOf(row: Json, depth: number): string[] {
  return listOf(row.cells).map((cell) =>
    adaptive({ ...cell, type: 'TableCell' }, depth + 1)
      .map((part) => (part.kind === 'text' ? part.text : ''))
      .join(' '),
  );
}

/** Hero, thumbnail, connector, receipt, sign-in and list cards: the same few names in all of them. */
function plain(card: Json): CardPart[] {
  const sections = listOf(card.sections);
  return [
    ...text(card.title, true, false),
    ...text(card.subtitle, false, true),
    ...text(card.text ?? (card.title ? undefined : card.summary), false, false),
    ...listOf(card.images).flatMap(({ url, alt }) => picture(url, alt)),
    ...sections.flatMap((section) => [
      ...text(section.title ?? section.activityTitle, true, false),
      ...text(section.activitySubtitle, false, true),
      ...text(section.text ?? section.activityText, false, false),
      ...facts(section.facts, 'name'),
    ]),
    ...facts(card.facts, 'key'),
    ...listOf(card.items).flatMap(({ title, subtitle, price }) =>
      text([title, subtitle, price].map(textOf).filter(Boolean).join(', '), false, false),
    ),
    ...facts([{ title: 'Total', value: card.total }], 'title'),
    ...[...listOf(card.buttons), ...listOf(card.potentialAction)].flatMap((each) =>
      button(each.title ?? each.name, each.type === 'openUrl' ? each.value : uriIn(each)),
    ),
  ];
}

function uriIn({ targets }: Json): unknown {
  return listOf(targets)[0]?.uri;
}

function text(value: unknown, isStrong: boolean, isQuiet: boolean): CardPart[] {
  const words = withoutMarks(textOf(value));
  return words === '' ? [] : [{ kind: 'text', text: words, isStrong, isQuiet }];
}

function facts(list: unknown, name: 'title' | 'name' | 'key'): CardPart[] {
  const found = listOf(list).flatMap((each) => {
    const value = withoutMarks(textOf(each.value));
    return value === '' ? [] : [{ title: withoutMarks(textOf(each[name])), value }];
  });
  return found.length === 0 ? [] : [{ kind: 'facts', facts: found }];
}

function picture(url: unknown, words: unknown): CardPart[] {
  return [{ kind: 'picture', words: textOf(words), url: textOf(url) }];
}

function button(label: unknown, url: unknown): CardPart[] {
  const words = textOf(label);
  return words === '' ? [] : [{ kind: 'button', label: words, url: textOf(url) || null }];
}

function inlines(list: unknown): string {
  if (!Array.isArray(list)) return '';
  return list.map((each) => (isJson(each) ? textOf(each.text) : textOf(each))).join('');
}

/** Cards write a little Markdown or HTML; here it is read as words. */
function withoutMarks(words: string): string {
  return words
    .replace(/<br\s*\/?>/gi, '\n')
    .replace(/<\/?[a-z][^<>]{0,200}>/gi, '')
    .replace(/\[([^[\]]*)\]\([^()\s]*\)/g, '$1')
    .replace(/(\*\*|__)(?=\S)([^*_]+?)\1/g, '$2')
    .trim();
}

function textOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value.slice(0, MOST_LETTERS) : '';
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.slice(0, MOST_PARTS).filter(isJson) : [];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(data: string): Json | null {
  try {
    const value: unknown = JSON.parse(data);
    return isJson(value) ? value : null;
  } catch {
    return null;
  }
}
