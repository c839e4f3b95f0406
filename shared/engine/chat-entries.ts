import type { Catalog } from '../catalog/catalog.ts';
import type { TranscriptEntry } from '../export/chat-transcript.ts';
import type { ChatMember } from '../model/chat-view.ts';
import { Fault } from '../model/fault.ts';
import { asId, type ItemId } from '../model/ids.ts';
import type { ContainerKey, ItemRef, ItemRow } from '../model/item.ts';
import type { PageKey } from '../model/lists.ts';
import type { PutBackSelection, TimeSpan } from '../model/put-back.ts';
import { readRow } from './catalog-rows.ts';
import { openItem, type ReadingParts } from './reading.ts';

/** Read at once: enough to be quick, and not a whole chat of years for one day of it. */
const ROWS_AT_ONCE = 2_000;

/** The chosen messages of a chat, oldest first, or of a channel by threads, without what tells of the chat itself. */
export function chosenRows(
  catalog: Pick<Catalog, 'row' | 'list'>,
  { container, rows, span = {} }: PutBackSelection,
): ItemRow[] {
  const { account, source, id } = container;
  const all =
    rows === null
      ? [...rowsWithin(catalog, container, span)]
      : rows.map((row) => readRow(catalog, row));
  if (all.some((row) => row.container !== id || row.account !== account || row.source !== source)) {
    throw new Fault('unsupported', 'what is put back is of one chat');
  }
  return all.filter(({ chat }) => chat === 'message' || chat === 'event').sort(inOrder);
}

/** By time; in a channel each post before its replies. */
function inOrder(a: ItemRow, b: ItemRow): number {
  const [one, other] = [a, b].map(({ thread, date, itemId }) => thread ?? `${date} ${itemId}`);
  if (one === other || one === undefined || other === undefined) return 0;
  return one < other ? -1 : 1;
}

/** Oldest first. What is before the span is not read. */
function* rowsWithin(
  catalog: Pick<Catalog, 'list'>,
  { account, source, id: container }: ContainerKey,
  { from, to = '9999' }: TimeSpan,
): Generator<ItemRow, void> {
  const order = { sort: 'date', descending: false, show: 'present' } as const;
  const query = { account, source, container, ...order };
  // Before the first row that any list has.
  let after: PageKey | null = from === undefined ? null : { value: Date.parse(from), row: -1 };
  do {
    const page = catalog.list(query, after, ROWS_AT_ONCE);
    for (const row of page.rows) {
      if (row.date >= to) return;
      yield row;
    }
    after = page.next;
  } while (after !== null);
}

/** Messages of one chat as they are shown, by where they lie. Names that only an id tells are known. */
export class ChatEntries {
  readonly #names = new Map<string, string>();

  private constructor(
    readonly parts: ReadingParts,
    readonly title: string,
    readonly members: readonly ChatMember[],
  ) {
    for (const { id, name } of members) this.#names.set(id, name);
  }

  /**
   * As the newest copy has the chat. The catalog is not asked: what goes on with a run after a start
   * does not wait for it, and a unit must come out as it was planned.
   */
  static async open(parts: ReadingParts, { account, source, id: container }: ContainerKey) {
    const { repository } = parts;
    const chat = repository
      .head()
      ?.containers.find(
        (each) => each.id === container && each.account === account && each.source === source,
      );
    const id = asId<ItemId>(`${container}/about`);
    const entry = chat && (await repository.openMap(chat.items).get(id));
    const ref = entry && { account, source, container, itemId: id, entry };
    const shown = ref && (await new ChatEntries(parts, '', []).entry(ref));
    return new ChatEntries(parts, chat?.name ?? '', shown?.view.members ?? []);
  }

  /** Faults: `unsupported` for what is no part of a conversation; `corrupt`. */
  async entry(ref: ItemRef): Promise<TranscriptEntry> {
    const { source, meta, stored } = await openItem(this.parts, ref);
    const view = await source.viewChat?.(meta, stored, (id) => this.#names.get(id));
    if (view === undefined) throw new Fault('unsupported', 'it is no conversation');
    if (view.from !== null && view.from.name !== '') this.#names.set(view.from.id, view.from.name);
    if (view.from?.name === '') view.from.name = this.#names.get(view.from.id) ?? '';
    for (const each of view.reactions.flatMap(({ people }) => people)) {
      each.name = each.name || (this.#names.get(each.id) ?? '');
    }
    return { view, open: (index) => source.openContent?.(meta, stored, index) };
  }
}
