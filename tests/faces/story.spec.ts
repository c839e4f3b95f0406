import { APP_URL, expect, test } from './holdfast.ts';
import { fileOf, messagesOf, NEWSLETTER, OFFER, PICTURE, seenOf } from './letters.ts';
import {
  backUpNow,
  copyMail,
  drawnPictures,
  expectComplete,
  folderLine,
  goTo,
  lineOf,
  openFolder,
  openMessage,
  pressLast,
  restoreWithConsent,
  saveAttachment,
} from './steps.ts';

test.use({ simulatorOptions: { messages: 30 } });

test('from the welcome page to a copy in which nothing is missing', async ({ page, simulator }) => {
  simulator.control.deliver(OFFER);
  // Slow enough to be watched.
  simulator.graph.latencyMs = 1_000;
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keep your own copy.');
  await page.getByRole('button', { name: 'Keep it in this browser' }).click();
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const microsoft = await opened;
  await microsoft.getByLabel('Email address').fill('pat@example.com');
  await microsoft.getByRole('button', { name: 'Next' }).click();
  await microsoft.getByLabel('Password').fill('holdfast');
  await microsoft.getByRole('button', { name: 'Sign in' }).click();
  const asked = microsoft.getByRole('listitem');
  await expect(asked.filter({ hasText: 'Read your mail' })).toHaveCount(1);
  await expect(asked.filter({ hasText: /write|send/i })).toHaveCount(0);
  await pressLast(microsoft, 'Accept');

  await expect(page.getByRole('heading', { name: 'What should be kept?' })).toBeVisible();
  await page.getByRole('button', { name: 'Start the first copy' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^Your first copy is on its way/,
  );
  const copying = page.getByRole('region', { name: 'Copying now' });
  const figure = (name: string) =>
    copying.getByText(name, { exact: true }).locator('xpath=following-sibling::dd');
  await expect(figure('Folders')).toHaveText(/^[1-9]\d* of \d+$/);
  await expect(figure('Messages')).toHaveText(/^[1-9]\d* of \d+$/);
  await expect(figure('Read from Microsoft')).toHaveText(/[1-9]/);
  await expect(copying.getByRole('progressbar')).toBeVisible();
  simulator.graph.latencyMs = 0;
  await expectComplete(page);
  const there = simulator.report().messages;
  await expect(page.getByText(`Microsoft listed ${there} messages of yours.`)).toBeVisible();
  const sums = page.getByRole('row', { name: /^Together/ }).getByRole('cell');
  await expect(sums).toHaveText(['Together', `${there}`, `${there}`, '0', '0', '']);
});

test('a message is read from the copy: pictures of its own, attachments, nothing from elsewhere', async ({
  page,
  context,
  simulator,
}) => {
  const fetched: string[] = [];
  await context.route('https://elsewhere.example/**', (route) => {
    fetched.push(route.request().url());
    return route.fulfill({ contentType: 'image/png', body: Buffer.from(PICTURE) });
  });
  simulator.control.deliver(OFFER);
  simulator.control.deliver(NEWSLETTER);
  await copyMail(page);
  await openFolder(page, 'Inbox');

  const message = await openMessage(page, OFFER.subject);
  await expect(message.getByText(OFFER.from.name, { exact: true })).toBeVisible();
  await expect.poll(() => drawnPictures(page)).toEqual(['Sketch']);
  const attachments = message.getByRole('list', { name: 'Attachments' }).getByRole('listitem');
  await expect(attachments).toHaveCount(2);
  expect(await saveAttachment(page, 'Offer 17.pdf')).toEqual(Buffer.from(fileOf(70_001)));
  expect(await saveAttachment(page, 'Maße.csv')).toEqual(Buffer.from(fileOf(513)));

  await openMessage(page, NEWSLETTER.subject);
  await expect(message.getByText('1 picture from elsewhere is not loaded.')).toBeVisible();
  expect(await drawnPictures(page)).toEqual([]);
  expect(fetched).toEqual([]);
  await message.getByRole('button', { name: 'Load it' }).click();
  await expect.poll(() => drawnPictures(page)).toEqual(['Ship']);
  expect(fetched).toEqual(['https://elsewhere.example/ship.png']);
});

test('a message deleted for good comes back as it was, and can be taken out again', async ({
  page,
  simulator,
}) => {
  const original = simulator.control.deliver(OFFER);
  const before = seenOf(original);
  await copyMail(page);
  simulator.mailbox.delete(original, 'gone');
  expect(messagesOf(simulator, OFFER.subject)).toEqual([]);

  await backUpNow(page);
  await expect(page.getByText('Gone from Microsoft this week, kept here')).toBeVisible();
  await openFolder(page, 'Inbox');
  await expect(lineOf(page, OFFER.subject)).toContainText('gone from your mailbox, kept here');
  const message = await openMessage(page, OFFER.subject);
  await expect(message.getByText('Gone from your mailbox')).toBeVisible();
  await expect.poll(() => drawnPictures(page)).toEqual(['Sketch']);

  // Writing is asked for now, and said before Microsoft's window opens.
  await message.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Restore 1 message' })).toBeVisible();
  await expect(page.getByText('is nowhere in your mailbox: made again')).toBeVisible();
  await expect(page.getByText('Microsoft now asks whether it may also write')).toBeVisible();
  expect(messagesOf(simulator, OFFER.subject)).toEqual([]);
  await restoreWithConsent(page, 1);

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 message is back.');
  await expect(page.getByText('Restored, equal')).toBeVisible();
  const [restored, ...others] = messagesOf(simulator, OFFER.subject);
  expect(others).toEqual([]);
  expect(restored && seenOf(restored)).toEqual(before);

  await page.getByRole('button', { name: 'Undo…' }).click();
  await page.getByRole('button', { name: 'Take out 1' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '1 message was taken out again.',
  );
  expect(messagesOf(simulator, OFFER.subject).map(({ folder }) => folder.role)).toEqual([
    'deleteditems',
  ]);
});

test('what lies in Deleted Items is moved back, what is still there is left alone', async ({
  page,
  simulator,
}) => {
  const { receivedAt } = OFFER;
  const moved = simulator.control.deliver({ subject: 'Thrown away by mistake', receivedAt });
  // Above the other: what becomes of that one does not move it away from under a click.
  const newer = { subject: 'Never thrown away', receivedAt: receivedAt + 60_000 };
  const here = simulator.control.deliver(newer);
  const idOf = (message: typeof moved) => simulator.mailbox.idOf(message, true);
  const id = idOf(moved);
  await copyMail(page);
  simulator.mailbox.delete(moved, 'deleted-items');
  await backUpNow(page);
  await openFolder(page, 'Inbox');

  await openMessage(page, 'Thrown away by mistake');
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(page.getByText('is in Deleted Items: moved back')).toBeVisible();
  await restoreWithConsent(page, 1);
  await expect(page.getByText('Moved back, equal')).toBeVisible();
  const [back, ...twins] = messagesOf(simulator, 'Thrown away by mistake');
  expect(twins).toEqual([]);
  expect(back?.folder.role).toBe('inbox');
  expect(back && idOf(back)).toBe(id);

  await openFolder(page, 'Inbox');
  const message = await openMessage(page, 'Never thrown away');
  await message.getByRole('button', { name: 'Restore', exact: true }).click();
  await expect(message.getByText('It is in Inbox already. Nothing was done.')).toBeVisible();
  expect(messagesOf(simulator, 'Never thrown away')).toEqual([here]);
});

test('a folder that is gone comes back with all its messages, planned before anything is done', async ({
  page,
  simulator,
}) => {
  const { control, mailbox } = simulator;
  const folder = control.folderAt('Clients/Harbour Street 14', mailbox.role('inbox'));
  const subjects = ['First stone', 'Second stone', 'Third stone', 'Fourth stone'];
  const letters = subjects.map((subject, at) =>
    control.deliver({ ...OFFER, subject, receivedAt: OFFER.receivedAt + at * 1000 }, folder),
  );
  for (const message of folder.present.values()) {
    if (!letters.includes(message.message)) mailbox.drop(message.message);
  }
  const before = letters.map(seenOf);
  await copyMail(page);
  mailbox.dropFolder(folder);
  await backUpNow(page);

  await openFolder(page, 'Harbour Street 14');
  await expect(folderLine(page, 'Harbour Street 14')).toContainText('gone from your mailbox');
  await page.getByRole('button', { name: 'Restore…' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Restore 4 messages');
  await expect(page.getByText('are nowhere in your mailbox: made again')).toBeVisible();
  await expect(page.getByText('The folder is gone and made again.')).toBeVisible();
  // One is left out, to show that the plan is what is done.
  await page.getByRole('checkbox', { name: 'Restore Fourth stone' }).uncheck();
  await restoreWithConsent(page, 3);

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('3 messages are back.');
  await expect(page.getByText('Restored, equal')).toHaveCount(3);
  const restored = subjects.flatMap((subject) => messagesOf(simulator, subject));
  expect(restored.map(seenOf)).toEqual(before.slice(0, 3));
  expect(new Set(restored.map((message) => message.folder.parent?.displayName))).toEqual(
    new Set(['Clients']),
  );

  // The copy that follows puts a line above the one that is clicked, also under the pointer.
  await goTo(page, 'Home');
  await expectComplete(page);
  await goTo(page, 'Journal');
  await page.getByRole('link', { name: /Restored: 3 messages/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('3 messages are back.');
  await backUpNow(page);
  await expect(page).toHaveURL(`${APP_URL}/`);
});
