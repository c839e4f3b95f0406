import type { FolderNode, StartAnswer } from '../wire.ts';
import { type IconName, icon } from './icons.ts';
import { button, make, type Page } from './page.ts';
import { filled } from './words/words.ts';

const ICONS: Readonly<Record<string, IconName>> = {
  inbox: 'Inbox',
  drafts: 'Drafts',
  sentitems: 'Send',
  deleteditems: 'Delete',
  archive: 'Archive',
  junkemail: 'Junk',
};

/** A folder's name in the language of the page. */
export function folderName({ words }: Page, folder: FolderNode): string {
  const known: Readonly<Record<string, string>> = words.folderNames;
  return (folder.role === null ? undefined : known[folder.role]) ?? folder.name;
}

/** The folder tree. Nothing in it says a folder's id. */
export class FolderPane {
  readonly element: HTMLElement;
  readonly #page: Page;
  readonly #open: (folder: FolderNode) => void;
  readonly #tree: HTMLElement;
  readonly #closed = new Set<string>();

  constructor(page: Page, open: (folder: FolderNode) => void) {
    this.#page = page;
    this.#open = open;
    const { names, words } = page;
    this.#tree = make('div', { role: 'tree', 'aria-label': words.folders });
    const dropping = make('div', { id: 'folderPaneDroppableContainer', class: 'customScrollBar' });
    dropping.append(names.wrapped(this.#tree, 'plain'));
    this.element = make('div', {
      role: 'region',
      'aria-label': words.navigation,
      'data-app-section': 'NavigationPane',
      class: names.of('nav'),
    });
    this.element.append(names.wrapped(dropping));
  }

  draw(start: StartAnswer, current: string | undefined): void {
    const { names } = this.#page;
    const { address } = start.account;
    const root = make(
      'div',
      {
        role: 'treeitem',
        'aria-level': '1',
        'aria-expanded': 'true',
        'data-folder-name': address.toLowerCase(),
        title: address,
        class: `${names.of('folder')} ${names.of('root')}`,
      },
      make('div', { class: names.of('expanded') }, icon('Chevron')),
      make('span', {}, address),
    );
    const shown: HTMLElement[] = [];
    let hiddenBelow = Number.POSITIVE_INFINITY;
    for (const folder of start.folders) {
      if (folder.depth > hiddenBelow) continue;
      hiddenBelow = this.#closed.has(folder.id) ? folder.depth : Number.POSITIVE_INFINITY;
      shown.push(this.#item(start, folder, folder.id === current));
    }
    this.#tree.replaceChildren(root, ...shown);
  }

  #item(start: StartAnswer, folder: FolderNode, isCurrent: boolean): HTMLElement {
    const { names, settings, words } = this.#page;
    const name = folderName(this.#page, folder);
    const number = new Intl.NumberFormat(settings.lang);
    const isClosed = this.#closed.has(folder.id);
    const item = make(
      'div',
      {
        role: 'treeitem',
        'aria-level': String(folder.depth + 2),
        'aria-selected': String(isCurrent),
        'aria-expanded': folder.hasChildren ? String(!isClosed) : undefined,
        'data-folder-name': name.toLowerCase(),
        tabindex: isCurrent ? '0' : '-1',
        class: names.of('folder'),
        title: filled(words.folderTitle, {
          name,
          items: number.format(folder.total),
          unread: number.format(folder.unread),
        }),
      },
      make(
        'div',
        {},
        folder.hasChildren && this.#chevron(start, folder, name, isClosed, isCurrent),
        make('div', {}, icon(iconOf(folder), true), icon(iconOf(folder))),
      ),
      make('span', {}, name),
      folder.unread > 0 && make('span', {}, number.format(folder.unread)),
      folder.unread > 0 && make('span', { class: 'screenReaderOnly' }, words.unread),
    );
    const indent = 20 * folder.depth + (folder.hasChildren ? 4 : 24);
    item.style.paddingInlineStart = `${indent}px`;
    item.addEventListener('click', () => this.#open(folder));
    item.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') this.#open(folder);
    });
    return item;
  }

  #chevron(
    start: StartAnswer,
    folder: FolderNode,
    name: string,
    isClosed: boolean,
    isCurrent: boolean,
  ): HTMLElement {
    const press = (event: Event) => {
      event.stopPropagation();
      if (isClosed) this.#closed.delete(folder.id);
      else this.#closed.add(folder.id);
      this.draw(start, isCurrent ? folder.id : undefined);
    };
    const attributes = { 'aria-expanded': String(!isClosed), tabindex: '-1' };
    const chevron = button(name, attributes, press, icon('Chevron'));
    const { names } = this.#page;
    chevron.className = names.of(isClosed ? 'chevron' : 'expanded');
    return chevron;
  }
}

function iconOf({ role }: FolderNode): IconName {
  return ICONS[role ?? ''] ?? 'Folder';
}
