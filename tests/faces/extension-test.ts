import { test as base, expect, type Page } from '@playwright/test';
import {
  type ServerOptions,
  type SimulatorServer,
  startSimulatorServer,
} from '../../scripts/simulator-server.ts';
import { type ExtensionBrowser, type ExtensionOptions, openExtension } from './extension.ts';
import { writeExchanges } from './holdfast.ts';
import { answerMicrosoft, expectComplete } from './steps.ts';

interface Fixtures {
  /** How the simulated Microsoft 365 is made; set it with `test.use`. */
  simulatorOptions: ServerOptions;
  extensionOptions: ExtensionOptions;
  microsoft: SimulatorServer;
  extension: ExtensionBrowser;
}

/** The built extension in Chromium, with a simulator of its own behind Microsoft's host names. */
export const test = base.extend<Fixtures>({
  simulatorOptions: [{ messages: 30 }, { option: true }],
  extensionOptions: [{}, { option: true }],
  microsoft: async ({ simulatorOptions }, use, { titlePath }) => {
    const microsoft = await startSimulatorServer({ record: true, tlsPort: 0, ...simulatorOptions });
    await use(microsoft);
    await microsoft.close();
    await writeExchanges(titlePath.slice(1).join(' '), microsoft.simulator);
    expect(microsoft.simulator.report().unknownRoutes).toEqual([]);
  },
  extension: async ({ microsoft, extensionOptions }, use) => {
    const extension = await openExtension(microsoft, extensionOptions);
    await use(extension);
    await extension.close();
  },
});

export { expect };

/** Microsoft's window is the browser's own; it is another page of the same browser. */
export async function signIn(app: Page): Promise<void> {
  await app.getByRole('button', { name: 'Keep it in this browser' }).click();
  const opened = app.context().waitForEvent('page');
  await app.getByRole('button', { name: 'Sign in', exact: true }).click();
  await answerMicrosoft(await opened);
  await expect(app.getByRole('heading', { name: 'What should be kept?' })).toBeVisible();
}

/** From the first page to a whole copy; ends on Home. */
export async function copied(extension: ExtensionBrowser): Promise<Page> {
  const app = await extension.open('app.html');
  await signIn(app);
  await app.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(app);
  return app;
}
