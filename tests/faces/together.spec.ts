import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, expect, type FrameLocator, type Page } from '@playwright/test';
import { type AppServer, startAppServer } from '../../scripts/serve-app.ts';
import { type SimulatorServer, startSimulatorServer } from '../../scripts/simulator-server.ts';
import { createProfile, type Profile } from './browser.ts';
import { type ExtensionBrowser, hostsOf, openExtension } from './extension.ts';
import { writeExchanges } from './holdfast.ts';
import { answerAgain, answerMicrosoft, copyMail, expectComplete } from './steps.ts';

const CLIENT_ID = '5c1f0a52-7d0e-4b7f-8a35-2f6a0a4f9f10';
const MESSAGES = 40;

interface Fixtures {
  microsoft: SimulatorServer;
  app: AppServer;
  /** Where the page on the web is: the extension that is built for this machine knows it. */
  url: string;
  profile: Profile;
}

/** The page at an address of this machine, and the extension in the same browser or later. */
const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from this pattern.
  microsoft: async ({}, use, { titlePath }) => {
    const microsoft = await startSimulatorServer({ record: true, tlsPort: 0, messages: MESSAGES });
    await use(microsoft);
    await microsoft.close();
    await writeExchanges(titlePath.slice(1).join(' '), microsoft.simulator);
    expect(microsoft.simulator.report().unknownRoutes).toEqual([]);
  },
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  app: async ({}, use) => {
    const app = await startAppServer({ port: 0, deployment: () => ({ clientId: CLIENT_ID }) });
    await use(app);
    await app.close();
  },
  url: async ({ app }, use) => use(`http://localhost:${app.port}`),
  profile: async ({ microsoft }, use) => {
    const profile = await createProfile(hostsOf(microsoft));
    await use(profile);
    await profile.remove();
  },
});

/** The extension's application, shown in the page. */
const framed = (page: Page): FrameLocator => page.frameLocator('iframe.extension-frame');

