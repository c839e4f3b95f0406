import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { APP_URL, expect, test } from './holdfast.ts';
import { inspect } from './inspect.ts';
import { acceptMore, expectComplete, goTo, signIn } from './steps.ts';

test.use({ simulatorOptions: { messages: 5 } });

/** Files of a person, and a page that may read them and has copied nothing. */
async function withFiles(page: Page) {
  await signIn(page);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Keep your files as well…' }).click();
  await acceptMore(await opened);
  await expect(page.getByRole('button', { name: 'Choose files…' })).toBeVisible();
}

function folder(page: Page, name: string) {
  return page.getByRole('treeitem', { name: new RegExp(`^${name},`) });
}

test('files are chosen with their sizes before anything is copied, by keys alone', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.drive;
  control.put('Photos/2024/beach.jpg', new Uint8Array(3_000_000));
  control.put('Photos/2025/hill.jpg', new Uint8Array(2_000_000));
  control.put('Films/long.mp4', new Uint8Array(4_000_000));
  control.put('Taxes/return.pdf', 'a return');
  await withFiles(page);
  const button = page.getByRole('button', { name: 'Choose files…' });
  await button.focus();
  await page.keyboard.press('Enter');

  await expect(folder(page, 'Photos')).toHaveAccessibleName('Photos, 5 MB');
  await folder(page, 'OneDrive').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  for (let step = 0; step < 20; step += 1) {
    const name = await page.locator(':focus').getAttribute('aria-label');
    if (name?.startsWith('Photos,')) break;
    await page.keyboard.press('ArrowDown');
  }
  await expect(folder(page, 'Photos')).toBeFocused();
  await page.keyboard.press('Space');
  await expect(folder(page, 'Photos')).toHaveAttribute('aria-checked', 'false');
  await expect(folder(page, 'OneDrive')).toHaveAttribute('aria-checked', 'mixed');
  await page.keyboard.press('ArrowRight');
  await expect(folder(page, '2024')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(folder(page, '2024')).toHaveAttribute('aria-checked', 'true');
  await expect(folder(page, 'Photos')).toHaveAttribute('aria-checked', 'mixed');
  await page.getByRole('checkbox', { name: 'Video' }).uncheck();
  await page.getByRole('button', { name: 'Copy it like that' }).click();
  await expect(page.getByText(/^Every file, without 1 folder and video\./)).toBeVisible();

  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Everything you chose is in your copy.',
    { timeout: 60_000 },
  );
  await expect(page.getByRole('region', { name: 'Copying now' })).toHaveCount(0);
  await goTo(page, 'Settings');
  await expect(page.getByText(/^Every file, without 1 folder and video\./)).toBeVisible();
  await page.getByRole('button', { name: 'Choose files…' }).click();
  await expect(folder(page, 'Photos')).toHaveAttribute('aria-checked', 'mixed');
  const { requests } = simulator.report();
  const fetched = Object.keys(requests).filter((what) => /download/.test(what));
  expect(fetched.length).toBeGreaterThan(0);
});

test('the choice reads well, light, dark and narrow', async ({ page, simulator }) => {
  const { control } = simulator.drive;
  for (const [path, mb] of [
    ['Clients/Harbour Street 14/plans.pdf', 6],
    ['Clients/Old mill/plans.pdf', 2],
    ['Films/Summer.mp4', 18],
    ['Photos/2024/beach.jpg', 9],
    ['Photos/2025/hill.jpg', 7],
    [
      'A folder with a name that is much too long to be shown in one line of a narrow page/a.txt',
      1,
    ],
  ] as const)
    control.put(path, new Uint8Array(mb * 1_000_000));
  await withFiles(page);
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Choose files…' }).click();
  await folder(page, 'Photos').locator('.opener').click();
  await folder(page, '2025').click();
  await folder(page, 'Films').click();
  await expect(folder(page, 'Photos')).toHaveAttribute('aria-checked', 'mixed');
  const section = page.getByRole('region', { name: 'Files: what is copied' });
  await inspect(page, 'file-choice', section);
});

test('older versions that Microsoft holds are listed with their file, and saved', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.drive;
  for (const content of ['one', 'second', 'third']) control.put('Offers/quince.txt', content);
  await withFiles(page);
  await page.getByRole('button', { name: 'Choose files…' }).click();
  await page.getByRole('radio', { name: 'All of them' }).check();
  await page.getByRole('button', { name: 'Copy it like that' }).click();
  await expect(page.getByText(/also all that Microsoft holds/)).toBeVisible();
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(page);

  await page.goto(`${APP_URL}/search#q=quince`);
  await page.getByRole('option').first().click();
  const versions = page.getByRole('region', { name: 'Older versions from Microsoft' });
  await expect(versions.getByRole('listitem')).toHaveCount(2);
  await versions
    .getByRole('button', { name: /^Show the version/ })
    .last()
    .click();
  const shown = page.getByRole('dialog', { name: 'quince.txt' });
  await expect(shown.getByText('one', { exact: true })).toBeVisible();
  await inspect(page, 'kept-version-shown', shown);
  await shown.getByRole('button', { name: 'Close' }).click();
  const download = page.waitForEvent('download');
  await versions.getByRole('button', { name: /^Save/ }).last().click();
  const saved = await download;
  expect(saved.suggestedFilename()).toMatch(/^quince \(\d{4}-\d\d-\d\d\)\.txt$/);
  expect(await readFile(await saved.path(), 'utf8')).toBe('one');
  await inspect(page, 'kept-versions', versions);
});
