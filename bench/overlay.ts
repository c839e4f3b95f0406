import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { startSimulatorServer } from '../scripts/simulator-server.ts';
import type { Simulator } from '../shared/simulator/simulator.ts';
import { type ExtensionBrowser, openExtension } from '../tests/faces/extension.ts';
import { folder, openOutlook } from '../tests/faces/outlook-steps.ts';
import { type OverlayView, viewOverlay } from '../tests/faces/overlay-view.ts';
import { answerMicrosoft } from '../tests/faces/steps.ts';
import { report } from './figure.ts';
import { fillLargeMailbox, LARGE_MAILBOX } from './large-mailbox.ts';

/**
 * The overlay in the stand-in for Outlook, with the built extension in Chromium: what its script
 * weighs, how long its work is while the list is scrolled, how soon it says what is gone from a
 * folder, and how soon a message is back. `MESSAGES` makes a smaller try.
 */
const SCRIPT = new URL('../dist/extension-chrome/outlook.js', import.meta.url);
const LOST = 6;
const OPENINGS = 5;
const RESTORES = 3;
const SCROLLED_ROWS = 20_000;
/** Two screens a frame: faster than anybody scrolls. */
const STEP_PX = 1_500;
const LATENCY_MS = 100;
const COPY_MS = 60 * 60_000;
/** Stands beside the result as soon as there is one: not every invented message comes back equal. */
const BACK = 'Undo';
const WHOLE = 'Everything Microsoft lists is in your copy.';

export async function benchOverlay(): Promise<void> {
  const script = gzipSync(await readFile(SCRIPT), { level: 9 });
  report({ figure: 'content script, gzip', value: script.length / 1000, unit: 'kB', goal: '≤ 35' });
  const microsoft = await startSimulatorServer({
    tlsPort: 0,
    limits: false,
    fill: fillLargeMailbox,
  });
  const viewport = { width: 1280, height: 800 };
  const extension = await openExtension(microsoft, { inOutlook: true, viewport });
  try {
    const app = await copied(extension);
    loseSome(microsoft.simulator);
    await app.getByRole('button', { name: 'Back up now' }).first().click();
    const page = await extension.context.newPage();
    await openOutlook(page);
    const overlay = await viewOverlay(page);
    while ((await overlay.words()) === null) await page.waitForTimeout(100);
    await overlay.saidAt(`${LOST} gone from this folder`);
    await app.close();
    await page.bringToFront();
    await measureOpening(page, overlay);
    await measureScrolling(page);
    await page.reload();
    const anew = await viewOverlay(page);
    while ((await anew.words()) === null) await page.waitForTimeout(100);
    await measureRestoring(extension, page, anew, microsoft.simulator);
  } finally {
    await extension.close();
    await microsoft.close();
  }
}

async function copied(extension: ExtensionBrowser): Promise<Page> {
  const app = await extension.open('app.html');
  await app.getByRole('button', { name: 'Keep it in this browser' }).click();
  const opened = extension.context.waitForEvent('page');
  await app.getByRole('button', { name: 'Sign in', exact: true }).click();
  await answerMicrosoft(await opened);
  await app.getByRole('button', { name: 'Start the first copy' }).click();
  await app.getByRole('heading', { name: WHOLE }).waitFor({ timeout: COPY_MS });
  return app;
}

/** Some of the newest messages are gone from the mailbox for good. */
function loseSome({ mailbox }: Simulator): void {
  const newest = [...mailbox.role('inbox').present.values()]
    .map(({ message }) => message)
    .sort((one, other) => other.state.receivedAt - one.state.receivedAt);
  for (const message of newest.slice(10, 10 + LOST)) mailbox.delete(message, 'gone');
}

async function measureOpening(page: Page, overlay: OverlayView): Promise<void> {
  const spans: number[] = [];
  for (let at = 0; at < OPENINGS; at += 1) {
    await folder(page, 'drafts').click();
    while ((await overlay.words())?.includes('gone from this folder'))
      await page.waitForTimeout(20);
    await page.waitForTimeout(500);
    await noteChosen(page);
    const said = overlay.saidAt(`${LOST} gone from this folder`);
    await folder(page, 'inbox').click();
    spans.push((await said) - (await notedAt(page)));
  }
  report({
    figure: `folder opened to strip shown, ${LARGE_MAILBOX} messages in the backup, median of ${OPENINGS}`,
    value: median(spans),
    unit: 'ms',
    goal: '≤ 300',
  });
}

