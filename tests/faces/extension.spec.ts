import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { type SimulatorServer, startSimulatorServer } from '../../scripts/simulator-server.ts';
import { type ExtensionBrowser, openExtension } from './extension.ts';
import { writeExchanges } from './holdfast.ts';
import { answerMicrosoft, expectComplete, startFirstCopy } from './steps.ts';

const test = base.extend<{ microsoft: SimulatorServer; extension: ExtensionBrowser }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from this pattern.
  microsoft: async ({}, use, { titlePath }) => {
    const microsoft = await startSimulatorServer({ record: true, tlsPort: 0, messages: 30 });
    await use(microsoft);
    await microsoft.close();
    await writeExchanges(titlePath.slice(1).join(' '), microsoft.simulator);
    expect(microsoft.simulator.report().unknownRoutes).toEqual([]);
  },
  extension: async ({ microsoft }, use) => {
    const extension = await openExtension(microsoft);
    await use(extension);
    await extension.close();
  },
});

/** Microsoft's window is the browser's own; it is another page of the same browser. */
async function signIn(app: Page, context: BrowserContext): Promise<void> {
  await app.getByRole('button', { name: 'Keep it in this browser' }).click();
  const opened = context.waitForEvent('page');
  await app.getByRole('button', { name: 'Sign in', exact: true }).click();
  await answerMicrosoft(await opened);
  await expect(app.getByRole('heading', { name: 'What should be kept?' })).toBeVisible();
}

async function copied(extension: ExtensionBrowser): Promise<Page> {
  const app = await extension.open('app.html');
  await signIn(app, extension.context);
  await startFirstCopy(app);
  await expectComplete(app);
  return app;
}

test('it opens itself when installed, and loads without an error', async ({ extension }) => {
  const { context, origin } = extension;
  await expect
    .poll(() => context.pages().map((page) => page.url()))
    .toContain(`${origin}app.html#/welcome`);
  const problems: string[] = [];
  const popup = await context.newPage();
  popup.on('console', (message) => problems.push(message.text()));
  popup.on('pageerror', (error) => problems.push(error.message));
  await popup.goto(`${origin}popup.html`);
  await expect(popup.getByRole('heading', { name: 'Nothing is kept yet.' })).toBeVisible();

  expect(problems).toEqual([]);
  const extensions = await context.newPage();
  await extensions.goto('chrome://extensions');
  expect(await extensions.evaluate(errorsOfExtensions)).toEqual([]);
});

test('a person signs in, keeps a copy, and finds it after the browser was closed', async ({
  extension,
  microsoft,
}) => {
  await copied(extension);

  await extension.restart();
  microsoft.simulator.control.deliver({ subject: 'After the restart' });
  const popup = await extension.open('popup.html');
  await popup.getByRole('button', { name: 'Back up now' }).click();
  await expect(popup.getByText('31, copied')).toBeVisible({ timeout: 30_000 });
});

test('a copy goes on when the browser ends the background in its middle', async ({
  extension,
  microsoft,
}) => {
  const app = await extension.open('app.html');
  await signIn(app, extension.context);
  microsoft.simulator.graph.latencyMs = 300;
  await startFirstCopy(app);

  await extension.stopBackground();
  microsoft.simulator.graph.latencyMs = 0;

  await expectComplete(app);
  const popup = await extension.open('popup.html');
  await expect(popup.getByText('Everything Microsoft lists is in your copy.')).toBeVisible();
});

test('a copy goes on when the engine’s page is gone in its middle', async ({
  extension,
  microsoft,
}) => {
  const app = await extension.open('app.html');
  await signIn(app, extension.context);
  microsoft.simulator.graph.latencyMs = 300;
  await startFirstCopy(app);

  const background = await extension.background();
  await background.evaluate('chrome.offscreen.closeDocument()');
  microsoft.simulator.graph.latencyMs = 0;

  await expectComplete(app);
});

test('it looks every quarter of an hour, and copies what changed without a click', async ({
  extension,
  microsoft,
}) => {
  await copied(extension);
  const background = await extension.background();
  expect(await background.evaluate('chrome.alarms.getAll()')).toMatchObject([
    { name: 'look', periodInMinutes: 15 },
  ]);

  // As if the last copy were long ago, and the alarm rang.
  microsoft.simulator.control.deliver({ subject: 'New since then' });
  const app = await extension.open('app.html#/mail');
  await expect(app.getByText('New since then')).toHaveCount(0);
  await extension.inHost('const real = Date.now; Date.now = () => real() + 20 * 60_000');
  await background.evaluate("chrome.runtime.sendMessage({ to: 'host-look', sooner: false })");

  await expect(app.getByText('New since then')).toBeVisible({ timeout: 30_000 });
});

/** Runs in Chromium's own page about extensions. */
async function errorsOfExtensions(): Promise<unknown[]> {
  interface Info {
    manifestErrors: unknown[];
    runtimeErrors: unknown[];
    installWarnings?: unknown[];
  }
  const { chrome } = globalThis as unknown as {
    chrome: { developerPrivate: { getExtensionsInfo(): Promise<Info[]> } };
  };
  const all = await chrome.developerPrivate.getExtensionsInfo();
  return all.flatMap((each) => [
    ...each.manifestErrors,
    ...each.runtimeErrors,
    ...(each.installWarnings ?? []),
  ]);
}
