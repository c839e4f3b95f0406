import type { ChatToLoad, MessageToLoad } from '../../shared/simulator/chats/load-chats.ts';
import { isRecord, list, type Parsed, parse, text } from './parsed.ts';

/** An export of Mattermost, one JSON object a line; null for other lines. */
export function readMattermost(lines: string): ChatToLoad[] | null {
  const parsed = lines.split('\n').flatMap((line) => (line.trim() === '' ? [] : [parse(line)]));
  if (!isRecord(parsed[0]) || parsed[0].type !== 'version') return null;
  const names = new Map<string, string>();
  const titles = new Map<string, string>();
  const chats = new Map<string, { name: string | null; messages: MessageToLoad[] }>();
  const nameOf = (user: unknown) => names.get(text(user)) ?? (text(user) || 'somebody');
  for (const line of parsed.filter(isRecord)) {
    const { user, channel, post, direct_post: direct } = line;
    if (isRecord(user)) {
      const name = `${text(user.first_name)} ${text(user.last_name)}`.trim();
      names.set(text(user.username), name || text(user.username));
    }
    if (isRecord(channel)) titles.set(keyOf(channel), text(channel.display_name));
    if (isRecord(post)) {
      const key = `${text(post.team)}/${text(post.channel)}`;
      const chat = chats.get(key) ?? { name: titles.get(key) ?? key, messages: [] };
      chats.set(key, chat);
      chat.messages.push(...readPost(post, nameOf));
    }
    if (isRecord(direct)) {
      const members = Array.isArray(direct.channel_members) ? direct.channel_members.map(text) : [];
      const key = members.sort().join('/');
      const chat = chats.get(key) ?? {
        name: members.length > 2 ? members.map(nameOf).join(', ') : null,
        messages: [],
      };
      chats.set(key, chat);
      chat.messages.push(...readPost(direct, nameOf));
    }
  }
  return [...chats.values()];
}

function keyOf(channel: Parsed): string {
  return `${text(channel.team)}/${text(channel.name)}`;
}

function readPost(post: Parsed, nameOf: (user: unknown) => string): MessageToLoad[] {
  const at = Number(post.create_at);
  if (Number.isNaN(at)) return [];
  const id = `${text(post.user)} ${at}`;
  const files = list(post.attachments).flatMap(({ path }) => {
    const name = text(path).split('/').at(-1) ?? '';
    return name === '' ? [] : [{ name, text: `what was in ${name}` }];
  });
  const first: MessageToLoad = {
    id,
    from: nameOf(post.user),
    at,
    text: text(post.message),
    reactions: list(post.reactions).map((each) => ({
      type: text(each.emoji_name),
      by: [nameOf(each.user)],
    })),
    files,
  };
  const replies = list(post.replies).flatMap((reply) =>
    readPost(reply, nameOf).map((each) => ({ ...each, answers: [id] })),
  );
  return [first, ...replies];
}
