import type { Locator, Page } from '@playwright/test';
import type { Simulator } from '../../shared/simulator/simulator.ts';
import { APP_URL, expect, test } from './holdfast.ts';
import { fileOf } from './letters.ts';
import { answerAgain, copyMail, expectComplete, signIn, startFirstCopy } from './steps.ts';

test.use({ simulatorOptions: { messages: 0 }, keepsApp: true });

/** Letters in three folders; each with a file is a request of its own. */
function fill({ control }: Simulator, count: { texts: number; files: number }): void {
  const folders = ['inbox', 'archive', control.folderAt('Projects')];
  for (let at = 0; at < count.texts; at += 1) {
    const subject = `Letter ${at}`;
    control.deliver({ subject }, folders[at % folders.length]);
  }
  for (let at = 0; at < count.files; at += 1) {
    const attachments = [{ name: `File ${at}.bin`, bytes: fileOf(2000 + at) }];
    control.deliver({ subject: `With file ${at}`, attachments }, folders[at % folders.length]);
  }
}

/** From now on each of these requests is answered, but takes its time. */
function slowDown({ troubles }: Simulator, path: string, delayMs: number): void {
  troubles.plan({ path, times: 1_000, body: 'late', delayMs });
}

function figure(page: Page, name: string): Locator {
  const copying = page.getByRole('region', { name: 'Copying now' });
  return copying.getByText(name, { exact: true }).locator('xpath=following-sibling::dd');
}

/** How often each message's MIME was handed out, by its address. */
function contentsRead({ exchanges }: Simulator): Map<string, number> {
  const times = new Map<string, number>();
  for (const { url, status } of exchanges) {
    if (status !== 200 || !url.endsWith('/$value')) continue;
    times.set(url, (times.get(url) ?? 0) + 1);
  }
  return times;
}

/** How often each message was listed with its text, by id. */
function textsRead({ exchanges }: Simulator): Map<string, number> {
  const times = new Map<string, number>();
  for (const { url, responseBody } of exchanges) {
    if (!url.includes('/messages/delta')) continue;
    const { value = [] } = responseBody as { value?: { id: string; body?: unknown }[] };
    for (const { id, body } of value) if (body) times.set(id, (times.get(id) ?? 0) + 1);
  }
  return times;
}

function repeated(times: Map<string, number>): number {
  return [...times.values()].reduce((sum, count) => sum + count - 1, 0);
}

/** What Microsoft lists is here, all of it, once. */
async function expectAllHere(page: Page, count: number): Promise<void> {
  await expectComplete(page);
  const sums = page.getByRole('row', { name: /^Together/ }).getByRole('cell');
  const all = count.toLocaleString('en-GB');
  await expect(sums).toHaveText(['Together', all, all, '0', '0', '']);
}

test('a copy that was paused goes on where it was', async ({ page, simulator }) => {
  fill(simulator, { texts: 90, files: 30 });
  await signIn(page);
  slowDown(simulator, '/$value', 2_000);
  await startFirstCopy(page);
  await expect(figure(page, 'Attachments')).toHaveText(/^([5-9]|\d\d) of 30$/);

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^You stopped the copy/);
  await expect(page.getByText(/^\d+ messages are here and stay here/)).toBeVisible();
  simulator.troubles.clear();
  await page.getByRole('button', { name: 'Go on' }).click();

  await expectAllHere(page, 120);
  expect(contentsRead(simulator).size).toBe(30);
  // What was on its way at that moment is asked for once more, and nothing else.
  expect(repeated(contentsRead(simulator))).toBeLessThanOrEqual(4);
  expect(repeated(textsRead(simulator))).toBe(0);
});

test('a tab closed in the middle: the next one goes on by itself, and fetches nothing twice that was stored', async ({
  page,
  context,
  simulator,
}) => {
  fill(simulator, { texts: 2_400, files: 60 });
  await signIn(page);
  slowDown(simulator, '/$value', 1_000);
  await startFirstCopy(page);
  // A long copy is put down now and then on its way.
  await expect(page.getByText(/, 1 moment kept/)).toBeVisible({ timeout: 60_000 });
  const elsewhere = await context.newPage();
  await page.close();
  const before = textsRead(simulator).size;
  simulator.troubles.clear();

  await elsewhere.goto(APP_URL);
  await expect(elsewhere.getByRole('heading', { level: 1 })).toHaveText(
    /^(Your first copy|Everything)/,
  );

  await expectAllHere(elsewhere, 2_460);
  expect(before).toBeGreaterThan(2_000);
  expect(textsRead(simulator).size).toBe(2_460);
  expect(repeated(textsRead(simulator))).toBeLessThan(800);
  expect(contentsRead(simulator).size).toBe(60);
  await elsewhere.goto(`${APP_URL}/journal`);
  await expect(elsewhere.getByRole('link', { name: /^Copy of your mail:/ })).toHaveCount(1);
});

