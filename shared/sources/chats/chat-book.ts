import { asId, type ContainerId, type ItemId } from '../../model/ids.ts';
import type { ContainerInfo } from '../../model/item.ts';
import type { KnownContainer } from '../walk.ts';
import { aboutIdOf, NOTES } from './calls.ts';
import type { ListDepth } from './chat-list.ts';
import { type ChatCursor, readCursor } from './cursor.ts';
import type { GraphChat } from './graph-chat.ts';

/** Chats beyond those that have changed that are looked into each run: an edit shows in no list. */
const LOOKED_INTO = 2;
/** One of these two is among so many that were written in last: what is young is edited. */
const YOUNG = 20;
/** Every so many runs the list is read to its end: where nothing is new, and in any case. */
const WHOLE_IF_QUIET_EVERY = 4;
const WHOLE_EVERY = 16;
/** And notes to oneself are looked for. */
const NOTES_EVERY = 16;

/** A chat, as it was known and as it is listed. */
export interface ChatInBook {
  info: ContainerInfo;
  aboutId: ItemId;
  known: ChatCursor | null;
  failed: readonly ItemId[];
  /** null: the list did not tell of it in this run. */
  listed: GraphChat | null;
  /** It was listed until now. */
  isLeft: boolean;
  /** Whose chats they are. */
  ownId: string;
  cursorIfUnread: ChatCursor;
}

/** What is known of chats from before, and which of them a run looks into. Asks nobody. */
export class ChatBook {
  /** Counts on with every run. */
  readonly run: number;
  readonly #known: ReadonlyMap<string, { container: KnownContainer; cursor: ChatCursor | null }>;

  constructor(known: readonly KnownContainer[]) {
    this.#known = new Map(
      known.map((container) => [
        container.id as string,
        { container, cursor: readCursor(container.cursor) },
      ]),
    );
    const runs = [...this.#known.values()].map(({ cursor }) => cursor?.run ?? 0);
    this.run = runs.reduce((most, each) => Math.max(most, each), 0) + 1;
  }

  /** Names and members of chats in which nobody writes are seen at the end of the list alone. */
  get depth(): ListDepth {
    if (this.run % WHOLE_EVERY === 1 || this.#known.size === 0) return 'whole';
    return this.run % WHOLE_IF_QUIET_EVERY === 1 ? 'whole-if-quiet' : 'new';
  }

  get looksForNotes(): boolean {
    return !this.#known.has(NOTES) && this.run % NOTES_EVERY === 1;
  }

  isKnown(chat: GraphChat): boolean {
    const { cursor } = this.#known.get(chat.id) ?? {};
    if (!cursor || cursor.until === null || cursor.reading || cursor.left) return false;
    return cursor.seen === chat.seen;
  }

  /** Those that are listed, in the order of the list, and after them what is known beside. */
  chats(listed: readonly GraphChat[], isAll: boolean, ownId: string): ChatInBook[] {
    const present = new Set(listed.map(({ id }) => id));
    const now = listed.map((chat) => this.#listed(chat, ownId));
    const others = [...this.#known.values()].filter(({ container }) => !present.has(container.id));
    return [...now, ...others.map((each) => this.#unlisted(each, isAll, ownId))];
  }

  /** `toLeave` are told as they were. */
  choose(
    chats: readonly ChatInBook[],
    isAll: boolean,
  ): { toRead: ChatInBook[]; toLeave: ChatInBook[] } {
    const toRead = new Set(chats.filter((chat) => this.#isDue(chat, isAll)));
    const notes = chats.find(({ info }) => info.id === NOTES);
    // No list shows that something was noted.
    if (notes) toRead.add(notes);
    let left = LOOKED_INTO - Number(notes !== undefined || this.looksForNotes);
    const rest = () =>
      chats.filter(
        (chat) =>
          !toRead.has(chat) && chat.known?.until != null && !chat.known.left && !chat.isLeft,
      );
    const lanes = [rest().slice(0, YOUNG), rest()];
    for (const lane of lanes) {
      const oldest = lane
        .filter((chat) => !toRead.has(chat))
        .reduce<ChatInBook | null>(olderOf, null);
      if (left > 0 && oldest !== null) {
        toRead.add(oldest);
        left -= 1;
      }
    }
    const inOrder = chats.filter((chat) => toRead.has(chat));
    return { toRead: inOrder, toLeave: chats.filter((chat) => !toRead.has(chat)) };
  }

  #isDue(chat: ChatInBook, isAll: boolean): boolean {
    const { known, listed } = chat;
    if (listed !== null) return !this.isKnown(listed);
    // Left before all of it was read: what can be read still is.
    return known === null || known.until === null || (!isAll && known.reading !== undefined);
  }

  #listed(chat: GraphChat, ownId: string): ChatInBook {
    const { container, cursor = null } = this.#known.get(chat.id) ?? {};
    const name = chat.topic || (container?.name ?? '');
    const info: ContainerInfo = {
      id: asId<ContainerId>(chat.id),
      parent: null,
      name: name === '' && chat.id === NOTES ? 'Notes' : name,
      role: chat.type,
      hidden: chat.hidden,
      reportedCount: null,
    };
    return this.#inBook(info, cursor, container?.failed ?? [], chat, false, ownId);
  }

  #unlisted(
    { container, cursor }: { container: KnownContainer; cursor: ChatCursor | null },
    isAll: boolean,
    ownId: string,
  ): ChatInBook {
    const { id, parent, name, role, hidden, failed = [] } = container;
    const info = { id, parent, name, role, hidden, reportedCount: null };
    const isLeft = isAll && id !== NOTES && cursor !== null && cursor.left === undefined;
    return this.#inBook(info, cursor, failed, null, isLeft, ownId);
  }

  #inBook(
    info: ContainerInfo,
    known: ChatCursor | null,
    failed: readonly ItemId[],
    listed: GraphChat | null,
    isLeft: boolean,
    ownId: string,
  ): ChatInBook {
    const cursor = known ?? { seen: '', until: null, updated: null, run: 0 };
    const cursorIfUnread = isLeft ? { ...cursor, left: true as const } : cursor;
    return {
      info,
      aboutId: aboutIdOf(info.id),
      known,
      failed,
      listed,
      isLeft,
      ownId,
      cursorIfUnread,
    };
  }
}

function olderOf(oldest: ChatInBook | null, chat: ChatInBook): ChatInBook {
  return oldest === null || (chat.known?.run ?? 0) < (oldest.known?.run ?? 0) ? chat : oldest;
}
