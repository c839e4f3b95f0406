import type { ItemStory } from '../model/file-facts.ts';
import { asId, type ItemId, type SnapshotId } from '../model/ids.ts';
import type { ItemEntry, ItemRef, ItemRow, ItemSummary } from '../model/item.ts';
import type { ItemVersion } from '../model/lists.ts';
import type { Since } from '../model/moments.ts';
import type { Connection } from './connection.ts';
import type { ContainerBook } from './container-book.ts';
import type { Value } from './wasm-values.ts';

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
    const movedTo = nowIn && nowIn !== container ? nowIn.id : null;
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
      movedTo,
      since: sinceOf(lastSeenAt === null, nowIn !== undefined, movedTo !== null),
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
      entry: entryOf(found[2]),
    };
  }

  /** The story and the conversation of what has this key; see `text-number.ts`. */
  ofConversation(key: number): { row: number; item: number; conversation: string }[] {
    return this.connection
      .rows('select row, item, summary from states where conversation = ?', [key])
      .map(([row, item, summary]) => ({
        row: Number(row),
        item: Number(item),
        conversation: (JSON.parse(String(summary)) as ItemSummary).conversation,
      }));
  }

  /** Of what is behind a row; undefined when the catalog was rebuilt since. */
  story(row: number): ItemStory | undefined {
    const found = this.connection.first(
      `select count(*), max(f.ended_at) from states s join snapshots f on f.sequence = s.first
       where s.item = (select item from states where row = ?)`,
      [row],
    );
    const states = Number(found?.[0] ?? 0);
    if (states === 0) return undefined;
    return { row, states, changedAt: states > 1 ? String(found?.[1]) : null };
  }

  /** Of one story, newest first. */
  versions(item: number): ItemVersion[] {
    const rows = this.connection.rows(
      `select s.row, f.id, e.entry from states s join snapshots f on f.sequence = s.first
       join entries e on e.row = s.row where s.item = ? order by s.first desc, s.last is null desc, s.last desc, s.row desc`,
      [item],
    );
    return rows.flatMap(([row, firstSnapshot, entry], index) => {
      const shown = this.row(Number(row));
      if (!shown) return [];
      const older = rows[index + 1];
      return {
        row: shown.row,
        container: shown.container,
        firstSnapshot: asId<SnapshotId>(String(firstSnapshot)),
        firstKeptAt: shown.firstKeptAt,
        lastSeenAt: shown.lastSeenAt,
        subject: shown.subject,
        from: shown.from,
        date: shown.date,
        isRead: shown.isRead,
        isFlagged: shown.isFlagged,
        categories: shown.categories,
        isDraft: shown.isDraft,
        hasAttachments: shown.hasAttachments,
        sizeBytes: shown.sizeBytes,
        whole: shown.whole,
        ...(older ? differences(entryOf(entry), entryOf(older[2])) : NO_DIFFERENCES),
      };
    });
  }
}

/** `isSame`: this very state is there still; the others are about its item. */
function sinceOf(isSame: boolean, isAnywhere: boolean, isElsewhere: boolean): Since {
  if (isSame) return 'same';
  if (isElsewhere) return 'moved';
  return isAnywhere ? 'changed' : 'gone';
}

const NO_DIFFERENCES = { hasOtherText: false, hasOtherContent: false };

/** Equal bytes have equal names. What is not stored yet can't be told apart. */
function differences(entry: ItemEntry, older: ItemEntry) {
  const blobs = ({ parts }: ItemEntry, isText: boolean) =>
    parts.filter(({ role }) => (role === 'body') === isText).map(({ blob }) => blob);
  const [[text], [olderText]] = [blobs(entry, true), blobs(older, true)];
  const isComparable = entry.whole && older.whole;
  return {
    hasOtherText: text !== undefined && olderText !== undefined && text !== olderText,
    hasOtherContent:
      isComparable && blobs(entry, false).join(' ') !== blobs(older, false).join(' '),
  };
}

/** Nothing but `Intake` writes this column. */
function entryOf(entry: Value | undefined): ItemEntry {
  return JSON.parse(String(entry)) as ItemEntry;
}