test('a browser that was killed in the middle goes on when it is opened again', async ({
  profile,
  simulator,
}) => {
  fill(simulator, { texts: 90, files: 30 });
  // Not the context of the other tests: what a dying browser throws is not the app's.
  const killed = await profile.launch();
  const page = await killed.newPage();
  await page.goto(APP_URL);
  await signIn(page);
  slowDown(simulator, '/$value', 2_000);
  await startFirstCopy(page);
  await expect(figure(page, 'Attachments')).toHaveText(/^([5-9]|\d\d) of 30$/);
  const gone = killed.waitForEvent('close');
  const browser = await killed.newCDPSession(page);
  await browser.send('Browser.crash').catch(() => undefined);
  await gone;
  simulator.troubles.clear();

  const context = await profile.launch();
  const errors: string[] = [];
  context.on('weberror', (error) => errors.push(String(error.error())));
  const reopened = await context.newPage();
  await reopened.goto(APP_URL);
  // The key to the stored sign-in is in a cookie that ends with the browser. After a crash Chromium
  // still has it if it lived for the half minute after which cookies are written to the disk.
  const sentence = reopened.getByRole('heading', { level: 1 });
  await expect(sentence).toHaveText(/^(Microsoft asks you to sign in again|Everything)/, {
    timeout: 40_000,
  });
  if ((await sentence.textContent())?.startsWith('Microsoft asks')) {
    const opened = reopened.waitForEvent('popup');
    await reopened.getByRole('button', { name: 'Sign in again', exact: true }).click();
    await answerAgain(await opened);
  }
  await expectAllHere(reopened, 120);
  await context.close();
  expect(errors).toEqual([]);
});

test('a sign-in that ends in the middle: the copy waits, says so, and goes on after it', async ({
  page,
  simulator,
}) => {
  fill(simulator, { texts: 90, files: 30 });
  await signIn(page);
  slowDown(simulator, '/$value', 2_000);
  await startFirstCopy(page);
  await expect(figure(page, 'Attachments')).toHaveText(/^([5-9]|\d\d) of 30$/);

  simulator.signIn.grants.revoke();
  simulator.tokens.clear();
  const sentence = page.getByRole('heading', { level: 1 });
  await expect(sentence).toHaveText('Microsoft asks you to sign in again.', {
    timeout: 40_000,
  });
  await expect(page.getByText('Waiting. It goes on where it is.')).toBeVisible();
  simulator.troubles.clear();
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in again', exact: true }).click();
  await answerAgain(await opened);

  await expectAllHere(page, 120);
  expect(contentsRead(simulator).size).toBe(30);
});

test('where Microsoft asks for pauses, the copy says so and goes on', async ({
  page,
  simulator,
}) => {
  fill(simulator, { texts: 90, files: 6 });
  await signIn(page);
  const throttled = { status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 4 };
  simulator.troubles.plan({ path: '/messages/delta', after: 1, times: 3, ...throttled });
  await page.getByRole('button', { name: 'Start the first copy' }).click();

  const sentence = page.getByRole('heading', { level: 1 });
  await expect(sentence).toHaveText(/^Microsoft asked for a pause/);
  await expectAllHere(page, 96);
  await page.getByRole('link', { name: /^Receipt of/ }).click();
  await expect(page.getByText('Pauses Microsoft asked for').locator('xpath=..')).toContainText(
    /[1-3], \d+ seconds/,
  );
});

test('a second copy of an unchanged mailbox asks for nothing again', async ({
  page,
  simulator,
}) => {
  fill(simulator, { texts: 30, files: 5 });
  await copyMail(page);
  const first = simulator.exchanges.length;
  await page.getByRole('button', { name: 'Back up now' }).click();
  await expect.poll(() => simulator.exchanges.length).toBeGreaterThan(first + 5);
  await expectComplete(page);
  expect(repeated(textsRead(simulator))).toBe(0);
  expect(repeated(contentsRead(simulator))).toBe(0);
});
