import { expect, type Page } from '@playwright/test';

/** What one does on the simulated Microsoft pages: address, password, and consent when asked. */
export async function answerMicrosoft(
  window: Page,
  answer: 'Accept' | 'Cancel' = 'Accept',
): Promise<void> {
  await window.getByLabel('Email address').fill('pat@example.com');
  await window.getByRole('button', { name: 'Next' }).click();
  await window.getByLabel('Password').fill('holdfast');
  await window.getByRole('button', { name: 'Sign in' }).click();
  await window.getByRole('button', { name: answer }).click();
}

/** From the first page to a signed-in person who has not copied anything yet. */
export async function signIn(page: Page): Promise<void> {
  await page.goto(new URL('/welcome?step=sign-in', page.url()).href);
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
