import { type Browser, test as base, chromium, expect, type Page } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../../scripts/chromium.ts';
import type { GivenFile } from '../preview/page.tsx';
import { type Policy, type ServedPreview, servePreview } from '../preview/served-page.ts';

interface WorkerFixtures {
  /** The page under a policy; built with the first test that asks for it. */
  site: (policy: Policy) => Promise<ServedPreview>;
  ownBrowser: Browser;
}

/**
 * The preview alone, built as the product builds it and under the product's own two policies. Whatever
 * a test shows: nothing may be asked of another host, and nothing of a file may run.
 */
export const test = base.extend<{ policy: Policy; shown: Page }, WorkerFixtures>({
  policy: ['page', { option: true }],

  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from this pattern.
    async ({}, use) => {
      const sites = new Map<Policy, Promise<ServedPreview>>();
      await use((policy) => {
        const site = sites.get(policy) ?? servePreview(policy);
        sites.set(policy, site);
        return site;
      });
      for (const site of sites.values()) await (await site).close();
    },
    { scope: 'worker' },
  ],

  ownBrowser: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names from this pattern.
    async ({}, use) => {
      const executablePath = chromiumPath();
      const browser = await chromium.launch({ executablePath, args: chromiumArgs() });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],

  shown: async ({ ownBrowser, site, policy }, use) => {
    const { url } = await site(policy);
    const context = await ownBrowser.newContext({ viewport: { width: 1000, height: 760 } });
    const page = await context.newPage();
    const wrong: string[] = [];
    context.on('request', (request) => {
      const isHere = /^(?:blob|data):/.test(request.url());
      if (isHere || new URL(request.url()).origin === new URL(url).origin) return;
      wrong.push(`asked for ${request.url()}`);
    });
    page.on('pageerror', (error) => wrong.push(`threw ${error.message}`));
    page.on('dialog', (dialog) => {
      wrong.push(`said ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', () => wrong.push('opened a window'));
    await page.goto(url);
    await use(page);
    expect(await page.evaluate(() => Reflect.get(window, 'pwned'))).toBeUndefined();
    await context.close();
    expect(wrong).toEqual([]);
  },
});

/** A file as the page takes it. */
export function given(
  name: string,
  content: string | Uint8Array,
  more: Partial<GivenFile> = {},
): GivenFile {
  return { name, type: '', base64: Buffer.from(content as string).toString('base64'), ...more };
}

export const show = (page: Page, file: GivenFile) =>
  page.evaluate((each) => window.showFile(each), file);
export const frameOf = (page: Page) => page.frameLocator('.file-preview iframe');
/** What stands under the file. */
export const under = (page: Page) => page.locator('.file-preview .under');
