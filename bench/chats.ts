/**
 * What chats cost: 200 chats with 100,000 messages, one in twelve with a picture beside it, read by
 * the engine in Node from the simulator, Teams' limits on, on a virtual clock. Then two runs in which
 * nothing is new, and one with one new message. What is stored is measured in a second account whose
 * messages are nothing but text, as it lies in the repository with lists and index.
 */

import { readChats } from '../scripts/simulator-chats.ts';
import { backUpChats, withChats } from '../shared/engine/chats.contract.ts';
import { loadChats } from '../shared/simulator/chats/load-chats.ts';
import { seededRandom } from '../shared/simulator/seed/random.ts';
import type { BenchOptions } from './bench.ts';
import { benchChatPage } from './chats-page.ts';
import { report } from './figure.ts';
import { inventProse } from './prose.ts';

const CHATS = 200;
const MESSAGES = 100_000;
const PICTURE_EVERY = 12;
/** What a request takes; with four at once it keeps below the limits of the tenant. */
const LATENCY_MS = 240;
const HOUR_MS = 3_600_000;

export async function benchChats({ data }: BenchOptions): Promise<void> {
  await benchRequests();
  await benchStorage(data);
  await benchChatPage();
}

function filled(pictureEvery: number, messages: number) {
  const tenant = withChats({
    patience: 'brief',
    simulator: { limits: true, latencyMs: LATENCY_MS },
  });
  const { control } = tenant.simulator.chats;
  const random = seededRandom(1, 'bench-chats');
  const all = inventProse(2_000_000);
  const people = Array.from({ length: 40 }, (_, at) => control.person(`Person Number ${at}`));
  const weights = Array.from({ length: CHATS }, (_, at) => 1 / (at + 4));
  const sum = weights.reduce((total, each) => total + each, 0);
  const now = tenant.clock.now();
  let count = 0;
  const chats = weights.map((weight, at) => {
    const others = people.slice(at % 30, (at % 30) + 2 + (at % 5));
    const of = Math.round((messages * weight) / sum);
    const start = now - of * 20 * 60_000;
    const chat = control.group(`Chat ${at}`, others, start);
    for (let nth = 1; nth < of; nth += 1) {
      const from = others[Math.floor(random() * others.length)];
      const pictures =
        nth % pictureEvery === 0 ? [Uint8Array.of(137, 80, 78, 71, at, nth % 256)] : [];
      const begin = Math.floor(random() * 1_999_800);
      const text = all.slice(begin, begin + 10 + Math.floor(random() * 110));
      control.post(chat, {
        ...(from ? { from } : {}),
        text,
        pictures,
        at: start + nth * 20 * 60_000,
      });
      count += pictures.length;
    }
    return chat;
  });
  return { tenant, control, chats, pictures: count };
}

async function benchRequests(): Promise<void> {
  const { tenant, control, chats, pictures } = filled(PICTURE_EVERY, MESSAGES);
  const messages = chats.reduce((sum, { messages: { size } }) => sum + size, 0);
  const engine = await tenant.open();
  const startedAt = tenant.clock.now();
  const run = async () => {
    const receipt = await backUpChats(tenant, engine);
    if (receipt.verdict !== 'complete') throw new Error(`not complete: ${receipt.reason}`);
    return receipt.requests;
  };
  report({
    figure: 'chats: requests of a first copy',
    value: await run(),
    unit: 'requests',
    goal: `≤ ${Math.round(messages / 50 + 2 * CHATS + pictures)} (messages/50 + 2 × chats + pictures)`,
  });
  report({
    figure: 'chats: requests Microsoft refused',
    value: tenant.simulator.report().refused,
    unit: 'requests',
    goal: '0',
  });
  report({
    figure: 'chats: minutes of a first copy within the limits of Teams',
    value: (tenant.clock.now() - startedAt) / 60_000,
    unit: 'min',
    goal: 'told',
  });
  let most = 0;
  for (let nth = 0; nth < 4; nth += 1) {
    tenant.clock.advance(HOUR_MS);
    most = Math.max(most, await run());
  }
  report({
    figure: 'chats: requests of a run without changes, the most of four',
    value: most,
    unit: 'requests',
    goal: `≤ ${CHATS / 50 + 3}`,
  });
  tenant.clock.advance(HOUR_MS);
  const [, , chat] = chats;
  if (chat) control.post(chat, { text: 'new' });
  report({
    figure: 'chats: requests of a run with one new message',
    value: await run(),
    unit: 'requests',
    goal: '≤ 4',
  });
  await engine.close();
}

async function benchStorage(data: string | null): Promise<void> {
  const made =
    data === null
      ? filled(Number.POSITIVE_INFINITY, 20_000).tenant
      : withChats({ patience: 'brief' });
  if (data !== null) await loadChats(made.simulator.chats.control, readChats(data));
  const chats = [...made.simulator.chats.service.chats.values()];
  const messages = chats.reduce((sum, chat) => sum + chat.messages.size, 0);
  const letters = chats.reduce(
    (sum, chat) =>
      [...chat.messages.values()].reduce((all, { body }) => all + body.content.length, sum),
    0,
  );
  const engine = await made.open();
  const { storedBytes } = await backUpChats(made, engine);
  await engine.close();
  report({
    figure: 'chats: letters of a message, as stored below',
    value: letters / messages,
    unit: 'letters',
    goal: 'told',
  });
  report({
    figure: 'chats: stored for a plain message',
    value: storedBytes / messages,
    unit: 'bytes',
    goal: '≤ 250',
  });
}
