import { test as base, type Page } from '@playwright/test';
import {
  type ServerOptions,
  type SimulatorServer,
  startSimulatorServer,
} from '../../scripts/simulator-server.ts';
import { type ExtensionBrowser, openExtension } from './extension.ts';
import { expect, writeExchanges } from './holdfast.ts';
import { openOutlook } from './outlook-steps.ts';
import { type OverlayView, viewOverlay } from './overlay-view.ts';
import { answerMicrosoft, backUpNow, expectComplete, pressLast } from './steps.ts';

interface Fixtures {
  simulatorOptions: ServerOptions;
  microsoft: SimulatorServer;
  extension: ExtensionBrowser;
  /** The app in its tab, with a whole first copy. */
  app: Page;
}

/** The built extension in a browser, allowed in Outlook's pages, and a mailbox that is kept. */
export const test = base.extend<Fixtures>({
  simulatorOptions: [{ messages: 0 }, { option: true }],

  microsoft: async ({ simulatorOptions }, use, { titlePath }) => {
    const microsoft = await startSimulatorServer({ record: true, tlsPort: 0, ...simulatorOptions });
    await use(microsoft);
    await microsoft.close();
    await writeExchanges(titlePath.slice(1).join(' '), microsoft.simulator);
    expect(microsoft.simulator.report().unknownRoutes).toEqual([]);
  },

  extension: async ({ microsoft }, use) => {
    const viewport = { width: 1280, height: 800 };
    const extension = await openExtension(microsoft, { inOutlook: true, viewport });
    await use(extension);
    await extension.close();
  },

  app: async ({ extension }, use) => {
    const app = await extension.open('app.html');
    await app.getByRole('button', { name: 'Keep it in this browser' }).click();
    const opened = extension.context.waitForEvent('page');
    await app.getByRole('button', { name: 'Sign in', exact: true }).click();
    await answerMicrosoft(await opened);
    // A copy of a few messages may be over before it is seen.
    await app.getByRole('button', { name: 'Start the first copy' }).click();
    await expectComplete(app);
    await use(app);
  },
});

export { expect };

/** Copies what has changed since, as a person does in the app. */
export async function copyAgain(app: Page): Promise<void> {
  await app.bringToFront();
  await backUpNow(app);
}

/** Outlook with the overlay in it. */
export async function openInOutlook(
  extension: ExtensionBrowser,
  path = '/mail/',
): Promise<{ page: Page; overlay: OverlayView }> {
  const page = await extension.context.newPage();
  await openOutlook(page, path);
  const overlay = await viewOverlay(page);
  await expect.poll(() => overlay.words(), { timeout: 20_000 }).toContain('Holdfast');
  return { page, overlay };
}

/** Microsoft's window, which asks whether Holdfast may write as well. */
export async function allowWriting(extension: ExtensionBrowser, press: () => Promise<void>) {
  const opened = extension.context.waitForEvent('page');
  await press();
  const window = await opened;
  await pressLast(window, 'Accept');
}
