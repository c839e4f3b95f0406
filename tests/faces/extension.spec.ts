import { copied, expect, signIn, test } from './extension-test.ts';
import { acceptMore, expectComplete, startFirstCopy } from './steps.ts';

test.use({ simulatorOptions: { messages: 30, driveFiles: 0 } });

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
  await expect(popup.getByText('31 of 31', { exact: true })).toBeVisible({ timeout: 30_000 });
});

test('a copy goes on when the browser ends the background in its middle', async ({
  extension,
  microsoft,
}) => {
  const app = await extension.open('app.html');
  await signIn(app);
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
  await signIn(app);
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

test('files are copied beside mail, and looked at by themselves like mail', async ({
  extension,
  microsoft,
}) => {
  const { control } = microsoft.simulator.drive;
  control.put('Taxes/2024/return.pdf', new Uint8Array(3_000_000).fill(7));
  control.put('Τιμολόγια/μία 100%.txt', 'ένα');
  const app = await copied(extension);
  await app.getByRole('button', { name: 'Not now' }).click();
  const opened = app.context().waitForEvent('page');
  await app.getByRole('button', { name: 'Keep your files as well…' }).click();
  await acceptMore(await opened);
  const files = app.getByRole('row', { name: /^Files/ }).getByRole('cell');
  await expect(files).toHaveText(['Files', '5', '5', '0', '0', /\d/], { timeout: 60_000 });
  await expectComplete(app);

  control.put('later.txt', 'later');
  const background = await extension.background();
  await extension.inHost('const real = Date.now; Date.now = () => real() + 20 * 60_000');
  await background.evaluate("chrome.runtime.sendMessage({ to: 'host-look', sooner: false })");
  await expect(files.nth(2)).toHaveText('6', { timeout: 30_000 });

  const popup = await extension.open('popup.html');
  await expect(popup.getByRole('list', { name: 'What is kept' })).toContainText('Files6 of 6');
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
