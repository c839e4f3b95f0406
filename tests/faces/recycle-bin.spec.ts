import {
  copyFiles,
  driveOf,
  fileLine,
  openDriveFolder,
  restoreFilesWithConsent,
} from './drive-steps.ts';
import { expect, test } from './holdfast.ts';
import { inspect } from './inspect.ts';
import { acceptMore, backUpNow, goTo } from './steps.ts';

test.use({ simulatorOptions: { messages: 0, drive: { flavour: 'personal' } } });

const DATES = {
  createdAt: Date.UTC(2015, 2, 3, 4, 5, 6),
  modifiedAt: Date.UTC(2026, 5, 4, 3, 2, 1),
};
const TICK = /recycle bin where it is still in it/;

test('a shared file comes out of the recycle bin with its link, once that is ticked and allowed', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.drive;
  control.put('Projects/plan.txt', 'the plan', DATES);
  control.put('Projects/notes.txt', 'notes', DATES);
  control.shareByLink('Projects/plan.txt', 'edit');
  const { id } = control.item('Projects/plan.txt');
  const before = await driveOf(simulator);
  await copyFiles(page);
  control.delete('Projects/plan.txt');
  await backUpNow(page);
  const without = await driveOf(simulator);

  await openDriveFolder(page, 'Projects');
  await fileLine(page, 'plan.txt').click();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Restore 1 file');
  await expect(page.getByText('Files.ReadWrite.All')).toHaveCount(0);
  await page.getByRole('checkbox', { name: TICK }).check();
  await expect(page.getByText('taken out of the recycle bin, or made again')).toBeVisible();
  await expect(page.getByText('(Files.ReadWrite.All)')).toBeVisible();
  await inspect(page, 'restore-from-bin', page.getByRole('checkbox', { name: TICK }));

  // Whoever says no has done nothing.
  const refusing = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Restore 1', exact: true }).click();
  const refused = await refusing;
  await expect(refused.getByText('Have full access to all files you have access to')).toBeVisible();
  await refused.getByRole('button', { name: 'Cancel' }).click();
  await expect(
    page.getByText('Nothing was read and nothing was changed', { exact: false }),
  ).toBeVisible();
  expect(await driveOf(simulator)).toEqual(without);

  const asking = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Restore 1', exact: true }).click();
  await acceptMore(await asking);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file is back.');
  await expect(page.getByText('taken out of the recycle bin')).toBeVisible();
  expect(await driveOf(simulator)).toEqual(before);
  expect(control.item('Projects/plan.txt').id).toBe(id);
  expect(control.item('Projects/plan.txt').permissions).toHaveLength(1);
  await inspect(page, 'restored-from-bin');

  await goTo(page, 'Journal');
  await page.getByRole('link', { name: /Restored: plan.txt/ }).click();
  await page.getByRole('button', { name: 'Undo…' }).click();
  await expect(
    page.getByText('1 item that came out of the recycle bin goes back into it.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Take out 1' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file was taken out again.');
  expect(await driveOf(simulator)).toEqual(without);
  expect([...simulator.drive.control.parts.drive.bin].map((item) => item.id)).toEqual([id]);
});

test('without the tick no further right is asked for', async ({ page, simulator }) => {
  const { control } = simulator.drive;
  control.put('plan.txt', 'the plan', DATES);
  await copyFiles(page);
  control.delete('plan.txt');
  await backUpNow(page);
  await openDriveFolder(page);
  await fileLine(page, 'plan.txt').click();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByRole('checkbox', { name: TICK })).not.toBeChecked();
  await restoreFilesWithConsent(page, 1);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file is back.');
  const asked = () => simulator.exchanges.filter(({ url }) => /\/restore$/.test(url));
  expect(asked()).toEqual([]);

  // What was shared would lose its links: its plan is shown, and asks for that right alone.
  control.put('shared.txt', 'shared', DATES);
  control.shareByLink('shared.txt');
  await backUpNow(page);
  control.delete('shared.txt');
  await backUpNow(page);
  await openDriveFolder(page);
  await fileLine(page, 'shared.txt').click();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByRole('checkbox', { name: TICK }).check();
  await expect(page.getByRole('heading', { name: 'One thing is asked of you' })).toBeVisible();
  const asking = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Restore 1', exact: true }).click();
  const microsoft = await asking;
  const right = microsoft.getByText('Have full access to all files you have access to');
  await expect(right).toBeVisible();
  await expect(microsoft.getByText('Have full access to your files')).toHaveCount(0);
  await acceptMore(microsoft);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file is back.');
  expect(asked()).toHaveLength(1);
});
