import { expect, test } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import { startSimulatorServer } from '../../scripts/simulator-server.ts';
import { type FirefoxBrowser, openFirefox } from './firefox.ts';

/** The page at this address, which the extension or the browser opens. */
async function pageAt({ browser }: FirefoxBrowser, part: string): Promise<Page> {
  await expect
    .poll(async () => (await browser.pages()).map((page) => page.url()).join('\n'))
    .toContain(part);
  const found = (await browser.pages()).find((page) => page.url().includes(part));
  if (!found) throw new Error(`no page at ${part}`);
  return found;
}

const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;

test('in Firefox a person signs in and keeps a copy', async () => {
  const microsoft = await startSimulatorServer({ tlsPort: 0, messages: 30 });
  const firefox = await openFirefox(microsoft);
  try {
    const app = await pageAt(firefox, 'app.html#/welcome');
    app.on('console', (m) => console.log('app:', m.text()));
    await app.locator(button('Keep it in this browser')).click();
    await app.locator(button('Sign in')).click();
    const window = await pageAt(firefox, 'login.microsoftonline.com');
    await window.locator('input[type=email]').fill('pat@example.com');
    await window.locator(button('Next')).click();
    await window.locator('input[type=password]').fill('holdfast');
    await window.locator(button('Sign in')).click();
    await window.locator(button('Accept')).click();
    await app.locator(button('Start the first copy')).click();
    await expect
      .poll(() => app.$eval('h1', (heading) => heading.textContent), { timeout: 60_000 })
      .toBe('Everything Microsoft lists is in your copy.');
  } finally {
    await firefox.close();
    await microsoft.close();
  }
});
