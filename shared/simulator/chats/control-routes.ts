import { isJson, type Json } from '../answer.ts';
import { fromBase64 } from '../base64.ts';
import { badRequest, GraphError } from '../graph-error.ts';
import { Channel } from './channel.ts';
import type { Chat, ChatMessage } from './chat.ts';
import { chatTime } from './chat-json.ts';
import type { ChatPerson } from './people.ts';
import type { SimulatedChats } from './simulated-chats.ts';
import { NO_CHAT_QUIRKS } from './troubles.ts';
import type { Written } from './written.ts';

type Action = (it: SimulatedChats, body: Json) => unknown;

/** By method and path below `/simulator/chats`; documented in docs/simulator.md. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'GET /list': ({ service }) => ({ chats: [...service.chats.values()].map(chatOf) }),
  'POST /messages': (it, body) => ({
    messages: [...conversation(it, body).messages.values()].map(messageOf),
  }),
  'POST /make': (it, body) => {
    if (typeof body.team === 'string') return channelOf(it, body.team, text(body, 'channel'));
    const people = (Array.isArray(body.people) ? body.people : []).map((name) => person(it, name));
    const topic = typeof body.topic === 'string' ? body.topic : null;
    const isPair = topic === null && people.length === 1;
    return chatOf(isPair ? it.control.chat('oneOnOne', people) : it.control.group(topic, people));
  },
  'POST /post': (it, body) => {
    const of = conversation(it, body);
    const written = writtenOf(it, of, body);
    const to = of.messages.get(String(body.replyTo ?? ''));
    if (body.replyTo === undefined) return messageOf(it.control.post(of, written));
    if (!(of instanceof Channel) || !to) throw notThere();
    return messageOf(it.control.reply(of, to, written));
  },
  'POST /edit': (it, body) =>
    onMessage(it, body, (of, found) => it.control.edit(of, found, text(body, 'html'))),
  'POST /delete': (it, body) => onMessage(it, body, (of, found) => it.control.delete(of, found)),
  'POST /undelete': (it, body) =>
    onMessage(it, body, (of, found) => it.control.undelete(of, found)),
  'POST /react': (it, body) =>
    onMessage(it, body, (of, found) => {
      const by = body.from === undefined ? it.service.owner : person(it, body.from);
      const type = typeof body.type === 'string' ? body.type : '👍';
      if (body.off === true) it.control.unreact(of, found, type, by);
      else it.control.react(of, found, type, by);
    }),
  'POST /rename': (it, body) => messageOf(it.control.rename(chat(it, body), text(body, 'topic'))),
  'POST /leave': (it, body) => {
    const left = chat(it, body);
    it.control.leave(left);
    return chatOf(left);
  },
  'POST /rejoin': (it, body) => {
    const joined = chat(it, body);
    it.control.rejoin(joined);
    return chatOf(joined);
  },
  'POST /retain': (it, body) => ({
    gone: it.control.retain(conversation(it, body), Date.parse(text(body, 'before'))),
  }),
  'POST /access': (it, body) => {
    const { access } = body;
    if (access !== 'full' && access !== 'view-only' && access !== 'revoked') {
      throw badRequest("access is 'full', 'view-only' or 'revoked'.");
    }
    it.control.setAccess(text(body, 'name'), access, person(it, body.from));
    return {};
  },
  'POST /trouble': (it, body) => trouble(it, body),
};

/** undefined: no such action. */
export function chatAction(it: SimulatedChats, name: string, input: () => Json): unknown {
  const action = ACTIONS[name.replace(/ \/chats\//, ' /')];
  return name.includes(' /chats/') && action ? action(it, input()) : undefined;
}

function trouble({ service, troubles }: SimulatedChats, body: Json): Json {
  if (body.clear === true) troubles.clear();
  for (const [name, value] of Object.entries(isJson(body.quirks) ? body.quirks : {})) {
    if (!(name in NO_CHAT_QUIRKS) || typeof value !== 'boolean') {
      throw badRequest(`There is no quirk '${name}'.`);
    }
    Object.assign(troubles.quirks, { [name]: value });
  }
  if (isJson(body.members)) {
    for (const [id, status] of Object.entries(body.members)) {
      if (!service.chats.has(id)) throw notThere();
      troubles.members.set(id, Number(status));
    }
  }
  return {};
}

/** By `chat`: an id, or a topic. Faults: 404. */
function chat({ service }: SimulatedChats, body: Json): Chat {
  const name = text(body, 'chat');
  const found =
    service.chats.get(name) ?? [...service.chats.values()].find(({ topic }) => topic === name);
  if (!found) throw notThere();
  return found;
}

/** A chat, or a channel by its id or name. Faults: 404. */
function conversation(it: SimulatedChats, body: Json): Chat | Channel {
  const name = text(body, 'chat');
  const channels = [...it.service.teams.values()].flatMap((team) => [...team.channels.values()]);
  const found = channels.find((each) => each.id === name || each.name === name);
  return found ?? chat(it, body);
}

/** The team is made where there is none of that name. */
function channelOf({ service, control }: SimulatedChats, team: string, name: string): Json {
  const of = [...service.teams.values()].find((each) => each.name === team) ?? control.team(team);
  const { id } = control.channel(of, name);
  return { id, team: of.id, name };
}

function onMessage(
  it: SimulatedChats,
  body: Json,
  work: (of: Chat | Channel, message: ChatMessage) => void,
): Json {
  const of = conversation(it, body);
  const message = of.messages.get(text(body, 'id'));
  if (!message) throw notThere();
  work(of, message);
  return messageOf(message);
}

/** By name; one that is not there yet is made. */
function person(it: SimulatedChats, name: unknown): ChatPerson {
  const { people, owner } = it.service;
  if (name === undefined || name === 'me' || name === owner.name) return owner;
  return [...people.values()].find((each) => each.name === name) ?? it.control.person(String(name));
}

function writtenOf(it: SimulatedChats, of: Chat | Channel, body: Json): Written {
  const from = person(it, body.from);
  const files = (Array.isArray(body.files) ? body.files : []).filter(isJson);
  const pictures = (Array.isArray(body.pictures) ? body.pictures : []).map(
    (each) => fromBase64(String(each)) ?? new Uint8Array(0),
  );
  const quotes = (Array.isArray(body.quotes) ? body.quotes : []).flatMap(
    (id) => of.messages.get(String(id)) ?? [],
  );
  const written: Written = {
    from,
    pictures,
    quotes,
    files: files.map(({ name, text: content, base64 }) => {
      const bytes = typeof base64 === 'string' ? fromBase64(base64) : undefined;
      return it.control.shareFile(String(name), bytes ?? String(content ?? ''), from);
    }),
  };
  for (const name of ['text', 'html', 'subject'] as const) {
    if (typeof body[name] === 'string') written[name] = body[name];
  }
  return written;
}

function chatOf({ id, topic, type, isMember, members, messages }: Chat): Json {
  const names = members.map(({ person: { name } }) => name);
  return { id, topic, type, isMember, members: names, messages: messages.size };
}

function messageOf(message: ChatMessage): Json {
  const { id, from, body, deletedAt, modifiedAt } = message;
  return {
    id,
    from: from?.name ?? null,
    content: body.content,
    isDeleted: deletedAt !== null,
    lastModifiedDateTime: chatTime(modifiedAt),
  };
}

function text(body: Json, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw badRequest(`${name} is missing.`);
  return value;
}

function notThere(): GraphError {
  return new GraphError(404, 'NotFound', 'There is no such chat or message.');
}
