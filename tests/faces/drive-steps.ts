import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { expect } from './holdfast.ts';
import { acceptMore, expectComplete, goTo, signIn } from './steps.ts';

/** Signs in for files alone and copies the whole drive; ends on Home. */
export async function copyFiles(page: Page): Promise<void> {
  await signIn(page, 'Files');
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(page);
}

/** Opens a folder in Files by its path from the drive, from wherever one is. */
export async function openDriveFolder(page: Page, ...path: string[]): Promise<void> {
  await goTo(page, 'Files');
  for (const name of path) await fileLine(page, name).click();
  const label = `Files in ${path.at(-1) ?? 'OneDrive'}`;
  await expect(page.getByRole('grid', { name: label })).toBeVisible();
}

/** A file's or folder's line in the table that is shown. */
export function fileLine(page: Page, name: string): Locator {
  return page.getByRole('row').filter({ has: page.getByTitle(name, { exact: true }) });
}

/** What is beside the table. */
export function filePane(page: Page): Locator {
  return page.getByRole('complementary', { name: 'Details' });
}

/** Restores what is planned; the first time Microsoft asks whether files may be written. */
export async function restoreFilesWithConsent(page: Page, count: number): Promise<void> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: `Restore ${count}`, exact: true }).click();
  const microsoft = await opened;
  await expect(microsoft.getByText('Have full access to your files')).toBeVisible();
  await acceptMore(microsoft);
}

/** Every file of the drive by its path: its bytes and dates. */
export async function driveOf({ drive }: Simulator): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const { path, item } of drive.control.files()) {
    const bytes = await item.current?.content.read(0, item.current.content.size);
    const { createdAt, modifiedAt } = item.dates;
    files.set(path, `${Buffer.from(bytes ?? []).toString('latin1')} ${createdAt} ${modifiedAt}`);
  }
  return new Map([...files].sort());
}

/** What the browser was given to download. */
export async function downloadedBy(
  page: Page,
  press: () => Promise<void>,
): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await press();
  const saved = await download;
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
}
