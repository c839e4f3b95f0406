import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Channel, Team } from '../simulator/chats/channel.ts';
import { Chat, type ChatMessage } from '../simulator/chats/chat.ts';
import { channelIn } from '../sources/chats/channel-calls.ts';
import { shownOf } from '../sources/chats/chat-meta.ts';
import {
  backUpChats,
  channelKeyOf,
  channelsOf,
  chatsAsTheyAre,
  chooseChannels,
  keptOfChats,
  keyOf,
  ownerOf,
  withChannels,
} from './chats.contract.ts';
import type { Simulated } from './simulated.contract.ts';

/** More in a run by hand: `CHAT_HISTORIES=1000 npx vitest run --project node shared/engine/chats-histories.test.ts`. */
const RUNS = Number(process.env.CHAT_HISTORIES ?? 100);

/** One thing people, their organisation or time do; numbers choose among what is there. */
interface Step {
  do:
    | 'chat'
    | 'channel'
    | 'reply'
    | 'post'
    | 'picture'
    | 'file'
    | 'quote'
    | 'edit'
    | 'delete'
    | 'undelete'
    | 'react'
    | 'unreact'
    | 'rename'
    | 'leave'
    | 'rejoin'
    | 'retain'
    | 'wait'
    | 'turn'
    | 'copy';
  which: number;
  where: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    ...(['chat', 'channel', 'reply', 'reply', 'post', 'post', 'post', 'picture', 'file'] as const),
    ...(['quote', 'edit', 'edit'] as const),
    ...(['delete', 'undelete', 'react', 'unreact', 'rename', 'leave', 'rejoin'] as const),
    ...(['retain', 'wait', 'wait', 'turn', 'copy', 'copy', 'copy'] as const),
  ),
  which: fc.nat(1000),
  where: fc.nat(1000),
});

/** What must be kept, worked out beside: what was there at any copy, and is not to be lost. */
class Model {
  /** As of the last copy that could see it. */
  readonly lines = new Map<string, string>();
  /** Everything a message was seen to say, by copy. */
  readonly said = new Map<string, Set<string>>();
  /** Whether channels are wanted. */
  hasChannels = true;
  #made = 0;

  constructor(readonly simulated: Simulated) {}

  get control() {
    return this.simulated.simulator.chats.control;
  }

  perform({ do: what, which, where }: Step): void {
    const { control, simulated } = this;
    const teams = [...control.service.teams.values()];
    if (what === 'channel') {
      const team = teams[where % Math.max(1, teams.length)];
      // A few teams with several channels.
      const of = team && which % 3 > 0 ? team : control.team(`Team ${which}`);
      control.channel(of, `Channel ${which}`);
      return;
    }
    const channels = teams.flatMap((team) =>
      [...team.channels.values()].map((channel) => ({ team, channel })),
    );
    const all = [...control.service.chats.values()];
    const at = where % Math.max(1, all.length + channels.length);
    const place = channels[at - all.length];
    if (place !== undefined && what !== 'chat' && what !== 'wait') {
      this.#inTeam(what, place.team, place.channel, which);
      return;
    }
    if (what === 'chat' || all.length === 0) {
      const sam = control.person(`Person ${this.#made}`);
      if (which % 3 === 0) control.chat('oneOnOne', [sam]);
      else control.group(which % 3 === 1 ? `Group ${which}` : null, [sam]);
      return;
    }
    if (what === 'wait') simulated.clock.advance((which + 1) * 60_000);
    if (what === 'wait') return;
    const chat = all[where % all.length]!;
    if (what === 'rejoin') {
      if (!chat.isMember) control.rejoin(chat);
      return;
    }
    if (!chat.isMember) return;
    const messages = [...chat.messages.values()];
    const message = messages[which % Math.max(1, messages.length)];
    this.#inChat(what, chat, which, message);
  }

