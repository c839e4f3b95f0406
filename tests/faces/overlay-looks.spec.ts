import { CANNED, equal, openCanned, running, SIGHT, shownRow } from './canned-desk.ts';
import { expect, picture, test } from './canned-test.ts';
import { viewOverlay } from './overlay-view.ts';
import { takePicture } from './pictures.ts';

for (const isDark of [false, true]) {
  const theme = isDark ? 'dark' : 'light';

  test(`conversation and strip, ${theme}, whatever the system prefers`, async ({ context }) => {
    const canned = { ...CANNED, look: { ...SIGHT, folded: false } };
    const { page } = await openCanned(context, canned, { isDark });
    await page.emulateMedia({ colorScheme: isDark ? 'light' : 'dark' });
    const overlay = await viewOverlay(page);
    await expect.poll(() => overlay.words()).toContain('311 gone from this folder');
    await overlay.press('2 of 3 gone from this conversation');
    await expect.poll(() => overlay.words()).toContain('2 messages are gone from your mailbox');
    await page.waitForTimeout(400);
    await takePicture(page, picture(`conversation-${theme}`));
  });

  test(`folder, folded strip, ${theme}`, async ({ context }) => {
    const { page } = await openCanned(context, CANNED, { isDark });
    const overlay = await viewOverlay(page);
    await overlay.press('311 gone from this folder');
    await expect.poll(() => overlay.words()).toContain('Daily readings, gauge 1');
    await overlay.press(/gauge 2/);
    await overlay.press(/gauge 3/);
    await expect.poll(() => overlay.words()).toContain('Restore 2');
    await page.waitForTimeout(400);
    await takePicture(page, picture(`folder-${theme}`));
  });

  test(`restored, with what takes it back, ${theme}`, async ({ context }) => {
    const { page } = await openCanned(context, CANNED, { isDark });
    const overlay = await viewOverlay(page);
    await overlay.press('2 of 3 gone from this conversation');
    await overlay.press('Restore both');
    await expect.poll(() => overlay.words()).toContain('2 are back, equal.');
    await page.waitForTimeout(400);
    await takePicture(page, picture(`restored-${theme}`));
  });

  test(`narrow, ${theme}`, async ({ context }) => {
    const canned = { ...CANNED, look: { ...SIGHT, folded: false } };
    const { page } = await openCanned(context, canned, { isDark });
    await page.setViewportSize({ width: 400, height: 800 });
    const overlay = await viewOverlay(page);
    await expect.poll(() => overlay.words()).toContain('2 of 3 gone');
    await takePicture(page, picture(`narrow-tabs-${theme}`));
    await overlay.press('2 of 3 gone from this conversation');
    await page.waitForTimeout(400);
    await takePicture(page, picture(`narrow-${theme}`));
  });
}

test('right to left, with the reading pane below', async ({ context }) => {
  const { page } = await openCanned(context, CANNED, { dir: 'rtl', pane: 'bottom' });
  const overlay = await viewOverlay(page);
  await overlay.press('2 of 3 gone from this conversation');
  await expect.poll(() => overlay.words()).toContain('Restore both');
  await page.waitForTimeout(400);
  await takePicture(page, picture('right-to-left'));
});

test('with the reading pane off, the tabs gather at the corner', async ({ context }) => {
  const { page } = await openCanned(context, CANNED, { pane: 'off' });
  const overlay = await viewOverlay(page);
  await expect.poll(() => overlay.words()).toContain('2 of 3 gone');
  await takePicture(page, picture('pane-off'));
});

test('Microsoft is announced before its window opens', async ({ context }) => {
  const restore = [{ consent: true as const }, { job: 'job', total: 2 }];
  const { page, asked } = await openCanned(context, { ...CANNED, restore });
  const overlay = await viewOverlay(page);
  await overlay.press('2 of 3 gone from this conversation');
  await overlay.press('Restore both');
  await expect.poll(() => overlay.words()).toContain('Microsoft will ask once');
  await takePicture(page, picture('consent'));
  expect((await asked()).map(({ ask }) => ask)).not.toContain('allow');
  await overlay.press('Go on…');
  await expect.poll(() => overlay.words()).toContain('2 are back, equal.');
  expect((await asked()).filter(({ ask }) => ask === 'restore')).toHaveLength(2);
});

