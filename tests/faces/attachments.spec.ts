import { makeDocx, paragraph } from '../preview/make-office.ts';
import { makePdf } from '../preview/make-pdf.ts';
import { expect, test } from './holdfast.ts';
import { inspect } from './inspect.ts';
import { copyMail, goTo, openMessage } from './steps.ts';

test.use({ keepsApp: true });

test('what came with a message is looked at without a network, and in the copy’s own page', async ({
  page,
  simulator,
  context,
}) => {
  const bytesOf = (bytes: Uint8Array) => new Uint8Array(bytes);
  const attachments = [
    { name: 'Award.docx', bytes: bytesOf(makeDocx({ body: paragraph('Signed by both') })) },
    { name: 'Survey.pdf', bytes: makePdf({ pages: ['Condition survey'] }) },
    { name: 'Numbers.bin', bytes: Uint8Array.of(0, 1, 2, 3) },
  ];
  simulator.control.deliver({ subject: 'Papers of the school', attachments });
  await copyMail(page);
  // The first visit's page is not the service worker's yet.
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.reload();
  await goTo(page, 'Mail');
  await openMessage(page, 'Papers of the school');
  await context.setOffline(true);

  await page.getByRole('button', { name: 'Show Award.docx' }).click();
  const dialog = page.getByRole('dialog', { name: 'Award.docx' });
  await expect(dialog.frameLocator('iframe').getByText('Signed by both')).toBeVisible();
  await inspect(page, 'attachment-document');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Show Survey.pdf' }).click();
  await expect(page.locator('.textLayer')).toContainText('Condition survey');
  await inspect(page, 'attachment-pdf');
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Show Numbers.bin' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Save Numbers.bin' })).toBeVisible();
});
