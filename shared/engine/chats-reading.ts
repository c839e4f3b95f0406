import type { Catalog } from '../catalog/catalog.ts';
import type {
  ChatMessageRow,
  ChatPage,
  ChatPresence,
  ChatSummary,
  ChatVisit,
} from '../model/chat-lists.ts';
import type { ChatMessageView } from '../model/chat-view.ts';
import { isFault } from '../model/fault.ts';
import type { AccountId, ContainerId } from '../model/ids.ts';
import type { ItemRow } from '../model/item.ts';
import type { ContainerSummary, ItemQuery, PageKey } from '../model/lists.ts';
import { refOf } from './catalog-rows.ts';
import { openItem, type ReadingParts } from './reading.ts';

/** Beside its messages a chat has the item that tells of itself; more than one is for safety. */
const BESIDE = 3;
/** More news than that is said as so many and more. */
const MOST_NEW = 100;
/** States of who was in a chat that are looked at. */
const MOST_STATES = 200;

/** What faces show of chats: from what is kept alone. */
export class ChatsReading {
  readonly #parts: ReadingParts;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  /** See `ChatApi.listChats`. */
  async list(account: AccountId | null, asOf: number | null): Promise<ChatSummary[]> {
    const { catalog, loadSource } = this.#parts;
    const { partOf } = await loadSource('chats');
    const all = catalog.containers(account, 'chats', asOf);
    const chats = all.filter(isConversation).map((container) => {
      const about = partOf && catalog.find(container.account, partOf(container.id, null));
      return summaryOf(catalog, container, about, asOf);
    });
    const at = ({ last, firstDate }: ChatSummary) => last?.date ?? firstDate ?? '';
    return chats.sort((one, other) => (at(one) < at(other) ? 1 : at(one) > at(other) ? -1 : 0));
  }

  /** See `ChatApi.readChatPage`. */
  async page(query: ItemQuery, after: PageKey | null, limit: number): Promise<ChatPage> {
    const { rows, next } = this.#parts.catalog.list(query, after, limit);
    const names = await this.#namesIn(query.account, query.container);
    const read = async (row: ItemRow): Promise<ChatMessageRow> => ({
      ...row,
      view: await this.#view(row.row, names),
    });
    const messages = await Promise.all(rows.map(read));
    for (const { view } of messages) if (view) nameEverybody(view, names);
    return { rows: messages, next };
  }

  /** See `ChatApi.countNewInChats`. */
  countNew(visits: readonly ChatVisit[]): number[] {
    return visits.map(({ account, chat, after }) => {
      const query = newestFirst(account, chat, null);
      const { rows } = this.#parts.catalog.list(query, null, MOST_NEW + BESIDE);
      const fresh = rows.filter(({ chat: kind, date }) => kind !== 'about' && date > after);
      return Math.min(MOST_NEW, fresh.length);
    });
  }

  /** See `ChatApi.listChatPeople`. */
  async people(account: AccountId, chat: ContainerId): Promise<ChatPresence[] | null> {
    const { catalog, loadSource } = this.#parts;
    const { partOf } = await loadSource('chats');
    if (partOf === undefined) return null;
    const found = new Map<string, ChatPresence>();
    let isTold = false;
    // Newest first: how somebody is called now stays, and each older state began earlier.
    for (const state of catalog.versions(account, partOf(chat, null)).slice(0, MOST_STATES)) {
      const members = (await this.#view(state.row, new Map()))?.members ?? null;
      const { firstKeptAt, lastSeenAt } = state;
      for (const member of members ?? []) {
        const key = member.id || member.address || member.name;
        const known = found.get(key);
        // Only of the newest state that tells it is known that somebody is in it still.
        const until = isTold ? lastSeenAt : null;
        found.set(
          key,
          known ? { ...known, firstKeptAt } : { ...member, firstKeptAt, lastSeenAt: until },
        );
      }
      isTold ||= members !== null;
    }
    return isTold ? [...found.values()] : null;
  }

  /** See `ChatApi.findChatMessage`. */
  async find(account: AccountId, chat: ContainerId, id: string): Promise<ItemRow | null> {
    const { catalog, loadSource } = this.#parts;
    const { partOf } = await loadSource('chats');
    return (partOf && catalog.find(account, partOf(chat, id))) ?? null;
  }

  /** Who somebody is, by id: what the service tells leaves names out. */
  async #namesIn(account: AccountId, chat: ContainerId): Promise<ReadonlyMap<string, string>> {
    const members = (await this.people(account, chat)) ?? [];
    return new Map(members.filter(({ name }) => name !== '').map(({ id, name }) => [id, name]));
  }

  async #view(row: number, names: ReadonlyMap<string, string>): Promise<ChatMessageView | null> {
    const { source, meta, stored } = await this.#open(row);
    return meta === null
      ? null
      : ((await source.viewChat?.(meta, stored, (id) => names.get(id))) ?? null);
  }

  /** A message that is damaged does not take the others with it. */
  async #open(row: number) {
    const ref = refOf(this.#parts.catalog, row);
    try {
      return await openItem(this.#parts, ref);
    } catch (error) {
      if (!isFault(error, 'corrupt', 'not-found')) throw error;
      const source = await this.#parts.loadSource(ref.source);
      return { source, meta: null, stored: { roles: [], load: nothing, stream: () => undefined } };
    }
  }
}

/** Graph leaves names out of what is told about people; the chat knows many of them. */
function nameEverybody(view: ChatMessageView, names: ReadonlyMap<string, string>): void {
  const people = [
    view.from,
    ...view.quotes.map(({ from }) => from),
    ...view.reactions.flatMap((reaction) => reaction.people),
  ];
  for (const person of people) {
    if (person?.name === '') person.name = names.get(person.id) ?? '';
  }
}

const nothing = async () => undefined;

/** What tells that teams could not be listed holds nothing. */
function isConversation({ role }: ContainerSummary): boolean {
  return role !== 'teams';
}

function newestFirst(
  account: AccountId,
  container: ContainerId,
  asOf: number | null,
  descending = true,
): ItemQuery {
  return { account, source: 'chats', container, sort: 'date', descending, show: 'all', asOf };
}

function summaryOf(
  catalog: Catalog,
  container: ContainerSummary,
  about: ItemRow | undefined,
  asOf: number | null,
): ChatSummary {
  const { account, id, name, role, hidden, present, gone } = container;
  const first = (descending: boolean) =>
    catalog
      .list(newestFirst(account, id, asOf, descending), null, BESIDE)
      .rows.find(({ chat }) => chat !== 'about') ?? null;
  const all = asOf === null ? present + gone : present;
  const isChannel = role === 'channel';
  return {
    account,
    id,
    name: (isChannel && about?.subject) || name,
    team: isChannel ? (about?.preview ?? '') : null,
    kind: role,
    isHidden: hidden,
    people: about?.preview ?? '',
    messages: Math.max(0, all - (about ? 1 : 0)),
    rows: all,
    firstDate: first(false)?.date ?? null,
    last: first(true),
  };
}
