import type { Page } from '@playwright/test';
import { expect, test } from './holdfast.ts';
import { inspect } from './inspect.ts';
import { messagesOf } from './letters.ts';
import {
  backUpNow,
  copyMail,
  folderLine,
  lineOf,
  openFolder,
  restoreWithConsent,
} from './steps.ts';

test.use({ simulatorOptions: { messages: 40 } });

const BAND = 'You are looking at';
const strip = (page: Page) => page.getByRole('region', { name: 'Time' });
const marks = (page: Page) => strip(page).getByRole('list', { name: 'Copies' }).getByRole('button');
const draftLine = (page: Page, subject: string) =>
  page.getByRole('option').filter({ hasText: subject });

test('an earlier copy shows what was deleted since and what was called otherwise, and changes nothing', async ({
  page,
  simulator,
}) => {
  const { control, mailbox } = simulator;
  const gone = control.deliver({ subject: 'Gauge 7 has moved' });
  const draft = control.deliver({ subject: 'Offer, first words', isDraft: true });
  const filed = control.deliver({ subject: 'Invoice 2026-118' });
  await copyMail(page);
  mailbox.delete(gone, 'gone');
  mailbox.change(draft, () => {
    draft.content = { ...draft.content, subject: 'Offer, second thoughts' };
  });
  control.move(mailbox.idOf(filed, true), 'archive');
  await backUpNow(page);
  await openFolder(page, 'Inbox');
  await expect(marks(page)).toHaveCount(2);
  await expect(marks(page).nth(1)).toHaveAttribute('aria-current', 'true');
  await inspect(page, 'past-few-now');
  await expect(page).not.toHaveURL(/at=/);

  await marks(page).first().click();
  await expect(strip(page).getByText(BAND)).toBeVisible();
  await expect(page).toHaveURL(/\?at=\d+$/);
  await expect(page).toHaveTitle(/^\S.* – Inbox – Holdfast$/);
  await expect(page.getByRole('status').first()).toHaveText(/Looking changes nothing\.$/);
  await expect(lineOf(page, 'Gauge 7 has moved')).toContainText('gone');
  await expect(draftLine(page, 'Offer, first words')).toContainText('changed since');
  await expect(draftLine(page, 'Offer, second thoughts')).toHaveCount(0);
  await expect(lineOf(page, 'Invoice 2026-118')).toContainText('moved to Archive');
  await inspect(page, 'past-few-then');

  // The moment goes along with what is opened, and comes back with a reload.
  await lineOf(page, 'Gauge 7 has moved').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Gauge 7 has moved' })).toBeVisible();
  await expect(page).toHaveURL(/\?at=\d+$/);
  const rail = page.getByRole('navigation', { name: 'Main' });
  await expect(rail.getByRole('link', { name: 'Mail' })).toHaveAttribute('href', /\?at=\d+$/);
  await expect(rail.getByRole('link', { name: 'Home' })).toHaveAttribute('href', '/');
  await page.reload();
  await expect(strip(page).getByText(BAND)).toBeVisible();
  await expect(lineOf(page, 'Gauge 7 has moved')).toBeVisible();
  await folderLine(page, 'Archive').click();
  await expect(strip(page).getByText(BAND)).toBeVisible();
  await expect(lineOf(page, 'Invoice 2026-118')).toHaveCount(0);

  await page.keyboard.press('Escape');
  await expect(strip(page).getByText(BAND)).toHaveCount(0);
  await expect(page).not.toHaveURL(/at=/);
  await expect(lineOf(page, 'Invoice 2026-118')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-time', 'now');

  // Restoring from the past means the state that is shown.
  await folderLine(page, 'Inbox').click();
  await marks(page).first().click();
  await lineOf(page, 'Gauge 7 has moved').click();
  const message = page.getByRole('article', { name: 'Message' });
  await expect(message.getByText('Gone from your mailbox')).toBeVisible();
  expect(messagesOf(simulator, 'Gauge 7 has moved')).toHaveLength(0);
  await message.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('heading', { name: 'Restore 1 message' })).toBeVisible();
  await restoreWithConsent(page, 1);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 message is back.');
  expect(messagesOf(simulator, 'Gauge 7 has moved')).toHaveLength(1);
  await expect(page.locator('html')).toHaveAttribute('data-time', 'now');
});
