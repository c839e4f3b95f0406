import { expect, test } from './holdfast.ts';
import { inspect } from './inspect.ts';
import { acceptMore, expectComplete, goTo, signIn } from './steps.ts';

test.use({ simulatorOptions: { messages: 3 } });

test('a message of a chat is posted again in the app, and taken back', async ({
  page,
  simulator,
}) => {
  const { control } = simulator.chats;
  const ana = control.person('Ana Lima');
  const chat = control.group('Site team', [ana]);
  control.post(chat, { from: ana, text: 'Gauge 7 again: 0.1 mm' });
  const posted = () =>
    [...chat.messages.values()].filter(
      ({ body, deletedAt }) => deletedAt === null && body.content.includes('From a copy'),
    );
  await signIn(page);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Keep your chats as well…' }).click();
  await acceptMore(await opened);
  await expect(page.getByRole('checkbox', { name: 'Keep your chats' })).toBeChecked();
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(page);
  await goTo(page, 'Chats');
  await page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: /Site/ }).click();
  await expect(page.getByRole('button', { name: 'Save or put back' })).toBeVisible();
  const said = page.getByRole('article').filter({ hasText: 'Gauge 7' });
  // A mouse that lies still is on another line once the list has moved under it.
  await expect(async () => {
    await said.hover();
    await said.getByRole('button', { name: /^Put back/ }).click({ timeout: 2_000 });
  }).toPass();
  await page.getByRole('button', { name: 'Post again…' }).click();
  await expect(page.getByText(/lets no program write what others said/)).toBeVisible();
  await expect(page.frameLocator('.put-back-preview').getByText('Gauge 7')).toBeVisible();
  await inspect(page, 'chat-put-back');
  const asked = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Post this' }).click();
  await acceptMore(await asked);
  await expect(page.getByText('1 post is posted, read back and compared.')).toBeVisible();
  expect(posted()).toHaveLength(1);
  const askedMore = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Delete the post' }).click();
  await acceptMore(await askedMore);
  await expect(page.getByText('1 post is deleted in the chat.')).toBeVisible();
  expect(posted()).toEqual([]);
});
