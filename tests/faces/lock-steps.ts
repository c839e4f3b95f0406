import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { goTo } from './steps.ts';

/** Argon2id with 128 MiB, where several tests run at once. */
export const ARGON_MS = 30_000;
export const PASSPHRASE = 'correct horse battery staple';

export function dialogOf(page: Page, name: string): Locator {
  return page.getByRole('dialog', { name });
}

/** From the question for a passphrase to the recovery code. */
export async function choosePassphrase(page: Page, passphrase = PASSPHRASE): Promise<void> {
  const question = dialogOf(page, 'Protect your copy with a passphrase?');
  await question.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await question.getByLabel('The same once more', { exact: true }).fill(passphrase);
  await question.getByRole('button', { name: 'Protect it' }).click();
  await expect(question).toBeHidden({ timeout: ARGON_MS });
}

/** Reads the recovery code and shows that it was kept; answers it. */
export async function keepCode(page: Page): Promise<string> {
  const sheet = dialogOf(page, 'Keep this recovery code');
  await expect(sheet).toBeVisible({ timeout: ARGON_MS });
  const groups = await sheet.locator('.recovery-code > span').allTextContents();
  await sheet.getByRole('button', { name: 'I have it' }).click();
  const proof = dialogOf(page, 'Do you have the code?');
  await proof.getByLabel(/^The last two groups/).fill(groups.slice(-2).join(' ').toLowerCase());
  await proof.getByRole('button', { name: 'Finish' }).click();
  await expect(proof).toBeHidden();
  return groups.join('-');
}

/** Encryption on, from wherever one is; ends in Settings. Answers the recovery code. */
export async function protect(page: Page): Promise<string> {
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Protect with a passphrase…' }).click();
  await choosePassphrase(page);
  const code = await keepCode(page);
  await expect(page.getByText('Protected with a passphrase.')).toBeVisible();
  return code;
}

export async function expectLocked(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your copy is locked.');
}

/** Types a passphrase on the page that is shown while it is locked. */
export async function unlockWith(page: Page, passphrase: string): Promise<void> {
  const field = page.getByLabel('Passphrase', { exact: true });
  await field.fill(passphrase);
  await field.press('Enter');
}

/** Files under a folder in which the text stands, in any of the ways a browser writes text. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const forms = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (forms.some((form) => bytes.includes(form))) found.push(path);
  }
  return found;
}
