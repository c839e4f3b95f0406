import { expect, test } from '@playwright/test';
import type { Frame, Page } from 'puppeteer-core';
import { startAppServer } from '../../scripts/serve-app.ts';
import { startSimulatorServer } from '../../scripts/simulator-server.ts';
import { type FirefoxBrowser, openFirefox } from './firefox.ts';

const CLIENT_ID = '5c1f0a52-7d0e-4b7f-8a35-2f6a0a4f9f10';
const COMPLETE = 'Everything Microsoft lists is in your copy.';

/** Microsoft's window, once it is there. */
async function microsoftOf({ browser }: FirefoxBrowser): Promise<Page> {
  let found: Page | undefined;
  const look = async () => {
    for (const page of await browser.pages()) {
      if (page.url().includes('login.microsoftonline.com')) found = page;
    }
    return found !== undefined;
  };
  await expect.poll(look).toBe(true);
  if (!found) throw new Error('no window of Microsoft');
  return found;
}

/** The extension's application in Holdfast's page on the web. */
async function framedIn(page: Page): Promise<Frame> {
  // The driver tells no address of such a frame; the frame itself does.
  const protocolOf = (frame: Frame | undefined) =>
    frame?.evaluate(() => location.protocol).catch(() => null);
  await expect.poll(() => protocolOf(page.frames()[1]), { timeout: 30_000 }).toBe('moz-extension:');
  const [, found] = page.frames();
  if (!found) throw new Error('the extension is not shown');
  return found;
}

const headingOf = (page: Frame | Page) =>
  page.$eval('h1', (heading) => heading.textContent).catch(() => null);

const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;

/** The driver finds no place to click at in such a frame. */
async function press(frame: Frame, name: string): Promise<void> {
  const pressed = () =>
    frame.evaluate((wanted) => {
      const buttons = [...document.querySelectorAll('button')];
      const found = buttons.findLast((button) => button.textContent?.startsWith(wanted));
      found?.click();
      return found !== undefined;
    }, name);
  await expect.poll(pressed, { timeout: 60_000 }).toBe(true);
}

test('in Firefox the page’s copy moves into the extension that comes later, and is shown there', async () => {
  const microsoft = await startSimulatorServer({ tlsPort: 0, messages: 30 });
  const server = await startAppServer({ port: 0, deployment: () => ({ clientId: CLIENT_ID }) });
  const firefox = await openFirefox(microsoft, { isLater: true });
  try {
    const page = await firefox.browser.newPage();
    await page.goto(`http://localhost:${server.port}/`);
    await page.locator(button('Keep it in this browser')).click();
    // A tab behind another one draws nothing, and the driver waits for it to be drawn.
    await page.bringToFront();
    await page.locator(button('Sign in')).click();
    const window = await microsoftOf(firefox);
    await window.locator('input[type=email]').fill('pat@example.com');
    await window.locator(button('Next')).click();
    await window.locator('input[type=password]').fill('holdfast');
    await window.locator(button('Sign in')).click();
    await window.locator(button('Accept')).click();
    await page.locator(button('Start the first copy')).click();
    await expect.poll(() => headingOf(page), { timeout: 60_000 }).toBe(COMPLETE);

    // The page that is open gives way by itself.
    await firefox.install();
    const app = await framedIn(page);
    await press(app, 'Bring it over');
    await press(app, 'Go on without');
    await expect.poll(() => headingOf(app), { timeout: 60_000 }).toBe(COMPLETE);
    await expect.poll(() => page.title()).toBe('Home – Holdfast');
    await press(app, 'Remove it…');
    await press(app, 'Remove it, free');
    await expect
      .poll(() => page.evaluate(async () => (await indexedDB.databases()).length))
      .toBe(0);

    await page.goto(`http://localhost:${server.port}/settings`);
    const again = await framedIn(page);
    await expect.poll(() => headingOf(again)).toBe('Settings');
    await expect.poll(() => page.title()).toBe('Settings – Holdfast');
    const held = () => page.evaluate(async () => (await navigator.locks.query()).held);
    expect(await held()).toEqual([]);
  } finally {
    await firefox.close();
    await server.close();
    await microsoft.close();
  }
});
