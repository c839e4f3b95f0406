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
  const scripts = new Map<string, Response>();
  await first.route(LATER, (route) => route.abort());
  first.on('response', (response) => {
    // The engine's worker is loaded beside the page, not before it.
    if (/\/(?!.*worker)[^/]*\.js$/.test(response.url())) scripts.set(response.url(), response);
  });
  // The page knows when it was there, however late a busy machine tells.
  await first.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.querySelector('h1') === null) return;
      observer.disconnect();
      requestAnimationFrame(() => performance.mark('first page'));
    }).observe(document, { childList: true, subtree: true });
  });

  await first.goto(`${APP_URL}/`);
  await expect(first.getByRole('heading', { level: 1 })).toBeVisible();

  const before = await first.evaluate(() => {
    const at = performance.getEntriesByName('first page')[0]?.startTime ?? 0;
    const loaded = performance.getEntriesByType('resource');
    return loaded.filter(({ startTime }) => startTime < at).map(({ name }) => name);
  });
  const needed = before.flatMap((url) => scripts.get(url) ?? []);
  const bodies = await Promise.all(needed.map((response) => response.body()));
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
