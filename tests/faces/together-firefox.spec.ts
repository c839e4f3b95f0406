import { expect, test } from '@playwright/test';
import type { Frame, Page } from 'puppeteer-core';
import { startAppServer } from '../../scripts/serve-app.ts';
import { startSimulatorServer } from '../../scripts/simulator-server.ts';
import { openFirefox } from './firefox.ts';
import { answerMicrosoft, button, clickInFront } from './firefox-steps.ts';

const CLIENT_ID = '5c1f0a52-7d0e-4b7f-8a35-2f6a0a4f9f10';
const COMPLETE = 'Everything Microsoft lists is in your copy.';

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
    await clickInFront(page, button('Keep it in this browser'));
    await clickInFront(page, button('Sign in'));
    await answerMicrosoft(firefox);
    await clickInFront(page, button('Start the first copy'));
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
