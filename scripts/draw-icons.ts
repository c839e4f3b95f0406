import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './chromium.ts';

/**
 * Draws the PNG icons from the two SVG files beside them. Run it when the mark changes:
 * `npx tsx scripts/draw-icons.ts`.
 */
const FOLDER = new URL('../public/icons/', import.meta.url);
const ICONS = [
  { from: 'mark', sizes: [16, 32, 48, 128, 192, 512] },
  { from: 'mark-maskable', sizes: [512] },
];

const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs() });
const page = await browser.newPage();
for (const { from, sizes } of ICONS) {
  const svg = await readFile(new URL(`${from}.svg`, FOLDER), 'utf8');
  for (const size of sizes) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
    );
    const png = await page.screenshot({ omitBackground: true });
    await writeFile(new URL(`${from}-${size}.png`, FOLDER), png);
  }
}
await browser.close();
