/**
 * How much JavaScript the app loads before its first page can be used: every script that arrived
 * before the page's main button could be seen, each as gzip would send it. What comes after
 * (sign-in library, engine, SQLite, zstd) is told beside it.
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
    const loads: Promise<{ bytes: number; at: number }>[] = [];
    page.on('response', (response) => {
      const type = response.request().resourceType();
      if (type !== 'script') return;
      const at = performance.now();
      loads.push(response.body().then((body) => ({ bytes: gzipSync(body).length, at })));
    });
    const startedAt = performance.now();
    await page.goto(`http://localhost:${app.port}/`);
    await page.locator('main button').first().waitFor();
    const usableAt = performance.now();
    await page.waitForTimeout(SETTLED_MS);
    const scripts = await Promise.all(loads);
    const sum = (list: { bytes: number }[]) =>
      list.reduce((all, { bytes }) => all + bytes, 0) / 1000;
    report({
      figure: 'first page: JavaScript before first use',
      value: sum(scripts.filter(({ at }) => at <= usableAt)),
      unit: 'KB gzip',
      goal: '≤ 70',
    });
    report({
      figure: 'first page: JavaScript that follows by itself',
      value: sum(scripts.filter(({ at }) => at > usableAt)),
      unit: 'KB gzip',
      goal: 'told, no goal',
    });
    report({
      figure: 'first page: from navigation to usable',
      value: usableAt - startedAt,
      unit: 'ms',
      goal: 'told, no goal',
    });
  } finally {
    await context.close();
    await profile.remove();
    await app.close();
  }
}
