import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from '@playwright/test';
import { APP_URL, expect, test } from '../faces/holdfast.ts';
import { messagesOf, OFFER, seenOf } from '../faces/letters.ts';
import {
  acceptMore,
  answerAgain,
  answerMicrosoft,
  backUpNow,
  expectComplete,
  goTo,
  lineOf,
  openFolder,
  openMessage,
} from '../faces/steps.ts';
import { allow, allowOnEveryVisit, pickVault } from './picker-steps.ts';

const RECOVER = path.join(import.meta.dirname, '../../recover/recover.mjs');

test.use({ simulatorOptions: { messages: 12 } });

let home = '';
let browser: BrowserContext | undefined;
test.beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'holdfast-home-'));
});
test.afterAll(async () => {
  await browser?.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

test('a first copy goes into a picked folder, which is asked for again after a restart, read and restored from', async ({
  profile,
  simulator,
}) => {
  const vault = path.join(home, 'Vault');
  await mkdir(vault);
  const original = simulator.control.deliver(OFFER);
  const before = seenOf(original);
  const open = async (at: string): Promise<Page> => {
    browser = await profile.launch({
      home,
      args: ['--window-position=0,0', '--window-size=1280,880'],
    });
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(new URL(at, APP_URL).href);
    return page;
  };
  let page = await open('/welcome?step=where');

  await test.step('picking the folder, by hand, and the first copy', async () => {
    await page.getByRole('radio', { name: /In a folder you choose/ }).check();
    await page.getByRole('button', { name: 'Choose a folder…' }).click();
    await pickVault();
    await allow('Where to keep it');
    await expect(page.getByRole('heading', { name: 'Sign in with Microsoft.' })).toBeVisible();
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await answerMicrosoft(await opened);
    await page.getByRole('button', { name: 'Start the first copy' }).click();
    await expectComplete(page);
    expect(await readdir(vault)).toEqual(
      expect.arrayContaining(['README.txt', 'format', 'packs', 'recover.html', 'snapshots']),
    );
  });
  simulator.mailbox.delete(original, 'gone');
  await browser?.close();

  await test.step('after a restart one sentence says what is the matter, and one click helps', async () => {
    page = await open('/');
    const sentence = page.getByRole('heading', { level: 1 });
    await expect(sentence).toHaveText('This browser took back its permission for Vault.');
    await expect(page.getByText('Allow on every visit')).toBeVisible();
    await expect(page.getByText(/Everything Microsoft lists|whole/)).toHaveCount(0);
    await page.getByRole('button', { name: 'Allow again' }).click();
    await allowOnEveryVisit('Folder not available', 380);
    await expect(sentence).not.toHaveText(/permission/);
  });

  await test.step('what is in it is read, and what is gone comes back from it', async () => {
    await openFolder(page, 'Inbox');
    await openMessage(page, OFFER.subject);
    await goTo(page, 'Home');
    const again = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Sign in again now' }).click();
    await answerAgain(await again);
    await backUpNow(page);
    await openFolder(page, 'Inbox');
    await expect(lineOf(page, OFFER.subject)).toContainText('gone from your mailbox, kept here');
    const message = await openMessage(page, OFFER.subject);
    await message.getByRole('button', { name: 'Restore', exact: true }).click();
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Restore 1', exact: true }).click();
    await acceptMore(await opened);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('1 message is back.');
    expect(messagesOf(simulator, OFFER.subject).map(seenOf)).toEqual([before]);
    // A copy follows what was restored.
    await goTo(page, 'Home');
    await expectComplete(page);
  });

  await test.step('the next start finds it without a question, and it opens without the program', async () => {
    await browser?.close();
    page = await open('/');
    await openFolder(page, 'Inbox');
    await expect(lineOf(page, OFFER.subject).first()).toBeVisible();
    await browser?.close();
    const { stdout } = await promisify(execFile)(process.execPath, [RECOVER, 'verify', vault]);
    expect(stdout).toMatch(/Sound\.\n$/);
  });
});
