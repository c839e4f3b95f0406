import type { Locator, Page } from '@playwright/test';
import { copyFiles, fileLine, filePane, openDriveFolder } from './drive-steps.ts';
import { expect, test } from './holdfast.ts';
import { inspect, SCREENS } from './inspect.ts';
import { answerFolderPicker, damageLargestPack, removeFolder } from './keeping.ts';
import { fileOf, messagesOf, NEWSLETTER, OFFER } from './letters.ts';
import {
  ARGON_MS,
  choosePassphrase,
  dialogOf,
  expectLocked,
  keepCode,
  unlockWith,
} from './lock-steps.ts';
import { takePicture } from './pictures.ts';
import {
  acceptMore,
  backUpNow,
  copyMail,
  drawnPictures,
  goTo,
  openFolder,
  openMessage,
  signIn,
  startFirstCopy,
} from './steps.ts';

test.use({ simulatorOptions: { messages: 40 } });

/** Presses a key until the focus is there. */
async function press(page: Page, key: string, target: Locator): Promise<void> {
  for (let times = 0; times < 20; times += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(target).toBeFocused();
}

test('the first steps can be used by everyone, in light and dark and on a phone', async ({
  page,
}) => {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keep your own copy.');
  await inspect(page, 'welcome-where');
  await page.getByRole('button', { name: 'Keep it in this browser' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in with Microsoft.');
  await inspect(page, 'welcome-sign-in');
  await signIn(page);
  await inspect(page, 'welcome-what');
});

test('Home and a receipt can be used by everyone, also after a loss', async ({
  page,
  simulator,
}) => {
  await copyMail(page);
  const inbox = simulator.mailbox.role('inbox');
  for (const { message } of [...inbox.present.values()].slice(0, 3))
    simulator.mailbox.drop(message);
  await backUpNow(page);
  await expect(page.getByText('Gone from Microsoft this week, kept here')).toBeVisible();
  await inspect(page, 'home');
  await page.getByRole('link', { name: /^Receipt of/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Receipt\. Copy of/);
  await inspect(page, 'receipt');
});

test('the journal and the settings can be used by everyone', async ({ page }) => {
  await copyMail(page);
  await goTo(page, 'Journal');
  await expect(page.getByRole('link', { name: /^Copy of your mail:/ })).toHaveCount(1);
  await inspect(page, 'journal');
  await goTo(page, 'Settings');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
  await inspect(page, 'settings');
});

test('where the copy is, whether it is whole and how long it is kept can be used by everyone', async ({
  page,
  simulator,
}) => {
  const attachments = [{ name: 'Plan.bin', bytes: fileOf(200_000) }];
  simulator.control.deliver({ subject: 'Plan of the ground floor', attachments });
  await answerFolderPicker(page);
  await copyMail(page);
  await inspect(page, 'home-no-second-copy');
  await page.getByRole('button', { name: 'Keep a second copy in a folder…' }).click();
  await expect(page.getByText(/^As of/)).toBeVisible();
  await inspect(page, 'home-second-copy');

  await goTo(page, 'Settings');
  const section = (name: string) => page.getByRole('region', { name });
  const whole = section('Whether it is whole');
  await whole.getByRole('button', { name: 'Read everything' }).click();
  await expect(whole.getByText('Every byte was read and compared.')).toBeVisible();
  await inspect(page, 'settings-kept', section('Where it is kept'));
  const long = section('How long it is kept');
  await long.getByText(/kept, and why each stays/).click();
  await expect(long.getByText(/The newest\./)).toBeVisible();
  await long.getByRole('button', { name: 'What would go?' }).click();
  await expect(long.getByText('No moment would go.')).toBeVisible();
  await inspect(page, 'settings-moments', long);
  await long.getByRole('button', { name: 'Change…' }).click();
  await inspect(page, 'settings-rule');
  await page.keyboard.press('Escape');

  await removeFolder(page);
  await page.getByRole('button', { name: 'Bring up to date now' }).click();
  await expect(page.getByText(/is not to be found\.$/).first()).toBeVisible();
  await inspect(page, 'settings-folder-gone', section('Where it is kept'));
  await damageLargestPack(page);
  await whole.getByRole('button', { name: 'Read everything' }).click();
  await whole
    .getByText(/^\d+ messages? in /)
    .first()
    .click();
  await inspect(page, 'settings-damage', whole);
  await goTo(page, 'Home');
  await expect(page.getByText('One pack can’t be read.')).toBeVisible();
  await inspect(page, 'home-damage');
});

test('what goes on can be followed by everyone', async ({ page, simulator }) => {
  for (let at = 0; at < 30; at += 1) {
    const attachments = [{ name: `File ${at}.bin`, bytes: fileOf(2000 + at) }];
    simulator.control.deliver({ subject: `With file ${at}`, attachments });
  }
  await signIn(page);
  simulator.troubles.plan({
    path: '/$value',
    after: 6,
    times: 1_000,
    body: 'late',
    delayMs: 60_000,
  });
  await startFirstCopy(page);
  await expect(page.getByText(/^Fetching attachments/)).toBeVisible();
  await inspect(page, 'home-first-copy');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^You stopped the copy/);
});

test('a list and a message can be used by everyone', async ({ page, simulator }) => {
  simulator.control.deliver(OFFER);
  const lost = simulator.control.deliver({ ...OFFER, subject: 'Gone since' });
  await copyMail(page);
  simulator.mailbox.drop(lost);
  await backUpNow(page);
  await openFolder(page, 'Inbox');
  await inspect(page, 'mail-list');
  await openMessage(page, OFFER.subject);
  await expect.poll(() => drawnPictures(page)).toEqual(['Sketch']);
  await inspect(page, 'mail-message');
});

test('the folders and a message with blocked pictures can be used by everyone', async ({
  page,
  simulator,
}) => {
  simulator.control.deliver(NEWSLETTER);
  await copyMail(page);
  await goTo(page, 'Mail');
  await expect(page.getByRole('option')).not.toHaveCount(0);
  await inspect(page, 'mail-folders');
  await openMessage(page, NEWSLETTER.subject);
  await expect(page.getByText('1 picture from elsewhere is not loaded.')).toBeVisible();
  await inspect(page, 'mail-message-blocked-pictures');
});

test('a plan, its result and the way back can be used by everyone', async ({ page, simulator }) => {
  const subjects = ['First stone', 'Second stone', 'Third stone'];
  const letters = subjects.map((subject) => simulator.control.deliver({ ...OFFER, subject }));
  await copyMail(page);
  for (const letter of letters) simulator.mailbox.drop(letter);
  await backUpNow(page);
  await page.getByRole('button', { name: /^Restore…/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Restore 3 messages');
  await inspect(page, 'restore-plan');
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Restore 3', exact: true }).click();
  await acceptMore(await opened);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('3 messages are back.');
  await inspect(page, 'restore-result');
  await page.getByRole('button', { name: 'Undo…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await inspect(page, 'undo-question');
});

test('a passphrase can be set, and asked for, of everyone', async ({ page }) => {
  test.setTimeout(240_000);
  await copyMail(page);
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Protect with a passphrase…' }).click();
  const question = dialogOf(page, 'Protect your copy with a passphrase?');
  await question.getByLabel('Passphrase', { exact: true }).fill('short');
  await page.keyboard.press('Enter');
  await expect(question.getByText('With fewer than 8 characters')).toBeVisible();
  await inspect(page, 'lock-protect');
  await choosePassphrase(page);
  await expect(dialogOf(page, 'Keep this recovery code')).toBeVisible({ timeout: ARGON_MS });
  await inspect(page, 'lock-code');
  await page.emulateMedia({ media: 'print' });
  await takePicture(page, `${SCREENS}lock-code-printed.png`);
  await expect(page.getByText('Holdfast recovery code')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
  await expect(page.getByText('It is shown now and never again.')).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('button', { name: 'I have it' }).click();
  await inspect(page, 'lock-proof');
  await page.getByRole('button', { name: 'Show the code again' }).click();
  await keepCode(page);
  await page.getByRole('heading', { name: 'Lock', exact: true }).scrollIntoViewIfNeeded();
  await inspect(page, 'settings-protected');
  await page.getByRole('button', { name: 'Change passphrase…' }).click();
  await expect(dialogOf(page, 'Change the passphrase?')).toBeVisible();
  await inspect(page, 'lock-change');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove protection…' }).click();
  await expect(dialogOf(page, 'Remove the protection?')).toBeVisible();
  await inspect(page, 'lock-remove');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Lock now' }).click();
  await expectLocked(page);
  await inspect(page, 'unlock');
  await unlockWith(page, 'not this one');
  await expect(page.getByText('doesn’t open with this passphrase')).toBeVisible({
    timeout: ARGON_MS,
  });
  await inspect(page, 'unlock-refused');
});

test('with the keyboard alone: to the list, through it, into a message, and back into the mailbox', async ({
  page,
  simulator,
}) => {
  for (const message of [...simulator.mailbox.messages()]) simulator.mailbox.drop(message);
  const at = (day: number) => Date.parse(`2026-01-0${day}T10:00:00Z`);
  const deliver = (subject: string, day: number) =>
    simulator.control.deliver({
      subject,
      receivedAt: at(day),
      attachments: [{ name: 'file.bin', bytes: fileOf(day) }],
    });
  deliver('The newest', 3);
  const lost = deliver('The one that is lost', 2);
  deliver('The oldest', 1);
  await copyMail(page);
  simulator.mailbox.drop(lost);
  await backUpNow(page);

  await page.keyboard.press('Alt+2');
  const list = page.getByRole('listbox', { name: 'Messages in Inbox' });
  await expect(list.getByRole('option')).toHaveCount(3);
  await press(page, 'F6', page.getByRole('button', { name: 'Order and choosing' }));
  await press(page, 'Tab', list);
  const current = async () => {
    const id = await list.getAttribute('aria-activedescendant');
    return page.locator(`[id="${id}"]`).textContent();
  };
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect.poll(current).toContain('The oldest');
  await page.keyboard.press('ArrowUp');
  await expect.poll(current).toContain('The one that is lost');
  await page.keyboard.press('Enter');
  const heading = page.getByRole('article', { name: 'Message' }).getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('The one that is lost');
  await expect(list).toBeFocused();

  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'Restore 1 message' })).toBeVisible();
  const restore = page.getByRole('button', { name: 'Restore 1', exact: true });
  await press(page, 'Tab', restore);
  const opened = page.waitForEvent('popup');
  await page.keyboard.press('Enter');
  const microsoft = await opened;
  await expect(microsoft.getByRole('button', { name: 'Accept' })).toBeFocused();
  await microsoft.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '1 message is back.' })).toBeVisible();
  expect(messagesOf(simulator, 'The one that is lost')).toHaveLength(1);
});

test('files, one of them, and the plan of a folder can be used by everyone', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.drive;
  for (let at = 1; at <= 30; at += 1) control.put(`Projects/Photos/Site ${at}.png`, `${at}`);
  control.put('Projects/Offer.txt', 'The offer, as it was meant.\n');
  control.put('Projects/Fee letter.docx', 'letter');
  control.put('Projects/Old drawing.pdf', 'drawing');
  control.notebook('Projects/Notebook', ['Ideas']);
  control.shareByLink('Projects/Offer.txt', 'edit');
  control.describe('Projects/Offer.txt', 'Sent to Sam on Tuesday');
  await copyFiles(page);
  await openDriveFolder(page);
  await inspect(page, 'files-drive');
  control.put('Projects/Offer.txt', 'The offer, written anew by somebody.\n');
  for (const name of ['Old drawing.pdf', 'Photos']) control.delete(`Projects/${name}`);
  control.emptyBin();
  await backUpNow(page);
  await openDriveFolder(page, 'Projects');
  await fileLine(page, 'Offer.txt').click();
  await expect(filePane(page).getByText('2 states kept')).toBeVisible();
  await expect(filePane(page).getByText('written anew by somebody')).toBeVisible();
  await inspect(page, 'files-file');
  await page.getByRole('link', { name: 'OneDrive' }).click();
  await openDriveFolder(page, 'Projects');
  await page.getByRole('checkbox', { name: 'Choose several' }).check();
  await fileLine(page, 'Fee letter.docx').click();
  await inspect(page, 'files-folder');
  await page.getByTitle('Tiles', { exact: true }).click();
  await expect(page.getByRole('option', { name: /^Fee letter\.docx/ })).toBeVisible();
  await inspect(page, 'files-tiles');
  await page.getByRole('checkbox', { name: 'Choose several' }).uncheck();
  await page.getByRole('button', { name: 'Restore folder…' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Restore 3\d files and/);
  await inspect(page, 'files-plan');
});
