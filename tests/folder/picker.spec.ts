import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BrowserContext, chromium, expect, type Page, test } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../../scripts/chromium.ts';
import { DiskBackend } from '../../shared/backend/disk.ts';
import { collect } from '../../shared/lib/iterate.ts';
import { asId, type ItemId } from '../../shared/model/ids.ts';
import { Repository } from '../../shared/repository/repository.ts';
import { draft, environment } from '../../shared/repository/testing.ts';
import { allow, allowOnEveryVisit, pickVault } from './picker-steps.ts';
import { servePage } from './served-page.ts';

/** Of the page, which its window has. */
const TITLE = 'A folder of the person';
const LETTER = 'Dear reader, this is kept.';

let folder = '';
let served: Awaited<ReturnType<typeof servePage>>;
let browser: BrowserContext | undefined;

test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdfast-folder-'));
  served = await servePage(path.join(folder, 'page'));
});

test.afterAll(async () => {
  await browser?.close();
  await served?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('a folder that was picked keeps a repository, after a restart too, and says when it is gone', async () => {
  const vault = path.join(folder, 'home', 'Vault');
  await mkdir(vault, { recursive: true });
  let page = await open();
  await says(page, '{"canPickFolder":true,"kept":null}');

  await test.step('picking it, by hand', async () => {
    await page.click('#pick');
    await pickVault();
    await allow(TITLE);
    await says(page, LETTER);
  });

  await test.step('what lies there is read by the same program in Node, and the other way round', async () => {
    expect((await readdir(vault)).sort()).toEqual(
      [
        'README.txt',
        'format',
        'index',
        'keys',
        'locks',
        'packs',
        'recover.html',
        'snapshots',
      ].sort(),
    );
    expect(await readdir(path.join(vault, 'locks'))).toEqual([]);
    expect(await readFile(path.join(vault, 'README.txt'), 'utf8')).toContain('HOW TO OPEN IT');
    expect(await hidden(vault)).toEqual([]);
    const disk = new DiskBackend(vault);
    const inNode = await Repository.open(disk, environment());
    expect(inNode?.damage()).toEqual([]);
    await addLetter(inNode!, 'Written by Node.');
    await writeFile(path.join(vault, 'index', 'a (1).idx'), 'a conflict copy');

    await page.click('#look');
    await says(page, 'Written by Node.');
    const files = (await collect(disk.list(''))).filter(({ name }) => name !== 'recover.html');
    const told = JSON.parse((await page.textContent('#said')) ?? '');
    expect(told).toMatchObject({ foreign: ['index/a (1).idx'], damage: [], id: inNode!.id });
    expect(told.files).toBe(files.length + 1);
  });

  await test.step('after a restart the browser has forgotten the permission, and gives it again', async () => {
    await browser?.close();
    page = await open();
    await says(page, '"kept":"Vault"');
    await page.click('#look');
    await says(page, '{"code":"forbidden","message":"permission withdrawn"}');
    await page.click('#allow');
    await allowOnEveryVisit(TITLE, 404);
    await says(page, 'Written by Node.');
  });

  await test.step('a permission for every visit outlives the next restart', async () => {
    await browser?.close();
    page = await open();
    await says(page, '"kept":"Vault"');
    await page.click('#look');
    await says(page, 'Written by Node.');
  });

  await test.step('a folder that was moved is gone, and never an empty place', async () => {
    await rename(vault, `${vault} elsewhere`);
    await page.click('#look');
    await says(page, '{"code":"not-found","message":"the folder is gone"}');
    expect(await readdir(path.join(folder, 'home'))).not.toContain('Vault');
    await rename(`${vault} elsewhere`, vault);
    await page.click('#look');
    await says(page, 'Written by Node.');
  });
});

/** A browser with the same profile each time, whose picker begins in our own home folder. */
async function open(): Promise<Page> {
  const home = path.join(folder, 'home');
  browser = await chromium.launchPersistentContext(path.join(folder, 'profile'), {
    executablePath: chromiumPath(),
    headless: false,
    viewport: null,
    args: [...chromiumArgs(), '--window-position=0,0'],
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home } as Record<string, string>,
  });
  const page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(served.url);
  return page;
}

async function says(page: Page, text: string): Promise<void> {
  await expect(page.locator('#said')).toContainText(text, { timeout: 20_000 });
}

async function addLetter(repository: Repository, text: string): Promise<void> {
  const blob = await repository.saveBlob('content', new TextEncoder().encode(text));
  const entry = { version: '1', meta: blob, parts: [{ role: 'mime' as const, blob }], whole: true };
  const root = repository.head()?.containers[0]?.items ?? null;
  const written = await repository.openMap(root).write(new Map([[asId<ItemId>('two'), entry]]));
  await repository.commit(draft({ root: written.root }));
}

/** Unfinished files, anywhere below. */
async function hidden(root: string): Promise<string[]> {
  const names = await readdir(root, { recursive: true });
  return names.filter((name) => /(^|\/)\.|crswap$/.test(name));
}
