import { fileURLToPath } from 'node:url';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { folder, rowOf } from './outlook-steps.ts';
import { allowWriting, copyAgain, expect, openInOutlook, test } from './overlay-steps.ts';
import { takePicture } from './pictures.ts';

const HOUR = 3_600_000;
const picture = (name: string) =>
  fileURLToPath(new URL(`../../artefacts/outlook-${name}.png`, import.meta.url));

test.use({
  simulatorOptions: {
    messages: 0,
    fill: ({ control }: Simulator) => {
      const receivedAt = Date.now() - 48 * HOUR;
      for (const [at, subject] of ['Fourth', 'Third', 'Second', 'First'].entries()) {
        control.deliver({
          subject,
          text: `Text of ${subject}`,
          receivedAt: receivedAt + at * HOUR,
        });
      }
    },
  },
});

test('deleted by mistake, Deleted Items emptied, restored from inside Outlook, and taken back', async ({
  app,
  extension,
  microsoft,
}) => {
  const { mailbox } = microsoft.simulator;
  const subjects = () =>
    [...mailbox.role('inbox').present.values()].map(({ message }) => message.content.subject);
  const { page, overlay } = await openInOutlook(extension);
  await expect.poll(() => overlay.words()).toContain('copied');

  await rowOf(page, 'Second').click();
  await expect.poll(() => overlay.words()).toContain('In your backup since');
  await page.keyboard.press('Delete');
  await expect(rowOf(page, 'Second')).toHaveCount(0);
  await expect.poll(() => overlay.words()).toContain('Restore from backup');
  await takePicture(page, picture('vanished'));

  await folder(page, 'deleted items').click();
  await page.getByRole('button', { name: 'Empty folder' }).click();
  await page.locator('#ok-1').click();
  await expect(page.locator('#EmptyState_MainMessage')).toBeVisible();
  for (const message of [...mailbox.role('recoverableitemsdeletions').present.values()]) {
    mailbox.delete(message.message, 'gone');
  }
  await copyAgain(app);

  await page.bringToFront();
  await folder(page, 'inbox').click();
  await expect.poll(() => overlay.words()).toContain('1 gone from this folder');
  await overlay.press('1 gone from this folder');
  await expect.poll(() => overlay.words()).toContain('1 message is gone from Inbox');
  await overlay.press('Restore');
  await expect.poll(() => overlay.words()).toContain('Microsoft will ask once');
  expect(subjects()).not.toContain('Second');
  await allowWriting(extension, () => overlay.press('Go on…'));
  await page.bringToFront();
  await expect.poll(() => overlay.words(), { timeout: 20_000 }).toContain('Back, equal.');
  await expect(rowOf(page, 'Second')).toBeVisible();
  expect(subjects()).toContain('Second');
  await takePicture(page, picture('restored'));

  await overlay.press('Undo');
  await expect.poll(() => overlay.words()).toContain('1 message taken out again.');
  expect(subjects()).not.toContain('Second');
  await expect(page.locator('#MailList')).toHaveAttribute('data-flicker', 'false');
});
