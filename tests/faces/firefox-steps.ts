import { expect } from '@playwright/test';
import type { Page } from 'puppeteer-core';
import type { FirefoxBrowser } from './firefox.ts';

/** What the driver finds a button by. */
export const button = (name: string) => `::-p-aria([name="${name}"][role="button"])`;

/**
 * The page at this address, which the extension or the browser opens. It is asked itself: where a
 * page of an extension has gone the driver is not always told.
 */
export async function pageAt({ browser }: FirefoxBrowser, part: string): Promise<Page> {
  let found: Page | undefined;
  const look = async () => {
    for (const page of await browser.pages()) {
      const url = await page.evaluate(() => location.href).catch(() => '');
      if (url.includes(part)) found = page;
    }
    return found !== undefined;
  };
  await expect.poll(look, { timeout: 60_000 }).toBe(true);
  if (!found) throw new Error(`no page at ${part}`);
  return found;
}

/**
 * A tab behind another one draws nothing, and the driver waits for it to be drawn. In a new profile
 * one may come in front at any time in the beginning.
 */
export async function clickInFront(page: Page, what: string): Promise<void> {
  await expect(async () => {
    // A window of Microsoft closes once it has its answer, perhaps before its click is told.
    if (page.isClosed()) return;
    await page.bringToFront();
    await page.locator(what).setTimeout(5_000).click();
  }).toPass({ timeout: 60_000 });
}

/** What one does on the simulated Microsoft pages: address, password, and consent. */
export async function answerMicrosoft(firefox: FirefoxBrowser): Promise<void> {
  const window = await pageAt(firefox, 'login.microsoftonline.com');
  await window.locator('input[type=email]').setTimeout(60_000).fill('pat@example.com');
  await clickInFront(window, button('Next'));
  await window.locator('input[type=password]').setTimeout(60_000).fill('holdfast');
  await clickInFront(window, button('Sign in'));
  await clickInFront(window, button('Accept'));
}

/** What Microsoft's window asks of somebody who is signed in there: only whether more is allowed. */
export async function acceptMore(firefox: FirefoxBrowser): Promise<void> {
  const window = await pageAt(firefox, 'login.microsoftonline.com');
  await clickInFront(window, button('Accept'));
}
