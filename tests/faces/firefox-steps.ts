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
 * Clicks once, where it is, when the tab is in front and nothing moves there. The driver's own click
 * waits for the next drawing, which never comes in a tab that another one came before meanwhile, as
 * happens in a new profile; and clicked a second time may be something else.
 */
export async function clickInFront(page: Page, what: string): Promise<void> {
  let before = '';
  const isStill = async () => {
    await page.bringToFront();
    const spot = await spotOf(page, what);
    const isSame = spot !== '' && spot === before;
    before = spot;
    return isSame;
  };
  await expect.poll(isStill, { timeout: 90_000, message: `${what} can be clicked` }).toBe(true);
  const { x, y } = JSON.parse(before);
  try {
    await page.mouse.click(x, y);
  } catch (error) {
    // A window of Microsoft closes once it has its answer, perhaps before its click is told.
    if (!page.isClosed()) throw error;
  }
}

/** The middle of it as JSON; empty while it is not there, disabled or covered, or the tab not in front. */
async function spotOf(page: Page, what: string): Promise<string> {
  const found = await page.$(what).catch(() => null);
  const spot = found?.evaluate((each) => {
    each.scrollIntoView({ block: 'nearest' });
    const { x, y, width, height } = each.getBoundingClientRect();
    const middle = { x: x + width / 2, y: y + height / 2 };
    const top = document.elementFromPoint(middle.x, middle.y);
    const isClickable =
      document.visibilityState === 'visible' && width > 0 && !each.matches(':disabled');
    return isClickable && top !== null && each.contains(top) ? JSON.stringify(middle) : '';
  });
  return (await spot?.catch(() => '')) ?? '';
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
