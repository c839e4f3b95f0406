import { toHex } from '../lib/bytes.ts';
import { hash } from '../lib/hash.ts';
import { EVERYTHING } from '../model/choice.ts';
import { type AccountId, asId } from '../model/ids.ts';
import type { Account } from '../model/item.ts';
import type { BackupBy } from '../model/job.ts';
import type { Receipt } from '../model/receipt.ts';
import { CHANNEL_SCOPES } from '../model/sources.ts';
import { Repository } from '../repository/repository.ts';
import type { Channel, Team } from '../simulator/chats/channel.ts';
import type { Chat, ChatMessage } from '../simulator/chats/chat.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { type ChatMeta, readMeta } from '../sources/chats/chat-meta.ts';
import { contentsOf } from '../sources/chats/contents-of.ts';
import type { KeptContent } from '../sources/chats/kept-contents.ts';
import type { Engine } from './engine.ts';
import { Simulated, type SimulatedOptions, untilEnded } from './simulated.contract.ts';
import { openParts, readMeta as readStoredMeta } from './stored-item.ts';

/** For tests: what chats are, and what of them is kept, in words that can be compared. */
export interface KeptChats {
  /** By chat and message: what is kept of it, in one line. */
  lines: Map<string, string>;
  metas: Map<string, ChatMeta>;
  contents: Map<string, readonly KeptContent[]>;
  names: Map<string, string>;
  unwhole: string[];
  itemIds: string[];
}

/** The account as the sign-in names it: who one is among the members of a chat is in its id. */
export function ownerOf({ simulator }: Simulated): Account {
  const { id, tenantId, name, username } = simulator.account;
  return { id: asId<AccountId>(`${id}.${tenantId}`), name, username };
}

export function withChats(options: SimulatedOptions = {}): Simulated {
  const simulated = new Simulated(options);
  simulated.granted = [...(simulated.granted ?? []), 'Chat.Read', 'Files.Read.All'];
  return simulated;
}

/** The same with the channels of the person's teams, which somebody has to choose. */
export function withChannels(options: SimulatedOptions = {}): Simulated {
  const simulated = withChats(options);
  simulated.granted = [...(simulated.granted ?? []), ...CHANNEL_SCOPES.read];
  return simulated;
}

export function chooseChannels(simulated: Simulated, engine: Engine, channels = true) {
  return engine.writeChoice(ownerOf(simulated).id, 'chats', { ...EVERYTHING, channels });
}

export async function backUpChats(
  simulated: Simulated,
  engine: Engine,
  by: BackupBy = 'person',
): Promise<Receipt> {
  const [id] = await engine.startBackup(ownerOf(simulated), ['chats'], by);
  const { receipt, endedBy } = await untilEnded(engine, id);
  if (receipt === null) throw new Error(`the backup left no receipt: ${endedBy}`);
  return receipt;
}

/** What the service has of each message now; of a deleted one, that it is. */
export async function chatsAsTheyAre({ simulator }: Simulated): Promise<Map<string, string>> {
  const lines = new Map<string, string>();
  for (const chat of simulator.chats.service.chats.values()) {
    if (!chat.isMember) continue;
    for (const message of chat.messages.values()) {
      lines.set(keyOf(chat, message), await lineOf(message));
    }
  }
  for (const [team, channel] of channelsOf(simulator)) {
    for (const message of channel.messages.values()) {
      // Without its post a reply is in no list.
      if (message.replyTo !== null && !channel.messages.has(message.replyTo)) continue;
      lines.set(channelKeyOf(team, channel, message), await lineOf(message));
    }
  }
  return sorted(lines);
}

/** Channels that can be seen. */
export function channelsOf(simulator: Simulator): [Team, Channel][] {
  return [...simulator.chats.service.teams.values()]
    .filter(({ isMember }) => isMember)
    .flatMap((team) =>
      [...team.channels.values()].map((channel): [Team, Channel] => [team, channel]),
    );
}

export function channelKeyOf(team: Team, channel: Channel, { id, replyTo }: ChatMessage): string {
  return `${team.id}/${channel.id}/${replyTo === null ? id : `${replyTo}-${id}`}`;
}

export function keyOf(chat: Chat, message: ChatMessage): string {
  return `${chat.id}/${message.id}`;
}

async function lineOf(message: ChatMessage): Promise<string> {
  const { modifiedAt, deletedAt, body, reactions, hosted } = message;
  if (deletedAt !== null) return `${modifiedAt} deleted`;
  const text = body.content.replace(/hosted:[\w+/=-]+/g, '…');
  const pictures = await Promise.all(hosted.map(({ bytes }) => sumOf(bytes)));
  return [modifiedAt, text, reactions.map(({ type }) => type).join(''), ...pictures.sort()].join(
    ' ',
  );
}

async function sumOf(bytes: Uint8Array): Promise<string> {
  return toHex(await hash(new Uint8Array(bytes))).slice(0, 12);
}

/** What the newest snapshot holds of all chats. */
export async function keptOfChats(simulated: Simulated): Promise<KeptChats> {
  const { clock, randomBytes, software } = simulated.parts();
  const environment = { now: () => clock.now(), randomBytes, software };
  const repository = await Repository.open(simulated.backend, environment);
  if (repository === undefined) throw new Error('nothing is kept');
  const kept: KeptChats = {
    lines: new Map(),
    metas: new Map(),
    contents: new Map(),
    names: new Map(),
    unwhole: [],
    itemIds: [],
  };
  for (const state of repository.head()?.containers ?? []) {
    if (state.source !== 'chats') continue;
    kept.names.set(state.id, state.name);
    for await (const [id, entry] of repository.openMap(state.items).entries()) {
      const meta = readMeta(await readStoredMeta(repository, entry));
      kept.itemIds.push(id);
      kept.metas.set(id, meta);
      if (!entry.whole) kept.unwhole.push(id);
      if (meta.kind !== 'message') continue;
      const parts = openParts(repository, entry);
      const list = await parts.load('attachments');
      const contents: KeptContent[] = list ? JSON.parse(new TextDecoder().decode(list)) : [];
      kept.contents.set(id, contents);
      const stored = contents.filter((each) => each.stored);
      // What an earlier text showed is kept as well.
      const now = new Set(contentsOf(meta.message).map(({ key }) => key));
      const sums = await Promise.all(
        stored.map(async ({ kind, key }, nth) => {
          const bytes = (await parts.load('attachment', nth)) ?? new Uint8Array(0);
          return { kind, isShown: now.has(key), sum: await sumOf(bytes) };
        }),
      );
      const pictures = sums
        .filter(({ kind, isShown }) => kind !== 'file' && isShown)
        .map(({ sum }) => sum);
      kept.lines.set(id, keptLine(meta.message, pictures));
    }
  }
  return { ...kept, lines: sorted(kept.lines) };
}

function keptLine(message: Record<string, unknown>, pictures: readonly string[]): string {
  const modified = Date.parse(String(message.lastModifiedDateTime));
  if (typeof message.deletedDateTime === 'string') return `${modified} deleted`;
  const { content = '' } = (message.body ?? {}) as { content?: string };
  const text = content.replace(/https:\/\/[^"]+\/\$value|http:\/\/[^"]+\/\$value/g, '…');
  const reactions = (message.reactions ?? []) as { reactionType: string }[];
  const given = reactions.map(({ reactionType }) => reactionType).join('');
  return [modified, text, given, ...[...pictures].sort()].join(' ');
}

function sorted(lines: Map<string, string>): Map<string, string> {
  return new Map([...lines].sort(([a], [b]) => (a < b ? -1 : 1)));
}
