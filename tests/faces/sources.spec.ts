import type { Page } from '@playwright/test';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { expect, test } from './holdfast.ts';
import { inspect } from './inspect.ts';
import {
  acceptMore,
  copyMail,
  expectComplete,
  goTo,
  pressLast,
  signIn,
  startFirstCopy,
} from './steps.ts';

test.use({ simulatorOptions: { messages: 20, driveFiles: 0 } });

/** Large enough to come in several pieces, odd in its name, and empty. */
function fillDrive({ drive }: Simulator): void {
  drive.control.put('Taxes/2024/return.pdf', new Uint8Array(3_000_000).fill(7));
  drive.control.put('Τιμολόγια/μία 100%.txt', 'ένα');
  drive.control.put('empty.txt', '');
}

const rowOf = (page: Page, source: string) =>
  page.getByRole('row', { name: new RegExp(`^${source}`) }).getByRole('cell');

/** Settings, as far down as the sources. */
const sourceLine = (page: Page, name: string) =>
  page
    .getByRole('region', { name: 'Sources' })
    .getByRole('listitem')
    .filter({ hasText: new RegExp(`^${name}\\.`) });

async function askedFor(window: Page): Promise<string[]> {
  await expect(window.getByRole('button', { name: 'Accept' })).toBeVisible();
  return window.getByRole('listitem').allInnerTexts();
}

test('mail and files are chosen one after the other, and copied side by side', async ({
  page,
  simulator,
}) => {
  fillDrive(simulator);
  await signIn(page);
  await inspect(page, 'first-run-what');
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Keep your files as well…' }).click();
  const microsoft = await opened;
  const asked = (await askedFor(microsoft)).join();
  expect(asked).toContain('Read your files');
  expect(asked).not.toMatch(/full access|you have access|write/i);
  await acceptMore(microsoft);
  await expect(page.getByRole('checkbox', { name: 'Keep your files' })).toBeChecked();
  await inspect(page, 'first-run-both');

  simulator.graph.latencyMs = 2_000;
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expect(page.getByRole('region', { name: 'Copying now: Mail' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Copying now: Files' })).toBeVisible();
  await inspect(page, 'home-copying-both');
  simulator.graph.latencyMs = 0;
  await expectComplete(page);

  const { messages } = simulator.report();
  await expect(rowOf(page, 'Mail')).toHaveText([
    'Mail',
    `${messages}`,
    `${messages}`,
    '0',
    '0',
    /\d/,
  ]);
  // Three folders, three files.
  await expect(rowOf(page, 'Files')).toHaveText(['Files', '6', '6', '0', '0', /\d/]);
  await expect(page.getByText(`Microsoft listed ${messages + 6} things of yours.`)).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' })).toContainText('Files');
  await inspect(page, 'home-both');

  await page.getByRole('link', { name: /^Receipt of Files/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Copy of your files/);
  await expect(page.getByText('Complete', { exact: true })).toBeVisible();
  await inspect(page, 'receipt-files');
});

test('who copies mail is offered files once, and Settings turns each off and on', async ({
  page,
  simulator,
}) => {
  fillDrive(simulator);
  await copyMail(page);
  await expect(page.getByRole('navigation', { name: 'Main' })).not.toContainText('Files');
  const offer = page.getByRole('button', { name: 'Keep your files as well…' });
  await expect(offer).toBeVisible();
  await inspect(page, 'home-offer');
  const opened = page.waitForEvent('popup');
  await offer.click();
  await acceptMore(await opened);
  await expect(rowOf(page, 'Files')).toHaveText(['Files', '6', '6', '0', '0', /\d/], {
    timeout: 60_000,
  });
  await expectComplete(page);

  await goTo(page, 'Settings');
  await expect(sourceLine(page, 'Files')).toContainText('6 files and folders kept, last copied');
  await expect(sourceLine(page, 'Files')).toContainText('May be read (Files.Read).');
  await inspect(page, 'settings-sources', page.locator('#sources'));
  await sourceLine(page, 'Files').getByRole('button', { name: 'Turn off…' }).click();
  await expect(page.getByRole('dialog')).toContainText('What is kept of your files stays kept');
  await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
  await expect(sourceLine(page, 'Files')).toContainText('Not copied any more.');

  simulator.drive.control.put('later.txt', 'later');
  await goTo(page, 'Home');
  await expect(rowOf(page, 'Files').first()).toContainText('not copied any more');
  await expect(offer).toHaveCount(0);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expectComplete(page);
  await expect(rowOf(page, 'Files').nth(1)).toHaveText('6');

  await goTo(page, 'Settings');
  await sourceLine(page, 'Files').getByRole('button', { name: 'Copy your files' }).click();
  await goTo(page, 'Home');
  await expect(rowOf(page, 'Files').nth(1)).toHaveText('7', { timeout: 60_000 });
});

test('files that the organisation keeps to itself are left out and said; mail starts', async ({
  page,
  simulator,
}) => {
  simulator.signIn.grants.blocked.add('Files.Read');
  await signIn(page);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Keep your files as well…' }).click();
  const microsoft = await opened;
  await microsoft.waitForLoadState();
  await pressLast(microsoft, /Back|Return|Cancel/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Your mail can start now. Files need your organisation.',
  );
  await inspect(page, 'first-run-blocked');
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(page);
});

test('one source is paused while the other goes on', async ({ page, simulator }) => {
  fillDrive(simulator);
  await signIn(page);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Keep your files as well…' }).click();
  await acceptMore(await opened);
  await expect(page.getByRole('checkbox', { name: 'Keep your files' })).toBeChecked();
  simulator.graph.latencyMs = 2_000;
  await startFirstCopy(page);
  const files = page.getByRole('region', { name: 'Copying now: Files' });
  await files.getByRole('button', { name: 'Pause Files' }).click();
  await expect(files).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByRole('region', { name: 'Copying now' })).toHaveCount(1);
  simulator.graph.latencyMs = 0;
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^You stopped the copy of your files/,
    { timeout: 60_000 },
  );
});