  #inTeam(what: Step['do'], team: Team, channel: Channel, which: number): void {
    const { control } = this;
    if (what === 'rejoin') control.setTeamMember(team, true);
    if (!team.isMember) return;
    if (what === 'leave') control.setTeamMember(team, false);
    const messages = [...channel.messages.values()];
    const message = messages[which % Math.max(1, messages.length)];
    if (what === 'reply' && message) {
      const text = `said ${++this.#made}`;
      const pictures = which % 4 === 0 ? [new Uint8Array([which % 256, 3])] : [];
      const files =
        which % 5 === 0 ? [control.shareInChannel(team, channel, `${text}.txt`, text)] : [];
      control.reply(channel, message, { text, pictures, files });
    } else if (what === 'rename') channel.name = `Name ${which}`;
    else if (what !== 'leave') this.#inChat(what, channel, which, message);
  }

  #inChat(
    what: Step['do'],
    chat: Chat | Channel,
    which: number,
    message: ChatMessage | undefined,
  ): void {
    const { control } = this;
    const text = `said ${++this.#made}`;
    if (what === 'post') control.post(chat, { text });
    if (what === 'picture')
      control.post(chat, { text, pictures: [new Uint8Array([which % 256, 2])] });
    if (what === 'file')
      control.post(chat, { text, files: [control.shareFile(`${text}.txt`, text)] });
    if (chat instanceof Chat && what === 'rename') control.rename(chat, `Name ${this.#made}`);
    if (chat instanceof Chat && what === 'leave') control.leave(chat);
    if (message === undefined) return;
    if (what === 'retain') control.retain(chat, message.createdAt);
    if (what === 'quote') control.post(chat, { text, quotes: [message] });
    const isText = message.type === 'message';
    if (what === 'edit' && isText && message.deletedAt === null) control.edit(chat, message, text);
    if (what === 'delete' && isText && message.deletedAt === null) control.delete(chat, message);
    if (what === 'undelete' && message.deletedAt !== null) control.undelete(chat, message);
    if (what === 'react' && isText) control.react(chat, message, which % 2 ? '👍' : '🎉');
    if (what === 'unreact' && isText) control.unreact(chat, message, which % 2 ? '👍' : '🎉');
  }

  /** What a copy that looks into every chat must have from now on. */
  async see(): Promise<void> {
    const isSeen = (key: string) => this.hasChannels || channelIn(key) === null;
    for (const [key, line] of await chatsAsTheyAre(this.simulated)) {
      if (isSeen(key)) this.lines.set(key, line);
    }
    for (const chat of this.control.service.chats.values()) {
      if (!chat.isMember) continue;
      for (const message of chat.messages.values()) this.#hear(keyOf(chat, message), message);
    }
    for (const [team, channel] of this.hasChannels ? channelsOf(this.simulated.simulator) : []) {
      for (const message of channel.messages.values()) {
        // What lost its post can't be seen any more.
        if (message.replyTo !== null && !channel.messages.has(message.replyTo)) continue;
        this.#hear(channelKeyOf(team, channel, message), message);
      }
    }
  }

  #hear(key: string, { deletedAt, body }: ChatMessage): void {
    if (deletedAt !== null) return;
    const said = this.said.get(key) ?? new Set();
    this.said.set(key, said.add(body.content.replace(/<[^>]*>/g, '')));
  }
}

/** Runs until every chat was looked into: what no list shows is found by turns. */
async function copyAll(simulated: Simulated, engine: Awaited<ReturnType<Simulated['open']>>) {
  const { chats, teams } = simulated.simulator.chats.service;
  const channels = [...teams.values()].reduce((sum, team) => sum + team.channels.size, 0);
  // New channels are listed every fourth time.
  const runs = Math.max(chats.size, teams.size === 0 ? 0 : channels + 4);
  for (let run = 0; run <= runs; run += 1) {
    expect(await backUpChats(simulated, engine)).toMatchObject({ verdict: 'complete', gaps: [] });
  }
}

test('after any history every message is kept as it is, and everything it was seen to say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.record({
        repeatsNextLink: fc.boolean(),
        endsAtDeleted: fc.boolean(),
        refusesTokens: fc.boolean(),
        refusesOrder: fc.boolean(),
        deltaOmitsReplies: fc.boolean(),
        forgetsDelta: fc.boolean(),
      }),
      async (steps, quirks) => {
        const simulated = withChannels({ patience: 'brief' });
        const model = new Model(simulated);
        Object.assign(simulated.simulator.chats.troubles.quirks, quirks);
        const engine = await simulated.open();
        await chooseChannels(simulated, engine);
        model.control.group('First', [model.control.person('Sam Sender')]);
        for (const each of [...steps, { do: 'copy' as const, which: 0, where: 0 }]) {
          if (each.do === 'turn') {
            model.hasChannels = !model.hasChannels;
            await chooseChannels(simulated, engine, model.hasChannels);
          } else if (each.do !== 'copy') model.perform(each);
          else {
            await copyAll(simulated, engine);
            await model.see();
          }
        }
        const { lines, metas, unwhole } = await keptOfChats(simulated);
        expect(unwhole).toEqual([]);
        for (const [key, line] of model.lines) expect([key, lines.get(key)]).toEqual([key, line]);
        expect(lines.size).toBe(model.lines.size);
        for (const [key, said] of model.said) {
          const meta = metas.get(key);
          if (meta?.kind !== 'message') throw new Error('not kept');
          const bodies = [
            shownOf(meta.message).body,
            ...(meta.earlier ?? []).map(({ body }) => body),
          ];
          const kept = bodies.map((body) => String(body?.content ?? '').replace(/<[^>]*>/g, ''));
          for (const text of said) expect(kept).toContain(text);
        }
        await expectListed(simulated, engine, model);
        await engine.close();
      },
    ),
    { numRuns: RUNS },
  );
}, 1_800_000);

/** The lists have each message once. */
async function expectListed(
  simulated: Simulated,
  engine: Awaited<ReturnType<Simulated['open']>>,
  model: Model,
) {
  const account = ownerOf(simulated).id;
  const ids: string[] = [];
  for (const { id, isGone } of await engine.listContainers(account, 'chats')) {
    expect(isGone).toBe(false);
    const order = { sort: 'date', descending: false, show: 'all' } as const;
    const query = { account, source: 'chats', container: id, ...order } as const;
    const { rows } = await engine.listItems(query, null, 1000);
    ids.push(...rows.filter(({ chat }) => chat !== 'about').map(({ itemId }) => itemId as string));
  }
  expect(ids.sort()).toEqual([...model.lines.keys()].sort());
}
