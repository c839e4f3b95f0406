/**
 * How a chat of 100,000 messages opens and scrolls, in the built app in Chromium. Requests about one
 * chat are a second apart, as Teams wants it: a first copy of so long a chat takes half an hour, of
 * which nothing is measured here. The app is therefore served with that pause taken out of it.
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../shared/simulator/seed/random.ts';
import type { Simulator } from '../shared/simulator/simulator.ts';
import { BENCH_CLIENT_ID, openBackedUp } from './backed-up.ts';
import { report } from './figure.ts';
import { browserProcesses, processorMs } from './processes.ts';
import { inventProse } from './prose.ts';
import type { QuietBrowser } from './quiet-browser.ts';
import { type ListLooks, scroll } from './scrolling.ts';

/**
 * `MESSAGES` in the environment makes a smaller try of it; the figures' names say how many. `PROFILE` is
 * a folder to keep the copy in, or to take it from.
 */
const MESSAGES = Number(process.env.MESSAGES ?? 100_000);
const DIST = fileURLToPath(new URL('../dist/pwa/', import.meta.url));
const MINUTE_MS = 60_000;
const JUMPS = 30;
const PAUSE = /(apart:\{key:`chat \$\{\w+\}`,ms:)1e3/;
const TALK: ListLooks = { list: '[role=log]', row: '.talk-waits' };
/** Each time another chat is opened in between. */
const OPENED = 5;

export async function benchChatPage(): Promise<void> {
  const root = await withoutPause();
  const { browser, isReused, close } = await openBackedUp({
    fill: fillChats,
    profile: process.env.PROFILE ?? null,
    root,
    what: `${MESSAGES} messages in one chat`,
  });
  try {
    if (!isReused) await browser.evaluate(COPY_CHATS);
    await browser.evaluate(SHOW_CHATS);
    const name = `chat of ${MESSAGES} messages`;
    const opened: number[] = [];
    const worked: number[] = [];
    for (let nth = 0; nth < OPENED; nth += 1) {
      await browser.evaluate(CLOSE_CHAT);
      const before = tabWork(browser);
      opened.push(await browser.evaluate<number>(OPEN_CHAT));
      worked.push(tabWork(browser) - before);
    }
    worked.sort((one, other) => one - other);
    opened.sort((one, other) => one - other);
    report({
      figure: `${name}: first screen, the middle of ${OPENED}`,
      value: opened[Math.floor(OPENED / 2)] ?? Number.NaN,
      unit: 'ms',
      goal: '≤ 150',
    });
    report({
      figure: `${name}: work of the tab for it, all threads, processor time`,
      value: worked[Math.floor(OPENED / 2)] ?? Number.NaN,
      unit: 'ms',
      goal: 'told, no goal',
    });
    const jumps = await browser.evaluate<number[]>(jumpAround());
    report({
      figure: `${name}: from a jump to its messages, the slowest of ${JUMPS}`,
      value: Math.max(...jumps),
      unit: 'ms',
      goal: 'told, no goal',
    });
    await browser.evaluate(GO_TO_START);
    const before = tabWork(browser);
    const scrolled = await scroll(browser, TALK);
    const scrolling = tabWork(browser) - before;
    report({
      figure: `${name}: dropped frames while scrolling`,
      value: scrolled.dropped,
      unit: '%',
      goal: '≤ 5',
    });
    report({
      figure: `${name}: work of the tab for a frame of scrolling, all threads, processor time`,
      value: scrolling / scrolled.frames,
      unit: 'ms',
      goal: 'told, no goal',
    });
    report({
      figure: `${name}: frames with a message in sight that was not there yet`,
      value: scrolled.empty,
      unit: '%',
      goal: 'told, no goal',
    });
  } finally {
    await close();
    await rm(root, { recursive: true, force: true });
  }
}

/** What a machine is busy with otherwise changes how long something takes, and hardly what it computes. */
function tabWork(browser: QuietBrowser): number {
  const renderers = browserProcesses(browser.pid).filter(({ type }) => type === 'renderer');
  return renderers.reduce((sum, { pid }) => sum + processorMs(pid), 0);
}

async function withoutPause(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-chats-'));
  await cp(DIST, root, { recursive: true });
  const assets = join(root, 'assets');
  // In which part of the engine it stands is the bundler's choice.
  for (const name of (await readdir(assets)).filter((each) => each.endsWith('.js'))) {
    const file = join(assets, name);
    const text = await readFile(file, 'utf8');
    const changed = text.replace(PAUSE, (_all, start) => `${start}0`);
    if (changed === text) continue;
    await writeFile(file, changed);
    return root;
  }
  throw new Error('the pause between requests is not where it was');
}

function fillChats({ chats: { control }, signIn, control: mail }: Simulator): void {
  signIn.grants.consentForAll(BENCH_CLIENT_ID, ['Chat.Read', 'Files.Read']);
  mail.deliver({ subject: 'One message, so that mail is something' });
  const random = seededRandom(1, 'bench-chat-page');
  const prose = inventProse(1_000_000);
  const { now } = control.service;
  const people = ['Ana Lima', 'Ben Okafor', 'Cleo Haas'].map((each) => control.person(each));
  const short = control.group('Short one', people, now - 2 * MINUTE_MS);
  control.post(short, { text: 'Hello', at: now - MINUTE_MS });
  const long = control.group('Long one', people, now - (MESSAGES + 5) * MINUTE_MS);
  for (let nth = 1; nth < MESSAGES; nth += 1) {
    const from = people[Math.floor(random() * 4)];
    const begin = Math.floor(random() * 990_000);
    const text = prose.slice(begin, begin + 10 + Math.floor(random() ** 3 * 600));
    control.post(long, {
      ...(from ? { from } : {}),
      text,
      at: now - (MESSAGES - nth + 3) * MINUTE_MS,
    });
  }
}

/** Copies them. */
const COPY_CHATS = `(async () => {
  const [{ of }] = await face.engine.listReceipts(1);
  const account = { id: of.account, name: 'Pat Example', username: 'pat@example.com' };
  await face.engine.chooseSources(of.account, ['mail', 'chats']);
  const [job] = await face.engine.startBackup(account, ['chats']);
  let last;
  for await (const progress of face.engine.watchJob(job)) last = progress;
  if (last?.receipt?.verdict !== 'complete') throw new Error('chats were not copied: ' + JSON.stringify(last));
})()`;

/** The page of chats. */
const SHOW_CHATS = `(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  while (!document.querySelector('nav a[href="/chats"]')) await frame();
  document.querySelector('nav a[href="/chats"]').click();
  while (!document.querySelector('[role=log] article')) await frame();
})()`;

const LOOK = `
  const frame = () => new Promise(requestAnimationFrame);
  const link = (name) => [...document.querySelectorAll('nav[aria-label=Chats] a')].find((each) => each.textContent.includes(name));
  const isShown = (name) => {
    const log = document.querySelector('[role=log]');
    return log?.getAttribute('aria-label') === 'Messages of ' + name && log.querySelector('article') !== null;
  };
`;

/** Another chat is open, and the tab is at rest. */
const CLOSE_CHAT = `(async () => {
  ${LOOK}
  link('Short one').click();
  while (!isShown('Short one')) await frame();
  for (let nth = 0; nth < 30; nth += 1) await frame();
})()`;

/** From the click on the long chat to the frame after its newest messages are in sight. */
const OPEN_CHAT = `(async () => {
  ${LOOK}
  const startedAt = performance.now();
  link('Long one').click();
  while (!isShown('Long one')) await frame();
  await frame();
  return performance.now() - startedAt;
})()`;

/** From there the gestures have room to go down. */
const GO_TO_START = `(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const log = document.querySelector('[role=log]');
  log.scrollTop = 0;
  for (let nth = 0; nth < 60; nth += 1) await frame();
})()`;

/** Milliseconds of each jump until every message in sight is there. */
function jumpAround(): string {
  return `(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const log = document.querySelector('[role=log]');
    const times = [];
    for (let at = 0; at < ${JUMPS}; at += 1) {
      const startedAt = performance.now();
      log.scrollTop = ((at * 0.618034) % 1) * (log.scrollHeight - log.clientHeight);
      do await frame(); while (log.querySelector('[aria-busy=true]') !== null || log.querySelector('article') === null);
      times.push(performance.now() - startedAt);
    }
    return times;
  })()`;
}
