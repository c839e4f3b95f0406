import type { Catalog } from '../catalog/catalog.ts';
import type { TranscriptEntry } from '../export/chat-transcript.ts';
import type { ChatMember } from '../model/chat-view.ts';
import { Fault } from '../model/fault.ts';
import { asId, type ItemId } from '../model/ids.ts';
import type { ContainerKey, ItemRef, ItemRow } from '../model/item.ts';
import type { PutBackSelection } from '../model/put-back.ts';
import { readRow, refOf } from './catalog-rows.ts';
import { openItem, type ReadingParts } from './reading.ts';

/** More than any chat has. */
const ALL = 1e9;

/** The chosen messages of a chat, oldest first, or of a channel by threads, without what tells of the chat itself. */
export function chosenRows(
  catalog: Pick<Catalog, 'row' | 'list'>,
  { container, rows }: PutBackSelection,
): ItemRow[] {
  const { account, source, id } = container;
  const order = { sort: 'date', descending: false, show: 'present' } as const;
  const all =
    rows === null
      ? catalog.list({ account, source, container: id, ...order }, null, ALL).rows
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

  static async open(parts: ReadingParts, { account, source, id }: ContainerKey) {
    const { catalog } = parts;
    const about = catalog.find(account, asId<ItemId>(`${id}/about`));
    const chat = catalog.containers(account, source).find((each) => each.id === id);
    const shown =
      about === undefined
        ? null
        : await new ChatEntries(parts, '', []).entry(refOf(catalog, about.row));
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
