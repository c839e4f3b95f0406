import type { Page } from '@playwright/test';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import type { ExtensionBrowser } from './extension.ts';
import { copied, expect, signIn, test } from './extension-test.ts';
import { inspect, looksAt } from './inspect.ts';
import { fileOf } from './letters.ts';
import { ARGON_MS, PASSPHRASE, protect, unlockWith } from './lock-steps.ts';
import { answerAgain, startFirstCopy } from './steps.ts';

/** As wide as it is, and as high as its longest state. */
const POPUP = looksAt(344, 560);
/** The narrowest a person can make it. */
const PANEL = looksAt(320, 720);

function sentenceOf(popup: Page) {
  return popup.getByRole('heading', { level: 2 }).first();
}

/** Microsoft ends every sign-in: what was handed out is worth nothing any more. */
function endSignIns({ signIn, tokens }: Simulator): void {
  signIn.grants.revoke();
  tokens.clear();
}

function badgeOf(extension: ExtensionBrowser): Promise<string> {
  return extension.background().then((worker) => worker.evaluate('chrome.action.getBadgeText({})'));
}

function notesOf(extension: ExtensionBrowser): Promise<string[]> {
  return extension
    .background()
    .then((worker) => worker.evaluate('chrome.notifications.getAll().then(Object.keys)'));
}

test('the popup follows a first copy, stops it and goes on with it', async ({
  extension,
  microsoft,
}) => {
  const { simulator } = microsoft;
  const popup = await extension.open('popup.html');
  const sentence = sentenceOf(popup);
  await expect(sentence).toHaveText('Nothing is kept yet.');
  await inspect(popup, 'popup-nothing', undefined, POPUP);

  const app = await extension.open('app.html');
  await signIn(app);
  // The texts come, and then an attachment that takes its time: too much of it for the limits.
  simulator.limits = false;
  const attachments = [{ name: 'File.bin', bytes: fileOf(2000) }];
  simulator.control.deliver({ subject: 'With a file', attachments });
  simulator.troubles.plan({ path: '/$value', times: 1_000, body: 'late', delayMs: 60_000 });
  await startFirstCopy(app);
  await expect(sentence).toHaveText('Your first copy is on its way: 31 of about 31.');
  await expect.poll(() => badgeOf(extension)).toBe('↻');
  await inspect(popup, 'popup-first-copy', undefined, POPUP);
  await popup.getByRole('button', { name: 'Stop' }).click();
  await expect(sentence).toHaveText(/^You stopped the copy at /);
  simulator.troubles.clear();
  await popup.getByRole('button', { name: 'Go on' }).click();
  await expect(sentence).toHaveText('Everything Microsoft lists is in your copy.');
  await expect(popup.getByRole('list', { name: 'What is kept' })).toContainText('31 of 31');
});

