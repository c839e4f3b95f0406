/**
 * How much JavaScript the app loads before its first page can be used: every script asked for
 * before the page's main button stood there, each as gzip would send it. What comes after (sign-in
 * library, engine, SQLite, zstd) is told beside it. The page itself takes the times.
 */
import { gzipSync } from 'node:zlib';
import { startAppServer } from '../scripts/serve-app.ts';
import { createProfile } from '../tests/faces/browser.ts';
import { report } from './figure.ts';

const SETTLED_MS = 3_000;

export async function benchFirstPage(): Promise<void> {
  const app = await startAppServer({ port: 0, deployment: () => ({ clientId: 'bench' }) });
  const profile = await createProfile({});
  const context = await profile.launch();
  try {
    const page = await context.newPage();
    const loads = new Map<string, Promise<number>>();
    context.on('response', (response) => {
      if (!/\.js$/.test(new URL(response.url()).pathname)) return;
      loads.set(
        response.url(),
        response.body().then((body) => gzipSync(body).length / 1000),
      );
    });
    await page.addInitScript(() => {
      const seen = new MutationObserver(() => {
        if (document.querySelector('main button') === null) return;
        seen.disconnect();
        performance.mark('usable');
      });
      seen.observe(document, { childList: true, subtree: true });
    });
    await page.goto(`http://localhost:${app.port}/`);
    await page.locator('main button').first().waitFor();
    await page.waitForTimeout(SETTLED_MS);
    const { usableAt, early } = await page.evaluate(() => {
      const at = performance.getEntriesByName('usable')[0]?.startTime ?? Number.NaN;
      const scripts = performance
        .getEntriesByType('resource')
        .filter(({ name }) => /\.js$/.test(name));
      return {
        usableAt: at,
        early: scripts.filter(({ startTime }) => startTime <= at).map(({ name }) => name),
      };
    });
    const sumOf = async (urls: string[]) =>
      (await Promise.all(urls.map((url) => loads.get(url) ?? 0))).reduce((sum, kb) => sum + kb, 0);
    const late = [...loads.keys()].filter((url) => !early.includes(url));
    report({
      figure: 'first page: JavaScript before first use',
      value: await sumOf(early),
      unit: 'KB gzip',
      goal: '≤ 70',
    });
    report({
      figure: 'first page: JavaScript that follows by itself',
      value: await sumOf(late),
      unit: 'KB gzip',
      goal: 'told, no goal',
    });
    report({
      figure: 'first page: from navigation to usable',
      value: usableAt,
      unit: 'ms',
      goal: 'told, no goal',
    });
  } finally {
    await context.close();
    await profile.remove();
    await app.close();
  }
}
