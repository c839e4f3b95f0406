import { APP_URL, expect, test } from './holdfast.ts';
import {
  ARGON_MS,
  choosePassphrase,
  dialogOf,
  expectLocked,
  filesWith,
  keepCode,
  PASSPHRASE,
  protect,
  unlockWith,
} from './lock-steps.ts';
import {
  answerMicrosoft,
  backUpNow,
  copyMail,
  expectComplete,
  goTo,
  lineOf,
  openFolder,
} from './steps.ts';

test.use({ simulatorOptions: { messages: 12 } });
test.setTimeout(180_000);

const SUBJECT = 'Quittung Xylophonwerkstatt 4711';
const BODY = 'Zwölf Klangstäbe aus Palisander, gestimmt auf 442 Hertz.';
const LETTER = { subject: SUBJECT, html: `<p>${BODY}</p>` };

test('protected in Settings, locked when the browser is opened again, unlocked with the passphrase', async ({
  page,
  context,
  profile,
  simulator,
}) => {
  simulator.control.deliver(LETTER);
  await copyMail(page);
  await protect(page);
  await openFolder(page, 'Inbox');
  await expect(lineOf(page, SUBJECT)).toBeVisible();
  await backUpNow(page);
  await context.close();

  const again = await profile.launch();
  const opened = again.pages()[0] ?? (await again.newPage());
  await opened.goto(`${APP_URL}/mail`);
  await expectLocked(opened);
  await expect(opened.getByRole('link', { name: 'Locked' })).toBeVisible();
  await expect(opened.getByText(SUBJECT)).toHaveCount(0);
  for (const place of ['Home', 'Journal', 'Settings', 'Mail'] as const) {
    await goTo(opened, place);
    await expectLocked(opened);
  }

  await unlockWith(opened, 'correct horse battery stable');
  await expect(opened.getByText('Your copy doesn’t open with this passphrase.')).toBeVisible({
    timeout: ARGON_MS,
  });
  const field = opened.getByLabel('Passphrase', { exact: true });
  await expect(field).toHaveValue('correct horse battery stable');
  await expect(field).toBeFocused();

  await unlockWith(opened, PASSPHRASE);
  // The page that was asked for is there, and what is kept can be read.
  await expect(opened.getByRole('option')).not.toHaveCount(0, { timeout: ARGON_MS });
  await openFolder(opened, 'Inbox');
  await lineOf(opened, SUBJECT).click();
  await expect(
    opened.getByTitle('Text of the message').contentFrame().getByText(BODY),
  ).toBeVisible();
  await again.close();
});

test('the recovery code opens it, and a new one takes its place', async ({ page, simulator }) => {
  simulator.control.deliver(LETTER);
  await copyMail(page);
  const code = await protect(page);
  await page.getByRole('button', { name: 'New recovery code…' }).click();
  const question = dialogOf(page, 'Make a new recovery code?');
  await question.getByLabel('Present passphrase', { exact: true }).fill(PASSPHRASE);
  await question.getByRole('button', { name: 'Make a new one' }).click();
  const newCode = await keepCode(page);
  expect(newCode).not.toBe(code);

  await page.getByRole('button', { name: 'Lock now' }).click();
  await expectLocked(page);
  await page.getByRole('button', { name: 'Use the recovery code instead' }).click();
  const field = page.getByLabel('Recovery code');
  await field.fill(code.slice(0, -1));
  await field.press('Enter');
  await expect(page.getByText('This is not a whole recovery code')).toBeVisible();
  await field.fill(code);
  await field.press('Enter');
  await expect(page.getByText('Your copy doesn’t open with this code.')).toBeVisible();
  await field.fill(newCode.toLowerCase().replaceAll('-', ' '));
  await field.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
  await openFolder(page, 'Inbox');
  await expect(lineOf(page, SUBJECT)).toBeVisible();
});

