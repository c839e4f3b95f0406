import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../scripts/chromium.ts';
import { startAppServer } from '../scripts/serve-app.ts';
import { startSimulatorServer } from '../scripts/simulator-server.ts';
import type { Receipt } from '../shared/model/receipt.ts';
import type { Simulator } from '../shared/simulator/simulator.ts';
import { type JoinedFace, joinEngine } from '../tests/faces/join-engine.ts';
import { signIn } from '../tests/faces/steps.ts';

/**
 * What the measurements in Chromium share: the built app, a simulator without limits in this
 * process, which does nothing else meanwhile, and a browser profile in which a mailbox is backed
 * up. A profile folder that is named stays, so that another measurement finds the same backup.
 */
export interface BackedUpOptions {
  /** Fills the empty mailbox. */
  fill(simulator: Simulator): void | Promise<void>;
  /** Called right before the backup begins, with the folder of the browser's profile. */
  onStart?: (profile: string, page: Page) => void | Promise<void>;
  /** Called while the backup runs, about four times a second. */
  onTick?: () => void | Promise<void>;
  /** A folder to keep the profile in, or to take it from when it holds a backup of `what`. */
  profile: string | null;
  /** Tells one backup from another: "100000 messages". */
  what: string;
}

export interface BackedUp {
  page: Page;
  face: JoinedFace;
  receipt: Receipt;
  /** True when the backup was made earlier and only the app was opened now. */
  isReused: boolean;
  close(): Promise<void>;
}

const CLIENT_ID = '5c1f0a52-7d0e-4b7f-8a35-2f6a0a4f9f10';
const MARK = 'holdfast-bench.json';
const VIEWPORT = { width: 1280, height: 800 };
const TICK_MS = 250;

export async function openBackedUp(options: BackedUpOptions): Promise<BackedUp> {
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), 'holdfast-bench-')));
  await mkdir(profile, { recursive: true });
  const known = await readMark(profile);
  if (known !== null && known.what !== options.what) {
    throw new Error(`${profile} holds another backup: ${known.what}`);
  }
  const simulator = known === null ? await filledSimulator(options) : null;
  const graph = simulator?.url ?? known?.graph ?? '';
  // What a profile holds belongs to an origin, and its port is part of that.
  const app = await startAppServer({
    port: known?.port ?? 0,
    deployment: () => ({
      clientId: CLIENT_ID,
      cloud: { name: 'custom', login: graph, graph },
    }),
  });
  const context = await launch(profile);
  const close = async () => {
    await context.close();
    await app.close();
    await simulator?.close();
    if (options.profile === null) await rm(profile, { recursive: true, force: true });
  };
  try {
    if (known !== null && known.port !== app.port) throw new Error(`port ${known.port} is busy`);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`http://localhost:${app.port}/`);
    if (known === null) await signIn(page);
    const face = await joinEngine(page);
    if (known === null) {
      await options.onStart?.(profile, page);
      await page.getByRole('main').getByRole('button').first().click();
    }
    const receipt = await receiptOf(page, face, options);
    if (receipt.verdict !== 'complete') throw new Error(`the backup is ${receipt.verdict}`);
    if (known === null) await writeMark(profile, { what: options.what, graph, port: app.port });
    return { page, face, receipt, isReused: known !== null, close };
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

function launch(profile: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    locale: 'en-GB',
    viewport: VIEWPORT,
    args: chromiumArgs(),
  });
}

/** Waits for the run's receipt, which the engine tells with its status. */
async function receiptOf(page: Page, face: JoinedFace, options: BackedUpOptions) {
  for (;;) {
    const [receipt] = await page.evaluate(({ engine }) => engine.listReceipts(1), face);
    if (receipt !== undefined) return receipt;
    await options.onTick?.();
    await page.waitForTimeout(TICK_MS);
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

async function writeMark(profile: string, mark: Mark): Promise<void> {
  await writeFile(join(profile, MARK), JSON.stringify(mark));
}
