import type { Page, Request } from '@playwright/test';
import { APP_URL, expect, test } from './holdfast.ts';
import { ageSignIn, answerMicrosoft, readSignIns, signIn } from './steps.ts';

const HOUR = 60 * 60 * 1000;

async function sinceWhen(page: Page): Promise<number> {
  return (await readSignIns(page))[0]?.signedInAt ?? 0;
}

/** The page itself goes to Microsoft, not a frame in it. */
function isPageLeaving(page: Page, request: Request): boolean {
  return (
    request.isNavigationRequest() &&
    request.frame() === page.mainFrame() &&
    request.url().includes('prompt=none')
  );
}

test("a person signs in on Microsoft's own pages", async ({ page }) => {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keep your own copy.');
  await page.getByRole('button', { name: 'Keep it in this browser' }).click();

  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const microsoft = await opened;
  await expect(microsoft).toHaveURL(/^https:\/\/login\.microsoftonline\.com\/common\//);
  await answerMicrosoft(microsoft);

  await expect(page.getByRole('heading', { name: 'What should be kept?' })).toBeVisible();
  await expect(page.getByText('pat@example.com')).toBeVisible();
  expect(await readSignIns(page)).toMatchObject([
    { username: 'pat@example.com', scopes: ['Mail.Read'], isEnded: false },
  ]);
});

test('who declines is not signed in, and nothing breaks', async ({ page }) => {
  await page.goto(`${APP_URL}/welcome?step=sign-in`);
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await answerMicrosoft(await opened, 'Cancel');

  await expect(page).toHaveURL(/waits=mail/);
  expect(await readSignIns(page)).toEqual([]);
});

test('closing the window ends the waiting, without an error', async ({ page }) => {
  await page.goto(`${APP_URL}/welcome?step=sign-in`);
  const button = page.getByRole('button', { name: 'Sign in', exact: true });
  const opened = page.waitForEvent('popup');
  await button.click();
  await (await opened).close();
  await page.getByRole('heading', { level: 1 }).click();

  await expect(button).toBeEnabled();
  await expect(page.getByRole('alert')).toHaveCount(0);
  const again = page.waitForEvent('popup');
  await button.click();
  await answerMicrosoft(await again);
  await expect(page.getByRole('heading', { name: 'What should be kept?' })).toBeVisible();
});

test('where windows are blocked, signing in goes through this one and comes back', async ({
  page,
}) => {
  await page.addInitScript(() => {
    window.open = () => null;
  });
  await page.goto(`${APP_URL}/welcome?step=sign-in`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/^https:\/\/login\.microsoftonline\.com/);
  await answerMicrosoft(page);

  await expect(page).toHaveURL(`${APP_URL}/welcome?step=sign-in`);
  await expect.poll(() => readSignIns(page)).toMatchObject([{ username: 'pat@example.com' }]);
});

test('another tab hears of a sign-in', async ({ page, context }) => {
  const other = await context.newPage();
  await other.goto(`${APP_URL}/welcome`);
  await expect(other.getByText('pat@example.com')).toHaveCount(0);

  await signIn(page);

  await expect(other.getByText('pat@example.com')).toBeVisible();
});

test.describe("where frames see Microsoft's cookies", () => {
  test.use({ profileOptions: { thirdPartyCookies: true } });

  test('a sign-in near its end begins anew, unseen', async ({ page }) => {
    await signIn(page);
    await ageSignIn(page, 20);
    const [before] = await readSignIns(page);
    let isGone = false;
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame() && frame.url().includes('microsoft')) isGone = true;
    });

    await page.goto(APP_URL);

    await expect.poll(() => sinceWhen(page)).toBeGreaterThan((before?.signedInAt ?? 0) + 19 * HOUR);
    expect(isGone).toBe(false);
  });
});

test('where they do not, the page goes to Microsoft and comes back to its place', async ({
  page,
}) => {
  await signIn(page);
  await ageSignIn(page, 20);
  const [before] = await readSignIns(page);

  // Looking into the page counts as a person's deed: first it has to have gone.
  const left = page.waitForRequest((request) => isPageLeaving(page, request));
  const redeemed = page.waitForResponse(/\/oauth2\/v2\.0\/token/);
  await page.goto(`${APP_URL}/settings`);
  await left;
  await redeemed;

  await expect(page).toHaveURL(`${APP_URL}/settings`);
  await expect.poll(() => sinceWhen(page)).toBeGreaterThan((before?.signedInAt ?? 0) + 19 * HOUR);
});

test("without Microsoft's session it goes there once and leaves the rest to the person", async ({
  page,
  context,
}) => {
  await signIn(page);
  await ageSignIn(page, 20);
  const [before] = await readSignIns(page);
  await context.clearCookies({ domain: 'login.microsoftonline.com' });
  let times = 0;
  page.on('request', (request) => {
    if (isPageLeaving(page, request)) times += 1;
  });

  const cameBy = page.waitForEvent('framenavigated', {
    predicate: (frame) =>
      frame === page.mainFrame() && frame.url().includes('/redirect-bridge.html'),
  });
  await page.goto(`${APP_URL}/settings`);
  // Before it has left, it is at this address as well.
  await cameBy;
  expect(times).toBe(1);
  await expect(page).toHaveURL(`${APP_URL}/settings`);
  const refused = page.waitForResponse(/prompt=none/);
  await page.reload();
  await refused;

  await page.waitForTimeout(1000);
  expect(times).toBe(1);
  expect(await readSignIns(page)).toMatchObject([{ signedInAt: before?.signedInAt }]);
});

test("an administrator's way back says what happened", async ({ page }) => {
  await page.goto(`${APP_URL}/redirect-bridge.html?admin_consent=True&tenant=t`);
  await expect(page.getByRole('status')).toContainText('allowed for your organisation');
});
