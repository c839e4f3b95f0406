import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { createProfile } from './browser.ts';

const EXTENSION = fileURLToPath(new URL('../../dist/extension-chrome', import.meta.url));
/** Where a build without HOLDFAST_APP_URL finds the app; nothing needs to answer there. */
const APP_URL = 'http://localhost:8300/';

test('the extension loads without an error, opens the app when installed, and from its popup', async () => {
  const profile = await createProfile({});
  const context = await profile.launch({
    args: [
      `--load-extension=${EXTENSION}`,
      `--disable-extensions-except=${EXTENSION}`,
      '--disable-features=DisableLoadExtensionCommandLineSwitch',
    ],
  });
  await context.route(APP_URL, (route) => route.fulfill({ body: 'the app' }));
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const problems: string[] = [];

  const popup = await context.newPage();
  popup.on('console', (message) => problems.push(message.text()));
  popup.on('pageerror', (error) => problems.push(error.message));
  await popup.goto(new URL('/popup.html', worker.url()).href);
  const opened = context.waitForEvent('page');
  await popup.getByRole('button', { name: 'Open Holdfast' }).click();

  await expect(await opened).toHaveURL(APP_URL);
  expect(problems).toEqual([]);
  const extensions = await context.newPage();
  await extensions.goto('chrome://extensions');
  expect(await extensions.evaluate(errorsOfExtensions)).toEqual([]);
  await context.close();
  await profile.remove();
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
