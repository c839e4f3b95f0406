import { Fault } from '../model/fault.ts';
import type { ItemId } from '../model/ids.ts';
import type { Connection } from './connection.ts';
import type { BookedContainer, ContainerBook } from './container-book.ts';

/** What is in these folders has left its own already; Graph's well-known names in lower case. */
const BINS = /^(deleteditems|recoverableitems)/;

/** A row of `states` that a list can show. */
export interface State {
  row: number;
  /** The id Graph had for it. */
  id: string;
  container: number;
  first: number;
  last: number | null;
  /** As it is in the table; see `schema.ts`. */
  place: 0 | 1 | 2 | null;
  isUnread: boolean;
}

/**
 * An item with the newest state of each container it ever was in. While a story is in hand, its
 * rows are not in the containers' counts: `settle` puts them back.
 */
export interface Story {
  item: number;
  /** Sequence of the snapshot that first had it nowhere; null while it is somewhere. */
  lost: number | null;
  states: State[];
}

/**
 * Reads and writes stories, and keeps the containers' counts right with them. `sequence` is the
 * snapshot that is being taken in.
 */
export class Stories {
  /** The highest number of an item, once it was asked for. */
  #lastItem: number | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly book: ContainerBook,
    private readonly sequence: number,
  ) {}

  /** The item whose story this id belongs to. */
  find(scope: number, id: ItemId): number | undefined {
    const found = this.connection.first(
      'select coalesce(same, item) from items where scope = ? and id = ?',
      [scope, id],
    );
    return found && Number(found[0]);
  }

  /** The story this id belongs to, in hand; a new one for an id that was never here. */
  open(scope: number, id: ItemId): Story {
    const made = this.#begin(scope, id);
    if (made !== undefined) return { item: made, lost: null, states: [] };
    const known = this.find(scope, id);
    if (known === undefined) throw new Fault('unexpected', 'a known item can not be found');
    return this.load(known);
  }

  /** Takes a story in hand. */
  load(item: number): Story {
    const found = this.connection.first('select lost from items where item = ?', [item]);
    const lost = typeof found?.[0] === 'number' ? found[0] : null;
    const story: Story = { item, lost, states: this.#statesOf(item) };
    this.#count(story, -1);
    return story;
  }

  /**
   * The row that stands for an item where it is shown once: where it is, else where it was last. A
   * bin comes after everything else: what is there is to go back to where it was.
   */
  rowFor(item: number): number | undefined {
    return this.#outsideBins(this.#statesOf(item)).toSorted(openFirst)[0]?.row;
  }

  /** Decides what lists show of it now, whether it is lost, and writes what is different. */
  settle(story: Story): void {
    const places = story.states.map((state) => placeOf(state, story.states));
    const isLost = !places.includes(1) && places.includes(0);
    for (const [index, state] of story.states.entries()) {
      const place = isLost && places[index] === 0 ? 2 : (places[index] ?? null);
      if (place === state.place) continue;
      state.place = place;
      this.connection.run('update states set last = ?, place = ? where row = ?', [
        state.last,
        place,
        state.row,
      ]);
    }
    this.#settleLoss(story, isLost);
    this.#count(story, 1);
  }

  /** Makes two stories one: what was made again goes on with the story of what it was made from. */
  join(story: Story, madeAgain: Story): void {
    const from = madeAgain.item;
    this.connection.run('update states set item = ? where item = ?', [story.item, from]);
    this.connection.run('update texts set item = ? where item = ?', [story.item, from]);
    this.connection.run(
      'update items set same = ?1, lost = null, home = null where item = ?2 or same = ?2',
      [story.item, from],
    );
    story.states.push(...madeAgain.states);
    if (story.lost !== null || madeAgain.lost !== null) {
      story.lost = Math.max(story.lost ?? 0, madeAgain.lost ?? 0);
    }
    this.settle(story);
  }

  /** The number of a new item; undefined when the id is known. */
  #begin(scope: number, id: ItemId): number | undefined {
    const sql = 'insert or ignore into items (item, scope, id) values (?, ?, ?)';
    this.#lastItem ??= Number(this.connection.first('select max(item) from items')?.[0] ?? 0);
    if (this.connection.run(sql, [this.#lastItem + 1, scope, id]) === 0) return undefined;
    this.#lastItem += 1;
    return this.#lastItem;
  }

  #statesOf(item: number): State[] {
    const rows = this.connection.rows(
      `select s.row, n.id, s.container, s.first, s.last, s.place, s.is_unread
       from states s join items n on n.item = s.named
       where s.item = ? and s.place is not null`,
      [item],
    );
    return rows.map((row) => ({
      row: Number(row[0]),
      id: String(row[1]),
      container: Number(row[2]),
      first: Number(row[3]),
      last: row[4] === null ? null : Number(row[4]),
      // Only what `settle` wrote is in the table.
      place: Number(row[5]) as 0 | 1 | 2,
      isUnread: row[6] === 1,
    }));
  }

  #settleLoss(story: Story, isLost: boolean): void {
    if (!isLost && story.lost === null) return;
    story.lost = isLost ? (story.lost ?? this.sequence) : null;
    this.connection.run('update items set lost = ?, home = ? where item = ?', [
      story.lost,
      isLost ? this.#homeOf(story) : null,
      story.item,
    ]);
  }

  /** Where a lost item is missed: where it was last, but for the bins it went through. */
  #homeOf(story: Story): number | null {
    const left = story.states.filter((state) => state.place !== null);
    return this.#outsideBins(left).toSorted(newestFirst)[0]?.container ?? null;
  }

  /** All of them when there are none. */
  #outsideBins(states: readonly State[]): readonly State[] {
    const outside = states.filter((state) => !isBin(this.book.byKey(state.container)));
    return outside.length > 0 ? outside : states;
  }

  #count(story: Story, sign: 1 | -1): void {
    for (const state of story.states) {
      const container = this.book.byKey(state.container);
      if (!container || state.place === null) continue;
      if (state.place === 1) {
        container.present += sign;
        if (state.isUnread) container.unread += sign;
      } else {
        container.absent += sign;
        if (story.lost !== null) container.gone += sign;
      }
      this.book.touch(container);
    }
  }
}

/** See the column's description in `schema.ts`; 0 for what is elsewhere or nowhere. */
function placeOf(state: State, all: readonly State[]): 0 | 1 | null {
  if (state.last === null) return 1;
  const here = all.filter((other) => other.container === state.container && other.place !== null);
  if (here.some((other) => other.last === null)) return null;
  return here.toSorted(newestFirst)[0] === state ? 0 : null;
}

/** Of closed states. */
function newestFirst(a: State, b: State): number {
  return (
    (b.last ?? 0) - (a.last ?? 0) || b.first - a.first || a.container - b.container || b.row - a.row
  );
}

function openFirst(a: State, b: State): number {
  return Number(a.last !== null) - Number(b.last !== null) || newestFirst(a, b);
}

function isBin(container: BookedContainer | undefined): boolean {
  return BINS.test(container?.role ?? '');
}
