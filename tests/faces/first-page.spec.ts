import { gzipSync } from 'node:zlib';
import type { Response } from '@playwright/test';
import { APP_URL, expect, test } from './holdfast.ts';

/** JavaScript before the first use. */
const LIMIT_BYTES = 70 * 1024;
/** What nobody waits for is fetched once the page is there: MSAL, and what waits for something. */
const LATER = /\/assets\/(sign-in|CacheKeys|updates|after-first-page)-[^/]*\.js$/;

test.use({ keepsApp: true });

test('the first page needs no more than 70 KB of script', async ({ context }) => {
  const first = await context.newPage();
  const scripts = new Map<string, Promise<Buffer>>();
  await first.route(LATER, (route) => route.abort());
  const weigh = (response: Response) => {
    const url = response.url();
    // The engine's worker is loaded beside the page, not before it.
    if (url.endsWith('.js') && !url.includes('worker')) scripts.set(url, response.body());
  };
  first.on('response', weigh);

  await first.goto(`${APP_URL}/`);
  await expect(first.getByRole('heading', { level: 1 })).toBeVisible();
  // What comes from here on was not waited for, and may still be coming when the browser is closed.
  first.off('response', weigh);

  const bodies = await Promise.all(scripts.values());
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
  test.info().annotations.push({ type: 'first page', description: `${bytes} bytes gzip` });
  console.log(`first page: ${(bytes / 1024).toFixed(1)} KB gzip of script`);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(LIMIT_BYTES);
});

test('after one visit the app opens without a network, at any of its addresses', async ({
  context,
  page,
}) => {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await context.setOffline(true);

  await page.goto(`${APP_URL}/settings`);

  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('the page keeps to its own content security policy', async ({ page }) => {
  const violations: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text());
  });
  for (const path of ['/', '/welcome', '/settings', '/journal', '/mail']) {
    await page.goto(`${APP_URL}${path}`);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  }
  expect(violations).toEqual([]);
});
