import type { Clock } from '../../lib/clock.ts';
import type { Json } from '../answer.ts';
import type { Team } from './channel.ts';
import { Chat, type ChatMessage, type ChatType, type Conversation } from './chat.ts';
import { chatNotFound } from './errors.ts';
import { ChatIds } from './ids.ts';
import type { ChatPerson, Sender } from './people.ts';
import { ChatTroubles } from './troubles.ts';

export interface ChatSettings {
  clock: Clock;
  seed: number;
  /** Whose chats they are. */
  owner: ChatPerson;
}

export type NewMessage = Partial<Omit<ChatMessage, 'id' | 'modifiedAt' | 'createdAt'>> & {
  /** When it was written; what Graph lists by is when it was changed last. */
  at?: number;
};

/** One person's chats as Teams has them. Only this changes messages. */
export class ChatService {
  readonly ids: ChatIds;
  readonly chats = new Map<string, Chat>();
  readonly teams = new Map<string, Team>();
  readonly people = new Map<string, ChatPerson>();
  readonly troubles = new ChatTroubles();

  constructor(readonly settings: ChatSettings) {
    this.ids = new ChatIds(settings.seed);
    this.people.set(settings.owner.id, settings.owner);
  }

  get now(): number {
    return this.settings.clock.now();
  }

  get owner(): ChatPerson {
    return this.settings.owner;
  }

  /** Chats that are listed: those the person is in, newest message first. */
  listed(): Chat[] {
    const time = (chat: Chat) => chat.last?.createdAt ?? chat.createdAt;
    return [...this.chats.values()]
      .filter((chat) => chat.isMember && chat.id !== NOTES)
      .sort((a, b) => time(b) - time(a) || (a.id < b.id ? -1 : 1));
  }

  /** Faults: 404 for chats there are not, or in which the person is no more. */
  chat(id: string): Chat {
    const chat = this.chats.get(id);
    if (!chat?.isMember) throw chatNotFound();
    return chat;
  }

  message(conversation: Conversation, id: string): ChatMessage {
    const message = conversation.messages.get(id);
    if (!message) throw chatNotFound();
    return message;
  }

  addChat(
    type: ChatType,
    people: readonly ChatPerson[],
    rest: {
      topic?: string | null;
      createdAt?: number;
      id?: string;
      meeting?: Chat['meeting'];
    } = {},
  ): Chat {
    const { topic = null, createdAt = this.now, meeting = null } = rest;
    const all = [this.owner, ...people.filter(({ id }) => id !== this.owner.id)];
    for (const person of all) this.people.set(person.id, person);
    const members = all.map((person, at) => ({
      person,
      roles:
        person.identity === 'anonymousGuest'
          ? ['guest']
          : at === 0 || type === 'oneOnOne'
            ? ['owner']
            : [],
      visibleSince: 0,
    }));
    const [, other = this.owner] = all;
    const id =
      rest.id ??
      (type === 'oneOnOne'
        ? this.ids.oneOnOne(this.owner, other)
        : type === 'meeting'
          ? this.ids.meeting()
          : this.ids.group());
    const chat = new Chat(id, type, createdAt, { topic, members, meeting });
    this.chats.set(id, chat);
    return chat;
  }

  addMessage(conversation: Conversation, input: NewMessage): ChatMessage {
    const { at = this.now, ...rest } = input;
    const id = conversation.freeId(at);
    const message: ChatMessage = {
      type: 'message',
      editedAt: null,
      deletedAt: null,
      from: null,
      subject: null,
      summary: null,
      importance: 'normal',
      body: { contentType: 'html', content: '' },
      attachments: [],
      mentions: [],
      reactions: [],
      hosted: [],
      event: null,
      policy: null,
      history: [],
      replyTo: null,
      ...rest,
      id,
      createdAt: Number(id),
      modifiedAt: Math.max(Number(id), rest.editedAt ?? 0, rest.deletedAt ?? 0),
    };
    conversation.add(message);
    return message;
  }

  /** What the service itself writes into a chat. */
  addEvent(chat: Conversation, event: Json, at = this.now): ChatMessage {
    return this.addMessage(chat, {
      at,
      type: 'systemEventMessage',
      body: { contentType: 'html', content: '<systemEventMessage/>' },
      event,
    });
  }

  edit(conversation: Conversation, message: ChatMessage, content: string): void {
    message.body = { ...message.body, content };
    // What the text does not show any more lies nowhere any more.
    const shown = JSON.stringify([content, message.attachments]);
    message.hosted = message.hosted.filter(({ id }) => shown.includes(`hosted:${id}`));
    conversation.touch(message, this.now);
    message.editedAt = message.modifiedAt;
  }

  /** The text goes, the message stays listed as deleted. */
  delete(conversation: Conversation, message: ChatMessage): void {
    conversation.touch(message, this.now);
    message.deletedAt = message.modifiedAt;
  }

  undelete(conversation: Conversation, message: ChatMessage): void {
    message.deletedAt = null;
    conversation.touch(message, this.now);
  }

  react(conversation: Conversation, message: ChatMessage, by: ChatPerson, type: string): void {
    this.#takeBack(message, by, type);
    message.reactions.push({ type, name: null, contentUrl: null, at: this.now, by });
    conversation.touch(message, this.now);
  }

  unreact(conversation: Conversation, message: ChatMessage, by: ChatPerson, type: string): void {
    this.#takeBack(message, by, type);
    conversation.touch(message, this.now);
  }

  /** How a sender is called within the detail of an event: without a name. */
  initiator(by: Sender): Json {
    return {
      application: null,
      device: null,
      user: {
        '@odata.type': '#microsoft.graph.teamworkUserIdentity',
        id: by.id,
        displayName: null,
        userIdentityType: 'aadUser',
      },
    };
  }

  #takeBack(message: ChatMessage, by: ChatPerson, type: string): void {
    message.reactions = message.reactions.filter(
      (each) => each.by.id !== by.id || each.type !== type,
    );
  }
}

/** A person's notes to themselves: kept under this id, and in no list. */
export const NOTES = '48:notes';
