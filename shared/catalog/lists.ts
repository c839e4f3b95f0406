import type { ItemQuery, PageKey, SortField } from '../model/lists.ts';
import type { Connection } from './connection.ts';
import type { Value } from './wasm-values.ts';

/** The column of `states` a list is sorted by; each has an index, `states_` and its name. */
const COLUMNS: Readonly<Record<SortField, string>> = {
  date: 'date',
  from: 'sender',
  subject: 'subject',
  size: 'size',
};

/** The values of `states.place` a list shows. */
const PLACES: Readonly<Record<NonNullable<Order['show']>, readonly string[]>> = {
  present: ['= 1'],
  gone: ['= 0', '= 2'],
  lost: ['= 2'],
  all: ['= 1', '= 0', '= 2'],
};
const ANY_PLACE = ['= 1', '= 0', '= 2', 'is null'];

/** Folders stand before what is in no order with them: `states.rank`. */
const RANKS = [0, 1] as const;

export interface Order extends Pick<ItemQuery, 'sort' | 'descending' | 'asOf'> {
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
  const begin = after === null ? 0 : rankOf(connection, after.row);
  const keys: PageKey[] = [];
  let toSkip = skip;
  for (const rank of RANKS) {
    if (rank < begin || keys.length >= limit) continue;
    const from = { container, order, rank, after: rank === begin ? after : null };
    const found = readKeys(connection, from, limit - keys.length, toSkip);
    // How many were left out is known where something follows them.
    if (found.length > 0) toSkip = 0;
    else if (toSkip > 0) toSkip -= readKeys(connection, from, toSkip, 0).length;
    keys.push(...found);
  }
  return keys;
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

/** How many rows a list of the past has. */
export function countAt(connection: Connection, container: number, asOf: number): number {
  const found = connection.first(
    `select count(*) from states indexed by states_at
     where container = ?1 and first <= ?2 and (last is null or last >= ?2)`,
    [container, asOf],
  );
  return Number(found?.[0]);
}

interface Stretch {
  container: number;
  order: Order;
  rank: number;
  after: PageKey | null;
}

/** A key names a row, and the row knows its rank. A row that is not there any more is after all folders. */
function rankOf(connection: Connection, row: number): number {
  return Number(connection.first('select rank from states where row = ?', [row])?.[0] ?? 1);
}

function readKeys(
  connection: Connection,
  { container, order, rank, after }: Stretch,
  limit: number,
  skip: number,
): PageKey[] {
  const values: Value[] = [container, rank, limit, skip];
  const asOf = order.asOf ?? null;
  if (after) values.push(after.value, after.row);
  if (asOf !== null) values.push(asOf);
  const sql = keysSql(order, after !== null, asOf === null ? null : `?${values.length}`);
  return connection.rows(sql, values).map(([value, row]) => ({
    value: typeof value === 'number' ? value : String(value),
    row: Number(row),
  }));
}

/**
 * Each place has its own stretch of the index, and SQLite merges them as it goes, so that a
 * page costs the same wherever it is. The past goes through all of them and leaves out what was
 * not there yet or any more; that is in the index, too.
 */
function keysSql(order: Order, isAfter: boolean, asOf: string | null): string {
  const column = COLUMNS[order.sort];
  const [beyond, direction] = order.descending ? ['<', 'desc'] : ['>', 'asc'];
  const after = isAfter ? `and (${column}, row) ${beyond} (?5, ?6)` : '';
  const then = asOf === null ? '' : `and first <= ${asOf} and (last is null or last >= ${asOf})`;
  const stretches = (asOf === null ? PLACES[order.show] : ANY_PLACE).map(
    (place) =>
      `select ${column} as value, row from states indexed by states_${column}
       where container = ?1 and place ${place} and rank = ?2 ${after} ${then}`,
  );
  return `${stretches.join(' union all ')}
    order by value ${direction}, row ${direction} limit ?3 offset ?4`;
}
