import type { MessageContent, MessageState, Person } from './content.ts';
import { readEml } from './eml-message.ts';
import type { Disposal, Mailbox } from './mailbox.ts';
import type { Folder, Message } from './store.ts';

/** A message in a few words, for tests and the control endpoint. Times are epoch milliseconds. */
export interface SimpleMessage extends Partial<MessageState> {
  subject?: string;
  from?: Person;
  to?: readonly Person[];
  cc?: readonly Person[];
  text?: string;
  html?: string;
  internetMessageId?: string;
  /** Messages with the same key are one conversation; by default each is one of its own. */
  conversation?: string;
  headers?: readonly { name: string; value: string }[];
  messageClass?: string;
  attachments?: readonly SimpleAttachment[];
}

interface SimpleAttachment {
  name: string;
  contentType?: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** Makes it an inline part with this content id. */
  contentId?: string;
  /** A link to a file elsewhere: no bytes of its own. */
  isReference?: boolean;
}

/** What else happens to a mailbox: mail comes in, people delete, move and change things. */
export class MailboxControl {
  #made = 0;

  constructor(
    readonly mailbox: Mailbox,
    readonly owner: Person,
  ) {}

  /** A folder by its path of names ("Clients/Harbour Street"), made where it is missing. */
  folderAt(path: string, start: Folder = this.mailbox.role('msgfolderroot')): Folder {
    let folder = start;
    for (const name of path.split('/').filter((part) => part !== '')) {
      const found = this.mailbox
        .childrenOf(folder)
        .find((child) => child.displayName.toLowerCase() === name.toLowerCase());
      folder = found ?? this.mailbox.addFolder(name, folder);
    }
    return folder;
  }

  /** Puts a message into a folder, by id, well-known name or folder; the inbox by default. */
  deliver(input: SimpleMessage, folder: Folder | string = 'inbox'): Message {
    const content = simpleContent(input, this.owner, ++this.#made, this.mailbox.now);
    return this.mailbox.add(this.#folder(folder), { content, state: stateOf(input) });
  }

  /** Delivers RFC 822 bytes as Exchange would take them. */
  async deliverEml(
    bytes: Uint8Array<ArrayBuffer>,
    folder: Folder | string = 'inbox',
    state: Partial<MessageState> = {},
  ): Promise<Message> {
    const { content, sentAt, receivedAt } = await readEml(bytes, this.mailbox.now);
    const now = this.mailbox.now;
    const times = { receivedAt: receivedAt ?? sentAt ?? now, sentAt: sentAt ?? receivedAt ?? now };
    return this.mailbox.add(this.#folder(folder), { content, state: { ...times, ...state } });
  }

  delete(id: string, disposal: Disposal = 'deleted-items'): void {
    this.mailbox.delete(this.mailbox.message(id), disposal);
  }

  move(id: string, folder: Folder | string): Message {
    const message = this.mailbox.message(id);
    this.mailbox.move(message, this.#folder(folder));
    return message;
  }

  patch(id: string, state: Partial<MessageState>): Message {
    const message = this.mailbox.message(id);
    const onlyRead = Object.keys(state).every((name) => name === 'isRead');
    this.mailbox.change(message, () => Object.assign(message.state, state), { onlyRead });
    return message;
  }

  /** Its text becomes another one, as a program with the right to write can do it. */
  rewrite(id: string, text: string): Message {
    const message = this.mailbox.message(id);
    const body = { contentType: 'text' as const, content: text };
    this.mailbox.change(message, () => {
      message.content = { ...message.content, body: () => body };
    });
    return message;
  }

  /** Everything in Deleted Items goes to Recoverable Items, as when a person empties it. */
  emptyDeletedItems(): number {
    const bin = this.mailbox.role('deleteditems');
    const messages = [...bin.present.values()].map(({ message }) => message);
    for (const message of messages) this.mailbox.delete(message, 'recoverable');
    return messages.length;
  }

  #folder(folder: Folder | string): Folder {
    return typeof folder === 'string' ? this.mailbox.folder(folder) : folder;
  }
}

function stateOf(input: SimpleMessage): Partial<MessageState> {
  const names = [
    'isRead',
    'isDraft',
    'flag',
    'categories',
    'importance',
    'inferenceClassification',
    'isReadReceiptRequested',
    'isDeliveryReceiptRequested',
    'receivedAt',
    'sentAt',
    'createdAt',
    'modifiedAt',
  ] as const;
  const given = names.filter((name) => input[name] !== undefined);
  const state: Partial<MessageState> = Object.fromEntries(given.map((name) => [name, input[name]]));
  if (input.receivedAt !== undefined && input.sentAt === undefined) state.sentAt = input.receivedAt;
  return state;
}

function simpleContent(
  input: SimpleMessage,
  owner: Person,
  number: number,
  now: number,
): MessageContent {
  const from = input.from ?? { name: 'Sam Sender', address: 'sam@example.org' };
  const internetMessageId = input.internetMessageId ?? `<message-${number}@simulator.example>`;
  const attachments = (input.attachments ?? []).map((each, at) => ({
    key: at + 1,
    kind: each.isReference ? ('reference' as const) : ('file' as const),
    name: each.name,
    contentType: each.contentType ?? 'application/octet-stream',
    isInline: each.contentId !== undefined,
    contentId: each.contentId ?? null,
    contentLocation: null,
    length: each.bytes.length,
    bytes: () => each.bytes,
    modifiedAt: now,
  }));
  const body =
    input.html === undefined
      ? { contentType: 'text' as const, content: input.text ?? `This is message ${number}.` }
      : { contentType: 'html' as const, content: input.html };
  return {
    subject: input.subject ?? `Message ${number}`,
    from,
    sender: from,
    to: input.to ?? [owner],
    cc: input.cc ?? [],
    bcc: [],
    replyTo: [],
    internetMessageId,
    conversation: input.conversation ?? internetMessageId,
    headers: input.headers ?? [
      { name: 'Received', value: 'from mail.example.org by mail.example.com with ESMTPS' },
      { name: 'Message-ID', value: internetMessageId },
    ],
    messageClass: input.messageClass ?? 'IPM.Note',
    body: () => body,
    attachments,
  };
}
