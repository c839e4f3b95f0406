import { type IconName, icon } from './icons.ts';
import { button, make, type Page } from './page.ts';

export interface RibbonPresses {
  newMail(): void;
  remove(): void;
  archive(): void;
  move(at: HTMLElement): void;
  mark(isRead: boolean): void;
}

/** The command bar. Buttons that need something to act on are off without it. */
export class Ribbon {
  readonly element: HTMLElement;
  readonly #needing: HTMLButtonElement[] = [];

  constructor(page: Page, presses: RibbonPresses) {
    const { names, words, settings } = page;
    const isClassic = settings.ribbon === 'classic';
    const command = (name: IconName, label: string, press: () => void, kind = 'RibbonButton') => {
      const made = button(
        label,
        { name: label, 'data-automation-type': kind },
        press,
        icon(name),
        make('span', {}, label),
      );
      if (name !== 'New') this.#needing.push(made);
      return made;
    };
    const move = command('Move', words.moveTo, () => presses.move(move), 'RibbonFlyoutAnchor');
    const start = command('New', words.newMail, () => presses.newMail());
    start.classList.add('splitPrimaryButton', names.of('primary'));
    const groups = [
      [start],
      [command('Delete', words.delete, () => presses.remove())],
      [command('Archive', words.archive, () => presses.archive()), move],
      [
        command('Read', words.markRead, () => presses.mark(true)),
        command('Mail', words.markUnread, () => presses.mark(false)),
      ],
    ];
    const bar = make(
      'div',
      { id: 'innerRibbonContainer', 'data-automation-type': 'RibbonBottomBarContainer' },
      ...groups.map((group, at) => make('div', { class: `groupContainer-${208 + at}` }, ...group)),
    );
    if (isClassic) bar.className = names.of('classic');
    this.element = make('div', {
      role: 'region',
      'aria-label': words.ribbon,
      'data-app-section': 'Ribbon',
      class: names.of('ribbon'),
    });
    this.element.append(
      names.wrapped(bar),
      make('div', { 'data-app-section': 'CopilotDabRibbon' }),
    );
  }

  allow(canAct: boolean): void {
    for (const made of this.#needing) made.disabled = !canAct;
  }
}
