import type { FolderNode } from '../wire.ts';
import { folderName } from './folder-pane.ts';
import type { MailList } from './mail-list.ts';
import { button, make, type Page } from './page.ts';

export interface ColumnPresses {
  recover(): void;
  empty(): void;
  focus(name: 'focused' | 'other'): void;
}

/** The list with what stands above it: title, tools, and what only Deleted Items has. */
export class ListColumn {
  readonly element: HTMLElement;
  readonly #page: Page;
  readonly #presses: ColumnPresses;
  readonly #strip: HTMLElement;
  readonly #bin: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #list: MailList;

  constructor(page: Page, list: MailList, presses: ColumnPresses) {
    this.#page = page;
    this.#presses = presses;
    this.#list = list;
    const { names, words } = page;
    this.#strip = make('div', { class: names.of('strip') });
    this.#bin = make('div', { class: names.of('bin') });
    this.#empty = make('div', { id: 'EmptyState_MainMessage' }, words.nothing);
    const inner = make('div', { class: names.of('fill') }, this.#strip, this.#bin, this.#empty);
    if (page.settings.variant === 'consumer') inner.append(advertisement(page));
    inner.append(names.wrapped(list.element));
    this.element = make('div', {
      role: 'complementary',
      'aria-label': words.list,
      class: `${names.of('card')} ${names.of('list')}`,
    });
    this.element.append(names.wrapped(inner));
  }

  draw(
    folder: FolderNode | undefined,
    query: string | undefined,
    focus: 'focused' | 'other' | undefined,
  ): void {
    const { words } = this.#page;
    const title =
      query === undefined ? (folder ? folderName(this.#page, folder) : '') : words.results;
    const tools = [words.select, words.jumpTo, words.filter, words.byDate].map((label) =>
      button(label, {}, () => {}, label),
    );
    const tab = (name: 'focused' | 'other') =>
      button(
        words[name],
        { role: 'tab', 'aria-selected': String(focus === name) },
        () => this.#presses.focus(name),
        words[name],
      );
    this.#strip.replaceChildren(
      make('h2', { title }, title),
      ...(focus && query === undefined ? [make('div', {}, tab('focused'), tab('other'))] : []),
      // Those there is no room for wrap into what can't be seen.
      make('div', {}, ...tools),
    );
    const isBin = folder?.role === 'deleteditems' && query === undefined;
    this.#bin.style.display = isBin ? '' : 'none';
    this.#bin.replaceChildren(
      button(words.recoverLink, {}, () => this.#presses.recover(), words.recoverLink),
      button(words.emptyFolder, {}, () => this.#presses.empty(), words.emptyFolder),
    );
    this.drawEmpty();
  }

  drawEmpty(): void {
    this.#empty.style.display = this.#list.total === 0 ? '' : 'none';
  }
}

function advertisement({ names }: Page): HTMLElement {
  const ad = { id: '0f3f2c61-7a0c-4a6d-9b1e-5d8f0c7be211', role: 'option', class: names.of('ad') };
  const bar = make('div', { id: 'owaadbar0' }, make('div', ad, 'Ad · Fine pens, half price'));
  return names.wrapped(bar, 'plain');
}
