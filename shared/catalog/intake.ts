import { Fault } from '../model/fault.ts';
import type { ItemId } from '../model/ids.ts';
import type { ItemEntry } from '../model/item.ts';
import type { CatalogChange } from './catalog.ts';
import type { Connection } from './connection.ts';
import type { BookedContainer, ContainerBook } from './container-book.ts';
import { Tally } from './moments.ts';
import { sortKeys } from './sort-key.ts';
import { type State, Stories, type Story } from './stories.ts';
import { textNumber } from './text-number.ts';
import type { Texts } from './texts.ts';

type ItemChange = Extract<CatalogChange, { kind: 'item' }>;

/**
 * Writes what one snapshot changed, inside the transaction of its caller. `before` is the snapshot
 * that was the newest until now; null for the first.
 */
export class Intake {
  readonly #stories: Stories;
  readonly #tally: Tally;
  /** The highest row number, once it was asked for. */
  #lastRow: number | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly book: ContainerBook,
    private readonly texts: Texts,
    private readonly sequence: number,
    private readonly before: number | null,
  ) {
    this.#stories = new Stories(connection, book, sequence);
    this.#tally = new Tally(connection, sequence);
  }

  /** After the last change: what only all of them together tell. */
  end(): void {
    this.#tally.write();
  }

  take(change: CatalogChange): void {
    if (change.kind === 'container') {
      this.book.put(change.account, change.source, change.container, this.sequence);
    } else if (change.kind === 'container-gone') {
      this.#containerGone(change);
    } else if (change.kind === 'item') {
      this.#item(change);
    } else {
      this.#itemGone(change);
    }
  }

  #containerGone(change: Extract<CatalogChange, { kind: 'container-gone' }>): void {
    const container = this.book.find(change.account, change.source, change.id);
    if (!container) return;
    const open = this.connection.rows(
      'select distinct item from states where container = ? and place = 1',
      [container.key],
    );
    for (const [item] of open) {
      const story = this.#stories.load(Number(item));
      this.#tally.note(story, container.scope);
      for (const state of story.states) {
        if (state.container === container.key && state.last === null) this.#close(state);
      }
      this.#stories.settle(story);
    }
    this.book.takeOut(container, this.sequence);
  }

  #item(change: ItemChange): void {
    const container = this.book.find(change.account, change.source, change.container);
    if (!container) throw new Fault('unexpected', 'an item was told before its container');
    const story = this.#stories.open(container.scope, change.itemId);
    const open = story.states.find((state) => isOpen(state, container, change.itemId));
    if (open && (open.first === this.sequence || this.#isSameState(open.row, change.entry))) {
      this.#rewrite(open, change);
      this.texts.note(story.item, open.row, change);
    } else {
      this.#tally.note(story, container.scope);
      if (open) this.#close(open);
      this.#insert(story, container, change);
    }
    this.#stories.settle(story);
  }

  #itemGone(change: Extract<CatalogChange, { kind: 'item-gone' }>): void {
    const container = this.book.find(change.account, change.source, change.container);
    if (!container) return;
    const item = this.#stories.find(container.scope, change.itemId);
    if (item === undefined) return;
    const story = this.#stories.load(item);
    const open = story.states.filter((state) => isOpen(state, container, change.itemId));
    if (open.length > 0) this.#tally.note(story, container.scope);
    for (const state of open) this.#close(state);
    this.#stories.settle(story);
  }

  #insert(story: Story, container: BookedContainer, change: ItemChange): void {
    const keys = sortKeys(change.summary);
    const state: State = {
      row: this.#nextRow(),
      id: change.itemId,
      container: container.key,
      first: this.sequence,
      last: null,
      place: 1,
      isUnread: !change.summary.isRead,
    };
    this.connection.run(
      `insert into states (row, item, named, container, first, place, is_unread, is_whole, rank,
       date, sender, subject, size, conversation, summary) values (?, ?, (select item from items
       where scope = ? and id = ?), ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        state.row,
        story.item,
        container.scope,
        state.id,
        state.container,
        state.first,
        Number(state.isUnread),
        Number(change.entry.whole),
        keys.rank,
        keys.date,
        keys.sender,
        keys.subject,
        keys.size,
        conversationNumber(change.summary.conversation),
        JSON.stringify(change.summary),
      ],
    );
    this.connection.run('insert into entries (row, entry) values (?, ?)', [
      state.row,
      JSON.stringify(change.entry),
    ]);
    this.texts.note(story.item, state.row, change);
    story.states.push(state);
  }

  #nextRow(): number {
    this.#lastRow ??= Number(this.connection.first('select max(row) from states')?.[0] ?? 0);
    this.#lastRow += 1;
    return this.#lastRow;
  }

  #rewrite(state: State, change: ItemChange): void {
    const keys = sortKeys(change.summary);
    state.isUnread = !change.summary.isRead;
    this.connection.run(
      `update states set is_unread = ?, is_whole = ?, rank = ?, date = ?, sender = ?, subject = ?,
       size = ?, conversation = ?, summary = ? where row = ?`,
      [
        Number(state.isUnread),
        Number(change.entry.whole),
        keys.rank,
        keys.date,
        keys.sender,
        keys.subject,
        keys.size,
        conversationNumber(change.summary.conversation),
        JSON.stringify(change.summary),
        state.row,
      ],
    );
    this.connection.run('update entries set entry = ? where row = ?', [
      JSON.stringify(change.entry),
      state.row,
    ]);
  }

  #close(state: State): void {
    state.last = Math.max(state.first, this.before ?? state.first);
  }

  /** Attachments that came later complete a state; they don't make another one. */
  #isSameState(row: number, entry: ItemEntry): boolean {
    const stored = this.connection.first('select entry from entries where row = ?', [row]);
    const { version, meta } = JSON.parse(String(stored?.[0])) as ItemEntry;
    return version === entry.version && meta === entry.meta;
  }
}

function conversationNumber(id: string): number | null {
  return id === '' ? null : textNumber(id);
}

function isOpen(state: State, container: BookedContainer, id: ItemId): boolean {
  return state.last === null && state.container === container.key && state.id === id;
}
