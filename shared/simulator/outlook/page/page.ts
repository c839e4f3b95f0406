import type { Address } from '../wire.ts';
import type { Names } from './names.ts';
import type { Server } from './server.ts';
import type { Settings } from './settings.ts';
import type { Words } from './words/en.ts';

/** What every part of the page needs. */
export interface Page {
  settings: Settings;
  names: Names;
  words: Words;
  server: Server;
  /** Makes HTML that the page may put into itself. */
  trusted(html: string): TrustedMarkup;
}

/** A string as far as the type checker cares; the browser knows better. */
export type TrustedMarkup = string & { readonly trusted: unique symbol };

type Child = Node | string | undefined | false;

/** An element with attributes (undefined ones left out) and children. */
export function make(
  tag: string,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly Child[]
): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** A button with a listener; its label is its name. */
export function button(
  label: string,
  attributes: Readonly<Record<string, string | undefined>>,
  press: (event: MouseEvent) => void,
  ...children: readonly Child[]
): HTMLButtonElement {
  const made = make('button', { type: 'button', 'aria-label': label, ...attributes }, ...children);
  made.addEventListener('click', press);
  // The tag was given above.
  return made as HTMLButtonElement;
}

export function nameOf({ name, address }: Address): string {
  return name || address;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const TIME_FORMATS = {
  today: { hour: '2-digit', minute: '2-digit' },
  week: { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  year: { day: 'numeric', month: 'short' },
  older: { day: '2-digit', month: '2-digit', year: 'numeric' },
  whole: {
    weekday: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
/** Making one takes longer than using it a hundred times. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** A time as lists show it, in the language of the page, with marks of direction where it has them. */
export function timeText(page: Page, time: number, long = false): string {
  const { lang } = page.settings;
  const age = Date.now() - time;
  const short =
    age < DAY_MS ? 'today' : age < 6 * DAY_MS ? 'week' : age < 300 * DAY_MS ? 'year' : 'older';
  const kind = long ? 'whole' : short;
  const formatter =
    formatters.get(lang + kind) ?? new Intl.DateTimeFormat(lang, TIME_FORMATS[kind]);
  formatters.set(lang + kind, formatter);
  const text = formatter.format(time);
  return lang === 'he' ? `\u200f${text}\u200e` : text;
}

export function sizeText(length: number): string {
  return length < 1024 * 1024
    ? `${Math.max(1, Math.round(length / 1024))} KB`
    : `${(length / 1024 / 1024).toFixed(1)} MB`;
}
