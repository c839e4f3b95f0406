import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { selfSignedCertificate } from '../../scripts/certificate.ts';
import { startAppServer } from '../../scripts/serve-app.ts';
import {
  MICROSOFT_HOSTS,
  type ServerOptions,
  type SimulatorServer,
  startSimulatorServer,
} from '../../scripts/simulator-server.ts';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { createProfile, type Profile, type ProfileOptions } from './browser.ts';

/** Where the app lives in these tests: an origin of its own, not Microsoft's and not localhost. */
export const APP_URL = 'https://app.holdfast.test';
export const CLIENT_ID = '5c1f0a52-7d0e-4b7f-8a35-2f6a0a4f9f10';
const EXCHANGES = fileURLToPath(new URL('../../artefacts/exchanges/', import.meta.url));

/**
 * While Playwright holds a new window at its start, the page that opened it stands still too, and
 * on a busy machine Chromium reports of `window.open` or of a listener that it can't be called. The
 * window opens all the same and what called it goes on.
 */
const LISTENER_OF_A_PAUSED_PAGE = 'The provided callback is no longer runnable';

interface Certificate {
  key: string;
  cert: string;
}

interface Fixtures {
  /** How the simulated Microsoft 365 is made; set it with `test.use`. */
  simulatorOptions: ServerOptions;
  profileOptions: ProfileOptions;
  /**
   * The service worker fetches and keeps all of the app at the first visit, which serves that visit
   * nothing and takes an eighth of a short test. Default false: for what is opened without a network.
   */
  keepsApp: boolean;
  microsoft: SimulatorServer;
  simulator: Simulator;
  /** A browser profile of this test; `context` is its first launch. */
  profile: Profile;
  context: BrowserContext;
  /** A tab with the app in it. */
  page: Page;
}

/**
 * The built app, unchanged, in Chromium, with a simulator of its own behind Microsoft's host names.
 * A test fails as well when a page threw an error or the simulator was asked for what it hasn't.
 * What Graph was asked is written down for the contract checker.
 */
export const test = base.extend<Fixtures, { certificate: Certificate }>({
  certificate: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from this pattern.
    async ({}, use) => use(await selfSignedCertificate([new URL(APP_URL).hostname])),
    { scope: 'worker' },
  ],

  simulatorOptions: [{ messages: 60 }, { option: true }],

  profileOptions: [{}, { option: true }],

  keepsApp: [false, { option: true }],

  microsoft: async ({ simulatorOptions }, use, { titlePath }) => {
    const microsoft = await startSimulatorServer({ record: true, tlsPort: 0, ...simulatorOptions });
    await use(microsoft);
    await microsoft.close();
    await writeExchanges(titlePath.slice(1).join(' '), microsoft.simulator);
    expect(microsoft.simulator.report().unknownRoutes).toEqual([]);
  },

  simulator: async ({ microsoft }, use) => use(microsoft.simulator),

  profile: async ({ microsoft, certificate, profileOptions }, use) => {
    const app = await startAppServer({
      port: 0,
      tls: certificate,
      deployment: () => ({ clientId: CLIENT_ID }),
    });
    const { tlsPort = 0 } = microsoft;
    const hosts = Object.fromEntries(MICROSOFT_HOSTS.map((host) => [host, tlsPort]));
    const own = { [new URL(APP_URL).hostname]: app.port };
    const profile = await createProfile({ ...hosts, ...own }, profileOptions);
    await use(profile);
    await app.close();
    await profile.remove();
  },

  context: async ({ profile, keepsApp }, use) => {
    const context = await profile.launch({ serviceWorkers: keepsApp ? 'allow' : 'block' });
    const errors: string[] = [];
    context.on('weberror', (failure) => {
      const error = failure.error();
      if (error.message.includes(LISTENER_OF_A_PAUSED_PAGE)) return;
      errors.push(`${failure.page()?.url()}: ${error.stack ?? error}`);
    });
    await use(context);
    await context.close();
    expect(errors).toEqual([]);
  },

  page: async ({ context }, use) => {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(APP_URL);
    await use(page);
  },
});

export { expect };

/** What Graph was asked, for the contract checker; nothing when nothing was recorded. */
export async function writeExchanges(title: string, { exchanges }: Simulator): Promise<void> {
  if (exchanges.length === 0) return;
  const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const lines = exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`).join('');
  await mkdir(EXCHANGES, { recursive: true });
  await writeFile(`${EXCHANGES}${name.slice(0, 100)}.ndjson`, lines);
}