test('the popup says what is so without a network', async ({ extension }) => {
  await copied(extension);
  const popup = await extension.open('popup.html');
  const sentence = sentenceOf(popup);
  await expect(sentence).toHaveText('Everything Microsoft lists is in your copy.');
  await inspect(popup, 'popup-complete', undefined, POPUP);
  await popup.context().setOffline(true);
  await expect(sentence).toHaveText(/^No network\. This is your own copy, as of /);
  await expect(popup.getByRole('button', { name: 'Back up now' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await inspect(popup, 'popup-offline', undefined, POPUP);
  await popup.context().setOffline(false);
});

test('the popup names what is missing, and says when the organisation decides', async ({
  extension,
  microsoft,
}) => {
  const { simulator } = microsoft;
  await copied(extension);
  const popup = await extension.open('popup.html');
  const attachments = [{ name: 'File.bin', bytes: fileOf(2000) }];
  simulator.control.deliver({ subject: 'Can’t be read whole', attachments });
  simulator.troubles.plan({ path: '/$value', times: 1_000, status: 404 });
  await popup.getByRole('button', { name: 'Back up now' }).click();
  await expect(sentenceOf(popup)).toHaveText('All but 1 message are in your copy.', {
    timeout: 60_000,
  });
  await expect(popup.getByText('30 of 31', { exact: true })).toBeVisible();
  await expect.poll(() => badgeOf(extension)).toBe('–');
  await inspect(popup, 'popup-missing', undefined, POPUP);
  await popup.getByRole('button', { name: 'Which 1?' }).click();
  const urls = () => extension.context.pages().map((page) => page.url());
  await expect.poll(urls).toContainEqual(expect.stringContaining('app.html#/receipt/'));

  const again = await extension.open('popup.html');
  simulator.signIn.grants.forgetConsents();
  simulator.signIn.grants.blocked.add('Mail.Read');
  simulator.tokens.clear();
  await again.getByRole('button', { name: 'Back up now' }).click();
  await expect(sentenceOf(again)).toHaveText('Your organisation decides about mail.');
  await inspect(again, 'popup-organisation', undefined, POPUP);
});

test('a locked copy is told in popup and panel, and unlocked beside Outlook', async ({
  extension,
}) => {
  const app = await copied(extension);
  await protect(app);
  await app.getByRole('button', { name: 'Lock now' }).click();

  const popup = await extension.open('popup.html');
  await expect(sentenceOf(popup)).toHaveText('Your copy is locked.');
  await expect(popup.getByRole('button', { name: 'Unlock' })).toBeVisible();
  await expect(popup.getByRole('list', { name: 'What is kept' })).toHaveCount(0);
  await inspect(popup, 'popup-locked', undefined, POPUP);
  expect(await badgeOf(extension)).toBe('•');

  const panel = await extension.open('panel.html');
  await expect(panel.getByRole('heading', { name: 'Your copy is locked.' })).toBeVisible();
  await inspect(panel, 'panel-locked', undefined, PANEL);
  await unlockWith(panel, PASSPHRASE);
  await expect(panel.getByRole('searchbox')).toBeVisible({ timeout: ARGON_MS });
});

test('when Microsoft ends the sign-in, mark and notification say so, and the popup renews it', async ({
  extension,
  microsoft,
}) => {
  await copied(extension);
  await expect.poll(() => badgeOf(extension)).toBe('');
  endSignIns(microsoft.simulator);
  const popup = await extension.open('popup.html');
  await popup.getByRole('button', { name: 'Back up now' }).click();
  await expect(sentenceOf(popup)).toHaveText('Microsoft asks you to sign in again.');
  await expect.poll(() => badgeOf(extension)).toBe('!');
  await expect.poll(() => notesOf(extension)).toHaveLength(1);
  await inspect(popup, 'popup-signed-out', undefined, POPUP);

  const opened = extension.context.waitForEvent('page');
  await popup.getByRole('button', { name: 'Sign in' }).click();
  await answerAgain(await opened);
  await expect(sentenceOf(popup)).toHaveText('Everything Microsoft lists is in your copy.');
  await expect.poll(() => badgeOf(extension)).toBe('');
});

test('with notifications turned off, the mark alone says that something needs the person', async ({
  extension,
  microsoft,
}) => {
  const app = await copied(extension);
  await app.goto(`${extension.origin}app.html#/settings`);
  await app.getByLabel('Notify me when something needs me').uncheck();
  await expect(app.getByText('Nothing is shown. The mark in the toolbar')).toBeVisible();

  endSignIns(microsoft.simulator);
  const popup = await extension.open('popup.html');
  await popup.getByRole('button', { name: 'Back up now' }).click();
  await expect.poll(() => badgeOf(extension)).toBe('!');
  expect(await notesOf(extension)).toEqual([]);
});

test('Settings say how often it copies and what Outlook is for; Home offers it once', async ({
  extension,
}) => {
  const app = await copied(extension);
  await expect(app.getByText('Restore from inside Outlook?')).toBeVisible();
  await inspect(app, 'extension-home');
  await app.getByRole('button', { name: 'Not now' }).click();
  await expect(app.getByText('Restore from inside Outlook?')).toHaveCount(0);
  await app.reload();
  await expect(app.getByRole('heading', { name: 'What is kept' })).toBeVisible();
  await expect(app.getByText('Restore from inside Outlook?')).toHaveCount(0);

  await app.goto(`${extension.origin}app.html#/settings`);
  await expect(app.getByText('what changed every 15 minutes')).toBeVisible();
  await expect(app.getByRole('button', { name: 'Show Holdfast in Outlook' })).toBeVisible();
  await inspect(app, 'extension-settings');
});
