import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { chromium, type Page } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../scripts/chromium.ts';

/**
 * Chromium as a person has it, with one tab. A test's browser is watched by its tools, which keep a
 * copy of every answer from the network in the tab's own process: fair to nobody's memory and time.
 * Here only what is asked for is turned on, over Chromium's own pipe.
 * Source: chromedevtools.github.io/devtools-protocol.
 */
export class QuietBrowser {
  readonly #process: ChildProcess;
  readonly #commands: Writable;
  readonly #ended: Promise<void>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #sessions = new Map<string, string>();
  #sent = 0;

  private constructor(profile: string, size: { width: number; height: number }) {
    const args = [
      ...chromiumArgs(),
      '--headless=new',
      '--remote-debugging-pipe',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      `--window-size=${size.width},${size.height}`,
      '--lang=en-GB',
      'about:blank',
    ];
    // Chromium reads commands from descriptor 3 and writes answers to 4.
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] as const;
    this.#process = spawn(chromiumPath(), args, { stdio: [...stdio] });
    this.#commands = this.#process.stdio[3] as Writable;
    this.#ended = new Promise((resolve) => this.#process.once('exit', () => resolve()));
    this.#listen(this.#process.stdio[4] as Readable);
  }

  /** The browser's own process; all others are below it. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /**
   * Resolves when the tab shows `url`. Before that, `prepare` may use the tab with a test's tools,
   * which are gone afterwards; what they leave in the profile and in the session stays.
   */
  static async launch(
    profile: string,
    url: string,
    size: { width: number; height: number },
    prepare: ((tab: Page) => Promise<void>) | null,
  ): Promise<QuietBrowser> {
    await rm(join(profile, 'DevToolsActivePort'), { force: true });
    const browser = new QuietBrowser(profile, size);
    if (prepare !== null) await withTools(profile, prepare);
    const { targetInfos } = await browser.#ask<Targets>('Target.getTargets', {});
    const tab = targetInfos.find(({ type }) => type === 'page');
    if (tab === undefined) throw new Error('Chromium opened no tab');
    await browser.#ask('Target.attachToTarget', { targetId: tab.targetId, flatten: true });
    await browser.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: true,
    });
    await browser.send('Page.navigate', { url });
    await browser.until('document.readyState === "complete" && location.href !== "about:blank"');
    return browser;
  }

  /** To the tab. */
  send<T = unknown>(method: string, params: object = {}): Promise<T> {
    return this.#ask<T>(method, params, this.#sessions.get('page'));
  }

  /** To the engine's worker. */
  sendToEngine<T = unknown>(method: string, params: object = {}): Promise<T> {
    return this.#ask<T>(method, params, this.#sessions.get('engine'));
  }

  /** What an expression in the tab comes to, when it is settled. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send<Evaluated>('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? 'it threw');
    return result.value as T;
  }

  /** Resolves when an expression in the tab holds. */
  async until(expression: string): Promise<void> {
    while (!(await this.evaluate<boolean>(expression).catch(notWhileLeaving))) await sleep(50);
  }

  async close(): Promise<void> {
    await this.#ask('Browser.close', {});
    await this.#ended;
  }

  #ask<T>(method: string, params: object, sessionId?: string): Promise<T> {
    this.#sent += 1;
    const id = this.#sent;
    const answer = new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result as T);
      });
    });
    const command = { id, method, params, ...(sessionId === undefined ? {} : { sessionId }) };
    this.#commands.write(`${JSON.stringify(command)}\0`);
    return answer;
  }

  #listen(answers: Readable): void {
    let rest = '';
    answers.setEncoding('utf8');
    answers.on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) this.#take(JSON.parse(message));
    });
  }

  #take(message: Answer): void {
    if (message.method === 'Target.attachedToTarget' && message.params) {
      const { sessionId, targetInfo } = message.params;
      if (targetInfo.type === 'page') this.#sessions.set('page', sessionId);
      if (targetInfo.url.includes('engine.worker')) this.#sessions.set('engine', sessionId);
    }
    if (message.id === undefined) return;
    this.#waiting.get(message.id)?.(message);
    this.#waiting.delete(message.id);
  }
}

/** The page that was asked made way for the next one, which is asked then. */
function notWhileLeaving(error: Error): false {
  if (error.message.includes('Inspected target navigated')) return false;
  throw error;
}

/** A test's tools, on the tab of a browser that runs; it does not end with them. */
export async function withTools(profile: string, use: (tab: Page) => Promise<void>): Promise<void> {
  const connected = await chromium.connectOverCDP(`http://127.0.0.1:${await portOf(profile)}`);
  const [tab] = connected.contexts()[0]?.pages() ?? [];
  if (tab === undefined) throw new Error('Chromium opened no tab');
  await use(tab);
  await connected.close();
}

/** Chromium writes the port it took into its profile. */
async function portOf(profile: string): Promise<number> {
  for (;;) {
    const file = await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const port = Number(file.split('\n')[0]);
    if (port > 0) return port;
    await sleep(50);
  }
}

interface Answer {
  id?: number;
  result?: unknown;
  error?: { message: string };
  method?: string;
  params?: { sessionId: string; targetInfo: { type: string; url: string } };
}

interface Targets {
  targetInfos: { targetId: string; type: string }[];
}

interface Evaluated {
  result: { value?: unknown };
  exceptionDetails?: { exception?: { description?: string } };
}

function sleep(waitMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, waitMs));
}
