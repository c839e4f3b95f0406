import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';

/** How long a copy of a small mailbox may take where several things go on at once. */
const COPY_MS = 60_000;

/** What one does on the simulated Microsoft pages: address, password, and consent when asked. */
export async function answerMicrosoft(
  window: Page,
  answer: 'Accept' | 'Cancel' = 'Accept',
): Promise<void> {
  await window.getByLabel('Email address').fill('pat@example.com');
  await window.getByRole('button', { name: 'Next' }).click();
  await window.getByLabel('Password').fill('holdfast');
  await window.getByRole('button', { name: 'Sign in' }).click();
  await pressLast(window, answer);
}

/** The window closes once it has its answer, perhaps before the driver is told that it clicked. */
export async function pressLast(window: Page, name: string | RegExp): Promise<void> {
  try {
    await window.getByRole('button', { name }).click();
  } catch (error) {
    if (!window.isClosed()) throw error;
  }
}

/** From the first page to a signed-in person who has not copied anything yet; for mail first. */
export async function signIn(page: Page, source: 'Mail' | 'Files' = 'Mail'): Promise<void> {
  await page.goto(new URL('/welcome?step=sign-in', page.url()).href);
  if (source !== 'Mail') await page.getByRole('radio', { name: source }).check();
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await answerMicrosoft(await opened);
  await expect(page.getByRole('heading', { name: 'What should be kept?' })).toBeVisible();
}

/** What this browser remembers of who is signed in. */
export function readSignIns(
  page: Page,
): Promise<{ username: string; scopes: string[]; signedInAt: number; isEnded: boolean }[]> {
  return page.evaluate(() => JSON.parse(localStorage.getItem('holdfast.sign-ins') ?? '[]'));
}

/**
 * Lets time pass for the sign-in: as if it had been made that much earlier. It leaves the app for
 * that, so that nobody renews it in between; what comes next is opening it again.
 */
export async function ageSignIn(page: Page, hours: number): Promise<void> {
  await page.goto(new URL('/redirect-bridge.html', page.url()).href);
  await page.evaluate(
    (byMs) => {
      const records = JSON.parse(localStorage.getItem('holdfast.sign-ins') ?? '[]');
      for (const record of records) record.signedInAt -= byMs;
      localStorage.setItem('holdfast.sign-ins', JSON.stringify(records));
    },
    hours * 60 * 60 * 1000,
  );
}

/** Signing in again: the address is asked for only when the app no longer knows who it was. */
export async function answerAgain(window: Page): Promise<void> {
  const address = window.getByLabel('Email address');
  const password = window.getByLabel('Password');
  await expect(address.or(password)).toBeVisible();
  if (await address.isVisible()) {
    await address.fill('pat@example.com');
    await window.getByRole('button', { name: 'Next' }).click();
  }
  await password.fill('holdfast');
  await pressLast(window, 'Sign in');
}

/** What Microsoft's window asks of somebody who is signed in there: only whether more is allowed. */
export async function acceptMore(window: Page): Promise<void> {
  await pressLast(window, 'Accept');
}

/** From "What should be kept?" to Home, where the first copy is on its way. */
export async function startFirstCopy(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expect(page.getByRole('region', { name: 'Copying now' }).first()).toBeVisible();
}

/** Home says that nothing is missing, and nothing goes on any more. */
export async function expectComplete(page: Page): Promise<void> {
  const sentence = page.getByRole('heading', { level: 1 });
  await expect(sentence).toHaveText('Everything Microsoft lists is in your copy.', {
    timeout: COPY_MS,
  });
  await expect(page.getByRole('region', { name: 'Copying now' })).toHaveCount(0, {
    timeout: COPY_MS,
  });
}

/** Signs in and copies the whole mailbox; ends on Home. */
export async function copyMail(page: Page): Promise<void> {
  await signIn(page);
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(page);
}

/** One more copy from Home. Resolves when it has its own receipt, and nothing is missing in it. */
export async function backUpNow(page: Page): Promise<void> {
  await goTo(page, 'Home');
  // The receipt of one that runs by itself is not that of the one that is asked for.
  await expect(page.getByRole('region', { name: 'Copying now' })).toHaveCount(0, {
    timeout: COPY_MS,
  });
  const receipt = page.getByRole('link', { name: /^Receipt of/ }).last();
  const before = (await receipt.getAttribute('href')) ?? '';
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect(receipt).not.toHaveAttribute('href', before, { timeout: COPY_MS });
  await expectComplete(page);
}

export async function goTo(
  page: Page,
  place: 'Home' | 'Mail' | 'Chats' | 'Files' | 'Journal' | 'Settings',
): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place }).click();
}

/** Opens a folder in Mail, from wherever one is. */
export async function openFolder(page: Page, name: string): Promise<void> {
  await goTo(page, 'Mail');
  await folderLine(page, name).click();
  await expect(page.getByRole('listbox', { name: `Messages in ${name}` })).toBeVisible();
}

export function folderLine(page: Page, name: string): Locator {
  return page.getByRole('treeitem').filter({ has: page.getByTitle(name, { exact: true }) });
}

/** A message's line in the list that is shown. */
export function lineOf(page: Page, subject: string): Locator {
  return page.getByRole('option').filter({ has: page.getByText(subject, { exact: true }) });
}

/** Opens a message from the list that is shown, and waits for its text. */
export async function openMessage(page: Page, subject: string): Promise<Locator> {
  await lineOf(page, subject).click();
  const message = page.getByRole('article', { name: 'Message' });
  await expect(message.getByRole('heading', { level: 1 })).toHaveText(subject);
  return message;
}

/** Saves an attachment of the message that is open: what the browser was given. */
export async function saveAttachment(page: Page, name: string): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `Save ${name}`, exact: true }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe(name);
  return readFile(await saved.path());
}

/** Pictures that are really drawn in the text of the message that is open, by alternative text. */
export function drawnPictures(page: Page): Promise<string[]> {
  return page.getByTitle('Text of the message').evaluate((frame) => {
    const { contentDocument } = frame as HTMLIFrameElement;
    const pictures = [...(contentDocument?.querySelectorAll('img') ?? [])];
    return pictures.filter(({ naturalWidth }) => naturalWidth > 0).map(({ alt }) => alt);
  });
}

/** Restores what is open or planned; the first time Microsoft asks whether it may be written. */
export async function restoreWithConsent(page: Page, count: number): Promise<void> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: `Restore ${count}`, exact: true }).click();
  const microsoft = await opened;
  await expect(microsoft.getByText('Read and write access to your mail')).toBeVisible();
  await acceptMore(microsoft);
}
