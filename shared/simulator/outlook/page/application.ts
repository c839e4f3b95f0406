import type { FolderNode, ListRow, OpenedMessage, StartAnswer } from '../wire.ts';
import { folderAddress, type Place, readAddress } from './addresses.ts';
import { FolderPane } from './folder-pane.ts';
import { buildFrame } from './frame.ts';
import { ItemActions } from './item-actions.ts';
import { Layer } from './layer.ts';
import { ListColumn } from './list-column.ts';
import { MailList } from './mail-list.ts';
import { Menus } from './menus.ts';
import { make, type Page } from './page.ts';
import { ReadingPane } from './reading-pane.ts';
import { showRecoverable } from './recover.ts';
import { Ribbon } from './ribbon.ts';
import { Refused } from './server.ts';

/** How long after the shell each part comes, as on a cold load of Outlook. */
const TREE_MS = 200;
const LIST_MS = 500;
const PANE_MS = 800;
const REDRAW_MS = 2000;
const NARROW = matchMedia('(max-width: 700px)');

/** The mail module: what is where, and what happens when something is pressed. */
export class Application {
  readonly actions: ItemActions;
  readonly #page: Page;
  readonly #account: number | undefined;
  readonly layer: Layer;
  readonly #menus: Menus;
  readonly #folders: FolderPane;
  readonly #list: MailList;
  readonly #column: ListColumn;
  readonly #pane: ReadingPane;
  readonly #ribbon: Ribbon;
  #start: StartAnswer;
  #folder: FolderNode | undefined;
  #query: string | undefined;
  #focus: 'focused' | 'other' | undefined;
  readonly #columns: HTMLElement;

