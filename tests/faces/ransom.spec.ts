import type { Page } from '@playwright/test';
import {
  copyFiles,
  driveOf,
  fileLine,
  filePane,
  openDriveFolder,
  restoreFilesWithConsent,
} from './drive-steps.ts';
import { expect, test } from './holdfast.ts';
import { backUpNow, goTo } from './steps.ts';

test.use({ simulatorOptions: { messages: 0 } });

const NOTE = 'HOW TO GET YOUR FILES BACK.txt';
const DATES = {
  createdAt: Date.UTC(2019, 4, 6, 7, 8, 9),
  modifiedAt: Date.UTC(2026, 1, 3, 4, 5, 6),
};
type Control = Parameters<typeof driveOf>[0]['drive']['control'];

/** A small life: documents in folders, odd names, and a folder that will be gone altogether. */
function fillDrive(control: Control): void {
  control.put('Letter to the bank.txt', 'Dear Sir or Madam', DATES);
  control.put('Projects/Offer.txt', 'the offer, as it was meant', DATES);
  control.put('Projects/Rechnung Nº 7 (100%).txt', 'seven', DATES);
  control.put('Projects/Drawings/plan.bin', noise(90_000), DATES);
  control.put('Projects/Drawings/見積書.txt', 'an estimate', DATES);
  for (let at = 1; at <= 6; at += 1) control.put(`Photos/Site ${at}.png`, `picture ${at}`, DATES);
  control.put('empty.txt', '', DATES);
  for (let at = 1; at <= LETTERS; at += 1)
    control.put(`Letters/Letter ${at}.txt`, letter(at), DATES);
  for (const path of ['Projects', 'Projects/Drawings', 'Photos', 'Letters']) {
    control.folder(path, DATES);
  }
}

/** As many as make an alarm, and long enough to be told from noise. */
const LETTERS = 24;
const letter = (at: number) => `Letter ${at}\r\n${'The roof is mended before winter. '.repeat(20)}`;

/** Everything is overwritten and renamed, some of it is deleted, and the recycle bin is emptied. */
function attack(control: Control): void {
  control.delete('Photos');
  control.delete('Projects/Drawings/見積書.txt');
  control.encryptAll();
  control.put(`Projects/${NOTE}`, 'All your files are encrypted.\r\n');
  control.delete('empty.txt.locked');
  control.emptyBin();
}

function noise(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => (at * 7919) >> 5);
}

async function lookBeforeTheAttack(page: Page): Promise<void> {
  const copies = page.getByRole('region', { name: 'Time' }).getByRole('list', { name: 'Copies' });
  await copies.getByRole('button').first().click();
  await expect(page.getByText('You are looking at').first()).toBeVisible();
}

test('a drive that was encrypted, deleted and its bin emptied comes back at once, and can be taken out again', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.drive;
  fillDrive(control);
  const before = await driveOf(simulator);
  await copyFiles(page);
  attack(control);
  const attacked = await driveOf(simulator);
  expect([...attacked.keys()].filter((path) => before.has(path))).toEqual([]);
  await backUpNow(page);

  // Home says what happened, shows the copy before it, and leads to the plan.
  await expect(page.getByText(/^24 files became unreadable, as encryption/)).toBeVisible();
  await expect(
    page.getByText(/in one folder\. Their names end with “\.locked” now\./),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Show that copy' }).click();
  await expect(fileLine(page, 'Letter to the bank.txt')).toContainText('changed since');
  await expect(fileLine(page, 'Photos')).toContainText('gone since');
  await goTo(page, 'Home');
  await page.getByRole('button', { name: 'Put the drive back as it was…' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Restore 36 files and 4 folders',
  );
  await expect(
    page.getByText(/^are there with other contents, under another name, such as “.+\.locked”/),
  ).toBeVisible();
  await expect(page.getByText('2 things came later and stay as they are')).toBeVisible();
  await expect(page.getByText(`“${NOTE}” (2 times). Nothing is deleted.`)).toBeVisible();
  await expect(page.getByRole('radio', { name: /Put mine over it/ })).toBeChecked();
  await restoreFilesWithConsent(page, 37);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '36 files and 1 folder are back, and 3 were there already.',
    { timeout: 30_000 },
  );
  const after = await driveOf(simulator);
  expect(after.delete(NOTE)).toBe(true);
  expect(after.delete(`Projects/${NOTE}`)).toBe(true);
  expect(after).toEqual(before);
  expect(control.item('Photos').dates).toMatchObject(DATES);

  // The way back exists as well, and the next copy finds nothing missing.
  await page.getByRole('button', { name: 'Undo…' }).click();
  await page.getByRole('button', { name: 'Take out 37' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '36 files and 1 folder were taken out again.',
    { timeout: 30_000 },
  );
  const undone = await driveOf(simulator);
  expect([...undone.keys()]).toEqual([...attacked.keys()]);
  expect(contentsOf(undone)).toEqual(contentsOf(attacked));
});

test('a drive that was encrypted comes back file by file, from the row of what is gone and as it was', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.drive;
  fillDrive(control);
  const before = await driveOf(simulator);
  await copyFiles(page);
  attack(control);
  await backUpNow(page);

  // What is gone, from now.
  await openDriveFolder(page, 'Projects', 'Drawings');
  await fileLine(page, '見積書.txt').click();
  await filePane(page).getByRole('button', { name: 'Restore', exact: true }).click();
  await restoreFilesWithConsent(page, 1);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file is back.');

  // What was encrypted, as it was.
  await openDriveFolder(page, 'Projects');
  await lookBeforeTheAttack(page);
  for (const name of ['Offer.txt', 'Rechnung Nº 7 (100%).txt']) {
    await fileLine(page, name).click();
    await filePane(page)
      .getByRole('button', { name: /^Restore/ })
      .first()
      .click();
    await expect(page.getByText(`now “${name}.locked”`)).toBeVisible();
    await page.getByRole('radio', { name: /Put mine over it/ }).check();
    await page.getByRole('button', { name: 'Restore 1', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file is back.');
    await page.goBack();
    await page.goBack();
  }

  // Several at once, from the folder that is gone.
  await openDriveFolder(page, 'Photos');
  for (const at of [1, 2, 3, 4, 5, 6]) {
    await fileLine(page, `Site ${at}.png`).click({ modifiers: ['ControlOrMeta'] });
  }
  await page.getByRole('button', { name: /^Restore 6/ }).click();
  await page.getByRole('button', { name: 'Restore 6', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('6 files are back.');

  const after = await driveOf(simulator);
  for (const path of [
    'Projects/Offer.txt',
    'Projects/Rechnung Nº 7 (100%).txt',
    'Projects/Drawings/見積書.txt',
    ...[1, 2, 3, 4, 5, 6].map((at) => `Photos/Site ${at}.png`),
  ]) {
    expect(after.get(path), path).toBe(before.get(path));
  }
  await goTo(page, 'Journal');
  await expect(page.getByRole('link', { name: /Restored: 6 files/ })).toBeVisible();
});

/** Bytes without dates: an undo cannot give what it puts back the dates of a file that was encrypted. */
function contentsOf(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].map(([path, all]) => [path, all.replace(/ \d+ \d+$/, '')]));
}
