import type { BrowserContext, Page } from '@playwright/test';
import { APP_URL, expect, test } from './holdfast.ts';
import { joinEngine } from './join-engine.ts';
import { fileOf } from './letters.ts';
import { copyMail, expectComplete, folderLine, goTo, signIn, startFirstCopy } from './steps.ts';

test.use({ simulatorOptions: { messages: 0 } });

async function openTab(context: BrowserContext, path = '/'): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${APP_URL}${path}`);
  return page;
}

/** Engines that run in these tabs' own workers. */
function enginesIn(...pages: Page[]): number {
  return pages.flatMap((page) => page.workers()).filter((worker) => worker.url().includes('engine'))
    .length;
}

test('two tabs watch one copy; when the one that runs it is closed, the other goes on with it', async ({
  page,
  context,
  simulator,
}) => {
  for (let at = 0; at < 60; at += 1) {
    const attachments = [{ name: `File ${at}.bin`, bytes: fileOf(2000 + at) }];
    simulator.control.deliver({
      subject: `Letter ${at}`,
      ...(at % 2 === 0 ? { attachments } : {}),
    });
  }
  await signIn(page);
  // Long enough for a second tab on a busy machine; what is broken off still counts at the limits.
  simulator.limits = false;
  simulator.troubles.plan({ path: '/$value', times: 1_000, body: 'late', delayMs: 5_000 });
  await startFirstCopy(page);
  const other = await openTab(context);

  for (const tab of [page, other]) {
    const copying = tab.getByRole('region', { name: 'Copying now' });
    await expect(copying.getByText(/^[1-9]\d* of 30$/)).toBeVisible();
  }
  expect(enginesIn(page)).toBe(1);
  expect(enginesIn(other)).toBe(0);
  await page.close();
  simulator.troubles.clear();

  await expectComplete(other);
  expect(enginesIn(other)).toBe(1);
  const sums = other.getByRole('row', { name: /^Together/ }).getByRole('cell');
  await expect(sums).toHaveText(['Together', '60', '60', '0', '0', '']);
  await goTo(other, 'Journal');
  await expect(other.getByRole('link', { name: /^Copy of your mail:/ })).toHaveCount(1);
});

test('a copy is stopped from the tab that does not run it', async ({
  page,
  context,
  simulator,
}) => {
  for (let at = 0; at < 20; at += 1) {
    const attachments = [{ name: `File ${at}.bin`, bytes: fileOf(2000 + at) }];
    simulator.control.deliver({ subject: `Letter ${at}`, attachments });
  }
  await signIn(page);
  // Long enough for a second tab on a busy machine; what is broken off still counts at the limits.
  simulator.limits = false;
  simulator.troubles.plan({ path: '/$value', times: 1_000, body: 'late', delayMs: 5_000 });
  await startFirstCopy(page);
  const other = await openTab(context);

  await other.getByRole('button', { name: 'Pause' }).click();

  for (const tab of [page, other]) {
    await expect(tab.getByRole('heading', { level: 1 })).toHaveText(/^You stopped the copy/);
  }
});

test('tabs opened all at once share one engine, and its catalog is never lost', async ({
  page,
  context,
  simulator,
}) => {
  for (let at = 0; at < 40; at += 1) simulator.control.deliver({ subject: `Letter ${at}` });
  await copyMail(page);
  // One tab of another page keeps the browser open.
  await page.goto('about:blank');

  for (let round = 0; round < 3; round += 1) {
    const tabs = await Promise.all([1, 2, 3].map(() => openTab(context, '/mail')));
    for (const tab of tabs) {
      await expect(folderLine(tab, 'Inbox')).toContainText('40');
      await expect(tab.getByRole('option')).not.toHaveCount(0);
    }
    expect(enginesIn(...tabs)).toBe(1);
    const [first] = tabs;
    if (!first) throw new Error('no tab was opened');
    const joined = await joinEngine(first);
    const catalog = await joined.evaluate(async ({ engine }) => {
      for await (const status of engine.watchStatus()) {
        if (status.accounts.length > 0) return status.catalog;
      }
      return undefined;
    });
    expect(catalog).toMatchObject({ state: 'ready', place: 'disk' });
    // Closed in the order of their opening: whoever hosts is gone first.
    for (const tab of tabs) await tab.close();
  }
});
