import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { unzip } from '../unzip.ts';
import { APP_URL, expect, test } from './holdfast.ts';
import { inspect } from './inspect.ts';
import {
  answerFolderPicker,
  FOLDER,
  filesInFolder,
  putIntoFolder,
  removeFolder,
} from './keeping.ts';
import {
  answerMicrosoft,
  backUpNow,
  copyMail,
  expectComplete,
  goTo,
  lineOf,
  openFolder,
} from './steps.ts';

const RECOVER = path.join(import.meta.dirname, '../../recover/recover.mjs');

test.use({ simulatorOptions: { messages: 30 } });

async function momentsIn(page: Page): Promise<number> {
  return (await filesInFolder(page)).filter((name) => name.startsWith('snapshots/')).length;
}

/** How many files the browser's own storage has of the copy. */
function filesInBrowser(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('holdfast');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction('infos').objectStore('infos').count();
          asked.onsuccess = () => {
            opening.result.close();
            resolve(asked.result);
          };
        };
      }),
  );
}

test('a first copy goes into a folder, and a folder that is gone is said on every page', async ({
  page,
  context,
}) => {
  await answerFolderPicker(page);
  await page.goto(new URL('/welcome?step=where', page.url()).href);
  await page.getByRole('radio', { name: /In a folder you choose/ }).check();
  await inspect(page, 'welcome-folder');
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in with Microsoft.' })).toBeVisible();
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await answerMicrosoft(await opened);
  await page.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(page);
  const aside = page.getByRole('complementary', { name: 'Where it lives' });
  await expect(aside.getByText(`Folder ${FOLDER}`)).toBeVisible();
  expect(await filesInBrowser(page)).toBe(0);
  expect(await filesInFolder(page)).toEqual(
    expect.arrayContaining(['README.txt', 'format', 'recover.html']),
  );

  await page.reload();
  await expectComplete(page);
  await openFolder(page, 'Inbox');
  await expect(page.getByRole('option').first()).toBeVisible();

  await removeFolder(page);
  await page.goto(new URL('/mail', APP_URL).href);
  const sentence = page.getByRole('heading', { level: 1 });
  await expect(sentence).toHaveText(`The folder ${FOLDER} is not to be found.`);
  await expect(page.getByText(/Everything Microsoft lists/)).toHaveCount(0);
  await inspect(page, 'folder-away');
  await page.getByRole('button', { name: 'Pick it where it is now…' }).click();
  // The picker makes an empty folder of that name.
  await expect(page.getByText('No copy lies in that folder.')).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(sentence).toHaveText(`The folder ${FOLDER} is there, but what was in it is not.`);
  expect(await filesInFolder(page)).toEqual([]);
  await page.getByRole('button', { name: 'Go on without it…' }).click();
  await page.getByRole('button', { name: 'Go on without it', exact: true }).click();
  await goTo(page, 'Home');
  await expect(sentence).toHaveText('Your copy is not here any more.');
  expect(context.pages()).toHaveLength(1);
});

test('a copy moves into a folder and back, and what is left is removed by a word alone', async ({
  page,
  simulator,
}) => {
  await answerFolderPicker(page);
  await copyMail(page);
  const before = await filesInBrowser(page);
  await goTo(page, 'Settings');
  const where = page.getByRole('region', { name: 'Where it is kept' });
  await where.getByRole('button', { name: 'Move the copy into a folder…' }).click();
  await expect(where.getByText(`Folder ${FOLDER}`)).toBeVisible();
  const remove = where.getByRole('button', { name: 'Remove it from this browser…' });
  await expect(remove).toBeVisible();
  await inspect(page, 'settings-moved', where);
  expect(await filesInBrowser(page)).toBe(before);

  simulator.control.deliver({ subject: 'Since then' });
  const moments = await momentsIn(page);
  await backUpNow(page);
  expect(await momentsIn(page)).toBeGreaterThan(moments);
  expect(await filesInBrowser(page)).toBe(before);
  await goTo(page, 'Settings');
  await remove.click();
  await page.getByRole('button', { name: 'Remove it', exact: true }).click();
  await expect(remove).toHaveCount(0);
  expect(await filesInBrowser(page)).toBe(0);

  await where.getByRole('button', { name: 'Move it back into this browser…' }).click();
  await page.getByRole('button', { name: 'Move it back', exact: true }).click();
  const removeFromFolder = where.getByRole('button', { name: `Remove it from ${FOLDER}…` });
  await expect(removeFromFolder).toBeVisible();
  await removeFromFolder.click();
  await page.getByRole('button', { name: 'Remove it', exact: true }).click();
  await expect(removeFromFolder).toHaveCount(0);
  expect(await filesInFolder(page)).toEqual([]);
  await openFolder(page, 'Inbox');
  await expect(lineOf(page, 'Since then')).toBeVisible();
  await backUpNow(page);
});

