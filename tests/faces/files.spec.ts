import { unzip } from '../unzip.ts';
import {
  copyFiles,
  downloadedBy,
  driveOf,
  fileLine,
  filePane,
  openDriveFolder,
  restoreFilesWithConsent,
} from './drive-steps.ts';
import { APP_URL, expect, test } from './holdfast.ts';
import { PICTURE } from './letters.ts';
import { backUpNow, goTo } from './steps.ts';

test.use({ simulatorOptions: { messages: 0 } });

const SCHOOL = 'Projects/Mill Lane School';
const DATES = {
  createdAt: Date.UTC(2015, 2, 3, 4, 5, 6),
  modifiedAt: Date.UTC(2026, 5, 4, 3, 2, 1),
};

test('a folder that is gone with its recycle bin stays in its place, and one click brings it back', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.drive;
  for (let at = 1; at <= 12; at += 1) {
    const bytes = Buffer.concat([PICTURE, Buffer.from(`${at}`)]);
    control.put(`${SCHOOL}/Photos/Site ${at}.png`, new Uint8Array(bytes), DATES);
  }
  control.put(`${SCHOOL}/Τιμολόγιο #1 50%.txt`, 'an invoice', DATES);
  control.put('Projects/Attic/old.txt', 'old', DATES);
  control.put('Projects/notes.txt', 'notes', DATES);
  control.put('elsewhere.txt', 'elsewhere', DATES);
  for (const path of ['Projects', 'Projects/Attic', SCHOOL, `${SCHOOL}/Photos`])
    control.folder(path, DATES);
  const before = await driveOf(simulator);
  await copyFiles(page);

  await openDriveFolder(page, 'Projects', 'Mill Lane School', 'Photos');
  const table = page.getByRole('grid');
  await expect(table.getByRole('row')).toHaveCount(13);
  // By keys alone: into a folder, and up again.
  await expect(table).toBeFocused();
  // A folder is named before its list is there, and takes keys.
  const at = (name: string) =>
    expect(page.getByRole('grid', { name: `Files in ${name}` })).toBeFocused();
  await page.keyboard.press('Backspace');
  await expect(page.getByRole('heading', { name: 'Mill Lane School', level: 1 })).toBeVisible();
  await at('Mill Lane School');
  await page.keyboard.press('Backspace');
  await expect(page.getByRole('heading', { name: 'Projects', level: 1 })).toBeVisible();
  await at('Projects');
  // Back in the line one came from, which is not the first.
  expect(await page.getByRole('grid').getAttribute('aria-activedescendant')).toBe('file-1');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Mill Lane School', level: 1 })).toBeVisible();
  await at('Mill Lane School');
  await page.keyboard.press('Home');
  const named = await page.getByRole('grid').getAttribute('aria-activedescendant');
  expect(named).toBe('file-0');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Photos', level: 1 })).toBeVisible();
  await at('Photos');
  await page.keyboard.press('Control+a');
  await expect(page.getByText('12 chosen')).toBeVisible();
  await page.keyboard.press('Escape');
  // As they look: in the list, and larger as tiles, with the same keys and those beside.
  await expect(table.locator('img')).toHaveCount(12);
  await page.getByTitle('Tiles', { exact: true }).click();
  const tiles = page.getByRole('listbox', { name: 'Files in Photos' });
  await expect(tiles.locator('img')).toHaveCount(12);
  await tiles.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowLeft');
  const below = Number((await tiles.getAttribute('aria-activedescendant'))?.slice(5));
  expect(below).toBeGreaterThan(1);
  await page.keyboard.press('Enter');
  const name = await page.locator(`#file-${below} p`).first().textContent();
  await expect(filePane(page).getByRole('heading', { level: 2 })).toHaveText(name ?? '');
  await page.getByRole('combobox', { name: 'Order' }).selectOption('Z to A');
  await expect(tiles.getByRole('option').first()).toContainText('Site 12.png');
  await page.getByTitle('List', { exact: true }).click();

  control.delete(SCHOOL);
  control.emptyBin();
  await backUpNow(page);
  await openDriveFolder(page, 'Projects');
  await expect(fileLine(page, 'Mill Lane School')).toContainText('gone, last seen');
  await expect(page.getByRole('heading', { name: '15 gone today' })).toBeVisible();
  await fileLine(page, 'Mill Lane School').click();
  await expect(page.getByText('Gone from your OneDrive', { exact: false }).first()).toBeVisible();
  await expect(fileLine(page, 'Τιμολόγιο #1 50%.txt')).toContainText('gone, last seen');

  // Writing is asked for now, and said before Microsoft's window opens.
  await page.getByRole('button', { name: 'Restore…', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Restore 13 files and 2 folders',
  );
  await expect(page.getByText('are nowhere in your OneDrive: made again')).toBeVisible();
  await expect(page.getByText('may only read your OneDrive')).toBeVisible();
  expect((await driveOf(simulator)).size).toBe(3);
  await restoreFilesWithConsent(page, 15);

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '13 files and 2 folders are back.',
    { timeout: 30_000 },
  );
  await expect(page.getByText('Restored, equal')).not.toHaveCount(0);
  expect(await driveOf(simulator)).toEqual(before);
  expect(control.item(`${SCHOOL}/Photos`).dates).toMatchObject(DATES);

  await goTo(page, 'Journal');
  // The copy that follows puts a line above: after that the list stays as it is.
  await expect(page.getByRole('link', { name: /^Copy of your files:/ })).toHaveCount(3, {
    timeout: 60_000,
  });
  await page.getByRole('link', { name: /Restored: 13 files and 2 folders/ }).click();
  await page.getByRole('button', { name: 'Undo…' }).click();
  await page.getByRole('button', { name: 'Take out 15' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '13 files and 2 folders were taken out again.',
    { timeout: 30_000 },
  );
  expect([...(await driveOf(simulator)).keys()]).toEqual([
    'Projects/Attic/old.txt',
    'Projects/notes.txt',
    'elsewhere.txt',
  ]);
});

