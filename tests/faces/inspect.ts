import { fileURLToPath } from 'node:url';
import { expect, type Locator, type Page } from '@playwright/test';
import { findBarriers } from './axe.ts';
import { takePicture } from './pictures.ts';

export const SCREENS = fileURLToPath(new URL('../../artefacts/screens/', import.meta.url));
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };

interface Look {
  name: string;
  colorScheme: 'light' | 'dark';
  size: { width: number; height: number };
  forcedColors?: 'active';
}

const LOOKS: readonly Look[] = [
  { name: 'light', colorScheme: 'light', size: WIDE },
  { name: 'dark', colorScheme: 'dark', size: WIDE },
  { name: 'narrow', colorScheme: 'light', size: NARROW },
];

/** A page of one width, as the popup and the side panel are. */
export function looksAt(width: number, height: number): readonly Look[] {
  const size = { width, height };
  return [
    { name: 'light', colorScheme: 'light', size },
    { name: 'dark', colorScheme: 'dark', size },
    { name: 'forced', colorScheme: 'dark', size, forcedColors: 'active' },
  ];
}

/**
 * Looks at the page that is open in every look: takes its picture, and tells what is wrong. `shown`
 * is what has to be in the picture of a long page.
 */
export async function inspect(
  page: Page,
  name: string,
  shown?: Locator,
  looks: readonly Look[] = LOOKS,
): Promise<void> {
  for (const { name: look, colorScheme, size, forcedColors = 'none' } of looks) {
    await page.emulateMedia({ colorScheme, forcedColors, reducedMotion: 'reduce' });
    await page.setViewportSize(size);
    await shown?.evaluate(scrollPageTo);
    await takePicture(page, `${SCREENS}${name}-${look}.png`, { animations: 'disabled' });
    // What is in a mail's own frame was written by its sender.
    const found = await findBarriers(page, { tags: WCAG });
    expect.soft(found, `${name}, ${look}`).toEqual([]);
    expect.soft(await page.evaluate(overflowing), `${name}, ${look}: too wide`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
  await page.setViewportSize(WIDE);
}

/** Runs in the page. Only the page scrolls; its frame stays. */
function scrollPageTo(part: Element): void {
  const page = document.getElementById('page');
  page?.scrollBy(0, part.getBoundingClientRect().top - page.getBoundingClientRect().top);
}

/** Runs in the page: whatever of it scrolls sideways, but for what is meant to. */
function overflowing(): string[] {
  const parts = [document.documentElement, ...document.querySelectorAll('main, main *')];
  return parts
    .filter((part) => part.scrollWidth > part.clientWidth + 1)
    .filter((part) => ['auto', 'scroll'].includes(getComputedStyle(part).overflowX))
    .concat(parts.slice(0, 1).filter((part) => part.scrollWidth > part.clientWidth))
    .map((part) => `${part.tagName} ${part.className}: ${part.scrollWidth} > ${part.clientWidth}`);
}
