import type { Chat } from '../chats/chat.ts';
import type { ChatControl } from '../chats/control.ts';
import type { ChatPerson } from '../chats/people.ts';
import { CHAT_LINES, CHAT_OPENINGS, CHAT_TALKS } from './chat-lines.ts';
import { inventFile } from './files.ts';
import { inventPeople } from './people.ts';
import { inventPicture } from './pictures.ts';
import { between, pick, type Random, seededRandom } from './random.ts';

export interface ChatSeedOptions {
  seed: number;
  /** Groups that are only talk, beside the written-out ones. Default 6. */
  groups?: number;
  /** About so many messages in each of them. Default 60. */
  messages?: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const REACTIONS = ['👍', '❤️', '😄', '🎉', '😮', 'like'] as const;

/**
 * An invented working life in chats: talks of two and of groups in several languages, a meeting with
 * its call, notes to oneself, a program that reports; pictures, files of the person's and of others,
 * a snippet, cards, answers, edits, deletions, reactions. The same for the same seed.
 */
export function seedChats(control: ChatControl, options: ChatSeedOptions): void {
  const { seed, groups = 6, messages = 60 } = options;
  const random = seededRandom(seed, 'chat-world');
  const people = inventPeople(random, 9).map(({ name, address }) =>
    control.person(name, { email: address.replace(/@.*$/, '@example.com') }),
  );
  const someone = (at: number) => people[at % people.length] ?? control.service.owner;
  for (const [at, talk] of CHAT_TALKS.entries()) {
    const others = talk.people === 1 ? [someone(at)] : people.slice(at, at + talk.people);
    const start = control.service.now - (CHAT_TALKS.length - at) * 3 * DAY_MS;
    const chat =
      talk.topic === null
        ? control.chat('oneOnOne', others, { createdAt: start })
        : control.group(talk.topic, others, start);
    tell(control, chat, others, talk.lines, start, random);
  }
  for (let at = 0; at < groups; at += 1) {
    const others = people.slice(at % 5, (at % 5) + between(random, 2, 4));
    const start = control.service.now - between(random, 30, 400) * DAY_MS;
    const chat = control.group(pick(random, CHAT_OPENINGS), others, start);
    chatter(control, chat, others, messages, start, random);
  }
  meet(control, people, random);
  report(control, people);
  gather(control, people);
  const notes = control.notes();
  control.post(notes, {
    text: 'Garage code is on the card in my wallet, not here',
    at: control.service.now - 9 * DAY_MS,
  });
  control.post(notes, {
    text: 'Ask about the second quote before Friday',
    at: control.service.now - 2 * DAY_MS,
  });
}

/** Lines in turns: `>` is the account, anything else the others one after the other. */
function tell(
  control: ChatControl,
  chat: Chat,
  others: readonly ChatPerson[],
  lines: readonly string[],
  start: number,
  random: Random,
): void {
  let at = start + MINUTE_MS;
  let turn = 0;
  for (const line of lines) {
    at += between(random, 1, 40) * MINUTE_MS;
    const isOwn = line.startsWith('>');
    const from = isOwn ? control.service.owner : others[turn++ % others.length];
    const text = line.replace(/^> ?/, '');
    const [, mark = '', rest = text] = /^\[(\w+)\] ?(.*)$/.exec(text) ?? [];
    const written = { ...(from === undefined ? {} : { from }), text: rest, at };
    const last = chat.last;
    if (mark === 'picture') control.post(chat, { ...written, pictures: [inventPicture(random)] });
    else if (mark === 'answer' && last) control.post(chat, { ...written, quotes: [last] });
    else if (mark === 'edited') control.post(chat, { ...written, editedAt: at + 2 * MINUTE_MS });
    else if (mark === 'deleted') control.post(chat, { ...written, deletedAt: at + MINUTE_MS });
    else if (mark === 'urgent') control.post(chat, { ...written, importance: 'urgent' });
    else if (mark === 'file') share(control, chat, from ?? control.service.owner, rest, at, random);
    else if (mark === 'code') {
      const code = 'select room, sum(area)\nfrom plans\ngroup by room;';
      control.post(chat, { ...written, snippet: { name: 'areas.sql', language: 'SQL', code } });
    } else control.post(chat, written);
    if (random() < 0.25) reactTo(chat, others, random);
  }
}

function share(
  control: ChatControl,
  chat: Chat,
  from: ChatPerson,
  text: string,
  at: number,
  random: Random,
): void {
  const file = inventFile(random, Math.floor(at / 1000), between(random, 2_000, 90_000));
  const shared = control.shareFile(file.name, file.bytes(), from);
  control.post(chat, { from, text, at, files: [shared] });
}

function chatter(
  control: ChatControl,
  chat: Chat,
  others: readonly ChatPerson[],
  count: number,
  start: number,
  random: Random,
): void {
  let at = start;
  const now = control.service.now;
  const step = Math.max(MINUTE_MS, Math.floor((now - start) / (count + 1)));
  for (let nth = 0; nth < count; nth += 1) {
    at = Math.min(now - MINUTE_MS, at + Math.floor(step * (0.2 + random())));
    const from = random() < 0.35 ? control.service.owner : pick(random, others);
    const text = pick(random, CHAT_LINES);
    const luck = random();
    const last = chat.last;
    if (luck < 0.05) control.post(chat, { from, text, at, pictures: [inventPicture(random)] });
    else if (luck < 0.08) share(control, chat, from, text, at, random);
    else if (luck < 0.14 && last) control.post(chat, { from, text, at, quotes: [last] });
    else if (luck < 0.18) control.post(chat, { from, text, at, editedAt: at + MINUTE_MS });
    else if (luck < 0.2) control.post(chat, { from, text, at, deletedAt: at + MINUTE_MS });
    else control.post(chat, { from, text, at });
    if (random() < 0.2) reactTo(chat, others, random);
  }
}

function reactTo(chat: Chat, others: readonly ChatPerson[], random: Random): void {
  const { last } = chat;
  if (!last || last.deletedAt !== null) return;
  const type = pick(random, REACTIONS);
  last.reactions.push({
    type,
    name: null,
    contentUrl: null,
    at: last.createdAt,
    by: pick(random, others),
  });
}

function meet(control: ChatControl, people: readonly ChatPerson[], random: Random): void {
  const others = people.slice(0, 4);
  const start = control.service.now - 2 * DAY_MS;
  const meeting = control.chat('meeting', others, { topic: 'Weekly review', createdAt: start });
  const call = { callId: control.service.ids.guid(), callEventType: 'meeting', initiator: null };
  control.event(meeting, 'callStarted', call, start + MINUTE_MS);
  const link = 'Agenda: numbers, roof, anything else';
  control.post(meeting, {
    ...(others[0] ? { from: others[0] } : {}),
    text: link,
    at: start + 2 * MINUTE_MS,
  });
  control.post(meeting, {
    text: 'The plan as it is now',
    at: start + 9 * MINUTE_MS,
    pictures: [inventPicture(random)],
  });
  const ended = { ...call, callDuration: 'PT41M12S', callParticipants: [] };
  control.event(meeting, 'callEnded', ended, start + 42 * MINUTE_MS);
}

/** A program that writes cards, and what an organisation's rules do. */
function report(control: ChatControl, people: readonly ChatPerson[]): void {
  const others = people.slice(2, 4);
  const start = control.service.now - 5 * DAY_MS;
  const chat = control.group('Deliveries', others, start);
  const bot = control.bot('Delivery desk');
  const card = {
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { type: 'TextBlock', size: 'medium', weight: 'bolder', text: 'Timber, second load' },
      {
        type: 'FactSet',
        facts: [
          { title: 'Arrives', value: 'Thursday, 7:30' },
          { title: 'Where', value: 'North gate' },
        ],
      },
    ],
    actions: [
      { type: 'Action.OpenUrl', title: 'Follow it', url: 'https://deliveries.example/2481' },
    ],
  };
  const cards = [{ type: 'application/vnd.microsoft.card.adaptive', card }];
  control.post(chat, { from: bot, at: start + MINUTE_MS, cards });
  control.post(chat, { text: 'Thursday works, the crane is there', at: start + 30 * MINUTE_MS });
  control.post(chat, {
    ...(others[0] ? { from: others[0] } : {}),
    text: 'The card number for the fee is 0000 0000 0000 0000',
    at: start + 40 * MINUTE_MS,
    policy: {
      dlpAction: 'notifySender, blockAccess',
      justificationText: null,
      policyTip: {
        generalText: 'It looks like a card number.',
        complianceUrl: null,
        matchedConditionDescriptions: [],
      },
      userAction: 'none',
      verdictDetails: 'allowOverrideWithoutJustification',
    },
  });
}

