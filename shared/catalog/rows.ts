import { asId, type ItemId, type SnapshotId } from '../model/ids.ts';
import type { ItemEntry, ItemRef, ItemRow, ItemSummary } from '../model/item.ts';
import type { ItemVersion } from '../model/lists.ts';
import type { Connection } from './connection.ts';
import type { ContainerBook } from './container-book.ts';

/** `now` is where the item is, for a row that is not open: here, before anywhere else. */
const ROW = `
select s.container, n.id, s.summary, s.is_whole, f.ended_at, l.ended_at,
  case when s.last is not null then (
    select o.container from states o where o.item = s.item and o.place = 1
    order by o.container = s.container desc, o.first desc, o.container limit 1
  ) end as now
from states s
join items n on n.item = s.named
join snapshots f on f.sequence = s.first
left join snapshots l on l.sequence = s.last
where s.row = ?`;

const REF = `
select s.container, n.id, e.entry from states s join items n on n.item = s.named
join entries e on e.row = s.row where s.row = ?`;

/** Reads single rows, as the faces know them. */
export class Rows {
  constructor(
    private readonly connection: Connection,
    private readonly book: ContainerBook,
  ) {}

  row(row: number): ItemRow | undefined {
    const found = this.connection.first(ROW, [row]);
    if (!found) return undefined;
    const [key, itemId, summary, isWhole, firstKeptAt, lastSeenAt, now] = found;
    const container = this.book.byKey(Number(key));
    if (!container) return undefined;
    const nowIn = this.book.byKey(Number(now));
    // Nothing but `Intake` writes this column.
    const shown = JSON.parse(String(summary)) as ItemSummary;
    return Object.assign(shown, {
      row,
      account: container.account,
      source: container.source,
      itemId: asId<ItemId>(String(itemId)),
      container: container.id,
      whole: isWhole === 1,
      firstKeptAt: String(firstKeptAt),
      lastSeenAt: lastSeenAt === null ? null : String(lastSeenAt),
      movedTo: nowIn && nowIn !== container ? nowIn.id : null,
    });
  }

  ref(row: number): ItemRef | undefined {
    const found = this.connection.first(REF, [row]);
    const container = found && this.book.byKey(Number(found[0]));
    if (!container) return undefined;
    return {
      account: container.account,
      source: container.source,
      itemId: asId<ItemId>(String(found[1])),
      container: container.id,
      entry: JSON.parse(String(found[2])) as ItemEntry,
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
}