test('locking hides what was open in every tab', async ({ page, context, simulator }) => {
  simulator.control.deliver(LETTER);
  await copyMail(page);
  await protect(page);
  const other = await context.newPage();
  await other.goto(APP_URL);
  await openFolder(other, 'Inbox');
  await lineOf(other, SUBJECT).click();
  await expect(other.getByRole('heading', { level: 1, name: SUBJECT })).toBeVisible();

  await page.getByRole('button', { name: 'Lock now' }).click();

  for (const tab of [page, other]) {
    await expectLocked(tab);
    expect(await tab.content()).not.toContain(SUBJECT);
    await expect(tab).toHaveTitle('Locked – Holdfast');
  }
});

test('nothing of what is kept can be read in the browser’s files', async ({
  page,
  context,
  profile,
  simulator,
}) => {
  simulator.control.deliver(LETTER);
  await copyMail(page);
  await openFolder(page, 'Inbox');
  // The lists of a copy that is not protected are plain: so this way of looking finds them.
  expect(await filesWith(profile.folder, SUBJECT)).not.toEqual([]);

  await protect(page);
  await backUpNow(page);
  await openFolder(page, 'Inbox');
  await lineOf(page, SUBJECT).click();
  await expect(page.getByRole('heading', { level: 1, name: SUBJECT })).toBeVisible();
  await context.close();

  for (const text of [SUBJECT, BODY, PASSPHRASE]) {
    expect(await filesWith(profile.folder, text), text).toEqual([]);
  }
});

test('another passphrase, then none', async ({ page }) => {
  await copyMail(page);
  await protect(page);
  await page.getByRole('button', { name: 'Change passphrase…' }).click();
  const change = dialogOf(page, 'Change the passphrase?');
  await change.getByLabel('Present passphrase', { exact: true }).fill(PASSPHRASE);
  await change.getByLabel('New passphrase', { exact: true }).fill('short');
  await change.getByLabel('The same once more', { exact: true }).fill('short');
  await change.getByRole('button', { name: 'Change it' }).click();
  await expect(change.getByText('With fewer than 8 characters')).toBeVisible();
  await change.getByLabel('New passphrase', { exact: true }).fill('nine lives of a cat');
  await change.getByLabel('The same once more', { exact: true }).fill('nine lives of a cat');
  await change.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByText('The passphrase is changed.')).toBeVisible({ timeout: ARGON_MS });

  await page.getByRole('button', { name: 'Remove protection…' }).click();
  const remove = dialogOf(page, 'Remove the protection?');
  await remove.getByLabel('Present passphrase', { exact: true }).fill(PASSPHRASE);
  await remove.getByRole('button', { name: 'Remove it' }).click();
  await expect(remove.getByText('Your copy doesn’t open with this passphrase.')).toBeVisible({
    timeout: ARGON_MS,
  });
  await remove.getByLabel('Present passphrase', { exact: true }).fill('nine lives of a cat');
  await remove.getByRole('button', { name: 'Remove it' }).click();
  await expect(page.getByText('The protection is removed.')).toBeVisible({ timeout: ARGON_MS });
  await page.reload();
  await expect(
    page.getByText('Anybody who can use this browser can read your copy.'),
  ).toBeVisible();
  await goTo(page, 'Home');
  await expectComplete(page);
});

test('protected on the first page, before anything is copied', async ({ page }) => {
  await page.getByRole('checkbox', { name: 'Protect it with a passphrase' }).check();
  await page.getByRole('button', { name: 'Keep it in this browser' }).click();
  await expect(dialogOf(page, 'Protect your copy with a passphrase?')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('button', { name: 'Keep it in this browser' }).click();
  await choosePassphrase(page);
  // Nobody can tell the code again: Esc doesn't take it away.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await keepCode(page);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in with Microsoft.');

  await page.reload();
  await expectLocked(page);
  await unlockWith(page, PASSPHRASE);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in with Microsoft.', {
    timeout: ARGON_MS,
  });
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await answerMicrosoft(await opened);
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(page);
});