test('what could not be written is said, and what to do', async ({ context }) => {
  const restore = { trouble: 'Microsoft ended your sign-in. Sign in again.' };
  const { page } = await openCanned(context, { ...CANNED, restore });
  const overlay = await viewOverlay(page);
  await overlay.press('2 of 3 gone from this conversation');
  await overlay.press('Restore both');
  await expect.poll(() => overlay.words()).toContain('Microsoft ended your sign-in');
  await takePicture(page, picture('trouble'));
});

test('a row that leaves the list is offered quietly, restored and taken back', async ({
  context,
}) => {
  const vanished = {
    rows: [shownRow(9, { subject: 'Panel inspection moved to 10:30', state: 'moved' })],
  };
  const progress = [
    { ...running(1), total: 1, state: 'ended' as const, journal: 'j', rows: equal(9) },
  ];
  const { page, asked } = await openCanned(context, { ...CANNED, vanished, progress });
  const overlay = await viewOverlay(page);
  await expect.poll(() => overlay.words()).toContain('311 gone');
  await page.evaluate(() => document.querySelectorAll('[data-convid]')[2]?.remove());
  await expect.poll(() => overlay.words()).toContain('Restore from backup');
  await takePicture(page, picture('vanished'));
  await overlay.press('Restore from backup');
  await expect.poll(() => overlay.words()).toContain('Back, equal.');
  await takePicture(page, picture('vanished-restored'));
  await overlay.press('Undo');
  await expect.poll(async () => (await asked()).map(({ ask }) => ask)).toContain('undo');
});

for (const state of ['locked', 'signed-out', 'starting'] as const) {
  test(`the copy is ${state}`, async ({ context }) => {
    const look = { ...SIGHT, state, folded: false, folder: null, conversation: null };
    const { page } = await openCanned(context, { ...CANNED, look });
    const overlay = await viewOverlay(page);
    await expect.poll(() => overlay.words()).toContain('Holdfast');
    await takePicture(page, picture(state), { clip: { x: 0, y: 700, width: 1280, height: 100 } });
  });
}

test('an earlier version and a copy without loss are said quietly', async ({ context }) => {
  const rows = SIGHT.conversation!.rows.slice(2);
  const folder = { ...SIGHT.folder!, gone: 0, role: 'deleteditems', name: 'Deleted Items' };
  const look = { ...SIGHT, folder, conversation: { since: '2026-11-23T14:10:00Z', rows } };
  const { page } = await openCanned(context, { ...CANNED, look });
  const overlay = await viewOverlay(page);
  await expect.poll(() => overlay.words()).toContain('Earlier version: attachment removed');
  expect(await overlay.words()).toContain('4 of these kept, also when emptied');
  await takePicture(page, picture('quiet'));
});

test('while lists are made anew, what was said stays said', async ({ context }) => {
  const anew = { ...SIGHT, state: 'starting' as const, folder: null, conversation: null };
  const { page, asked } = await openCanned(context, { ...CANNED, look: [SIGHT, anew] });
  const overlay = await viewOverlay(page);
  await overlay.press('2 of 3 gone from this conversation');
  await page.evaluate(() =>
    (globalThis as unknown as { tell(what: string): void }).tell('changed'),
  );
  await expect
    .poll(async () => (await asked()).filter(({ ask }) => ask === 'look'))
    .toHaveLength(2);
  await page.waitForTimeout(500);

  expect(await overlay.words()).toContain('2 messages are gone from your mailbox');
  expect(await overlay.words()).toContain('311 gone from this folder');
});
