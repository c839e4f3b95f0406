import { isJson, type Json } from '../answer.ts';
import { toBase64 } from '../base64.ts';
import type { Attachment, Person } from '../content.ts';
import { badRequest, itemNotFound } from '../graph-error.ts';
import { ewsForm, graphForm } from '../ids.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Folder, Message } from '../store.ts';
import { MessageLists, pageBody, pagePreview } from './list.ts';
import type {
  ActionName,
  Actions,
  FolderNode,
  MoveAnswer,
  OpenedConversation,
  OpenedMessage,
} from './wire.ts';

/** A mailbox the page can show, and whose it is. */
export interface OutlookMailbox {
  account: Person;
  mailbox: Mailbox;
}

type Answers = { [Name in ActionName]: (asked: Json) => Actions[Name]['answers'] };

/** What the page may do with one mailbox. Whatever it does, Graph tells like anybody's doing. */
export class OutlookActions {
  readonly #own: OutlookMailbox;
  readonly #mailbox: Mailbox;
  readonly #lists: MessageLists;
  readonly #accounts: () => readonly Person[];
  readonly #answers: Answers = {
    GetStart: () => this.#start(),
    FindRows: (asked) => this.#lists.find(listRequest(asked)),
    GetConversation: (asked) => this.#conversation(text(asked, 'conversationId')),
    GetItem: (asked) => opened(this.#mailbox, [this.#message(text(asked, 'itemId'))]),
    DeleteItem: (asked) =>
      this.#moved(asked, (message) => this.#mailbox.delete(message, 'deleted-items')),
    MoveItem: (asked) => {
      const folder = this.#folder(text(asked, 'folder'));
      return this.#moved(asked, (message) => this.#mailbox.move(message, folder));
    },
    EmptyFolder: (asked) => this.#empty(this.#folder(text(asked, 'folder'))),
    MarkAsRead: (asked) => this.#mark(this.#messages(asked), asked.isRead === true),
    Flag: (asked) => this.#flag(this.#messages(asked), asked.isFlagged === true),
    GetChange: () => ({ change: this.#mailbox.version }),
  };

  constructor(own: OutlookMailbox, accounts: () => readonly Person[]) {
    this.#own = own;
    this.#mailbox = own.mailbox;
    this.#lists = new MessageLists(own.mailbox);
    this.#accounts = accounts;
  }

  /** undefined: there is no such action. Faults: those of the mailbox. */
  answer(name: string, asked: Json): object | undefined {
    if (!Object.hasOwn(this.#answers, name)) return undefined;
    // The name is one of the actions, as was just checked.
    return this.#answers[name as ActionName](asked);
  }

  #start(): Actions['GetStart']['answers'] {
    const { account } = this.#own;
    const folders = this.#tree(this.#mailbox.role('msgfolderroot'), 0);
    return { account, accounts: this.#accounts(), folders, change: this.#mailbox.version };
  }

  #tree(parent: Folder, depth: number): FolderNode[] {
    const children = this.#mailbox
      .childrenOf(parent)
      .filter(({ isHidden, search }) => !isHidden && !search);
    return children.flatMap((folder) => {
      const below = this.#tree(folder, depth + 1);
      const { role, displayName: name, present, unread } = folder;
      const id = ewsForm(this.#mailbox.ids.folder(folder.serial));
      const hasChildren = below.length > 0;
      return [{ id, role, name, depth, hasChildren, total: present.size, unread }, ...below];
    });
  }

  #conversation(id: string): OpenedConversation {
    const messages = this.#lists.conversation(id);
    if (messages.length === 0) throw itemNotFound();
    return opened(this.#mailbox, messages);
  }

  #moved(asked: Json, move: (message: Message) => void): MoveAnswer {
    const moved = this.#messages(asked).map((message) => {
      const from = ewsForm(this.#mailbox.ids.folder(message.folder.serial));
      move(message);
      return { itemId: ewsForm(this.#mailbox.idOf(message, false)), from };
    });
    return { change: this.#mailbox.version, moved };
  }

  #empty(folder: Folder): Actions['EmptyFolder']['answers'] {
    const isBin = this.#mailbox.isWithin(folder, this.#mailbox.role('deleteditems'));
    const messages = [...folder.present.values()].map(({ message }) => message);
    for (const message of messages) {
      this.#mailbox.delete(message, isBin ? 'recoverable' : 'deleted-items');
    }
    if (isBin)
      for (const child of this.#mailbox.childrenOf(folder)) this.#mailbox.dropFolder(child);
    return { change: this.#mailbox.version, emptied: messages.length };
  }

  #mark(messages: readonly Message[], isRead: boolean): { change: number } {
    for (const message of messages.filter(({ state }) => state.isRead !== isRead)) {
      this.#mailbox.change(
        message,
        () => {
          message.state.isRead = isRead;
        },
        { onlyRead: true },
      );
    }
    return { change: this.#mailbox.version };
  }

  #flag(messages: readonly Message[], isFlagged: boolean): { change: number } {
    for (const message of messages) {
      this.#mailbox.change(message, () => {
        message.state.flag = { flagStatus: isFlagged ? 'flagged' : 'notFlagged' };
      });
    }
    return { change: this.#mailbox.version };
  }

  #folder(name: string): Folder {
    return this.#mailbox.folder(graphForm(name));
  }

  #message(id: string): Message {
    return this.#mailbox.message(graphForm(id));
  }

  #messages(asked: Json): Message[] {
    const ids = asked.itemIds;
    if (!Array.isArray(ids)) throw badRequest('itemIds is missing.');
    return ids.map((id) => this.#message(String(id)));
  }
}

function opened(mailbox: Mailbox, messages: readonly Message[]): OpenedConversation {
  const [newest] = messages;
  if (!newest) throw itemNotFound();
  return {
    conversationId: ewsForm(mailbox.ids.conversation(newest.conversation)),
    subject: newest.content.subject,
    messages: messages.map((message) => openedMessage(mailbox, message)),
  };
}

function openedMessage(mailbox: Mailbox, message: Message): OpenedMessage {
  const { content, state, folder } = message;
  return {
    id: ewsForm(mailbox.idOf(message, false)),
    conversationId: ewsForm(mailbox.ids.conversation(message.conversation)),
    folderId: ewsForm(mailbox.ids.folder(folder.serial)),
    subject: content.subject,
    from: content.from,
    to: content.to,
    cc: content.cc,
    time: state.receivedAt,
    isUnread: !state.isRead,
    isDraft: state.isDraft,
    preview: pagePreview(message),
    body: withPictures(pageBody(message), content.attachments),
    files: content.attachments
      .filter(({ isInline }) => !isInline)
      .map(({ name, length }) => ({ name, length })),
  };
}

/** Pictures of the message itself come with it; those from elsewhere stay away. */
function withPictures(body: string, attachments: readonly Attachment[]): string {
  return body.replace(/\bsrc\s*=\s*(["'])cid:([^"']*)\1/gi, (_whole, _quote, id: string) => {
    const picture = attachments.find(({ contentId }) => contentId === decode(id));
    if (!picture) return 'data-imagetype="Missing"';
    return `src="data:${picture.contentType};base64,${toBase64(picture.bytes())}"`;
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function listRequest(asked: Json): Actions['FindRows']['asks'] {
  const { query, focus } = asked;
  return {
    folder: text(asked, 'folder'),
    view: asked.view === 'message' ? 'message' : 'conversation',
    first: Number(asked.first) || 0,
    count: Number(asked.count) || 0,
    ...(typeof query === 'string' ? { query } : {}),
    ...(focus === 'focused' || focus === 'other' ? { focus } : {}),
  };
}

function text(asked: Json, name: string): string {
  const value = asked[name];
  if (typeof value !== 'string') throw badRequest(`${name} is missing.`);
  return value;
}

/** The body of a request. Faults: 400 when it is no JSON object. */
export function readAsked(body: Uint8Array): Json {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch {
    value = undefined;
  }
  if (!isJson(value)) throw badRequest('The body is not a JSON object.');
  return value;
}
