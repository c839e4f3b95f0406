import type { ItemQuery, PageKey, SortField } from '../model/lists.ts';
import type { Connection } from './connection.ts';
import type { Value } from './wasm-values.ts';

/** The column of `states` a list is sorted by; each has an index. */
const COLUMNS: Readonly<Record<SortField, string>> = {
  date: 'date',
  from: 'sender',
  subject: 'subject',
  size: 'size',
};

/** The values of `states.place` a list shows. */
const PLACES: Readonly<Record<Order['show'], readonly number[]>> = {
  present: [1],
  gone: [0, 2],
  lost: [2],
  all: [1, 0, 2],
};

export interface Order extends Pick<ItemQuery, 'sort' | 'descending'> {
  /** As in a query; `lost` leaves out what is elsewhere. */
  show: ItemQuery['show'] | 'lost';
}

/** Up to `limit` keys after `after`, in order, leaving out the first `skip`. */
export function listKeys(
  connection: Connection,
  container: number,
  order: Order,
  after: PageKey | null,
  limit: number,
  skip = 0,
): PageKey[] {
  const values: Value[] = [container, limit, skip];
  if (after) values.push(after.value, after.row);
  return connection.rows(keysSql(order, after !== null), values).map(([value, row]) => ({
    value: typeof value === 'number' ? value : String(value),
    row: Number(row),
  }));
}

/** The key before every `every`th row. */
export function listAnchors(
  connection: Connection,
  container: number,
  order: Order,
  every: number,
): PageKey[] {
  const anchors: PageKey[] = [];
  let last: PageKey | null = null;
  for (;;) {
    const keys: PageKey[] = listKeys(connection, container, order, last, 2, every - 1);
    const [anchor, follower] = keys;
    if (!anchor || !follower) return anchors;
    anchors.push(anchor);
    last = anchor;
  }
}

/**
 * Each place has its own stretch of the index, and SQLite merges them as it goes, so that a
 * page costs the same wherever it is.
 */
function keysSql(order: Order, isAfter: boolean): string {
  const column = COLUMNS[order.sort];
  const [beyond, direction] = order.descending ? ['<', 'desc'] : ['>', 'asc'];
  const after = isAfter ? `and (${column}, row) ${beyond} (?4, ?5)` : '';
  const stretches = PLACES[order.show].map(
    (place) =>
      `select ${column} as value, row from states
       where container = ?1 and place = ${place} ${after}`,
  );
  return `${stretches.join(' union all ')}
    order by value ${direction}, row ${direction} limit ?2 offset ?3`;
}
