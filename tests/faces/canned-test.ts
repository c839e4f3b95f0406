import { fileURLToPath } from 'node:url';
import { type BrowserContext, test as base, expect } from '@playwright/test';
import { createProfile } from './browser.ts';

/** 26 November 2026, 14:21 in London: what the pictures of the overlay say "today" by. */
const NOW = new Date('2026-11-26T14:21:00Z');
export const picture = (name: string) =>
  fileURLToPath(new URL(`../../artefacts/overlay-${name}.png`, import.meta.url));

/** A browser for the overlay on a drawn page; nothing stands behind it. */
export const test = base.extend<{ context: BrowserContext }>({
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

export { expect };
