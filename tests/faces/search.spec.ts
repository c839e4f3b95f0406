import type { Page } from '@playwright/test';
import { expect, test } from './holdfast.ts';
import { inspect } from './inspect.ts';
import { messagesOf } from './letters.ts';
import { backUpNow, copyMail, goTo, restoreWithConsent } from './steps.ts';

test.use({ simulatorOptions: { messages: 40 } });

const FILLER = '<p>Rain again, and nothing to tell of the pour.</p>'.repeat(40);
const GAUGES = {
  subject: 'Weeks 44 to 46',
  from: { name: 'Priya Raman', address: 'priya@example.com' },
  html: `${FILLER}<p>Gauge 7 has moved, the <b>tell-tales</b> on the quay wall are flat.</p>`,
};

const field = (page: Page) => page.getByRole('searchbox', { name: 'Search everything ever kept' });
const results = (page: Page) => page.getByRole('listbox', { name: 'Results' });

/** Texts follow lists in the background. */
async function expectFound(page: Page, subject: string): Promise<void> {
  await expect(results(page).getByRole('option').filter({ hasText: subject })).toBeVisible({
    timeout: 20_000,
  });
}

test('a message that is gone is found by a word in its text, and comes back from the results', async ({
  page,
  simulator,
}) => {
  const asked: string[] = [];
  page.context().on('request', (request) => asked.push(`${request.url()} ${request.postData()}`));
  const original = simulator.control.deliver(GAUGES);
  simulator.control.deliver({ subject: 'Harbour wall', text: 'The quay is closed on Monday.' });
  await copyMail(page);
  simulator.mailbox.delete(original, 'gone');
  await backUpNow(page);

  await page.keyboard.press('/');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('telltales');
  await expect(page.getByText('Not in your copy. It was searched back to')).toBeVisible({
    timeout: 20_000,
  });
  await field(page).fill('tell quay');
  await expectFound(page, GAUGES.subject);
  const line = results(page).getByRole('option');
  await expect(line).toHaveCount(1);
  await expect(line).toContainText('gone, last seen');
  await expect(line.locator('mark').filter({ hasText: 'quay' })).toHaveCount(1);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^1 found in everything/);
  await expect(field(page)).toBeFocused();

  expect(asked.filter((what) => /tell|quay/i.test(what))).toEqual([]);

  // By the keyboard: into the results, and back to the mailbox.
  await page.keyboard.press('ArrowDown');
  await expect(results(page)).toBeFocused();
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { name: 'Restore 1 message' })).toBeVisible();
  await restoreWithConsent(page, 1);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 message is back.');
  expect(messagesOf(simulator, GAUGES.subject)).toHaveLength(1);
});

test('what narrows a search stands in the address, and goes as it came', async ({
  page,
  simulator,
}) => {
  const gone = simulator.control.deliver(GAUGES);
  simulator.control.deliver({ ...GAUGES, subject: 'Weeks 41 to 43' });
  const moved = simulator.control.deliver({ ...GAUGES, subject: 'Weeks 38 to 40' });
  await copyMail(page);
  simulator.mailbox.delete(gone, 'gone');
  simulator.mailbox.delete(moved, 'deleted-items');
  await backUpNow(page);
  await field(page).fill('from:priya gauge');
  await expectFound(page, GAUGES.subject);
  await expect(results(page).getByRole('option')).toHaveCount(3);
  await expect(results(page).getByRole('option', { name: 'Weeks 38 to 40' })).toContainText(
    'to Deleted Items',
  );
  await expect(results(page)).not.toContainText('as it was before');
  await inspect(page, 'search');

  await page.getByRole('button', { name: 'Only what is gone' }).click();
  await expect(field(page)).toHaveValue('from:priya gauge gone:');
  await expect(results(page).getByRole('option')).toHaveCount(1);
  await page.reload();
  await expect(field(page)).toHaveValue('from:priya gauge gone:');
  await expect(results(page).getByRole('option')).toHaveCount(1);
  await page.getByRole('button', { name: 'Only what is gone' }).click();
  await expect(results(page).getByRole('option')).toHaveCount(3);

  await results(page).getByRole('option', { name: GAUGES.subject }).click();
  const message = page.getByRole('article', { name: 'Message' });
  await expect(message.getByText('Gone from your mailbox')).toBeVisible();
  await expect(field(page)).toHaveValue('from:priya gauge');
  await inspect(page, 'search-message');
  await page.goBack();
  await expect(message.getByText('Choose a result')).toBeVisible();

  await page.getByRole('button', { name: 'Without from: priya' }).click();
  await expect(field(page)).toHaveValue('gauge');
  await field(page).press('Escape');
  await expect(field(page)).toHaveValue('');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Search everything ever kept.');
  await inspect(page, 'search-how');
  await field(page).fill('nowhere gone:');
  await page.getByRole('button', { name: 'Without the last chip' }).click();
  await expect(field(page)).toHaveValue('nowhere');
  await inspect(page, 'search-nothing');
  await goTo(page, 'Mail');
  await expect(field(page)).toHaveValue('');
});
