import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startAppServer } from '../scripts/serve-app.ts';
import { startSimulatorServer } from '../scripts/simulator-server.ts';
import type { Receipt } from '../shared/model/receipt.ts';
import type { EngineStatus } from '../shared/rpc/protocol.ts';
import type { Simulator } from '../shared/simulator/simulator.ts';
import { joiningScript } from '../tests/faces/join-engine.ts';
import { signIn } from '../tests/faces/steps.ts';
import { QuietBrowser } from './quiet-browser.ts';

/**
 * What the measurements in Chromium share: the built app, a simulator without limits in this
 * process, which does nothing else meanwhile, and a browser profile in which a mailbox is backed
 * up. A profile folder that is named stays, so that another measurement finds the same backup.
 */
export interface BackedUpOptions {
  /** Fills the empty mailbox. */
  fill(simulator: Simulator): void | Promise<void>;
  /** What is backed up, where it is not mail. */
  source?: 'Files';
  /** Called while the backup runs, about four times a second. */
  onTick?: (browser: QuietBrowser) => void | Promise<void>;
  /** A folder to keep the profile in, or to take it from when it holds a backup of `what`. */
  profile: string | null;
  /** The folder of the app, where it is another than the built one. */
  root?: string;
  /** Tells one backup from another: "100000 messages". */
  what: string;
}

export interface BackedUp {
  /** The app in it, its engine joined as `face.engine`. */
  browser: QuietBrowser;
  receipt: Receipt;
  repository: EngineStatus['repository'];
  /** True when the backup was made earlier and only the app was opened now. */
  isReused: boolean;
  close(): Promise<void>;
}

/** The app registration of the app that is measured. */
export const BENCH_CLIENT_ID = '5c1f0a52-7d0e-4b7f-8a35-2f6a0a4f9f10';
const MARK = 'holdfast-bench.json';
const VIEWPORT = { width: 1280, height: 800 };
const TICK_MS = 250;
const START = `[...document.querySelectorAll('main button')]
  .find(({ textContent }) => textContent.includes('Back up now'))`;
const CHOOSE_FILES =
  "face.engine.chooseSources(JSON.parse(localStorage.getItem('holdfast.sign-ins'))[0].id, ['drive'])";
/** A receipt can be read a moment before its run has ended. */
const STATUS_AFTER = `(async () => {
  for await (const status of face.engine.watchStatus()) {
    if (status.jobs.length === 0 && status.repository.id !== '') return status;
  }
})()`;

export async function openBackedUp(options: BackedUpOptions): Promise<BackedUp> {
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'holdfast-bench-')));
  await mkdir(profile, { recursive: true });
  const known = await readMark(profile);
  if (known !== null && known.what !== options.what) {
    throw new Error(`${profile} holds another backup: ${known.what}`);
  }
  const simulator = known === null ? await filledSimulator(options) : null;
  const graph = simulator?.url ?? known?.graph ?? '';
  const cloud = { name: 'custom', login: graph, graph };
  // What a profile holds belongs to an origin, and its port is part of that.
  const app = await startAppServer({
    port: known?.port ?? 0,
    ...(options.root === undefined ? {} : { root: options.root }),
    deployment: () => ({ clientId: BENCH_CLIENT_ID, cloud }),
  });
  const url = `http://localhost:${app.port}/`;
  let browser: QuietBrowser | undefined;
  const close = async () => {
    await browser?.close();
    await app.close();
    await simulator?.close();
    const removal = { recursive: true, force: true, maxRetries: 5 };
    if (options.profile === null) await rm(profile, removal);
  };
  try {
    if (known !== null && known.port !== app.port) throw new Error(`port ${known.port} is busy`);
    const prepare = async (tab: Page) => {
      await tab.goto(url);
      await signIn(tab, options.source);
    };
    const isNew = known === null;
    browser = await QuietBrowser.launch(profile, url, VIEWPORT, isNew ? prepare : null);
    await browser.evaluate(`void (globalThis.face = ${await joiningScript()})`);
    if (isNew) {
      await browser.until(`${START} !== undefined`);
      // Chosen on the page that was left before its button was pressed.
      if (options.source === 'Files') await browser.evaluate(CHOOSE_FILES);
      await browser.evaluate(`${START}.click()`);
    }
    const receipt = await receiptOf(browser, options);
    if (receipt.verdict !== 'complete') throw new Error(`the backup is ${receipt.verdict}`);
    const { repository } = await browser.evaluate<EngineStatus>(STATUS_AFTER);
    const mark = { what: options.what, graph, port: app.port };
    if (isNew) await writeFile(join(profile, MARK), JSON.stringify(mark));
    return { browser, receipt, repository, isReused: !isNew, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function filledSimulator({ fill }: BackedUpOptions) {
  const server = await startSimulatorServer({ limits: false, fill });
  const url = server.url.replace('127.0.0.1', 'localhost');
  return { url, close: () => server.close() };
}

async function receiptOf(browser: QuietBrowser, options: BackedUpOptions): Promise<Receipt> {
  for (;;) {
    const [receipt] = await browser.evaluate<Receipt[]>('face.engine.listReceipts(1)');
    if (receipt !== undefined) return receipt;
    await options.onTick?.(browser);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}

interface Mark {
  what: string;
  graph: string;
  port: number;
}

async function readMark(profile: string): Promise<Mark | null> {
  try {
    return JSON.parse(await readFile(join(profile, MARK), 'utf8'));
  } catch {
    return null;
  }
}
