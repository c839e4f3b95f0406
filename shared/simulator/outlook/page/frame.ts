import type { Address } from '../wire.ts';
import { type IconName, icon } from './icons.ts';
import { button, make, nameOf, type Page } from './page.ts';
import { filled } from './words/words.ts';

export interface FramePresses {
  search(words: string): void;
  settings(at: HTMLElement): void;
  accounts(at: HTMLElement): void;
}

/** What is always there: title bar, left rail, and where the module goes. */
export function buildFrame(page: Page, account: Address, presses: FramePresses): HTMLElement {
  const { names } = page;
  const module = make('div', { id: 'MainModule' });
  const below = make('div', { class: names.of('below') }, leftRail(page), names.wrapped(module));
  const container = make('div', { id: 'OwaContainer' }, titleBar(page, account, presses), below);
  const app = document.getElementById('app') ?? document.body;
  app.replaceChildren(
    make('div', {}, make('div', { class: names.of('ground') }), names.wrapped(container)),
  );
  return module;
}

function titleBar(page: Page, account: Address, presses: FramePresses): HTMLElement {
  const { names, words, settings } = page;
  const input = document.createElement('input');
  for (const [name, value] of [
    ['id', 'topSearchInput'],
    ['role', 'combobox'],
    ['aria-label', words.search],
    ['aria-expanded', 'false'],
    ['placeholder', words.search],
    ['autocomplete', 'off'],
  ] as const) {
    input.setAttribute(name, value);
  }
  input.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') input.value = '';
    if (key === 'Enter' || key === 'Escape') presses.search(input.value.trim());
  });
  const search = make('div', { id: 'searchBoxId-Mail', role: 'search' }, input);
  const column = make('div', { id: 'searchBoxColumnContainerId' }, names.wrapped(search));
  const limited = make('div', { style: 'max-width: 356px; flex: 1' }, column);
  const gear = button(words.settings, { id: 'owaSettingsButton' }, () => presses.settings(gear));
  gear.append(icon('Settings'));
  const bar = make(
    'div',
    { id: 'OwaTitleBar', role: 'banner' },
    make('div', { id: 'owaBranding_container' }, 'Outlook'),
    make('div', { class: names.of('search') }, limited),
    gear,
    settings.variant === 'work' && accountControl(page, account, presses),
  );
  return bar;
}

/** Personal accounts have none: there only the root of the folder tree says whose mailbox it is. */
function accountControl(page: Page, account: Address, presses: FramePresses): HTMLElement {
  const { names, words } = page;
  const initials = nameOf(account)
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .slice(0, 2)
    .join('');
  const me = button(
    filled(words.accountOf, { who: account.name }),
    { id: 'O365_MainLink_Me', class: names.of('me'), 'aria-haspopup': 'dialog' },
    () => presses.accounts(me),
    make('span', { 'aria-hidden': 'true' }, initials),
  );
  const address = { id: 'mectrl_currentAccount_secondary', class: 'screenReaderOnly' };
  return make(
    'div',
    { id: 'owa-me-control-container' },
    names.wrapped(make('div', {}, me, make('div', address, account.address)), 'plain'),
  );
}

function leftRail(page: Page): HTMLElement {
  const { names, words } = page;
  const modules: readonly [IconName, string, string][] = [
    ['Mail', words.mail, '/mail/'],
    ['Calendar', words.calendar, '/calendar/view/week'],
    ['People', words.people, '/people/'],
  ];
  const buttons = modules.map(([name, label, path]) => {
    const isCurrent = location.pathname.startsWith(path.slice(0, 5));
    const press = () => {
      if (name === 'Calendar' || !isCurrent) location.assign(path);
    };
    const made = button(
      label,
      { 'aria-current': isCurrent ? 'page' : undefined },
      press,
      icon(name),
    );
    made.disabled = name === 'People';
    return made;
  });
  // This label is the same in all languages.
  const bar = make('div', { role: 'navigation', 'aria-label': 'left-rail-appbar' }, ...buttons);
  return make('div', { id: 'LeftRail' }, names.wrapped(bar, 'plain'));
}