test('the extension first: the page shows its copy, and keeps none of its own', async ({
  microsoft,
  profile,
  url,
}) => {
  const extension = await openExtension(microsoft, { profile });
  try {
    await copiedByExtension(extension);
    const page = await extension.context.newPage();
    await page.goto(`${url}/settings`);
    const app = framed(page);
    await expect(app.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await expect(page).toHaveTitle('Settings – Holdfast');
    expect(page.frames()[1]?.url()).toBe(`${extension.origin}app.html#/settings`);
    // The picker is for pages of their own.
    await expect(app.getByRole('button', { name: 'Keep a second copy in a folder…' })).toHaveCount(
      0,
    );
    await expect(app.getByRole('button', { name: 'Open Holdfast in its own tab' })).toBeVisible();

    await app.getByRole('link', { name: 'Home', exact: true }).click();
    await expect(app.getByRole('heading', { level: 1 })).toHaveText(
      'Everything Microsoft lists is in your copy.',
    );
    await expect(page).toHaveURL(`${url}/`);
    await page.goBack();
    await expect(page).toHaveURL(`${url}/settings`);
    await expect(app.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();

    expect(await databasesOf(page)).toEqual([]);
    expect(await locksOf(page)).toEqual([]);
  } finally {
    await extension.close();
  }
});

test('the page first: its copy is brought into the extension, and goes on there alone', async ({
  microsoft,
  profile,
  url,
}) => {
  const before = await copiedByPage(profile, url);
  const extension = await openExtension(microsoft, { profile });
  try {
    const page = await extension.context.newPage();
    await page.goto(url);
    const app = framed(page);
    await expect(
      app.getByRole('heading', { name: 'The extension can keep your copy from here on.' }),
    ).toBeVisible();
    await app.getByRole('button', { name: 'Bring it over' }).click();
    await expect(app.getByRole('heading', { name: 'Your copy is in the extension.' })).toBeVisible({
      timeout: 60_000,
    });

    const opened = extension.context.waitForEvent('page');
    await app.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await answerAgain(await opened);
    await expectKept(app);
    await expect(app.getByText('All of it is in the extension’s copy, too.')).toBeVisible();
    expect(await repositoryOf(extension)).toBe(before);

    // Every byte of it is looked at where it is now.
    await app.getByRole('link', { name: 'Settings', exact: true }).first().click();
    await app.getByRole('button', { name: 'Read everything' }).click();
    await expect(app.getByText(/Every byte was read and compared/)).toBeVisible({
      timeout: 60_000,
    });

    // What comes now is copied by the extension, and by nobody else.
    microsoft.simulator.control.deliver({ subject: 'After it moved' });
    await app.getByRole('link', { name: 'Home', exact: true }).click();
    await app.getByRole('button', { name: 'Back up now' }).click();
    await app.getByRole('link', { name: 'Mail', exact: true }).click();
    await expect(app.getByText('After it moved')).toBeVisible({ timeout: 30_000 });

    // The page's own copy can be read, and is not added to.
    await app.getByRole('link', { name: 'Home', exact: true }).click();
    await app.getByRole('button', { name: 'Show it' }).click();
    await expect(page.getByRole('heading', { name: /^This is the older copy/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Back up now' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Show the extension’s copy' }).click();

    await app.getByRole('button', { name: 'Remove it…' }).click();
    await app.getByRole('button', { name: /^Remove it, free/ }).click();
    await expect(app.getByText('An older copy in this page')).toHaveCount(0);
    await expect.poll(() => databasesOf(page)).toEqual([]);
  } finally {
    await extension.close();
  }
});

test('cut off in the middle, it goes on the next time, and nothing is lost meanwhile', async ({
  microsoft,
  profile,
  url,
}) => {
  const before = await copiedByPage(profile, url);
  const extension = await openExtension(microsoft, { profile });
  try {
    const cut = await extension.context.newPage();
    await cut.addInitScript(stallAfterReads, 3);
    await cut.goto(url);
    await framed(cut).getByRole('button', { name: 'Bring it over' }).click();
    await expect
      .poll(() => cut.evaluate(() => (window as unknown as { reads?: number }).reads))
      .toBeGreaterThan(3);
    await extension.restart();

    // Until all of it is there the extension has nothing, and the page all of it.
    const popup = await extension.open('popup.html');
    await expect(popup.getByRole('heading', { name: 'Nothing is kept yet.' })).toBeVisible();
    expect(await namesIn(popup, 'holdfast-brought')).not.toEqual([]);
    expect(await namesIn(popup, 'holdfast-brought')).not.toContainEqual(
      expect.stringMatching(/^snapshots/),
    );
    await popup.close();

    const page = await extension.context.newPage();
    await page.goto(url);
    await framed(page).getByRole('button', { name: 'Bring it over' }).click();
    await expect(
      framed(page).getByRole('heading', { name: 'Your copy is in the extension.' }),
    ).toBeVisible({ timeout: 60_000 });
    await framed(page).getByRole('button', { name: 'Go on without' }).click();
    await expectKept(framed(page));
    expect(await repositoryOf(extension)).toBe(before);
    expect(await filesIn(page, 'holdfast')).toEqual(
      await filesIn(await extension.open('popup.html'), 'holdfast-brought'),
    );
  } finally {
    await extension.close();
  }
});

test('both with a copy: the extension’s is shown, and the page’s stays to be read', async ({
  microsoft,
  profile,
  url,
}) => {
  await copiedByPage(profile, url);
  const extension = await openExtension(microsoft, { profile });
  try {
    const [welcome] = extension.context.pages();
    await welcome?.close();
    await copiedByExtension(extension, 'again');
    const page = await extension.context.newPage();
    await page.goto(url);
    const app = framed(page);
    await expectKept(app);
    await expect(app.getByText(/It is another one than the extension’s/)).toBeVisible();
    await expect(app.getByRole('button', { name: 'Remove it…' })).toHaveCount(0);

    await app.getByRole('button', { name: 'Show it' }).click();
    await expect(page.getByRole('heading', { name: /^This is the older copy/ })).toBeVisible();
    await page.getByRole('link', { name: 'Mail', exact: true }).click();
    await expect(page.getByRole('option').first()).toBeVisible();
  } finally {
    await extension.close();
  }
});

test('the extension gone again: the page says so, and goes on with its own copy', async ({
  microsoft,
  profile,
  url,
}) => {
  await copiedByPage(profile, url);
  const extension = await openExtension(microsoft, { profile });
  const page = await extension.context.newPage();
  await page.goto(url);
  await framed(page).getByRole('button', { name: 'Bring it over' }).click();
  await framed(page).getByRole('button', { name: 'Go on without' }).click({ timeout: 60_000 });
  await extension.context.close();

  const context = await profile.launch();
  try {
    const alone = await context.newPage();
    await alone.goto(url);
    await expect(
      alone.getByRole('heading', {
        name: 'The extension that kept your copy is not here any more.',
      }),
    ).toBeVisible();
    await expect(alone.getByRole('button', { name: 'Back up now' })).toHaveCount(0);
    await alone.getByRole('button', { name: 'Go on with this one' }).click();
    await expect(alone.getByRole('heading', { level: 1 })).not.toHaveText(/extension/);
    await expect(
      alone.getByRole('button', { name: /Back up now|Sign in again/ }).first(),
    ).toBeVisible();
  } finally {
    await context.close();
  }
});

test('nobody else can show the extension’s application in a page', async ({
  microsoft,
  profile,
}) => {
  const extension = await openExtension(microsoft, { profile });
  const stranger = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Stranger</title><script>
      addEventListener('message', ({ data }) => {
        document.title = 'It spoke: ' + JSON.stringify(data);
      });
    </script><iframe src="${extension.origin}app.html#/mail"></iframe>`);
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  try {
    const page = await extension.context.newPage();
    const port = (stranger.address() as AddressInfo).port;
    await page.goto(`http://127.0.0.1:${port}/`);
    await expect.poll(() => page.frames()[1]?.url()).toContain('chrome-error:');
    await expect(page).toHaveTitle('Stranger');
    expect(await page.evaluate(() => document.documentElement.dataset.holdfastExtension)).toBe(
      undefined,
    );
  } finally {
    stranger.close();
    await extension.close();
  }
});

async function copiedByExtension(
  extension: ExtensionBrowser,
  who: 'first' | 'again' = 'first',
): Promise<void> {
  const app = await extension.open('app.html');
  await app.getByRole('button', { name: 'Keep it in this browser' }).click();
  const opened = extension.context.waitForEvent('page');
  await app.getByRole('button', { name: 'Sign in', exact: true }).click();
  if (who === 'first') await answerMicrosoft(await opened);
  else await answerAgain(await opened);
  await app.getByRole('button', { name: 'Start the first copy' }).click();
  await expectComplete(app);
  await app.close();
}

/** Runs in the page: from then on it answers no further question for a file. */
function stallAfterReads(most: number): void {
  if (!location.protocol.startsWith('http')) return;
  const counted = window as unknown as { reads: number };
  counted.reads = 0;
  const post = Worker.prototype.postMessage as (data: unknown, ports: MessagePort[]) => void;
  Worker.prototype.postMessage = function (this: Worker, data: unknown, ports: unknown) {
    const [near, far] = ports as [MessagePort, MessagePort];
    const between = new MessageChannel();
    far.onmessage = ({ data: asked }: MessageEvent<{ method?: string }>) => {
      if (asked.method === 'get') counted.reads += 1;
      if (counted.reads <= most) between.port1.postMessage(asked);
    };
    between.port1.onmessage = ({ data: answered }) => far.postMessage(answered);
    post.call(this, data, [near, between.port2]);
  };
}

/** The page keeps a copy while there is no extension. Its repository's id. */
async function copiedByPage(profile: Profile, url: string): Promise<string> {
  const context = await profile.launch();
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(url);
  await copyMail(page);
  const id = await repositoryIn(page, 'holdfast');
  await context.close();
  return id;
}

async function expectKept(app: FrameLocator): Promise<void> {
  await expect(app.getByRole('heading', { level: 1 })).toHaveText(
    'Everything Microsoft lists is in your copy.',
    { timeout: 30_000 },
  );
}

function databasesOf(page: Page): Promise<string[]> {
  return page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name ?? '').sort(),
  );
}

