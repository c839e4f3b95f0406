import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { QuietBrowser, withTools } from '../../bench/quiet-browser.ts';
import { type AppServer, startAppServer } from '../../scripts/serve-app.ts';
import { type SimulatorServer, startSimulatorServer } from '../../scripts/simulator-server.ts';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { joiningScript } from '../faces/join-engine.ts';
import { answerAgain, signIn } from '../faces/steps.ts';
import { killBrowser } from './kill-browser.ts';

const VIEWPORT = { width: 1000, height: 700 };

const HAS_ENGINE = `!/^(?:Opening|$)/.test(document.querySelector('h1')?.textContent ?? '')`;

/** The built app with a mailbox of its own, in a browser that is killed and started again. */
export class KillableApp {
  static readonly clientId = '5c1f0a52-7d0e-4b7f-8a35-2f6a0a4f9f10';
  readonly profile: string;
  readonly #microsoft: SimulatorServer;
  readonly #app: AppServer;
  #browser: QuietBrowser | null = null;

  private constructor(profile: string, microsoft: SimulatorServer, app: AppServer) {
    this.profile = profile;
    this.#microsoft = microsoft;
    this.#app = app;
  }

  /** Signed in; nothing is copied yet. */
  static async start(fill: (simulator: Simulator) => void | Promise<void>): Promise<KillableApp> {
    const profile = await mkdtemp(path.join(tmpdir(), 'holdfast-killed-'));
    const microsoft = await startSimulatorServer({ limits: false, fill });
    const graph = microsoft.url.replace('127.0.0.1', 'localhost');
    const cloud = { name: 'custom', login: graph, graph };
    const app = await startAppServer({
      port: 0,
      deployment: () => ({ clientId: KillableApp.clientId, cloud }),
    });
    const killable = new KillableApp(profile, microsoft, app);
    await killable.#launch((tab) => signIn(tab));
    return killable;
  }

  get simulator(): Simulator {
    return this.#microsoft.simulator;
  }

  /** Of the browser's first process. */
  get pid(): number {
    if (this.#browser === null) throw new Error('the browser does not run');
    return this.#browser.pid;
  }

  /** What an expression comes to in the page, where `face.engine` is the engine. */
  evaluate<T>(expression: string): Promise<T> {
    if (this.#browser === null) throw new Error('the browser does not run');
    return this.#browser.evaluate<T>(expression);
  }

  async kill(): Promise<void> {
    const browser = this.#browser;
    this.#browser = null;
    if (browser !== null) await killBrowser(browser.pid);
  }

  /** The same profile once more. */
  startAgain(): Promise<void> {
    return this.#launch(null);
  }

  /**
   * For a run that waits for it: after a kill Chromium may have lost the sign-in's cookie, which it
   * writes to the disk every half minute, and soon after the sign-in even that there was one.
   */
  async signInAgain(): Promise<void> {
    await withTools(this.profile, async (tab) => {
      const opened = tab.waitForEvent('popup');
      await tab.getByRole('button', { name: 'Sign in again', exact: true }).click();
      await answerAgain(await opened);
      await expect(tab.getByRole('button', { name: 'Sign in again', exact: true })).toHaveCount(0);
    });
  }

  /** `keepProfile`: somebody will want to look at it. */
  async close(keepProfile = false): Promise<void> {
    await this.kill();
    await this.#app.close();
    await this.#microsoft.close();
    if (!keepProfile) await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #launch(prepare: ((tab: Page) => Promise<void>) | null): Promise<void> {
    const url = `http://localhost:${this.#app.port}/`;
    const prepared = async (tab: Page) => {
      await tab.goto(url);
      await prepare?.(tab);
    };
    const first = prepare === null ? null : prepared;
    this.#browser = await QuietBrowser.launch(this.profile, url, VIEWPORT, first);
    // Whoever joins before the app hosts the engine would be taken for its host.
    await this.#browser.until(HAS_ENGINE);
    // What is sent over has its names kept by the program that runs this (esbuild's `__name`).
    await this.#browser.evaluate('void (globalThis.__name = (work) => work)');
    await this.#browser.evaluate(`void (globalThis.face = ${await joiningScript()})`);
  }
}
