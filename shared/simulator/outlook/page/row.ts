import type { ListRow } from '../wire.ts';
import { icon } from './icons.ts';
import { button, make, nameOf, type Page, timeText } from './page.ts';

export interface RowPresses {
  toggle(row: ListRow, isChosen: boolean): void;
  markRead(row: ListRow): void;
  flag(row: ListRow): void;
}

const COLOURS = ['#0f6cbd', '#c4314b', '#038387', '#8764b8', '#986f0b', '#407855', '#a4262c'];

/** What a screen reader says of a row: the words of its state first. */
export function rowLabel({ words, settings }: Page, row: ListRow, time: string): string {
  const states = [
    row.isUnread && words.unread,
    settings.view === 'conversation' && row.count > 1 && words.collapsed,
    row.isImportant && words.important,
    row.files.length > 0 && words.hasAttachments,
    row.isFlagged && words.flagged,
    row.isDraft && words.draft,
  ];
  const from = row.from.map(nameOf).join('; ');
  const parts = [...states, from, row.subject, time, row.preview, words.noneSelected];
  return parts.filter(Boolean).join(' ');
}

/** The children of a row, made anew each time it is drawn. */
export function rowChildren(
  page: Page,
  row: ListRow,
  { isChosen, isSearch }: { isChosen: boolean; isSearch: boolean },
  presses: RowPresses,
): HTMLElement[] {
  const { names } = page;
  return [
    hoverButtons(page, row, presses),
    face(page, row, isChosen, presses),
    names.wrapped(
      make(
        'div',
        { class: names.of('text') },
        senderLine(page, row),
        subjectLine(page, row),
        make(
          'div',
          { class: names.of('line') },
          make('span', { class: names.of('preview') }, row.preview),
          ...chips(page, row, isSearch),
        ),
      ),
    ),
  ];
}

function hoverButtons(page: Page, row: ListRow, presses: RowPresses): HTMLElement {
  const { words, names } = page;
  const pressed = (act: () => void) => (event: Event) => {
    event.stopPropagation();
    act();
  };
  const readLabel = row.isUnread ? words.markRead : words.markUnread;
  const none = { tabindex: '-1' };
  return make(
    'div',
    { class: names.of('hover') },
    button(
      readLabel,
      none,
      pressed(() => presses.markRead(row)),
      icon('Read'),
    ),
    button(
      words.flag,
      { ...none, 'aria-pressed': String(row.isFlagged) },
      pressed(() => presses.flag(row)),
      icon('Flag'),
    ),
    button(
      words.pin,
      none,
      pressed(() => {}),
      icon('Pin'),
    ),
  );
}

function face(page: Page, row: ListRow, isChosen: boolean, presses: RowPresses): HTMLElement {
  const { words, names, settings } = page;
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = isChosen;
  box.tabIndex = -1;
  box.setAttribute(
    'aria-label',
    settings.view === 'conversation' ? words.selectConversation : words.selectMessage,
  );
  box.addEventListener('click', (event) => {
    event.stopPropagation();
    presses.toggle(row, box.checked);
  });
  const name = row.from[0] ? nameOf(row.from[0]) : '?';
  const initials = name
    .split(/[\s.@]+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('');
  const persona = make('div', { 'aria-hidden': 'true' }, initials.toUpperCase());
  persona.style.background = COLOURS[(name.codePointAt(0) ?? 0) % COLOURS.length] ?? '';
  return make('div', { class: names.of('face') }, box, persona);
}

function senderLine(page: Page, row: ListRow): HTMLElement {
  const { names, words } = page;
  const people = row.from.flatMap((each, at) => [
    at > 0 ? '; ' : '',
    make('span', { title: each.address }, nameOf(each)),
  ]);
  return make(
    'div',
    { class: names.of('line') },
    make('span', {}, row.isDraft && `[${words.draft}] `, ...people),
    row.isImportant && make('span', { class: names.of('soft') }, '!'),
    row.files.length > 0 && icon('Attach'),
    row.isFlagged && icon('Flag'),
  );
}

function subjectLine(page: Page, row: ListRow): HTMLElement {
  const { names, words } = page;
  const count = row.count > 1 ? ` (${row.count})` : '';
  return make(
    'div',
    { class: names.of('line') },
    make('span', { class: names.of('subject') }, (row.subject || words.noSubject) + count),
    make('span', { class: names.of('soft') }, timeText(page, row.time)),
  );
}

function chips(page: Page, row: ListRow, isSearch: boolean): HTMLElement[] {
  const { names, words } = page;
  const chip = { class: names.of('chip') };
  const made = row.categories.map((name) =>
    button(`Remove ${name}`, { ...chip, tabindex: '-1' }, () => {}, name),
  );
  const [first, ...more] = row.files;
  if (first !== undefined && made.length === 0) {
    const text = more.length > 0 ? `${first} +${more.length}` : first;
    return [make('div', { ...chip, title: first }, text)];
  }
  if (isSearch)
    made.push(button(`${words.open} ${row.folderName}`, chip, () => {}, row.folderName));
  return made;
}
