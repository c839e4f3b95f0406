import type { Json } from '../answer.ts';
import { toBase64 } from '../base64.ts';
import type { ContentInput } from '../drive/control.ts';
import type { DriveItem } from '../drive/item.ts';
import type { SimulatedDrive } from '../drive/simulated-drive.ts';
import { Channel, type Team } from './channel.ts';
import type { Chat, ChatMessage, ChatType } from './chat.ts';
import { type ChatService, NOTES } from './chat-service.ts';
import { chatNotFound } from './errors.ts';
import type { ChatBot, ChatPerson, IdentityType } from './people.ts';
import { type Access, type SharedFiles, siteName, siteOf } from './shared-files.ts';
import { messageOf, type Written } from './written.ts';

/** What people do in their chats, and what an organisation does to them, beside Graph. */
export class ChatControl {
  constructor(
    readonly service: ChatService,
    readonly files: SharedFiles,
    private readonly driveFor: (person: ChatPerson) => SimulatedDrive,
  ) {}

  person(
    name: string | null,
    rest: Partial<ChatPerson> & { identity?: IdentityType } = {},
  ): ChatPerson {
    const { ids, owner, people } = this.service;
    const person: ChatPerson = {
      id: ids.guid(),
      name,
      email: name === null ? null : addressOf(name),
      tenantId: owner.tenantId,
      identity: 'aadUser',
      ...rest,
    };
    people.set(person.id, person);
    return person;
  }

  bot(name: string): ChatBot {
    return { id: this.service.ids.guid(), name };
  }

  chat(
    type: ChatType,
    people: readonly ChatPerson[],
    rest: { topic?: string; createdAt?: number; id?: string } = {},
  ): Chat {
    const { service } = this;
    const [first = service.owner] = people;
    const meeting =
      type === 'meeting'
        ? {
            calendarEventId: null,
            joinWebUrl: `https://teams.microsoft.com/l/meetup-join/${service.ids.guid()}/0`,
            organizer: first,
          }
        : null;
    return service.addChat(type, people, { ...rest, meeting });
  }

  /** A group begins with the event that tells who is in it. */
  group(topic: string | null, people: readonly ChatPerson[], createdAt?: number): Chat {
    const chat = this.chat('group', people, {
      ...(topic === null ? {} : { topic }),
      ...(createdAt === undefined ? {} : { createdAt }),
    });
    this.#membersEvent(chat, 'membersAdded', people, createdAt);
    return chat;
  }

  /** The person's notes to themselves. */
  notes(): Chat {
    const { chats } = this.service;
    return chats.get(NOTES) ?? this.service.addChat('oneOnOne', [], { id: NOTES });
  }

  post(chat: Chat | Channel, written: Written = {}): ChatMessage {
    return this.service.addMessage(chat, messageOf(this.service, written));
  }

  edit(chat: Chat | Channel, message: ChatMessage, html: string): void {
    this.service.edit(chat, message, html);
  }

  delete(chat: Chat | Channel, message: ChatMessage): void {
    this.service.delete(chat, message);
  }

  undelete(chat: Chat | Channel, message: ChatMessage): void {
    this.service.undelete(chat, message);
  }

  react(chat: Chat | Channel, message: ChatMessage, type = '👍', by = this.service.owner): void {
    this.service.react(chat, message, by, type);
  }

  unreact(chat: Chat | Channel, message: ChatMessage, type = '👍', by = this.service.owner): void {
    this.service.unreact(chat, message, by, type);
  }

  rename(chat: Chat, topic: string, by: ChatPerson = this.service.owner): ChatMessage {
    chat.topic = topic;
    chat.updatedAt = this.service.now;
    return this.service.addEvent(chat, {
      '@odata.type': '#microsoft.graph.chatRenamedEventMessageDetail',
      chatId: chat.id,
      chatDisplayName: topic,
      initiator: this.service.initiator(by),
    });
  }

  addMember(chat: Chat, person: ChatPerson, visibleSince = 0): void {
    chat.members.push({ person, roles: [], visibleSince });
    chat.updatedAt = this.service.now;
    this.#membersEvent(chat, 'membersAdded', [person]);
  }

  removeMember(chat: Chat, person: ChatPerson): void {
    const at = chat.members.findIndex((each) => each.person.id === person.id);
    if (at < 0) throw chatNotFound();
    chat.members.splice(at, 1);
    chat.updatedAt = this.service.now;
    this.#membersEvent(chat, 'membersDeleted', [person]);
  }

