import { button, make, type Page } from './page.ts';

const TOAST_MS = 10_000;

/** What lies above the page: toasts, questions, menus, in the host Outlook has for them. */
export class Layer {
  readonly #page: Page;
  #toast: { element: HTMLElement; timer: number } | undefined;

  constructor(page: Page) {
    this.#page = page;
  }

  /** A message at the bottom that goes by itself. No public code has seen the real one. */
  toast(text: string, action?: { label: string; press: () => void }): void {
    const { names } = this.#page;
    this.#closeToast();
    const element = make(
      'div',
      { role: 'alert', class: names.of('toast') },
      make('span', {}, text),
    );
    if (action) {
      const press = () => {
        this.#closeToast();
        action.press();
      };
      element.append(button(action.label, {}, press, action.label));
    }
    const timer = window.setTimeout(() => this.#closeToast(), TOAST_MS);
    this.#toast = { element, timer };
    host().append(names.wrapped(element, 'plain'));
  }

  /** Resolves to whether the person agreed. */
  ask(question: string, detail: string): Promise<boolean> {
    const { words } = this.#page;
    return new Promise((resolve) => {
      const answer = (isYes: boolean) => () => {
        close();
        resolve(isYes);
      };
      const close = this.dialog(
        question,
        [make('p', {}, detail)],
        [
          button(
            words.ok,
            { id: 'ok-1', class: this.#page.names.of('primary') },
            answer(true),
            words.ok,
          ),
          button(words.cancel, {}, answer(false), words.cancel),
        ],
      );
    });
  }

  /** Returns what closes it. */
  dialog(
    title: string,
    content: readonly HTMLElement[],
    actions: readonly HTMLElement[],
  ): () => void {
    const { names } = this.#page;
    const dialog = make(
      'div',
      { role: 'dialog', 'aria-modal': 'true', 'aria-label': title, class: names.of('dialog') },
      make('h2', {}, title),
      ...content,
      make('div', { class: 'ms-Dialog-actions' }, ...actions),
    );
    const cover = make(
      'div',
      { class: `ms-Layer ${names.of('cover')}` },
      names.wrapped(dialog, 'plain'),
    );
    host().append(cover);
    dialog.querySelector('button')?.focus();
    return () => cover.remove();
  }

  /** A menu at an element; it closes with the next click or Escape. */
  menu(at: HTMLElement, items: readonly { label: string; press: () => void }[]): void {
    const { names } = this.#page;
    const menu = make('div', { role: 'menu', class: names.of('menu') });
    const { left, bottom, right } = at.getBoundingClientRect();
    menu.style.top = `${Math.min(bottom, innerHeight - 120)}px`;
    if (document.dir === 'rtl') menu.style.right = `${innerWidth - right}px`;
    else menu.style.left = `${Math.min(left, innerWidth - 220)}px`;
    const layer = make('div', { class: 'ms-Layer' }, menu);
    const close = () => {
      layer.remove();
      removeEventListener('click', close);
    };
    menu.append(
      ...items.map(({ label, press }) => button(label, { role: 'menuitem' }, press, label)),
    );
    menu.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') close();
    });
    host().append(layer);
    menu.querySelector('button')?.focus();
    // Not with the click that opened it.
    setTimeout(() => addEventListener('click', close));
  }

  #closeToast(): void {
    if (!this.#toast) return;
    clearTimeout(this.#toast.timer);
    for (let at: Element | null = this.#toast.element; at; at = at.parentElement) {
      if (at.parentElement !== host()) continue;
      at.remove();
      break;
    }
    this.#toast = undefined;
  }
}

function host(): HTMLElement {
  return document.getElementById('fluent-default-layer-host') ?? document.body;
}
