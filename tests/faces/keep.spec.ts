import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './holdfast.ts';
import { inspect } from './inspect.ts';
import {
  answerFolderPicker,
  damageLargestPack,
  FOLDER,
  filesInFolder,
  removeFolder,
} from './keeping.ts';
import { backUpNow, copyMail, goTo } from './steps.ts';

/** As a person finds it in the repository, and as every folder has to have it. */
const RECOVER_PAGE = new URL('../../recover/recover.html', import.meta.url);
const UP_TO_DATE = /^As of \d\d:\d\d\. Everything kept in this browser is there, too\./;

test.use({ simulatorOptions: { messages: 30 } });

async function momentsIn(page: Page): Promise<number> {
  return (await filesInFolder(page)).filter((path) => path.startsWith('snapshots/')).length;
}

test('a second copy in a folder is filled, follows each copy, and says when its folder is gone', async ({
  page,
  simulator,
}) => {
  await answerFolderPicker(page);
  await copyMail(page);
  await page.getByRole('button', { name: 'Keep a second copy in a folder…' }).click();
  const aside = page.getByRole('complementary', { name: 'Where it lives' });
  await expect(aside.getByText(`Folder ${FOLDER}`)).toBeVisible();
  await expect(aside.getByText(UP_TO_DATE)).toBeVisible();
  expect(await filesInFolder(page)).toEqual(
    expect.arrayContaining(['README.txt', 'recover.html', expect.stringMatching(/^packs\//)]),
  );
  const recoverPage = await page.evaluate(async (name) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name);
    return (await (await folder.getFileHandle('recover.html')).getFile()).text();
  }, FOLDER);
  expect(recoverPage).toBe(await readFile(RECOVER_PAGE, 'utf8'));

  const before = await momentsIn(page);
  simulator.control.deliver({ subject: 'Since then' });
  await backUpNow(page);
  await expect.poll(() => momentsIn(page)).toBeGreaterThan(before);
  await expect(aside.getByText(UP_TO_DATE)).toBeVisible();

  await goTo(page, 'Settings');
  await removeFolder(page);
  await page.getByRole('button', { name: 'Bring up to date now' }).click();
  const trouble = page.locator('.note.gap');
  await expect(trouble).toContainText(`The folder ${FOLDER} is not to be found.`);
  await goTo(page, 'Home');
  await expect(aside.getByText(`The folder ${FOLDER} is not to be found.`)).toBeVisible();
  await aside.getByRole('link', { name: 'What helps' }).click();
  await trouble.getByRole('button', { name: 'Pick it again…' }).click();
  await expect(page.getByText(UP_TO_DATE)).toBeVisible();
  expect(await momentsIn(page)).toBeGreaterThan(before);

  await page.getByRole('button', { name: 'Stop keeping it…' }).click();
  await page.getByRole('button', { name: 'Stop keeping it', exact: true }).click();
  await expect(page.getByText(`Folder ${FOLDER}`)).toHaveCount(0);
  expect(await momentsIn(page)).toBeGreaterThan(before);
});

test('where no folder can be picked nothing is offered, and the page says so', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showDirectoryPicker'));
  await copyMail(page);
  await expect(page.getByRole('button', { name: /second copy/ })).toHaveCount(0);
  await goTo(page, 'Settings');
  await expect(page.getByText('so the copy stays in this browser only')).toBeVisible();
  await expect(page.getByRole('button', { name: /second copy/ })).toHaveCount(0);
});

test('a check says that all is sound, names what damage hits, and the next copy heals it', async ({
  page,
}) => {
  await copyMail(page);
  await goTo(page, 'Settings');
  const whole = page.getByRole('region', { name: 'Whether it is whole' });
  // The daily one by itself, which follows the copy.
  await expect(whole.getByText(/^Checked at \d\d:\d\d: sound\.$/)).toBeVisible({ timeout: 60_000 });
  await whole.getByRole('button', { name: 'Read everything' }).click();
  await expect(whole.getByText('Every byte was read and compared.')).toBeVisible();
  await expect(whole.getByText(/^Checked at \d\d:\d\d: sound\.$/)).toBeVisible();

  await damageLargestPack(page);
  await whole.getByRole('button', { name: 'Read everything' }).click();
  await expect(whole.getByText(/: one pack can’t be read\.$/)).toBeVisible();
  await whole
    .getByText(/^\d+ messages? in /)
    .first()
    .click();
  await expect(whole.getByRole('definition').first()).toContainText('can’t be read');
  await goTo(page, 'Home');
  const note = page.locator('.note.gap');
  await expect(note).toContainText('One pack can’t be read.');
  await expect(note).toContainText('fetched again with the next copy.');
  await note.getByRole('button', { name: 'Back up now' }).click();
  await expect(note).toHaveCount(0, { timeout: 60_000 });

  await goTo(page, 'Settings');
  await expect(whole.getByText(/: sound\.$/)).toBeVisible({ timeout: 60_000 });
  await whole.getByRole('button', { name: 'Read everything' }).click();
  await expect(whole.getByText('Every byte was read and compared.')).toBeVisible();
  await expect(whole.getByText(/: sound\.$/)).toBeVisible();
});

