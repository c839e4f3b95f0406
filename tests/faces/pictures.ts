import type { Page } from '@playwright/test';

type How = Omit<NonNullable<Parameters<Page['screenshot']>[0]>, 'path'>;

/** For people to look at. Where nobody does, drawing a page in software would take a fifth of the time. */
export async function takePicture(page: Page, path: string, how: How = {}): Promise<void> {
  if (process.env.CI) return;
  await page.screenshot({ ...how, path });
}
