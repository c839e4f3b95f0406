import { asId, type ContainerId } from '../model/ids.ts';
import type { ContainerSummary } from '../model/lists.ts';
import type { Connection } from './connection.ts';
import type { BookedContainer } from './container-book.ts';

/**
 * Of these containers those that were there at a snapshot, as they were then; see
 * `Catalog.containers`.
 */
export function containersAt(
  connection: Connection,
  containers: readonly BookedContainer[],
  asOf: number,
): ContainerSummary[] {
  const like = statesAt(connection, asOf);
  const counts = countsAt(connection, asOf);
  return containers.flatMap(({ key, scope, first, absent, ...now }) => {
    const then = like.get(key);
    if (!then || then.isGone) return [];
    const { isGone, ...named } = then;
    return { ...now, ...named, ...(counts.get(key) ?? { present: 0, unread: 0, gone: 0 }) };
  });
}

function statesAt(connection: Connection, asOf: number) {
  // Of the row with the greatest `first` come the other columns, as SQLite promises for `max`.
  const rows = connection.rows(
    `select container, max(first), parent, name, role, hidden, is_gone from container_states
     where first <= ? group by container`,
    [asOf],
  );
  return new Map(
    rows.map(([container, , parent, name, role, hidden, isGone]) => [
      Number(container),
      {
        parent: parent === null ? null : asId<ContainerId>(String(parent)),
        name: String(name),
        role: role === null ? null : String(role),
        hidden: hidden === 1,
        isGone: isGone === 1,
      },
    ]),
  );
}

function countsAt(connection: Connection, asOf: number) {
  const rows = connection.rows(
    `select container, count(*), sum(is_unread),
       sum(last is not null and item in (select item from items where lost is not null))
     from states indexed by states_at
     where first <= ?1 and (last is null or last >= ?1) group by container`,
    [asOf],
  );
  return new Map(
    rows.map(([container, present, unread, gone]) => [
      Number(container),
      { present: Number(present), unread: Number(unread), gone: Number(gone) },
    ]),
  );
}
