import { ewsForm, graphForm } from '../ids.ts';
import type { Mailbox } from '../mailbox.ts';
import { preview } from '../message-body.ts';
import { newestFirst } from '../message-filter.ts';
import { pick, seededRandom } from '../seed/random.ts';
import type { Folder, Message } from '../store.ts';
import type { DateGroup, ListAnswer, ListRequest, ListRow, View } from './wire.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_ROWS = 100;
const MOST_NAMED_FILES = 3;
const KEY_LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'];
/** What a row shows: one message, or those of a conversation that lie in the folder. */
type Entry = readonly [Message, ...Message[]];

/** Rows of the message list, a window at a time: a folder of 20,000 is grouped once a change. */
export class MessageLists {
  readonly #mailbox: Mailbox;
  readonly #lists = new Map<string, { change: number; entries: readonly Entry[] }>();
  #conversations: { change: number; byId: ReadonlyMap<string, readonly Message[]> } | undefined;

  constructor(mailbox: Mailbox) {
    this.#mailbox = mailbox;
  }

  find(asked: ListRequest): ListAnswer {
    const entries = this.#entries(asked);
    const count = Math.min(asked.count, MOST_ROWS);
    const first = Math.max(0, asked.first);
    return {
      change: this.#mailbox.version,
      total: entries.length,
      groups: groupsOf(entries, this.#mailbox.now),
      first,
      rows: entries.slice(first, first + count).map((entry) => this.#row(entry, asked.view)),
    };
  }

  /** All messages of a conversation, wherever they lie, newest first. Empty: nobody has it. */
  conversation(id: string): readonly Message[] {
    const { version } = this.#mailbox;
    if (this.#conversations?.change !== version) {
      const byKey = new Map<string, Message[]>();
      for (const message of this.#mailbox.messages()) {
        if (message.folder.role?.startsWith('recoverableitems')) continue;
        const list = byKey.get(message.conversation);
        if (list) list.push(message);
        else byKey.set(message.conversation, [message]);
      }
      const byId = [...byKey].map(
        ([key, list]) => [this.#mailbox.ids.conversation(key), list] as const,
      );
      this.#conversations = { change: version, byId: new Map(byId) };
    }
    const found = this.#conversations?.byId.get(graphForm(id)) ?? [];
    return [...found].sort(newestFirst);
  }

  #entries({ folder, view, query, focus }: ListRequest): readonly Entry[] {
    const { version } = this.#mailbox;
    const name = JSON.stringify([folder, view, query, focus]);
    const known = this.#lists.get(name);
    if (known?.change === version) return known.entries;
    let messages = this.#messages(folder, query);
    if (focus) messages = messages.filter(({ state }) => state.inferenceClassification === focus);
    messages.sort(newestFirst);
    const entries = view === 'conversation' ? grouped(messages) : messages.map((m) => [m] as const);
    if (this.#lists.size > 20) this.#lists.clear();
    this.#lists.set(name, { change: version, entries });
    return entries;
  }

  #messages(folderName: string, query: string | undefined): Message[] {
    if (query === undefined) return messagesIn(this.#folder(folderName));
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const folder = folderName === '' ? undefined : this.#folder(folderName);
    const all = folder ? messagesIn(folder) : this.#searchable();
    return all.filter((message) => {
      const { content } = message;
      const text = `${content.subject} ${content.from?.name} ${content.from?.address}`;
      return words.every((word) => text.toLowerCase().includes(word));
    });
  }

  #searchable(): Message[] {
    const root = this.#mailbox.role('msgfolderroot');
    return [...this.#mailbox.messages()].filter(({ folder }) =>
      this.#mailbox.isWithin(folder, root),
    );
  }

  #folder(name: string): Folder {
    return this.#mailbox.folder(graphForm(name));
  }

  #row(entry: Entry, view: View): ListRow {
    const [newest] = entry;
    const { ids } = this.#mailbox;
    const { content, folder } = newest;
    const body = content.body();
    return {
      key: instanceKey(view === 'conversation' ? newest.conversation : String(newest.serial)),
      conversationId: ewsForm(ids.conversation(newest.conversation)),
      itemIds: entry.map((message) => ewsForm(this.#mailbox.idOf(message, false))),
      folderId: ewsForm(ids.folder(folder.serial)),
      folderName: folder.displayName,
      from: this.#people(entry),
      subject: content.subject,
      preview: preview(body),
      time: newest.state.receivedAt,
      count: entry.length,
      isUnread: entry.some(({ state }) => !state.isRead),
      isFlagged: entry.some(({ state }) => state.flag.flagStatus === 'flagged'),
      isImportant: newest.state.importance === 'high',
      isDraft: newest.state.isDraft,
      categories: newest.state.categories,
      files: content.attachments
        .filter(({ isInline }) => !isInline)
        .slice(0, MOST_NAMED_FILES)
        .map(({ name }) => name),
    };
  }

  /** In Sent Items and Drafts a row names who it goes to. */
  #people(entry: Entry): ListRow['from'] {
    const named = new Map<string, ListRow['from'][number]>();
    for (const { content, folder } of entry.slice(0, 4)) {
      const isOwn = folder.role === 'sentitems' || folder.role === 'drafts';
      const people = isOwn ? content.to : content.from ? [content.from] : [];
      for (const { name, address } of people) named.set(address, { name, address });
    }
    return [...named.values()];
  }
}

/** A body as HTML text of the page: what could run is taken out, what only misleads is left in. */
export function pageBody(message: Message): string {
  const { content } = message;
  const body = content.body();
  if (body.contentType === 'text') {
    const lines = body.content
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/\r?\n/g, '<br>');
    return `<div class="PlainText">${lines}</div>`;
  }
  const inner = /<body\b[^>]*>([\s\S]*?)(<\/body\s*>|$)/i.exec(body.content)?.[1] ?? body.content;
  return inner
    .replace(/<(script|style|title|iframe|object|form)\b[\s\S]*?(<\/\1\s*>|$)/gi, '')
    .replace(/<\/?(head|meta|base|link|embed|frame|frameset)\b[^>]*>/gi, '')
    .replace(/\son\w+\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, '')
    .replace(/(href|src)\s*=\s*(["'])\s*javascript:[^"']*\2/gi, '')
    .replace(/\bsrc\s*=\s*(["'])(https?:[^"']*)\1/gi, 'data-imagetype="External" originalsrc="$2"');
}

/** The beginning of a message, for a collapsed one. */
export function pagePreview(message: Message): string {
  return preview(message.content.body());
}

function messagesIn(folder: Folder): Message[] {
  return [...folder.present.values()].map(({ message }) => message);
}

function grouped(messages: readonly Message[]): Entry[] {
  const byKey = new Map<string, [Message, ...Message[]]>();
  for (const message of messages) {
    const known = byKey.get(message.conversation);
    if (known) known.push(message);
    else byKey.set(message.conversation, [message]);
  }
  return [...byKey.values()];
}

function groupsOf(entries: readonly Entry[], now: number): ListAnswer['groups'] {
  const groups: { name: DateGroup; first: number }[] = [];
  for (const [at, [newest]] of entries.entries()) {
    const name = groupOf(newest.state.receivedAt, now);
    if (groups.at(-1)?.name !== name) groups.push({ name, first: at });
    if (name === 'older') break;
  }
  return groups;
}

function groupOf(time: number, now: number): DateGroup {
  const days = Math.floor(now / DAY_MS) - Math.floor(time / DAY_MS);
  if (days <= 0) return 'today';
  if (days === 1) return 'yesterday';
  if (days < 7) return 'thisWeek';
  if (days < 14) return 'lastWeek';
  return days < 31 ? 'thisMonth' : 'older';
}

/** Looks like an id and is none: Outlook's rows carry such keys. */
function instanceKey(name: string): string {
  const letters = [name, [...name].reverse().join('')].flatMap((text) => {
    const random = seededRandom(0, 'instance', text);
    return Array.from({ length: 11 }, () => pick(random, KEY_LETTERS));
  });
  return `AQAA${letters.join('')}AAA=`;
}
