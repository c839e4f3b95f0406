import { squeeze, textOfHtml } from '../mail/html-text.ts';
import { jsonIn } from './chat-meta.ts';
import { isJson } from './graph-chat.ts';

/** Names of what people read in a card, in the order it has them. Source: adaptivecards.io/explorer. */
const READ = new Set([
  'text',
  'title',
  'subtitle',
  'summary',
  'value',
  'label',
  'altText',
  'placeholder',
  'fallbackText',
  'activityTitle',
  'activitySubtitle',
  'activityText',
  'name',
]);
const MOST_LETTERS = 8_000;
/** Cards are made by programs, and may be nested without an end. */
const DEEPEST = 30;

/** What a card says, without its form. Cards of every kind are trees of named texts. */
export function cardText(_type: string, content: string): string {
  const lines: string[] = [];
  collect(jsonIn(content), lines, 0);
  return squeeze(lines.join(' ')).slice(0, MOST_LETTERS);
}

function collect(value: unknown, lines: string[], depth: number): void {
  if (depth > DEEPEST || lines.length > 500) return;
  if (Array.isArray(value)) {
    for (const each of value) collect(each, lines, depth + 1);
    return;
  }
  if (!isJson(value)) return;
  // What is kept for machines is named like what is shown.
  if (value.isVisible === false) return;
  for (const [name, each] of Object.entries(value)) {
    if (name === 'data' || name === 'msteams') continue;
    if (typeof each === 'string' && READ.has(name)) lines.push(textOfHtml(each, 2_000));
    else if (typeof each === 'object') collect(each, lines, depth + 1);
  }
}
