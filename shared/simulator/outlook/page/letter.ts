import type { Address, OpenedMessage } from '../wire.ts';
import { darken } from './dark-mail.ts';
import { icon } from './icons.ts';
import { button, make, nameOf, type Page, sizeText, timeText } from './page.ts';
import { filled } from './words/words.ts';

export interface LetterPresses {
  more(message: OpenedMessage, at: HTMLElement): void;
  reply(message: OpenedMessage): void;
}

let shown = 0;

/** One message of a conversation, open. Its HTML lies in the page, as Outlook does it. */
export function openLetter(
  page: Page,
  message: OpenedMessage,
  presses: LetterPresses,
): HTMLElement {
  const { words, names } = page;
  shown += 1;
  const key = `MSG_${btoa(String(shown)).replace(/=/g, '')}AA`;
  const body = make('div', {
    role: 'document',
    'aria-label': words.body,
    id: `UniqueMessageBody_${shown}`,
    class: 'allowTextSelection',
    dir: 'auto',
    tabindex: '0',
  });
  body.innerHTML = page.trusted(message.body);
  if (page.settings.theme === 'dark') darken(body);
  const letter = make(
    'div',
    { 'aria-label': words.message },
    names.wrapped(heads(page, message, key, presses), 'plain'),
    make('div', { class: 'infoBarDivClass' }),
    message.files.length > 0 && files(page, message, key),
    names.wrapped(body, 'plain'),
  );
  const quick = make(
    'div',
    { role: 'toolbar', 'aria-label': words.quickActions, class: names.of('quick') },
    ...([words.reply, words.replyAll, words.forward] as const).map((label, at) =>
      button(
        label,
        { role: 'menuitem' },
        () => presses.reply(message),
        icon(at === 2 ? 'Forward' : 'Reply'),
        label,
      ),
    ),
  );
  return make(
    'div',
    { role: 'listitem', class: names.of('letter') },
    names.wrapped(letter, 'plain'),
    quick,
  );
}

/** One that is folded up: sender, beginning, date. */
export function foldedLetter(page: Page, message: OpenedMessage, unfold: () => void): HTMLElement {
  const { names } = page;
  const item = make(
    'div',
    {
      role: 'listitem',
      class: `${names.of('letter')} ${names.of('folded')}`,
      'aria-expanded': 'false',
      tabindex: '0',
    },
    make('span', {}, message.from ? nameOf(message.from) : ''),
    make('span', {}, message.preview),
    make('span', { class: names.of('when') }, timeText(page, message.time)),
  );
  item.addEventListener('click', unfold);
  return item;
}

function heads(
  page: Page,
  message: OpenedMessage,
  key: string,
  presses: LetterPresses,
): HTMLElement {
  const { words, names } = page;
  const level = { role: 'heading', 'aria-level': '4' };
  const from = message.from ? nameOf(message.from) : '';
  const people = (label: string, list: readonly Address[]) =>
    list.length > 0 &&
    make('div', { ...level }, filled(label, { who: list.map(nameOf).join('; ') }));
  const more = button(words.more, { 'aria-haspopup': 'menu' }, () => presses.more(message, more));
  more.append(icon('More'));
  const tools = [
    button(words.reply, {}, () => presses.reply(message), icon('Reply')),
    button(words.replyAll, {}, () => presses.reply(message), icon('Reply')),
    button(words.forward, {}, () => presses.reply(message), icon('Forward')),
    button(words.reactions, {}, () => {}, icon('Smile')),
    more,
  ];
  return make(
    'div',
    { class: names.of('heads') },
    make(
      'div',
      {},
      make(
        'div',
        { ...level, id: `${key}_FROM` },
        button(filled(words.from, { who: from }), {}, () => {}, from),
        button(
          filled(words.card, { who: from }),
          { class: 'screenReaderOnly', tabindex: '-1' },
          () => {},
        ),
      ),
      people(words.to, message.to),
      people(words.cc, message.cc),
    ),
    make(
      'div',
      {},
      make('div', { role: 'toolbar', class: `fui-Toolbar ${names.of('tools')}` }, ...tools),
      make(
        'div',
        {
          ...level,
          id: `${key}_DATETIME`,
          'data-testid': 'SentReceivedSavedTime',
          class: names.of('when'),
        },
        timeText(page, message.time, true),
      ),
    ),
  );
}

function files(page: Page, message: OpenedMessage, key: string): HTMLElement {
  const { words, names } = page;
  const cards = message.files.map(({ name, length }) =>
    make(
      'div',
      { role: 'option', 'aria-label': `${name} ${words.open} ${sizeText(length)}`, tabindex: '-1' },
      icon('Attach'),
      make('span', { title: name }, name),
      make('span', { class: names.of('when') }, sizeText(length)),
      button(words.more, { 'aria-haspopup': 'menu' }, () => {}, icon('Chevron')),
    ),
  );
  return make(
    'div',
    { role: 'heading', 'aria-level': '4', id: `${key}_ATTACHMENTS` },
    make(
      'div',
      { role: 'listbox', 'aria-label': words.attachments, class: names.of('files') },
      ...cards,
    ),
  );
}
