import type { Locator, Page } from '@playwright/test';
import type { ExtensionBrowser } from './extension.ts';
import { copied, expect, test } from './extension-test.ts';
import { inspect, looksAt } from './inspect.ts';
import { expectComplete, goTo, pressLast } from './steps.ts';

const KIM = {
  id: '0d5f5c0e-71c2-4a3f-8c39-5a1b7a4e6c01',
  username: 'kim@example.com',
  name: 'Kim Other',
};

test.use({ simulatorOptions: { messages: 12, others: [KIM] } });

/** In Microsoft's window: somebody else than who is signed in there. */
async function answerAsKim(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Use another account' }).click();
  await window.getByLabel('Email address').fill(KIM.username);
  await window.getByRole('button', { name: 'Next' }).click();
  await window.getByLabel('Password').fill('holdfast');
  await window.getByRole('button', { name: 'Sign in' }).click();
  await pressLast(window, 'Accept');
}

/** From one account that is kept to two; ends on Home. */
async function keptBoth(extension: ExtensionBrowser): Promise<Page> {
  const app = await copied(extension);
  await goTo(app, 'Settings');
  const opened = extension.context.waitForEvent('page');
  await app.getByRole('button', { name: 'Sign in with another account…' }).click();
  await answerAsKim(await opened);
  await expect(lineOfKim(app)).toContainText('Nothing of it is kept yet.');
  await goTo(app, 'Home');
  await expect(app.getByRole('heading', { level: 1 })).toHaveText(
    'Nothing of kim@example.com is kept yet.',
  );
  await app.getByRole('button', { name: 'Back up now' }).click();
  await expectComplete(app);
  return app;
}

function lineOfKim(app: Page): Locator {
  return app.getByRole('listitem').filter({ hasText: KIM.username });
}

test('two accounts are signed in, copied from their own mailboxes and told apart', async ({
  extension,
  microsoft,
}) => {
  const app = await keptBoth(extension);
  await expect(app.getByRole('heading', { name: 'What is kept of kim@example.com' })).toBeVisible();
  await expect(app.getByText('Microsoft listed 24 messages of yours.')).toBeVisible();
  await inspect(app, 'accounts-home');

  // What comes for each is copied from each one's own mailbox.
  const [other] = microsoft.simulator.others;
  other?.control.deliver({ subject: 'For Kim alone' });
  const popup = await extension.open('popup.html');
  await popup.getByRole('button', { name: 'Back up now' }).click();
  const lines = popup.getByRole('list', { name: 'What is kept' });
  await expect(lines).toContainText('kim@example.com');
  await expect(lines).toContainText('13 of 13');
  await expect(lines).toContainText('12 of 12');
  await inspect(popup, 'popup-accounts', undefined, looksAt(344, 560));
});

test('signing one account out forgets its sign-in, and what is kept of it stays', async ({
  extension,
  microsoft,
}) => {
  microsoft.simulator.others[0]?.control.deliver({ subject: 'For Kim alone' });
  const app = await keptBoth(extension);
  await goTo(app, 'Settings');
  await inspect(app, 'accounts-settings');
  const kim = lineOfKim(app);
  await kim.getByRole('button', { name: 'Sign out…' }).click();
  await app.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(kim).toContainText('Signed out. 13 messages kept.');
  expect(await app.evaluate(() => JSON.stringify(localStorage))).not.toContain(KIM.username);

  await goTo(app, 'Mail');
  await app.getByRole('tree', { name: KIM.username }).getByTitle('Inbox').click();
  await expect(app.getByText('For Kim alone')).toBeVisible();
});
