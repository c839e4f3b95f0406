import type { Address, FolderNode, ListRow, OpenedMessage } from '../wire.ts';
import { windowAddress } from './addresses.ts';
import { folderName } from './folder-pane.ts';
import type { ItemActions } from './item-actions.ts';
import type { Layer } from './layer.ts';
import type { Page } from './page.ts';
import { applyTheme } from './palette.ts';
import { keepSettings, type Settings } from './settings.ts';

const WINDOW_FEATURES = 'popup,width=800,height=640';

/** What the page's menus offer, and the windows they open. */
export class Menus {
  readonly #page: Page;
  readonly #layer: Layer;
  readonly #actions: ItemActions;
  readonly #account: number | undefined;

  constructor(page: Page, layer: Layer, actions: ItemActions, account: number | undefined) {
    this.#page = page;
    this.#layer = layer;
    this.#actions = actions;
    this.#account = account;
  }

  /** A row in a window of its own: its conversation, or its message where rows are messages. */
  popOut({ conversationId, itemIds: [itemId] }: ListRow): void {
    const isItem = this.#page.settings.view === 'message' && itemId !== undefined;
    const address = isItem
      ? windowAddress(this.#account, 'read', itemId)
      : windowAddress(this.#account, 'readconv', conversationId);
    open(address, '_blank', WINDOW_FEATURES);
  }

  message({ id, folderId }: OpenedMessage, at: HTMLElement): void {
    const { words } = this.#page;
    const address = windowAddress(this.#account, 'read', id);
    this.#layer.menu(at, [
      { label: words.delete, press: () => void this.#actions.remove([{ id, folderId }]) },
      { label: words.openWindow, press: () => void open(address, '_blank', WINDOW_FEATURES) },
    ]);
  }

  move(rows: readonly ListRow[], folders: readonly FolderNode[], at: HTMLElement): void {
    const items = folders.map((folder) => ({
      label: folderName(this.#page, folder),
      press: () => void this.#actions.move(rows, folder),
    }));
    this.#layer.menu(at, items);
  }

  accounts(accounts: readonly Address[], at: HTMLElement): void {
    const items = accounts.map(({ address }, number) => ({
      label: address,
      press: () => location.assign(`/mail/${number}/`),
    }));
    this.#layer.menu(at, items);
  }

  /** Another theme is there at once (`themed`), anything else after the page was built anew. */
  settings(at: HTMLElement, themed: () => void): void {
    const { settings, words } = this.#page;
    const choice = <Name extends keyof Settings>(
      name: Name,
      value: Settings[Name],
      label: string,
    ) => ({
      label: settings[name] === value ? `✓ ${label}` : label,
      press: () => {
        settings[name] = value;
        keepSettings(settings);
        // Without the query, which would win over what was just chosen.
        if (name !== 'theme') return location.assign(location.pathname);
        applyTheme(settings.theme);
        themed();
      },
    });
    this.#layer.menu(at, [
      choice('theme', 'light', words.light),
      choice('theme', 'dark', words.dark),
      choice('pane', 'right', words.paneRight),
      choice('pane', 'bottom', words.paneBottom),
      choice('pane', 'off', words.paneOff),
      choice('view', 'conversation', words.asConversations),
      choice('view', 'message', words.asMessages),
    ]);
  }
}
