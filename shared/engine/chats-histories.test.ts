import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Chat, ChatMessage } from '../simulator/chats/chat.ts';
import { shownOf } from '../sources/chats/chat-meta.ts';
import {
  backUpChats,
  chatsAsTheyAre,
  keptOfChats,
  keyOf,
  ownerOf,
  withChats,
} from './chats.contract.ts';
import type { Simulated } from './simulated.contract.ts';

/** More in a run by hand: `CHAT_HISTORIES=1000 npx vitest run --project node shared/engine/chats-histories.test.ts`. */
const RUNS = Number(process.env.CHAT_HISTORIES ?? 100);

/** One thing people, their organisation or time do; numbers choose among what is there. */
interface Step {
  do:
    | 'chat'
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
    | 'copy';
  which: number;
  where: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    ...(['chat', 'post', 'post', 'post', 'picture', 'file', 'quote', 'edit', 'edit'] as const),
    ...(['delete', 'undelete', 'react', 'unreact', 'rename', 'leave', 'rejoin'] as const),
    ...(['retain', 'wait', 'wait', 'copy', 'copy'] as const),
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
  #made = 0;

  constructor(readonly simulated: Simulated) {}

  get control() {
    return this.simulated.simulator.chats.control;
  }

  perform({ do: what, which, where }: Step): void {
    const { control, simulated } = this;
    const all = [...control.service.chats.values()];
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

  #inChat(what: Step['do'], chat: Chat, which: number, message: ChatMessage | undefined): void {
    const { control } = this;
    const text = `said ${++this.#made}`;
    if (what === 'post') control.post(chat, { text });
    if (what === 'picture')
      control.post(chat, { text, pictures: [new Uint8Array([which % 256, 2])] });
    if (what === 'file')
      control.post(chat, { text, files: [control.shareFile(`${text}.txt`, text)] });
    if (what === 'rename') control.rename(chat, `Name ${this.#made}`);
    if (what === 'leave') control.leave(chat);
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
    for (const [key, line] of await chatsAsTheyAre(this.simulated)) this.lines.set(key, line);
    for (const chat of this.control.service.chats.values()) {
      if (!chat.isMember) continue;
      for (const message of chat.messages.values()) {
        if (message.deletedAt !== null) continue;
        const said = this.said.get(keyOf(chat, message)) ?? new Set();
        this.said.set(keyOf(chat, message), said.add(message.body.content.replace(/<[^>]*>/g, '')));
      }
    }
  }
}

/** Runs until every chat was looked into: what no list shows is found by turns. */
async function copyAll(simulated: Simulated, engine: Awaited<ReturnType<Simulated['open']>>) {
  const chats = simulated.simulator.chats.service.chats.size;
  for (let run = 0; run <= chats; run += 1) {
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
      }),
      async (steps, quirks) => {
        const simulated = withChats({ patience: 'brief' });
        const model = new Model(simulated);
        Object.assign(simulated.simulator.chats.troubles.quirks, quirks);
        const engine = await simulated.open();
        model.control.group('First', [model.control.person('Sam Sender')]);
        for (const each of [...steps, { do: 'copy' as const, which: 0, where: 0 }]) {
          if (each.do !== 'copy') model.perform(each);
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