test('other things in a folder are not touched, and a copy that lies in it is opened', async ({
  page,
}) => {
  await answerFolderPicker(page);
  await putIntoFolder(page, 'Holidays.jpg', 'a picture');
  await copyMail(page);
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Move the copy into a folder…' }).click();
  await page.getByRole('button', { name: 'Make “Holdfast” in it' }).click();
  await expect(page.getByText('Folder Holdfast')).toBeVisible();
  await expect.poll(() => filesInFolder(page)).toContain('Holdfast/recover.html');
  const files = await filesInFolder(page);
  expect(files).toContain('Holidays.jpg');
  expect(files.filter((name) => !name.startsWith('Holdfast/'))).toEqual(['Holidays.jpg']);

  await forgetEverything(page);
  await page.goto(new URL('/welcome?step=where', page.url()).href);
  await page.getByRole('radio', { name: /In a folder you choose/ }).check();
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await inspect(page, 'welcome-other-things');
  await page.getByRole('button', { name: 'Make “Holdfast” in it' }).click();
  // The browser of before is known by its lock, and this one doesn't know that it has ended.
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'Holdfast is open somewhere else.',
  );
  await page.getByRole('button', { name: 'Open it all the same' }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(/open somewhere else/);
  await openFolder(page, 'Inbox');
  await expect(page.getByRole('option').first()).toBeVisible();
  expect(await filesInFolder(page)).toEqual(files);
});

/** As in another browser, which knows nothing but what it is shown. */
async function forgetEverything(page: Page): Promise<void> {
  await page.goto(new URL('/redirect-bridge.html', page.url()).href);
  await page.evaluate(async (kept) => {
    localStorage.clear();
    for (const { name = '' } of await indexedDB.databases()) {
      await new Promise((resolve) => {
        const deleting = indexedDB.deleteDatabase(name);
        deleting.onsuccess = resolve;
        deleting.onerror = resolve;
      });
    }
    const root = await navigator.storage.getDirectory();
    // TypeScript's library doesn't know yet that a folder can be gone through.
    const names: string[] = [];
    for await (const name of (root as unknown as { keys(): AsyncIterable<string> }).keys()) {
      if (name !== kept) names.push(name);
    }
    for (const name of names) {
      // A worker that has just ended may hold its files for a moment.
      for (let tries = 1; ; tries += 1) {
        try {
          await root.removeEntry(name, { recursive: true });
          break;
        } catch (error) {
          if (tries === 100) throw error;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    }
  }, FOLDER);
}

test('everything is saved as a download: messages, and a copy that opens without Holdfast', async ({
  page,
}) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showDirectoryPicker'));
  await page.goto(new URL('/welcome?step=where', page.url()).href);
  await expect(page.getByText(/everything can be saved as a download/)).toBeVisible();
  await expect(page.getByRole('radio')).toHaveCount(0);
  await copyMail(page);
  await goTo(page, 'Settings');
  await inspect(page, 'settings-no-picker', page.getByRole('region', { name: 'Where it is kept' }));
  const save = async (button: string) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: button }).click();
    const saved = await download;
    await expect(page.getByText(/^Handed to this browser’s downloads/)).toBeVisible();
    return { name: saved.suggestedFilename(), files: unzip(await readFile(await saved.path())) };
  };
  const messages = await save('Save all messages…');
  expect(messages.name).toMatch(/^Holdfast messages \d{4}-\d\d-\d\d\.zip$/);
  expect([...messages.files.keys()].every((name) => name.endsWith('.eml'))).toBe(true);
  expect(messages.files.size).toBe(30);

  const copy = await save('Save the copy itself…');
  const scratch = await mkdtemp(path.join(tmpdir(), 'holdfast-download-'));
  for (const [name, bytes] of copy.files) {
    await mkdir(path.join(scratch, path.dirname(name)), { recursive: true });
    await writeFile(path.join(scratch, name), bytes);
  }
  const root = [...copy.files.keys()][0]!.split('/')[0]!;
  expect(copy.files.has(`${root}/recover.html`)).toBe(true);
  const args = [RECOVER, 'verify', path.join(scratch, root)];
  expect((await promisify(execFile)(process.execPath, args)).stdout).toMatch(/Sound\.\n$/);
  await rm(scratch, { recursive: true });
});