  /** The account goes: the chat is in no list any more and answers nothing. */
  leave(chat: Chat): void {
    chat.isMember = false;
    chat.updatedAt = this.service.now;
  }

  rejoin(chat: Chat): void {
    chat.isMember = true;
    this.#membersEvent(chat, 'membersAdded', [this.service.owner]);
    chat.updatedAt = this.service.now;
  }

  /** What a retention policy does: messages before `before` are nowhere any more, and nothing says so. */
  retain(chat: Chat | Channel, before: number): number {
    const old = [...chat.messages.values()].filter(({ createdAt }) => createdAt < before);
    for (const message of old) chat.remove(message);
    return old.length;
  }

  event(chat: Chat | Channel, type: string, detail: Json = {}, at?: number): ChatMessage {
    const event = { '@odata.type': `#microsoft.graph.${type}EventMessageDetail`, ...detail };
    return this.service.addEvent(chat, event, at);
  }

  /** A file in somebody's drive, where Teams puts what is shared in chats; answers its attachment. */
  shareFile(name: string, content: ContentInput, by: ChatPerson = this.service.owner): Json {
    const drive = this.driveFor(by);
    const item = drive.control.put(`Microsoft Teams Chat Files/${name}`, content);
    return this.fileOf(drive, item);
  }

  fileOf(drive: SimulatedDrive, item: DriveItem): Json {
    return {
      id: item.guid.toLowerCase(),
      contentType: 'reference',
      contentUrl: decodeURI(this.files.webUrl(drive, item)),
      content: null,
      name: item.name,
      thumbnailUrl: null,
      teamsAppId: null,
    };
  }

  /** A file in the folder that a channel has in the library of its team's site; answers its attachment. */
  shareInChannel(team: Team, channel: Channel, name: string, content: ContentInput): Json {
    const drive = this.driveFor(siteOf(this.service.owner, team.id, team.name));
    const item = drive.control.put(`${channel.name}/${name}`, content);
    const names = item.names.join('/');
    const contentUrl = `https://example.sharepoint.com/sites/${siteName(team.name)}/Shared Documents/${names}`;
    return { ...this.fileOf(drive, item), contentUrl };
  }

  /** From now on; by the name of the file. */
  setAccess(name: string, access: Access, by: ChatPerson): void {
    const item = this.driveFor(by).control.item(`Microsoft Teams Chat Files/${name}`);
    this.files.access.set(item, access);
  }

  team(name: string): Team {
    const team: Team = { id: this.service.ids.guid(), name, channels: new Map(), isMember: true };
    this.service.teams.set(team.id, team);
    return team;
  }

  channel(team: Team, name: string, createdAt = this.service.now): Channel {
    const id = `19:${this.service.ids.guid().replace(/-/g, '')}@thread.tacv2`;
    const channel = new Channel(id, name, createdAt);
    team.channels.set(id, channel);
    return channel;
  }

  /** The account is in it no more, or again. */
  setTeamMember(team: Team, isMember: boolean): void {
    team.isMember = isMember;
  }

  /** A reply to a post; one that answers a reply stands under the same post. */
  reply(channel: Channel, to: ChatMessage, written: Written = {}): ChatMessage {
    const replyTo = to.replyTo ?? to.id;
    return this.service.addMessage(channel, { ...messageOf(this.service, written), replyTo });
  }

  #membersEvent(
    chat: Chat,
    kind: 'membersAdded' | 'membersDeleted',
    people: readonly ChatPerson[],
    at?: number,
  ): void {
    const detail = {
      ...(kind === 'membersAdded' ? { visibleHistoryStartDateTime: '0001-01-01T00:00:00Z' } : {}),
      members: people.map(({ id, identity, tenantId }) => ({
        '@odata.type': '#microsoft.graph.teamworkUserIdentity',
        id,
        displayName: null,
        userIdentityType: identity,
        tenantId,
      })),
      initiator: this.service.initiator(this.service.owner),
    };
    this.event(chat, kind, detail, at);
  }
}

function addressOf(name: string): string {
  const plain = name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.');
  const local =
    plain.replace(/^\.|\.$/g, '') || toBase64(new TextEncoder().encode(name)).toLowerCase();
  return `${local.replace(/[^a-z0-9.]/g, '').slice(0, 60)}@example.com`;
}