/** A team with two channels, which nobody reads whom an administrator has not let. */
function gather(control: ChatControl, people: readonly ChatPerson[]): void {
  const start = control.service.now - 20 * DAY_MS;
  const team = control.team('Harbour Street');
  const general = control.channel(team, 'General', start);
  const [one = control.service.owner, other = one] = people;
  const said = (from: ChatPerson, days: number) => ({ from, at: start + days * DAY_MS });
  const plan = control.shareInChannel(team, general, 'Site plan.txt', 'North is up.');
  const first = control.post(general, {
    ...said(one, 1),
    subject: 'Where everything is',
    text: 'The plan with gates, huts and the crane. Say when something is missing.',
    files: [plan],
  });
  control.reply(general, first, { ...said(other, 1.1), text: 'The second hut is on the left now' });
  const answer = { text: 'Drawn in, thank you', at: start + 9 * DAY_MS };
  control.react(general, control.reply(general, first, answer), '👍', one);
  control.post(general, { ...said(other, 6), text: 'Water is off on Friday until noon' });
  const safety = control.channel(team, 'Safety', start);
  const walk = control.post(safety, {
    ...said(one, 3),
    subject: 'Walk of week 46',
    text: 'All clear',
  });
  control.reply(safety, walk, { ...said(other, 3.2), text: 'But for the rail on level two' });
}