test('a file that was overwritten with rubbish has its contents again, and the rubbish as a version', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.drive;
  control.put('Offer.txt', 'the offer, as it was meant', DATES);
  control.put('other.txt', 'other', DATES);
  const before = await driveOf(simulator);
  await copyFiles(page);
  control.put('Offer.txt', 'rubbish');
  const rubbish = await driveOf(simulator);
  await backUpNow(page);

  await openDriveFolder(page);
  await expect(fileLine(page, 'Offer.txt').getByRole('gridcell').nth(3)).toHaveText('2');
  await fileLine(page, 'Offer.txt').click();
  const pane = filePane(page);
  await expect(pane.getByRole('heading', { name: '2 states kept' })).toBeVisible();
  await expect(pane.getByText('rubbish')).toBeVisible();
  await pane.getByRole('listitem').nth(1).getByRole('link').click();
  await expect(pane.getByText('the offer, as it was meant')).toBeVisible();
  await pane.getByRole('button', { name: 'Restore', exact: true }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Restore 1 file');
  await expect(
    page.getByRole('heading', { name: '1 file is there with other contents' }),
  ).toBeVisible();
  await expect(page.getByRole('radio', { name: /Keep both/ })).toBeChecked();
  await page.getByRole('radio', { name: /Put mine over it/ }).check();
  await expect(page.getByText('is there with other contents: replaced')).toBeVisible();
  await restoreFilesWithConsent(page, 1);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file is back.');
  expect(await driveOf(simulator)).toEqual(before);
  expect(control.item('Offer.txt').versions.length).toBeGreaterThan(1);

  await page.getByRole('button', { name: 'Undo…' }).click();
  await page.getByRole('button', { name: 'Take out 1' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file was taken out again.');
  const contents = (all: Map<string, string>) => all.get('Offer.txt')?.split(' ')[0];
  expect(contents(await driveOf(simulator))).toBe(contents(rubbish));
});

test('a file, some, and a whole folder can be downloaded, and their bytes are those of the drive', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.drive;
  const film = Uint8Array.from({ length: 6_000_000 }, (_, at) => (at * 7919) >> 5);
  control.put('Projects/film.bin', film, DATES);
  control.put('Projects/a.txt', 'a', DATES);
  control.put('Projects/Deep/b.txt', 'b', DATES);
  await copyFiles(page);
  await openDriveFolder(page, 'Projects');

  await fileLine(page, 'film.bin').click();
  const download = filePane(page).getByRole('button', { name: 'Download' });
  const one = await downloadedBy(page, () => download.click());
  expect(one.name).toBe('film.bin');
  expect(one.bytes.equals(film)).toBe(true);

  const asZip = page.getByRole('button', { name: 'Download as zip' });
  const whole = await downloadedBy(page, () => asZip.click());
  expect(whole.name).toMatch(/^Projects \d{4}-\d\d-\d\d\.zip$/);
  const files = unzip(whole.bytes);
  expect([...files.keys()].sort()).toEqual(
    [
      'Projects/',
      'Projects/Deep/',
      'Projects/Deep/b.txt',
      'Projects/a.txt',
      'Projects/film.bin',
    ].sort(),
  );
  expect(Buffer.from(files.get('Projects/film.bin') ?? []).equals(film)).toBe(true);

  await fileLine(page, 'a.txt').click({ modifiers: ['ControlOrMeta'] });
  await fileLine(page, 'Deep').click({ modifiers: ['ControlOrMeta'] });
  await expect(page.getByText('2 chosen')).toBeVisible();
  const some = await downloadedBy(page, () => asZip.last().click());
  expect([...unzip(some.bytes).keys()].sort()).toEqual(['Deep/', 'Deep/b.txt', 'a.txt']);
});

test('a file that is gone comes back in its own row', async ({ page, simulator }) => {
  const { control } = simulator.drive;
  control.put('Taxes/return.txt', 'a return', DATES);
  control.put('Taxes/other.txt', 'other', DATES);
  const before = await driveOf(simulator);
  await copyFiles(page);
  for (const name of ['return.txt', 'other.txt']) control.delete(`Taxes/${name}`);
  control.emptyBin();
  await backUpNow(page);
  await openDriveFolder(page, 'Taxes');
  await fileLine(page, 'return.txt').click();
  await filePane(page).getByRole('button', { name: 'Restore', exact: true }).click();
  // The right to write is asked for on the page of the plan, once.
  await restoreFilesWithConsent(page, 1);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 file is back.');

  await openDriveFolder(page, 'Taxes');
  await fileLine(page, 'other.txt').click();
  await filePane(page).getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(filePane(page)).toContainText('Restored, equal.');
  expect(await driveOf(simulator)).toEqual(before);
  await expect(page).toHaveURL(new RegExp(`^${APP_URL}/files/`));

  // The next copy gives it another row; what became of it is still told there, and can be undone.
  await backUpNow(page);
  await openDriveFolder(page, 'Taxes');
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(3);
  await expect(fileLine(page, 'other.txt')).toContainText('Restored, equal');
  await fileLine(page, 'other.txt').getByText('Undo').click();
  await expect(fileLine(page, 'other.txt')).toContainText('Undone');
  expect([...(await driveOf(simulator)).keys()]).toEqual(['Taxes/return.txt']);
});

test('a drive can be looked at as it was, and a folder comes back as it was then', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.drive;
  control.put('Work/plan.txt', 'the plan', DATES);
  control.put('Work/list.txt', 'the list', DATES);
  control.folder('Work', DATES);
  const before = await driveOf(simulator);
  await copyFiles(page);
  control.encryptAll();
  await backUpNow(page);
  await openDriveFolder(page, 'Work');
  await expect(fileLine(page, 'plan.txt.locked')).toBeVisible();

  // One copy back.
  const copies = page.getByRole('region', { name: 'Time' }).getByRole('list', { name: 'Copies' });
  await copies.getByRole('button').first().click();
  await expect(page.getByText('You are looking at').first()).toBeVisible();
  await expect(fileLine(page, 'plan.txt')).toContainText('changed since');
  await expect(fileLine(page, 'plan.txt.locked')).toHaveCount(0);
  await fileLine(page, 'plan.txt').click();
  await expect(filePane(page).getByText('the plan')).toBeVisible();
  await page.getByRole('button', { name: 'Restore folder…' }).click();
  await page.getByRole('radio', { name: /Put mine over it/ }).check();
  await restoreFilesWithConsent(page, 2);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '2 files are back, and 1 was there already.',
  );
  const after = await driveOf(simulator);
  after.delete('HOW TO GET YOUR FILES BACK.txt');
  expect(after).toEqual(before);
});
