import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { init } from '@bokuweb/zstd-wasm';
import { test as base, expect, type Page } from '@playwright/test';
import { sample } from '../../recover/sample.ts';
import type { TinyWriter } from '../../recover/tiny-writer.ts';
import { chromiumArgs, chromiumPath } from '../../scripts/chromium.ts';
import { findBarriers } from './axe.ts';

/** The page that reads a repository without Holdfast, opened from the disk as a person would. */
const PAGE = pathToFileURL(path.join(import.meta.dirname, '../../recover/recover.html')).href;
const PASSPHRASE = 'open sesame';

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from here.
  folder: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'recover-page-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  page: async ({ page }, use) => {
    const asked: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => errors.push(String(error)));
    // A dialog of the system would wait for a person.
    await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
    await page.goto(PAGE);
    await use(page);
    expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'))).toEqual([]);
    expect(errors).toEqual([]);
  },
});

test.use({ launchOptions: { executablePath: chromiumPath(), args: chromiumArgs() } });
test.beforeAll(() => init());

async function store(writer: TinyWriter, folder: string): Promise<void> {
  for (const [name, bytes] of writer.files) {
    const file = path.join(folder, 'Backup', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

async function expectAccessible(page: Page): Promise<void> {
  expect(await findBarriers(page)).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a locked folder is opened, looked at, checked and saved, ${colorScheme}`, async ({
    page,
    folder,
  }) => {
    const { writer } = sample();
    writer.removeSlots();
    await writer.passphraseSlot(PASSPHRASE, 1024);
    await store(writer, folder);
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);

    await page.getByLabel('Choose folder').setInputFiles(folder);
    const secret = page.getByLabel('Passphrase or recovery code');
    await expect(secret).toBeFocused();
    await secret.fill('open says me');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status')).toContainText('does not open it');
    await expectAccessible(page);
    await secret.fill(PASSPHRASE);
    await page.keyboard.press('Enter');

    await expect(page.getByRole('status')).toHaveText('It is open.');
    await page.getByRole('button', { name: 'Inbox 3' }).click();
    const items = page.locator('#items > li');
    await expect(items).toHaveCount(3);
    await page.getByLabel('Find').fill('jürgen');
    await expect(items).toHaveCount(1);
    await expectAccessible(page);
    const oneSaved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save Grüße: 3/4' }).click();
    const message = await oneSaved;
    expect(message.suggestedFilename()).toBe('2026-01-06 Grüße_ 3_4.eml');
    expect(await readFile(await message.path(), 'utf8')).toContain('MIME-Version: 1.0');

    await page.getByRole('button', { name: 'Check everything' }).click();
    await expect(page.getByRole('status')).toContainText('Sound');
    const allSaved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save everything' }).click();
    const zip = await readFile(await (await allSaved).path());
    expect(zip.subarray(-22, -18).toString('hex')).toBe('504b0506');
    expect(zip.includes('mail/Inbox/2026-01-05 Hello.eml')).toBe(true);
  });
}

test('a damaged folder says what is lost, also on a narrow screen', async ({ page, folder }) => {
  const { writer, data } = sample();
  const bytes = Buffer.from(writer.files.get(data.path) ?? []);
  bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
  writer.files.set(data.path, bytes);
  await store(writer, folder);
  await page.setViewportSize({ width: 360, height: 740 });

  await page.getByLabel('Choose folder').setInputFiles(folder);
  await page.getByRole('button', { name: 'Check everything' }).click();
  await expect(page.getByRole('heading', { name: 'What is damaged' })).toBeVisible();
  await expect(page.getByText('2026-01-05 Hello: lost: its original').first()).toBeVisible();
  await expectAccessible(page);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
});

test('a folder with something else in it is refused in words', async ({ page, folder }) => {
  await writeFile(path.join(folder, 'letter.txt'), 'x');
  await page.getByLabel('Choose folder').setInputFiles(folder);
  await expect(page.getByRole('status')).toContainText('no Holdfast repository here');
});
