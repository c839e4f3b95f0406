import type { ChatToLoad, MessageToLoad } from '../../shared/simulator/chats/load-chats.ts';
import { isRecord, list, type Parsed, text } from './parsed.ts';

/** A Slack export: `users.json`, lists of channels, and a folder of days for each channel. */
export interface SlackExport {
  users: Parsed;
  /** Days of each channel, by its name. */
  days: ReadonlyMap<string, readonly Parsed[]>;
}

/** Subtypes of which the service itself is the sender. */
const EVENTS: Readonly<Record<string, string>> = {
  channel_join: 'membersJoined',
  group_join: 'membersJoined',
  channel_leave: 'membersLeft',
  channel_name: 'chatRenamed',
};

export function readSlack({ users, days }: SlackExport): ChatToLoad[] {
  const names = new Map(
    list(users).map((user) => {
      const profile = isRecord(user.profile) ? user.profile : {};
      const name = text(user.real_name) || text(profile.real_name) || text(user.name);
      return [text(user.id), name] as const;
    }),
  );
  const nameOf = (id: string) => names.get(id) || id || 'somebody';
  return [...days].map(([name, parsed]) => ({
    name,
    messages: parsed.flatMap((day) => list(day).flatMap((raw) => readOne(raw, nameOf))),
  }));
}

function readOne(raw: Parsed, nameOf: (id: string) => string): MessageToLoad[] {
  const at = Math.round(Number(raw.ts) * 1000);
  if (raw.type !== 'message' || Number.isNaN(at)) return [];
  const id = text(raw.ts);
  const type = EVENTS[text(raw.subtype)];
  if (type !== undefined) return [{ id, from: null, at, event: { type } }];
  const isBot = raw.subtype === 'bot_message';
  const from = isBot ? text(raw.username) || 'Bot' : nameOf(text(raw.user));
  const edited = isRecord(raw.edited) ? Math.round(Number(raw.edited.ts) * 1000) : undefined;
  const files = [...list(raw.files), ...(isRecord(raw.file) ? [raw.file] : [])];
  const thread = text(raw.thread_ts);
  return [
    {
      id,
      from,
      isBot,
      at,
      text: withNames(text(raw.text), nameOf),
      ...(edited === undefined ? {} : { editedAt: edited }),
      ...(thread === '' || thread === id ? {} : { answers: [thread] }),
      reactions: list(raw.reactions).map((each) => ({
        type: text(each.name),
        by: (Array.isArray(each.users) ? each.users : []).map((user) => nameOf(text(user))),
      })),
      // An export names files and does not hold them.
      files: files.map((file) => ({
        name: safe(text(file.name) || text(file.title) || 'file'),
        text: text(file.preview) || text(file.title),
      })),
      cards: list(raw.attachments).map((card) => ({
        type: 'application/vnd.microsoft.card.thumbnail',
        card: { title: text(card.title), text: text(card.text) || text(card.fallback) },
      })),
    },
  ];
}

/** Mentions, links and the three escapes of Slack's own markup. */
function withNames(said: string, nameOf: (id: string) => string): string {
  return said
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_all, id) => `@${nameOf(id)}`)
    .replace(/<([^|>]+)\|([^>]+)>/g, '$2 ($1)')
    .replace(/<([^>]+)>/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

function safe(name: string): string {
  return name.replace(/["*:<>?/\\|]/g, '_').slice(0, 100) || 'file';
}
