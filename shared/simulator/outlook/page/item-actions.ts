import type { FolderNode, ListRow, MoveAnswer } from '../wire.ts';
import { folderName } from './folder-pane.ts';
import type { Layer } from './layer.ts';
import type { Page } from './page.ts';
import { filled } from './words/words.ts';

export interface ActedOn {
  /** Folders as they are now. */
  folders(): readonly FolderNode[];
  /** Something changed; `closes`: and what was open or chosen is not there any more. */
  changed(closes: boolean): Promise<void>;
}

/** What a person does to messages: asks first where Outlook does, offers to take it back after. */
export class ItemActions {
  readonly #page: Page;
  readonly #layer: Layer;
  readonly #on: ActedOn;

  constructor(page: Page, layer: Layer, on: ActedOn) {
    this.#page = page;
    this.#layer = layer;
    this.#on = on;
  }

  /** To Deleted Items; from there, after a question, to the recoverable ones. */
  async remove(items: readonly { id: string; folderId: string }[]): Promise<void> {
    if (items.length === 0) return;
    const { words, server } = this.#page;
    const bin = this.folder('deleteditems');
    const isGone = items.some(({ folderId }) => folderId === bin?.id);
    if (isGone && !(await this.#layer.ask(words.goneQuestion, words.goneDetail))) return;
    const answer = await server.ask('DeleteItem', { itemIds: items.map(({ id }) => id) });
    await this.#on.changed(true);
    if (isGone) this.#layer.toast(words.toastGone);
    else this.#offerUndo(words.toastDeleted, answer);
  }

  async move(rows: readonly ListRow[], folder: FolderNode): Promise<void> {
    if (rows.length === 0) return;
    const itemIds = rows.flatMap((row) => row.itemIds);
    const answer = await this.#page.server.ask('MoveItem', { itemIds, folder: folder.id });
    await this.#on.changed(true);
    const name = folderName(this.#page, folder);
    this.#offerUndo(filled(this.#page.words.toastMoved, { name }), answer);
  }

  async mark(rows: readonly ListRow[], isRead: boolean): Promise<void> {
    if (rows.length === 0) return;
    const itemIds = rows.flatMap((row) => row.itemIds);
    await this.#page.server.ask('MarkAsRead', { itemIds, isRead });
    await this.#on.changed(false);
  }

  async flag(row: ListRow): Promise<void> {
    const itemIds = row.itemIds.slice(0, 1);
    await this.#page.server.ask('Flag', { itemIds, isFlagged: !row.isFlagged });
    await this.#on.changed(false);
  }

  async empty(folder: FolderNode): Promise<void> {
    const { words, server } = this.#page;
    const detail = filled(words.emptyDetail, { name: folderName(this.#page, folder) });
    if (!(await this.#layer.ask(words.emptyQuestion, detail))) return;
    await server.ask('EmptyFolder', { folder: folder.id });
    await this.#on.changed(true);
  }

  folder(role: string): FolderNode | undefined {
    return this.#on.folders().find((each) => each.role === role);
  }

  #offerUndo(text: string, { moved }: MoveAnswer): void {
    this.#layer.toast(text, { label: this.#page.words.undo, press: () => void this.#undo(moved) });
  }

  async #undo(moved: MoveAnswer['moved']): Promise<void> {
    for (const folder of new Set(moved.map(({ from }) => from))) {
      const itemIds = moved.filter(({ from }) => from === folder).map(({ itemId }) => itemId);
      await this.#page.server.ask('MoveItem', { itemIds, folder });
    }
    // What was opened meanwhile stays open.
    await this.#on.changed(false);
  }
}
