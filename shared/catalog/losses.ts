import type { GoneTime, PageKey } from '../model/lists.ts';
import type { Loss, SourceTotals } from './catalog.ts';
import type { Connection } from './connection.ts';
import type { ContainerBook } from './container-book.ts';

/** See `Catalog.totals`. */
export function totals(connection: Connection, book: ContainerBook): SourceTotals[] {
  const told = new Map<number, SourceTotals>();
  for (const container of book.all()) {
    const { scope, account, source, present, first } = container;
    const known = told.get(scope);
    if (known) known.items += present;
    else
      told.set(scope, {
        account,
        source,
        items: present,
        gone: 0,
        firstKeptAt: endOf(connection, first),
      });
  }
  const lost = connection.rows(
    'select home, count(*) from items where lost is not null group by home',
  );
  for (const [home, count] of lost) {
    const known = told.get(book.byKey(Number(home))?.scope ?? 0);
    if (known) known.gone += Number(count);
  }
  return [...told.values()];
}

/** See `Catalog.goneSince`. */
export function lossesSince(connection: Connection, book: ContainerBook, since: string): Loss[] {
  const rows = connection.rows(
    `select i.home, count(*), min(s.ended_at), max(s.ended_at) from snapshots s
     join items i on i.lost = s.sequence where s.ended_at >= ?
     group by i.home order by count(*) desc, i.home`,
    [since],
  );
  return rows.flatMap(([home, count, from, to]) => {
    const container = book.byKey(Number(home));
    if (!container) return [];
    const { id, account, source } = container;
    const times = { from: String(from), to: String(to) };
    return { container: id, account, source, count: Number(count), ...times };
  });
}

/** Keys of what is lost of a container, newest loss first; `value` is the last snapshot with it. */
export function listLost(
  connection: Connection,
  container: number,
  after: PageKey | null,
  limit: number,
): PageKey[] {
  const rows = connection.rows(
    `select last, row from states where container = ?1 and place = 2
     ${after ? 'and (last, row) < (?3, ?4)' : ''} order by last desc, row desc limit ?2`,
    after ? [container, limit, after.value, after.row] : [container, limit],
  );
  return rows.map(([last, row]) => ({ value: Number(last), row: Number(row) }));
}

/** How many times a face is told; older losses are in the total. */
const MOST_TIMES = 100;

/** See `GonePage.times`. */
export function countLosses(connection: Connection, container: number): GoneTime[] {
  const rows = connection.rows(
    `select l.ended_at, g.ended_at, c.count
     from (select last, count(*) as count from states where container = ? and place = 2
       group by last order by last desc limit ${MOST_TIMES}) c
     join snapshots l on l.sequence = c.last
     join snapshots g on g.sequence = (select min(sequence) from snapshots where sequence > c.last)
     order by c.last desc`,
    [container],
  );
  return rows.map(([lastSeenAt, goneBy, count]) => ({
    lastSeenAt: String(lastSeenAt),
    goneBy: String(goneBy),
    count: Number(count),
  }));
}

function endOf(connection: Connection, sequence: number): string {
  const found = connection.first('select ended_at from snapshots where sequence = ?', [sequence]);
  return String(found?.[0]);
}