test('a rule is changed, says what would go, and lets only that go', async ({
  page,
  simulator,
}) => {
  await copyMail(page);
  for (const subject of ['Second', 'Third']) {
    simulator.control.deliver({ subject });
    await backUpNow(page);
  }
  await goTo(page, 'Settings');
  const kept = page.getByRole('region', { name: 'How long it is kept' });
  await expect(
    kept.getByText(/^Everything of the last 30 days and the last 3 copies;/),
  ).toBeVisible();
  await kept.getByRole('button', { name: 'What would go?' }).click();
  await expect(kept.getByText('No moment would go.')).toBeVisible();

  await kept.getByRole('button', { name: 'Change…' }).click();
  const form = page.getByRole('dialog', { name: 'How long should it be kept?' });
  await expect(form.getByRole('textbox')).toHaveCount(8);
  for (const field of await form.getByRole('textbox').all()) await field.fill('0');
  await form.getByLabel('And at least the last').fill('1');
  await expect(form.getByRole('status')).toHaveText('The last copy.');
  await form.getByRole('button', { name: 'Keep it like that' }).click();
  await expect(kept.getByText(/^The last copy\./)).toBeVisible();

  await kept.getByText(/moments kept, and why each stays/).click();
  const pins = kept.getByRole('checkbox');
  const oldest = pins.last();
  await expect(kept.getByText('It goes with the next thinning.').first()).toBeVisible();
  await oldest.check();
  await expect(kept.getByText('Pinned by you.')).toBeVisible();

  await kept.getByRole('button', { name: 'What would go?' }).click();
  await expect(kept.getByText(/^\d+ moments? would go\.$/)).toBeVisible();
  await kept.getByRole('button', { name: 'Thin out now…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Thin out' }).click();
  await expect(kept.getByText(/^\d+ moments? (has|have) gone\.$/)).toBeVisible();
  await expect(pins).toHaveCount(2);
});

test('much that went at once is told, and thinned out only when the person says twice that it may be', async ({
  page,
  simulator,
}) => {
  const sent = Array.from({ length: 55 }, (_, at) => {
    const message = simulator.control.deliver({ subject: `Letter ${at}` }, 'inbox');
    return simulator.mailbox.idOf(message, true);
  });
  await copyMail(page);
  // Of these two moments the later one stays, as it is the last to have what goes.
  simulator.control.deliver({ subject: 'Second' });
  await backUpNow(page);
  await goTo(page, 'Settings');
  const kept = page.getByRole('region', { name: 'How long it is kept' });
  await kept.getByRole('button', { name: 'Change…' }).click();
  const form = page.getByRole('dialog', { name: 'How long should it be kept?' });
  await expect(form).toBeVisible();
  const fields = await form.getByRole('textbox').all();
  for (const field of fields.slice(0, -1)) await field.fill('0');
  await form.getByLabel('And at least the last').fill('1');
  await form.getByRole('button', { name: 'Keep it like that' }).click();
  await goTo(page, 'Home');
  for (const id of sent) simulator.control.delete(id, 'gone');
  await backUpNow(page);

  const note = page.locator('.note.gap');
  await expect(note).toContainText('55 things went from Microsoft in the last week');
  await expect(note).toContainText('Nothing is thinned out until you say it was you.');
  await inspect(page, 'home-much-went');
  await note.getByRole('link', { name: 'Show them' }).click();
  await expect(page.getByRole('heading', { name: /^55 gone/ })).toBeVisible();

  await goTo(page, 'Settings');
  await kept.getByRole('button', { name: 'What would go?' }).click();
  await expect(kept.getByText(/more than usual\. Look at them/)).toBeVisible();
  await inspect(page, 'settings-much-went', kept);
  const thinOut = async () => {
    await kept.getByRole('button', { name: 'Thin out now…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Thin out', exact: true }).click();
  };
  await thinOut();
  const again = page.getByRole('dialog', { name: /^55 things went.* all the same\?$/ });
  await inspect(page, 'settings-asked-twice');
  await again.getByRole('button', { name: 'Keep them' }).click();
  await expect(kept.getByText(/^\d+ moments? would go\.$/)).toBeVisible();
  await thinOut();
  await again.getByRole('button', { name: 'Thin out all the same' }).click();
  await expect(kept.getByText(/^\d+ moments? (has|have) gone\.$/)).toBeVisible();

  await goTo(page, 'Home');
  await note.getByRole('button', { name: 'That was me' }).click();
  await expect(note).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Gone from Microsoft this week' })).toBeVisible();
});
