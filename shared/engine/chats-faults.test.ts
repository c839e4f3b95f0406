import { expect, test } from 'vitest';
import type { Channel } from '../simulator/chats/channel.ts';
import type { ChatPerson } from '../simulator/chats/people.ts';
import {
  backUpChats,
  chatsAsTheyAre,
  chooseChannels,
  keptOfChats,
  withChannels,
} from './chats.contract.ts';
import type { Simulated } from './simulated.contract.ts';

/** More in a run by hand: `CHAT_FAULTS=300 npx vitest run --project node shared/engine/chats-faults.test.ts`. */
const SEEDS = Number(process.env.CHAT_FAULTS ?? 8);
const STATUSES = [400, 401, 403, 404, 408, 409, 410, 412, 423, 429, 500, 502, 503, 504];
const BODIES = ['error', 'empty', 'html', 'cut'] as const;
/** A request of each kind. */
const PATHS = [
  '/me/chats',
  '/members',
  '/messages?',
  '/hostedContents',
  '/driveItem/content',
  'download.aspx',
  '$batch',
  '48%3Anotes',
  '/me/joinedTeams',
  '/channels',
  '/messages/delta',
  'expand=replies',
  '/replies/',
];

async function opened(seed: number) {
  const simulated = withChannels({ patience: 'brief' });
  const { control } = simulated.simulator.chats;
  const sam = control.person('Sam Sender');
  const chats = [control.group('Garden', [sam]), control.chat('oneOnOne', [sam]), control.notes()];
  for (let at = 0; at < 130; at += 1) {
    simulated.clock.advance(60_000);
    const message = control.post(chats[at % 3]!, {
      from: at % 2 ? sam : control.service.owner,
      text: `${at}`,
      ...(at % 11 === 0 ? { pictures: [new Uint8Array([at, 1, 2])] } : {}),
      ...(at % 17 === 0 ? { files: [control.shareFile(`${at}.txt`, `file ${at}`, sam)] } : {}),
    });
    if (at % 13 === 0) control.edit(chats[at % 3]!, message, `${at} edited`);
    if (at % 29 === 0) control.delete(chats[at % 3]!, message);
  }
  const channels = fillTeams(simulated, sam);
  const engine = await simulated.open();
  await chooseChannels(simulated, engine);
  return { simulated, control, chats, channels, sam, seed, engine };
}

/** Two teams: a channel of two pages, others of a few posts, with replies. */
function fillTeams({ simulator, clock }: Simulated, sam: ChatPerson): Channel[] {
  const { control } = simulator.chats;
  const teams = [control.team('Builders'), control.team('Roofers')];
  return [60, 9, 5].map((posts, nth) => {
    const team = teams[nth % 2]!;
    const channel = control.channel(team, `Channel ${nth}`);
    for (let at = 0; at < posts; at += 1) {
      clock.advance(60_000);
      const post = control.post(channel, { from: sam, text: `post ${at}` });
      if (at % 4 > 0) continue;
      const files = [control.shareInChannel(team, channel, `${nth} ${at}.txt`, `file ${at}`)];
      const pictures = at % 8 === 0 ? [new Uint8Array([at, 5, nth])] : [];
      const reply = control.reply(channel, post, { text: `reply ${at}`, pictures, files });
      if (at % 3 === 0) control.edit(channel, reply, `reply ${at} edited`);
    }
    return channel;
  });
}

/** What the receipt does not name is kept as it is, and nothing else is kept. */
async function expectHonest(
  simulated: Simulated,
  gaps: readonly { itemId: string | null; container: string }[],
) {
  const [kept, now] = [await keptOfChats(simulated), await chatsAsTheyAre(simulated)];
  const named = new Set(gaps.map(({ itemId }) => itemId));
  const chats = new Set(
    gaps.flatMap(({ itemId, container }) => (itemId === null ? [container] : [])),
  );
  for (const [key, line] of now) {
    const chat = key.slice(0, key.lastIndexOf('/'));
    if (!named.has(key) && !chats.has(chat) && kept.names.has(chat)) {
      expect([key, kept.lines.get(key)]).toEqual([key, line]);
    }
  }
  for (const key of kept.lines.keys()) expect(now.has(key)).toBe(true);
}

test.each([0, 1, 2, 3])(
  'whatever fails, chats are kept as they are or the receipt names what is not (%i)',
  async (quarter) => {
    for (let seed = 1 + quarter; seed <= SEEDS; seed += 4) {
      const { simulated, control, chats, channels, engine } = await opened(seed);
      const { troubles } = simulated.simulator;
      const rate = 0.05 + (seed % 5) * 0.05;
      troubles.failAtRandom(seed, rate, [STATUSES[seed % STATUSES.length]!, 503]);
      for (const [at, path] of PATHS.entries()) {
        const body = BODIES[(seed + at) % BODIES.length]!;
        const after = (seed * (at + 3)) % 7;
        troubles.plan({
          path,
          after,
          times: 1 + (seed % 3),
          status: STATUSES[(seed + at) % 14]!,
          body,
        });
      }
      for (let run = 0; run < 2; run += 1) {
        const receipt = await backUpChats(simulated, engine).catch(() => null);
        if (receipt?.verdict === 'complete') expect(receipt.gaps).toEqual([]);
        const isRead = receipt?.lines.every(({ readToEnd }) => readToEnd) ?? false;
        if (isRead && receipt !== null && receipt.verdict !== 'stopped')
          await expectHonest(simulated, receipt.gaps);
        simulated.clock.advance(60 * 60_000);
        for (const chat of chats) control.post(chat, { text: `new ${run}` });
        for (const channel of channels) {
          const [oldest] = channel.messages.values();
          control.reply(channel, oldest!, { text: `new ${run}` });
        }
      }
      troubles.clear();

      let last = await backUpChats(simulated, engine);
      for (let run = 0; run < 20; run += 1) last = await backUpChats(simulated, engine);

      expect([seed, last.verdict, last.gaps]).toEqual([seed, 'complete', []]);
      const { lines, unwhole } = await keptOfChats(simulated);
      expect([seed, unwhole]).toEqual([seed, []]);
      expect([seed, lines]).toEqual([seed, await chatsAsTheyAre(simulated)]);
      await engine.close();
    }
  },
  1_800_000,
);
