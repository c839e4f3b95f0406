import { asId, type ItemId, type SnapshotId } from '../model/ids.ts';
import type { ItemEntry, ItemRef, ItemRow, ItemSummary } from '../model/item.ts';
import type { ItemVersion } from '../model/lists.ts';
import type { Connection } from './connection.ts';
import type { ContainerBook } from './container-book.ts';

/** `now` is where the item is, for a row that is not open: here, before anywhere else. */
const ROW = `
select s.row, s.container, i.id, s.entry, s.summary, f.ended_at, l.ended_at,
  case when s.last is not null then (
    select o.container from states o where o.item = s.item and o.place = 1
    order by o.container = s.container desc, o.first desc, o.row desc limit 1
  ) end as now
from states s
join items i on i.item = s.named
join snapshots f on f.sequence = s.first
left join snapshots l on l.sequence = s.last
where s.row = ?`;

/** Reads single rows, as the faces know them. */
export class Rows {
  constructor(
    private readonly connection: Connection,
    private readonly book: ContainerBook,
  ) {}

  row(row: number): ItemRow | undefined {
    const found = this.#find(row);
    if (!found) return undefined;
    const { container, itemId, entry, values } = found;
    const now = values[7] === null ? undefined : this.book.byKey(Number(values[7]));
    return {
      ...(JSON.parse(String(values[4])) as ItemSummary),
      row,
      account: container.account,
      source: container.source,
      itemId,
      container: container.id,
      whole: entry.whole,
      firstKeptAt: String(values[5]),
      lastSeenAt: values[6] === null ? null : String(values[6]),
      movedTo: now && now !== container ? now.id : null,
    };
  }

  ref(row: number): ItemRef | undefined {
    const found = this.#find(row);
    if (!found) return undefined;
    const { container, itemId, entry } = found;
    return {
      account: container.account,
      source: container.source,
      itemId,
      container: container.id,
      entry,
    };
  }

  /** Of one story, newest first. */
  versions(item: number): ItemVersion[] {
    const rows = this.connection.rows(
      `select s.row, f.id from states s join snapshots f on f.sequence = s.first
       where s.item = ? order by s.first desc, s.last is null desc, s.last desc, s.row desc`,
      [item],
    );
    return rows.flatMap(([row, firstSnapshot]) => {
      const shown = this.row(Number(row));
      if (!shown) return [];
      return {
        row: shown.row,
        container: shown.container,
        firstSnapshot: asId<SnapshotId>(String(firstSnapshot)),
        firstKeptAt: shown.firstKeptAt,
        lastSeenAt: shown.lastSeenAt,
        subject: shown.subject,
        isRead: shown.isRead,
        isFlagged: shown.isFlagged,
        categories: shown.categories,
      };
    });
  }

  #find(row: number) {
    const values = this.connection.first(ROW, [row]);
    const container = values && this.book.byKey(Number(values[1]));
    if (!container) return undefined;
    const itemId = asId<ItemId>(String(values[2]));
    // Nothing but `Intake` writes these columns.
    return { container, itemId, entry: JSON.parse(String(values[3])) as ItemEntry, values };
  }
}
