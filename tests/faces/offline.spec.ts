import { APP_URL, expect, test } from './holdfast.ts';
import { fileOf, OFFER } from './letters.ts';
import {
  backUpNow,
  copyMail,
  drawnPictures,
  expectComplete,
  goTo,
  lineOf,
  openFolder,
  openMessage,
  saveAttachment,
  signIn,
  startFirstCopy,
} from './steps.ts';

test.use({ simulatorOptions: { messages: 30 }, keepsApp: true });

test('without a network the app opens, everything kept can be read, and what needs Microsoft says why it waits', async ({
  page,
  context,
  simulator,
}) => {
  simulator.control.deliver(OFFER);
  simulator.control.deliver({ subject: 'Old minutes' }, 'archive');
  await copyMail(page);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  const asked = simulator.exchanges.length;
  await context.setOffline(true);
  // Beside the old tab: Chromium without any tab is as good as closed, and signs everybody out.
  const offline = await context.newPage();
  await page.close();
  await offline.goto(APP_URL);
  await expect(offline.getByRole('heading', { level: 1 })).toHaveText(
    /^No network\. This is your own copy, as of \d\d:\d\d\.$/,
  );
  const backUp = offline.getByRole('button', { name: 'Back up now' });
  await expect(backUp).toHaveAttribute('aria-disabled', 'true');
  await expect(backUp).toHaveAttribute('title', 'No network');

  await openFolder(offline, 'Archive');
  await expect(lineOf(offline, 'Old minutes')).toBeVisible();
  await openFolder(offline, 'Inbox');
  const message = await openMessage(offline, OFFER.subject);
  await expect.poll(() => drawnPictures(offline)).toEqual(['Sketch']);
  expect(await saveAttachment(offline, 'Offer 17.pdf')).toEqual(Buffer.from(fileOf(70_001)));
  await expect(offline.getByText(/^No network\. This is your own copy/)).toBeVisible();
  const restore = message.getByRole('button', { name: 'Restore', exact: true });
  await expect(restore).toHaveAttribute('aria-disabled', 'true');
  await expect(restore).toHaveAttribute('title', 'No network');
  // Each address opens by itself, too.
  await offline.reload();
  await expect(message.getByRole('heading', { level: 1 })).toHaveText(OFFER.subject);
  expect(simulator.exchanges.length).toBe(asked);

  await context.setOffline(false);
  await expect(restore).toHaveAttribute('aria-disabled', 'false');
  await goTo(offline, 'Home');
  simulator.control.deliver({ subject: 'Came in meanwhile' });
  await backUpNow(offline);
  await openFolder(offline, 'Inbox');
  await expect(lineOf(offline, 'Came in meanwhile')).toBeVisible();
});

test('a browser opened anew where nobody answers shows the copy, and says that nobody answers', async ({
  page,
  context,
  profile,
  simulator,
}) => {
  simulator.control.deliver(OFFER);
  await copyMail(page);
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await context.close();

  // The network seems to be there, and every host of the internet is silent.
  const silent = await profile.launch({ args: ['--host-resolver-rules=MAP * 127.0.0.1:9'] });
  const errors: string[] = [];
  silent.on('weberror', (error) => errors.push(String(error.error())));
  const again = await silent.newPage();
  await again.goto(`${APP_URL}/mail`);
  await openFolder(again, 'Inbox');
  await openMessage(again, OFFER.subject);
  await expect.poll(() => drawnPictures(again)).toEqual(['Sketch']);
  expect(await saveAttachment(again, 'Maße.csv')).toEqual(Buffer.from(fileOf(513)));

  await goTo(again, 'Home');
  await again.getByRole('button', { name: 'Back up now' }).click();
  await expect(again.getByRole('heading', { level: 1 })).toHaveText(/^No network/, {
    timeout: 40_000,
  });
  await expect(again.getByText('Waiting. It goes on where it is.')).toBeVisible();
  await silent.close();
  expect(errors).toEqual([]);
});

test('a copy in the middle waits for the network, and goes on when it is back', async ({
  page,
  context,
  simulator,
}) => {
  for (let at = 0; at < 30; at += 1) {
    const attachments = [{ name: `File ${at}.bin`, bytes: fileOf(2000 + at) }];
    simulator.control.deliver({ subject: `With file ${at}`, attachments });
  }
  await signIn(page);
  simulator.troubles.plan({ path: '/$value', times: 1_000, body: 'late', delayMs: 2_000 });
  await startFirstCopy(page);
  await expect(page.getByText(/^Fetching attachments/)).toBeVisible();

  await context.setOffline(true);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^No network/);
  await expect(page.getByText('Waiting. It goes on where it is.')).toBeVisible();
  simulator.troubles.clear();
  await context.setOffline(false);

  await expectComplete(page);
  const there = simulator.report().messages;
  await expect(page.getByText(`Microsoft listed ${there} messages of yours.`)).toBeVisible();
});