/**
 * Calls into our script as Chromium's own timeline has them, by the processor time of the page's
 * thread: what other programs on the machine take meanwhile is not our work.
 */
async function measureScrolling(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const spans: number[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as TraceEvent[]) {
      const isOurs = event.args?.data?.url?.startsWith('chrome-extension://');
      if (isOurs && event.name === 'FunctionCall')
        spans.push((event.tdur ?? event.dur ?? 0) / 1000);
    }
  });
  const over = new Promise<void>((resolve) => {
    session.on('Tracing.tracingComplete', () => resolve());
  });
  await session.send('Tracing.start', { categories: 'devtools.timeline' });
  const isFlickering = await page.evaluate(scrollThrough, [SCROLLED_ROWS, STEP_PX] as const);
  await page.waitForTimeout(1000);
  await session.send('Tracing.end');
  await over;
  if (spans.length === 0) throw new Error('the timeline has no call into our script');
  if (isFlickering) throw new Error('the list flickered');
  const long = spans.filter((span) => span > 16).length;
  const rows = Math.min(SCROLLED_ROWS, LARGE_MAILBOX);
  const what = `scrolling ${rows} rows, ${spans.length} calls of ours`;
  report({ figure: `${what}: longer than 16 ms`, value: long, unit: 'calls', goal: '0' });
  report({ figure: `${what}: longest`, value: Math.max(...spans), unit: 'ms', goal: '≤ 16' });
}

interface TraceEvent {
  name: string;
  dur?: number;
  /** Of the thread; both in microseconds. */
  tdur?: number;
  args?: { data?: { url?: string } };
}

/** Runs in the page. Resolves when the rows went by; tells whether the list flickered. */
async function scrollThrough([rows, stepPx]: readonly [number, number]): Promise<boolean> {
  const scroller = document.querySelector('#MailList .customScrollBar');
  const height = document.querySelector<HTMLElement>('#MailList [data-convid]')?.offsetHeight ?? 76;
  if (!scroller) throw new Error('there is no list');
  for (let top = 0; top < rows * height; top += stepPx) {
    scroller.scrollTop = top;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return document.querySelector('#MailList')?.getAttribute('data-flicker') !== 'false';
}

async function measureRestoring(
  extension: ExtensionBrowser,
  page: Page,
  overlay: OverlayView,
  simulator: Simulator,
): Promise<void> {
  await overlay.press(`${LOST} gone from this folder`);
  await overlay.press(/Last seen/);
  await overlay.press('Restore 1');
  const opened = extension.context.waitForEvent('page');
  await overlay.press('Go on…');
  await (await opened).getByRole('button', { name: 'Accept' }).click();
  await page.bringToFront();
  await overlay.saidAt(BACK);
  await overlay.press('Close');
  simulator.graph.latencyMs = LATENCY_MS;
  const spans: number[] = [];
  for (let at = 1; at <= RESTORES; at += 1) {
    // The copy that follows a restore finds the message back; until then the list names it.
    await overlay.saidAt(`${LOST - at} gone from this folder`);
    await overlay.press(/gone from this folder/);
    await overlay.press(/Last seen/);
    await noteClick(page);
    const button = overlay.press('Restore 1');
    const said = overlay.saidAt(BACK);
    await button;
    spans.push((await said) - (await notedAt(page)));
    await overlay.press('Close');
  }
  report({
    figure: `click on Restore to the message back and compared, ${LATENCY_MS} ms latency, median of ${RESTORES}`,
    value: median(spans),
    unit: 'ms',
    goal: '≤ 1500',
  });
}

/** Remembers when the last click reached the page. */
async function noteClick(page: Page): Promise<void> {
  await page.evaluate(() => {
    addEventListener('click', () => document.body.setAttribute('data-at', `${performance.now()}`), {
      capture: true,
      once: true,
    });
  });
}

/** Remembers when the page shows the inbox as the folder that is open. */
async function noteChosen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const tree = document.querySelector('[data-app-section="NavigationPane"]') ?? document.body;
    new MutationObserver((_changes, observer) => {
      if (!tree.querySelector('[data-folder-name="inbox"][aria-selected="true"]')) return;
      document.body.setAttribute('data-at', `${performance.now()}`);
      observer.disconnect();
    }).observe(tree, { subtree: true, childList: true, attributes: true });
  });
}

async function notedAt(page: Page): Promise<number> {
  return Number(await page.getAttribute('body', 'data-at'));
}

function median(spans: readonly number[]): number {
  return spans.toSorted((one, other) => one - other)[Math.floor(spans.length / 2)] ?? Number.NaN;
}
