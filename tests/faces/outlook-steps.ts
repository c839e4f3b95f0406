import type { Locator, Page } from '@playwright/test';

export const OUTLOOK = 'https://outlook.office.com';

/** The stand-in for Outlook on the web, with all its parts there. */
export async function openOutlook(page: Page, path = '/mail/'): Promise<void> {
  await page.goto(OUTLOOK + path);
  await page.locator('[data-app-section="NotificationPane"]').waitFor({ state: 'attached' });
}

/** Rows of the message list, and nothing a mail pretends to be one. */
export function rows(page: Page): Locator {
  return page.locator('#MailList [role="option"][data-convid]');
}

export function rowOf(page: Page, subject: string): Locator {
  return rows(page).filter({ hasText: subject });
}

export function folder(page: Page, name: string): Locator {
  return page.locator(`[role="treeitem"][data-folder-name="${name}"]`);
}