  constructor(page: Page, account: number | undefined, start: StartAnswer) {
    this.#page = page;
    this.#account = account;
    this.#start = start;
    this.#columns = make('div', { class: page.names.of('columns') });
    this.layer = new Layer(page);
    this.actions = new ItemActions(page, this.layer, {
      folders: () => this.#start.folders,
      changed: (closes) => this.#changed(closes),
    });
    this.#menus = new Menus(page, this.layer, this.actions, account);
    this.#folders = new FolderPane(page, (folder) => void this.#openFolder(folder, true));
    this.#list = new MailList(page, {
      open: (row, event) => this.#choose(row, event.ctrlKey || event.metaKey || event.shiftKey),
      popOut: (row) => this.#menus.popOut(row),
      toggle: (row, isChosen) => this.#toggle(row, isChosen),
      markRead: (row) => void this.actions.mark([row], row.isUnread),
      flag: (row) => void this.actions.flag(row),
    });
    this.#column = new ListColumn(page, this.#list, {
      recover: () => void showRecoverable(page, this.layer, () => void this.#changed(false)),
      empty: () => void (this.#folder && this.actions.empty(this.#folder)),
      focus: (name) => {
        this.#focus = name;
        void this.#showList();
      },
    });
    this.#pane = new ReadingPane(page, {
      needsBack: () => this.#takesPlace(),
      back: () => this.#close(true),
      more: (message, at) => this.#menus.message(message, at),
      reply: () => this.#compose(),
    });
    this.#ribbon = new Ribbon(page, {
      newMail: () => this.#compose(),
      remove: () => void this.removeChosen(),
      archive: () => void this.archiveChosen(),
      move: (at) => this.#menus.move(this.chosen, this.#start.folders, at),
      mark: (isRead) => void this.actions.mark(this.chosen, isRead),
    });
  }

  get chosen(): ListRow[] {
    return [...this.#list.chosen.values()];
  }

  /** Builds the page stage by stage; the pane comes to a wrong place first. */
  async mount(place: Place): Promise<void> {
    const { names } = this.#page;
    const module = buildFrame(this.#page, this.#start.account, {
      search: (words) => void this.#search(words),
      settings: (at) => this.#menus.settings(at, () => this.#pane.draw()),
      accounts: (at) => this.#menus.accounts(this.#start.accounts, at),
    });
    const modules = make('div', { class: names.of('modules') });
    this.#arrange();
    NARROW.addEventListener('change', () => this.#arrange());
    module.append(this.#ribbon.element, names.wrapped(modules));
    this.#ribbon.allow(false);
    await after(TREE_MS);
    modules.append(this.#folders.element, names.wrapped(this.#columns));
    this.#drawFolders();
    await after(LIST_MS - TREE_MS);
    this.#columns.append(this.#pane.mount(), this.#column.element);
    const opened = this.#go(place);
    await after(PANE_MS - LIST_MS);
    this.#columns.append(this.#pane.mount());
    await opened;
    document.body.append(make('div', { 'data-app-section': 'NotificationPane' }));
    addEventListener('popstate', () => {
      void this.#go(readAddress(location.pathname, location.search).place);
    });
    setInterval(() => void this.#redraw(), REDRAW_MS);
  }

  /** A narrow window has no room for list and pane. */
  #takesPlace(): boolean {
    return NARROW.matches || this.#page.settings.pane === 'off';
  }

  #arrange(): void {
    const { names, settings } = this.#page;
    const { classList } = this.#columns;
    classList.toggle(names.of('off'), this.#takesPlace());
    classList.toggle(names.of('bottom'), !this.#takesPlace() && settings.pane === 'bottom');
    this.#pane.drawTitle();
  }

  async removeChosen(): Promise<void> {
    const items = this.chosen.flatMap(({ itemIds, folderId }) =>
      itemIds.map((id) => ({ id, folderId })),
    );
    await this.actions.remove(items);
  }

  async archiveChosen(): Promise<void> {
    const archive = this.actions.folder('archive');
    if (archive) await this.actions.move(this.chosen, archive);
  }

  /** Opens the row above or below. */
  step(by: number): void {
    const row = this.#list.beside(by);
    if (row) this.#choose(row, false);
  }

  async #go(place: Place): Promise<void> {
    if (place.kind === 'search') return this.#search(place.query);
    const inbox = this.actions.folder('inbox');
    const wanted = place.kind === 'folder' ? place.folder : 'inbox';
    const folder = this.#start.folders.find(({ role, id }) => role === wanted || id === wanted);
    await this.#openFolder(folder ?? inbox, false);
    if (place.kind === 'folder' && place.open) await this.#open(place.open);
    if (place.kind === 'compose') this.#compose();
    if (inbox && /^\/mail\/(\d+\/)?inbox\/?$/.test(location.pathname)) {
      history.replaceState(null, '', folderAddress(this.#account, inbox));
    }
  }

  async #openFolder(folder: FolderNode | undefined, pushes: boolean): Promise<void> {
    if (!folder) return;
    this.#folder = folder;
    this.#query = undefined;
    const tellsApart = this.#page.settings.focused === 'on' && folder.role === 'inbox';
    this.#focus = tellsApart ? 'focused' : undefined;
    if (pushes) history.pushState(null, '', folderAddress(this.#account, folder));
    document.title = `${this.#page.words.mail} - ${this.#start.account.name} - Outlook`;
    this.#drawFolders();
    this.#close(false);
    await this.#showList();
  }

  async #search(words: string): Promise<void> {
    this.#query = words === '' ? undefined : words;
    this.#close(false);
    await this.#showList();
  }

  async #showList(): Promise<void> {
    const isSearch = this.#query !== undefined;
    this.#column.draw(this.#folder, this.#query, this.#focus);
    await this.#list.show({
      folder: isSearch ? '' : (this.#folder?.id ?? 'inbox'),
      view: this.#page.settings.view,
      ...(this.#query === undefined ? {} : { query: this.#query }),
      ...(this.#focus && !isSearch ? { focus: this.#focus } : {}),
    });
    this.#column.drawEmpty();
  }

  #choose(row: ListRow, adds: boolean): void {
    if (adds) {
      this.#toggle(row, !this.#list.chosen.has(row.key));
      return;
    }
    this.#list.chosen.clear();
    this.#list.chosen.set(row.key, row);
    this.#list.opened = row.key;
    const id = this.#page.settings.view === 'message' ? row.itemIds[0] : row.conversationId;
    // A result's address is not that of its folder: searching leaves the address alone.
    if (this.#folder && this.#query === undefined) {
      history.pushState(null, '', folderAddress(this.#account, this.#folder, id));
    }
    this.#list.draw(true);
    void this.#open(id ?? '').then(() => this.actions.mark(row.isUnread ? [row] : [], true));
  }

  #toggle(row: ListRow, isChosen: boolean): void {
    if (isChosen) this.#list.chosen.set(row.key, row);
    else this.#list.chosen.delete(row.key);
    this.#ribbon.allow(this.#list.chosen.size > 0);
    this.#list.draw(true);
    if (this.#list.chosen.size > 1) this.#pane.showSelected(this.#list.chosen.size);
  }

  async #open(id: string): Promise<void> {
    const { server } = this.#page;
    const isItem = /^AA(Mk|kA)/.test(id);
    const conversation = isItem
      ? await server.ask('GetItem', { itemId: id })
      : await server.ask('GetConversation', { conversationId: id });
    const row = this.#list.find(id);
    if (row && this.#list.chosen.size < 2) {
      this.#list.opened = row.key;
      this.#list.chosen.set(row.key, row);
      this.#list.draw(false);
    }
    this.#ribbon.allow(true);
    this.#columns.classList.add(this.#page.names.of('opened'));
    this.#pane.show(conversation, isItem);
  }

  #close(changesAddress: boolean): void {
    this.#list.chosen.clear();
    this.#list.opened = undefined;
    this.#columns.classList.remove(this.#page.names.of('opened'));
    this.#pane.clear();
    this.#ribbon.allow(false);
    if (changesAddress && this.#folder) {
      history.pushState(null, '', folderAddress(this.#account, this.#folder));
    }
    this.#list.draw(true);
  }

  async #changed(closes: boolean): Promise<void> {
    const isOpen = /\/id\//.test(location.pathname);
    if (closes) this.#close(isOpen);
    this.#start = await this.#page.server.ask('GetStart', {});
    this.#folder = this.#start.folders.find(({ id }) => id === this.#folder?.id) ?? this.#folder;
    this.#drawFolders();
    await this.#list.reload();
    this.#column.drawEmpty();
    await this.#refreshPane();
  }

  /** What is open is shown with what came to it or went from it. */
  async #refreshPane(): Promise<void> {
    const { shown } = this.#pane;
    if (!shown || shown.isItem) return;
    const { conversationId, messages } = shown.conversation;
    const now = await this.#page.server
      .ask('GetConversation', { conversationId })
      .catch((error: unknown) => {
        if (error instanceof Refused && error.status === 404) return undefined;
        throw error;
      });
    if (this.#pane.shown !== shown) return;
    const ids = (list: readonly OpenedMessage[]) => list.map(({ id }) => id).join();
    if (!now) this.#close(true);
    else if (ids(now.messages) !== ids(messages)) this.#pane.show(now, false);
  }

  async #redraw(): Promise<void> {
    const { change } = await this.#page.server.ask('GetChange', {});
    if (change !== this.#start.change) await this.#changed(false);
    this.#list.draw(true);
    this.#pane.drawTitle();
  }

  #drawFolders(): void {
    this.#folders.draw(this.#start, this.#folder?.id);
  }

  #compose(): void {
    this.#columns.classList.add(this.#page.names.of('opened'));
    this.#pane.compose();
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
