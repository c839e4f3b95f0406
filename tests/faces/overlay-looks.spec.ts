import { fileURLToPath } from 'node:url';
import { type BrowserContext, test as base, expect } from '@playwright/test';
import { createProfile } from './browser.ts';
import { CANNED, openCanned, SIGHT } from './canned-desk.ts';
import { viewOverlay } from './overlay-view.ts';

/** 26 November 2026, 14:21 in London: what the pictures of the overlay say "today" by. */
const NOW = new Date('2026-11-26T14:21:00Z');
const picture = (name: string) =>
  fileURLToPath(new URL(`../../artefacts/overlay-${name}.png`, import.meta.url));

const test = base.extend<{ context: BrowserContext }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from this pattern.
  context: async ({}, use) => {
    const profile = await createProfile({});
    const context = await profile.launch({
      viewport: { width: 1280, height: 800 },
    });
    await context.clock.setFixedTime(NOW);
    await use(context);
    await context.close();
    await profile.remove();
  },
});

for (const isDark of [false, true]) {
  const theme = isDark ? 'dark' : 'light';

  test(`conversation and strip, ${theme}, whatever the system prefers`, async ({ context }) => {
    const canned = { ...CANNED, look: { ...SIGHT, folded: false } };
    const { page } = await openCanned(context, canned, { isDark });
    await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
    const overlay = await viewOverlay(page);
    await expect.poll(() => overlay.words()).toContain('311 gone from this folder');
    await overlay.press('2 of 3 gone from this conversation');
    await expect.poll(() => overlay.words()).toContain('2 messages are gone from your mailbox');
    await page.waitForTimeout(400);
    await page.screenshot({ path: picture(`conversation-${theme}`) });
  });

  test(`folder, folded strip, ${theme}`, async ({ context }) => {
    const { page } = await openCanned(context, CANNED, { isDark });
    const overlay = await viewOverlay(page);
    await overlay.press('311 gone from this folder');
    await expect.poll(() => overlay.words()).toContain('Daily readings, gauge 1');
    await overlay.press(/gauge 2/);
    await overlay.press(/gauge 3/);
    await expect.poll(() => overlay.words()).toContain('Restore 2');
    await page.waitForTimeout(400);
    await page.screenshot({ path: picture(`folder-${theme}`) });
  });

  test(`restored, with what takes it back, ${theme}`, async ({ context }) => {
    const { page } = await openCanned(context, CANNED, { isDark });
    const overlay = await viewOverlay(page);
    await overlay.press('2 of 3 gone from this conversation');
    await overlay.press('Restore both');
    await expect.poll(() => overlay.words()).toContain('2 are back, equal.');
    await page.waitForTimeout(400);
    await page.screenshot({ path: picture(`restored-${theme}`) });
  });

  test(`narrow, ${theme}`, async ({ context }) => {
    const canned = { ...CANNED, look: { ...SIGHT, folded: false } };
    const { page } = await openCanned(context, canned, { isDark });
    await page.setViewportSize({ width: 400, height: 800 });
    const overlay = await viewOverlay(page);
    await expect.poll(() => overlay.words()).toContain('2 of 3 gone');
    await page.screenshot({ path: picture(`narrow-tabs-${theme}`) });
    await overlay.press('2 of 3 gone from this conversation');
    await page.waitForTimeout(400);
    await page.screenshot({ path: picture(`narrow-${theme}`) });
  });
}
