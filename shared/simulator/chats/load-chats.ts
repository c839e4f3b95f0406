import type { Json } from '../answer.ts';
import { fromBase64 } from '../base64.ts';
import type { ChatMessage, ChatType } from './chat.ts';
import type { ChatControl } from './control.ts';
import type { Sender } from './people.ts';
import type { Written } from './written.ts';

/** A chat of anywhere, in the words of docs/simulator.md. */
export interface ChatToLoad {
  /** null: none of its own. */
  name: string | null;
  /** Default: `oneOnOne` for one other person, else `group`. */
  type?: ChatType;
  messages: readonly MessageToLoad[];
}

export interface MessageToLoad {
  /** Named by answers; any text. */
  id?: string;
  /** Who wrote it: the same name is the same person. `me`: the account. null: the service itself. */
  from: string | null;
  isBot?: boolean;
  /** Milliseconds since 1970. */
  at: number;
  editedAt?: number;
  deletedAt?: number;
  html?: string;
  text?: string;
  subject?: string;
  /** Ids of messages that it answers. */
  answers?: readonly string[];
  reactions?: readonly { type: string; by: readonly string[] }[];
  /** Bytes in base64, or a text. */
  files?: readonly { name: string; base64?: string; text?: string }[];
  pictures?: readonly { base64: string; type?: string }[];
  cards?: readonly { type: string; card: unknown; name?: string }[];
  /** Kind and detail of an event of the service. */
  event?: { type: string; detail?: Json };
}

/** Puts chats into the account's, with their dates and in their order. */
export async function loadChats(
  control: ChatControl,
  chats: AsyncIterable<ChatToLoad> | Iterable<ChatToLoad>,
): Promise<{ chats: number; messages: number }> {
  const senders = new Map<string, Sender>();
  const sum = { chats: 0, messages: 0 };
  for await (const chat of chats) {
    if (chat.messages.length === 0) continue;
    loadChat(control, chat, senders);
    sum.chats += 1;
    sum.messages += chat.messages.length;
  }
  return sum;
}

function loadChat(control: ChatControl, chat: ChatToLoad, senders: Map<string, Sender>): void {
  const senderOf = (name: string, isBot = false): Sender => {
    if (name === 'me') return control.service.owner;
    const key = `${isBot}/${name}`;
    const sender = senders.get(key) ?? (isBot ? control.bot(name) : control.person(name));
    senders.set(key, sender);
    return sender;
  };
  const names = new Set(
    chat.messages.flatMap(({ from, isBot, reactions = [] }) => [
      ...(from === null || isBot ? [] : [from]),
      ...reactions.flatMap(({ by }) => by),
    ]),
  );
  const people = [...names].map((name) => senderOf(name)).filter((each) => 'identity' in each);
  const others = people.filter(({ id }) => id !== control.service.owner.id);
  const messages = [...chat.messages].sort((a, b) => a.at - b.at);
  const createdAt = Math.max(0, (messages[0]?.at ?? 0) - 1000);
  const isPair = others.length === 1 && chat.name === null;
  const made = control.chat(chat.type ?? (isPair ? 'oneOnOne' : 'group'), others, {
    createdAt,
    ...(chat.name === null ? {} : { topic: chat.name }),
  });
  const byId = new Map<string, ChatMessage>();
  for (const message of messages) {
    const { id, event, at, from } = message;
    const loaded =
      event === undefined
        ? control.post(
            made,
            writtenOf(control, message, byId, senderOf(from ?? 'me', message.isBot)),
          )
        : control.event(made, event.type, event.detail ?? {}, at);
    if (id !== undefined) byId.set(id, loaded);
    for (const { type, by } of message.reactions ?? []) {
      for (const name of by) {
        const person = senderOf(name);
        if ('identity' in person) {
          loaded.reactions.push({
            type,
            name: null,
            contentUrl: null,
            at: loaded.createdAt,
            by: person,
          });
        }
      }
    }
  }
}

function writtenOf(
  control: ChatControl,
  message: MessageToLoad,
  byId: ReadonlyMap<string, ChatMessage>,
  from: Sender,
): Written {
  const { html, text, files = [], pictures = [], answers = [] } = message;
  const quotes = answers.flatMap((id) => byId.get(id) ?? []);
  const written: Written = {
    from,
    at: message.at,
    quotes,
    pictures: pictures.map(({ base64 }) => fromBase64(base64) ?? new Uint8Array(0)),
    // Files of programs and of those who are not in the organisation lie in one's own drive.
    files: files.map(({ name, base64, text: content = '' }) => {
      const bytes = base64 === undefined ? content : (fromBase64(base64) ?? new Uint8Array(0));
      return control.shareFile(name, bytes, 'identity' in from ? from : undefined);
    }),
    cards: message.cards ?? [],
  };
  const optional = {
    html,
    text,
    editedAt: message.editedAt,
    deletedAt: message.deletedAt,
    subject: message.subject,
    pictureType: pictures[0]?.type,
  };
  for (const [name, value] of Object.entries(optional)) {
    if (value !== undefined) Object.assign(written, { [name]: value });
  }
  return written;
}