/** What engines and faces of this origin hold. */
function locksOf(page: Page): Promise<string[]> {
  return page.evaluate(async () =>
    ((await navigator.locks.query()).held ?? []).map(({ name }) => name ?? ''),
  );
}

/** Names and lengths of a repository's files. */
function filesIn(page: Page, database: string): Promise<[string, number][]> {
  return page.evaluate(async (name) => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const opened = await asked(indexedDB.open(name));
    const infos = opened.transaction('infos').objectStore('infos');
    const [names, stored] = await Promise.all([asked(infos.getAllKeys()), asked(infos.getAll())]);
    opened.close();
    return names.map((key, at): [string, number] => [
      String(key),
      (stored[at] as { sizeBytes: number }).sizeBytes,
    ]);
  }, database);
}

async function namesIn(page: Page, database: string): Promise<string[]> {
  return (await filesIn(page, database)).map(([name]) => name);
}

async function repositoryOf(extension: ExtensionBrowser): Promise<string> {
  const page = await extension.open('popup.html');
  const id = await repositoryIn(page, 'holdfast-brought');
  await page.close();
  return id;
}

/** The id in the file that says which repository lies in this database. */
function repositoryIn(page: Page, database: string): Promise<string> {
  return page.evaluate(async (name) => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const opened = await asked(indexedDB.open(name));
    const file = await asked(opened.transaction('files').objectStore('files').get('format'));
    opened.close();
    const text = await new Response(file as Blob).text();
    return (JSON.parse(text.split('\n')[1] ?? '{}') as { id: string }).id;
  }, database);
}
