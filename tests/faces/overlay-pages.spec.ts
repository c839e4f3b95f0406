import { fileURLToPath } from 'node:url';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { folder, rowOf, rows } from './outlook-steps.ts';
import { copyAgain, expect, openInOutlook, test } from './overlay-steps.ts';
import { takePicture } from './pictures.ts';

const HOUR = 3_600_000;
const MANY = 400;
const picture = (name: string) =>
  fileURLToPath(new URL(`../../artefacts/outlook-${name}.png`, import.meta.url));

test.use({
  simulatorOptions: {
    messages: 0,
    fill: ({ control }: Simulator) => {
      const receivedAt = Date.now() - 480 * HOUR;
      for (let at = 0; at < MANY; at += 1) {
        const subject = `Letter ${at}`;
        control.deliver({ subject, text: subject, receivedAt: receivedAt + at * HOUR });
      }
      control.deliver({ subject: 'Filed', receivedAt }, control.folderAt('Clients/Harbour'));
    },
  },
});

test.beforeEach(async ({ app, microsoft }) => {
  const { mailbox } = microsoft.simulator;
  for (const message of [...mailbox.messages()]) {
    const lost = ['Letter 396', 'Letter 120', 'Filed'];
    if (lost.includes(message.content.subject)) mailbox.delete(message, 'gone');
  }
  await copyAgain(app);
});

test('in six languages, dark or light, wherever the reading pane is', async ({ extension }) => {
  test.setTimeout(240_000);
  const { page, overlay } = await openInOutlook(extension);
  for (const [lang, theme, pane, variant] of [
    ['en', 'dark', 'right', 'work'],
    ['de', 'light', 'bottom', 'work'],
    ['pt', 'dark', 'off', 'work'],
    ['he', 'light', 'right', 'work'],
    ['zh', 'dark', 'bottom', 'consumer'],
    ['fr', 'light', 'right', 'consumer'],
  ] as const) {
    const look = `lang=${lang}&theme=${theme}&pane=${pane}&variant=${variant}`;
    await page.goto(`https://outlook.office.com/mail/?${look}&seed=${lang}`);
    await expect
      .poll(() => overlay.words(), { message: look })
      .toContain('2 gone from this folder');
    await rowOf(page, 'Letter 398').click();
    await expect.poll(() => overlay.words(), { message: look }).toContain('In your backup since');
    await expect.poll(() => overlay.markup(), { message: look }).toContain(`data-theme="${theme}"`);
    expect(await overlay.markup()).toContain(lang === 'he' ? 'dir="rtl"' : 'dir="ltr"');
    await takePicture(page, picture(`${lang}-${theme}-${pane}`));
    await expect(page.locator('#MailList')).toHaveAttribute('data-flicker', 'false');
  }
});

test('it follows from folder to folder without a navigation, and through search', async ({
  extension,
}) => {
  const { page, overlay } = await openInOutlook(extension);
  await expect.poll(() => overlay.words()).toContain('2 gone from this folder');
  await folder(page, 'archive').click();
  await expect.poll(() => overlay.words()).not.toContain('gone from this folder');
  await page.locator('[role="treeitem"][data-folder-name="clients"]').press('ArrowRight');
  await folder(page, 'harbour').click();
  await expect.poll(() => overlay.words()).toContain('1 gone from this folder');
  await page.goBack();
  await expect.poll(() => overlay.words()).not.toContain('gone from this folder');
  await folder(page, 'inbox').click();
  await expect.poll(() => overlay.words()).toContain('2 gone from this folder');

  await page.locator('#topSearchInput').fill('Letter 31');
  await page.locator('#topSearchInput').press('Enter');
  await rowOf(page, 'Letter 31').last().click();
  await expect.poll(() => overlay.words()).toContain('In your backup since');
  await page.waitForTimeout(2000);
  expect(await overlay.words()).not.toContain('Restore from backup');
});

test('scrolling a virtual list makes nothing flicker, vanish or run away', async ({
  extension,
}) => {
  const { page, overlay } = await openInOutlook(extension);
  await expect.poll(() => overlay.markup()).toContain('class="seam"');
  await takePicture(page, picture('marks'));
  const scroller = page.locator('#MailList .customScrollBar');
  for (let top = 0; top < 12_000; top += 700) {
    await scroller.evaluate((element, to) => {
      element.scrollTop = to;
    }, top);
    await page.waitForTimeout(120);
  }
  await page.waitForTimeout(2500);

  await expect(page.locator('#MailList')).toHaveAttribute('data-flicker', 'false');
  expect(await overlay.words()).not.toContain('Restore from backup');
  expect(await overlay.words()).toContain('2 gone from this folder');
  await expect(rows(page).first()).toBeVisible();
});

test('a message opened in a window of its own is known by its ordinary id', async ({
  extension,
}) => {
  const { page, overlay } = await openInOutlook(extension, '/mail/?view=message');
  await rowOf(page, 'Letter 398').click();
  await expect.poll(() => overlay.words()).toContain('In your backup since');
  const url = new URL(page.url());
  const id = url.pathname.split('/').at(-1) ?? '';
  await page.goto(`https://outlook.office.com/mail/deeplink/read/${id}?ItemID=${id}&ispopout=0`);
  await expect.poll(() => overlay.words()).toContain('In your backup since');
});
