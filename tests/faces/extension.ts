import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, expect, type Page, type Worker } from '@playwright/test';
import { MICROSOFT_HOSTS, type SimulatorServer } from '../../scripts/simulator-server.ts';
import { createProfile, type Profile } from './browser.ts';

const BUILT = fileURLToPath(new URL('../../dist/extension-chrome', import.meta.url));
const CLIENT_ID = '5c1f0a52-7d0e-4b7f-8a35-2f6a0a4f9f10';

/** The built extension in a browser of its own, with a simulator behind Microsoft's names. */
export interface ExtensionBrowser {
  readonly context: BrowserContext;
  readonly profile: Profile;
  /** "chrome-extension://…/" */
  readonly origin: string;
  background(): Promise<Worker>;
  /** Opens one of the extension's pages: "app.html#/mail". */
  open(page: string): Promise<Page>;
  /** Ends the service worker, as the browser does when it likes. */
  stopBackground(): Promise<void>;
  /** Runs code in the page nobody sees, where the engine's host is. */
  inHost(code: string): Promise<void>;
  /** Closes the browser and opens it again on the same profile. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface ExtensionOptions {
  /** The person has said yes to the browser's own question about Outlook's pages. */
  inOutlook?: boolean;
  viewport?: { width: number; height: number };
  /** One that was there before the extension; it goes with the browser all the same. */
  profile?: Profile;
}

/** Microsoft's names, and where they lead. */
export function hostsOf({ tlsPort = 0 }: SimulatorServer): Record<string, number> {
  return Object.fromEntries(MICROSOFT_HOSTS.map((host) => [host, tlsPort]));
}

export async function openExtension(
  microsoft: SimulatorServer,
  { inOutlook = false, viewport, profile: known }: ExtensionOptions = {},
): Promise<ExtensionBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-extension-'));
  await cp(BUILT, folder, { recursive: true });
  // As whoever builds the extension names their own app registration.
  await writeFile(join(folder, 'deployment.json'), JSON.stringify({ clientId: CLIENT_ID }));
  if (inOutlook) await allowOutlook(folder);
  const profile = known ?? (await createProfile(hostsOf(microsoft)));
  const launch = () =>
    profile.launch({
      ...(viewport && { viewport }),
      args: [
        `--load-extension=${folder}`,
        `--disable-extensions-except=${folder}`,
        '--disable-features=DisableLoadExtensionCommandLineSwitch',
      ],
    });
  let context = await launch();
  const background = async () =>
    context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const origin = new URL('/', (await background()).url()).href;
  // It opens a tab of its own, which would be taken for a window that a test waits for, or leads a
  // page of the test back to the beginning.
  const isOpened = () => context.pages().some((page) => page.url().startsWith(`${origin}app.html`));
  await expect.poll(isOpened, { timeout: 60_000 }).toBe(true);
  return {
    get context() {
      return context;
    },
    profile,
    origin,
    background,
    async open(page) {
      const tab = await context.newPage();
      await tab.goto(`${origin}${page}`);
      return tab;
    },
    async stopBackground() {
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      await page.close();
    },
    async inHost(code) {
      const page = await context.newPage();
      const session = await context.newCDPSession(page);
      const { targetInfos } = await session.send('Target.getTargets');
      const target = targetInfos.find(({ url }) => url === `${origin}offscreen.html`);
      if (!target) throw new Error('there is no engine page');
      const { targetId } = target;
      const { sessionId } = await session.send('Target.attachToTarget', { targetId });
      const message = JSON.stringify({
        id: 1,
        method: 'Runtime.evaluate',
        params: { expression: code },
      });
      await session.send('Target.sendMessageToTarget', { sessionId, message });
      await page.close();
    },
    async restart() {
      await context.close();
      context = await launch();
      await background();
    },
    async close() {
      await context.close();
      await profile.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** No driver can press the browser's own question: what it would give is given from the start. */
async function allowOutlook(folder: string): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.host_permissions = manifest.optional_host_permissions;
  delete manifest.optional_host_permissions;
  await writeFile(path, JSON.stringify(manifest));
}
