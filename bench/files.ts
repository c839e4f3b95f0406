/**
 * How Files does with much: a folder of 100,000 children (shortcuts, as they have no contents that would
 * have to be copied first) and a restore of 10,000 files that are nowhere any more, in the built app
 * in Chromium. A plan is timed from the click to its page; the longest gap between two frames on the
 * way is how long the page stood still. `CHILDREN` and `FILES` make a smaller try of it.
 */
import type { Simulator } from '../shared/simulator/simulator.ts';
import { openBackedUp } from './backed-up.ts';
import { report } from './figure.ts';
import { browserProcesses, pssOf } from './processes.ts';
import type { QuietBrowser } from './quiet-browser.ts';
import { jumpAround, type ListLooks, scroll } from './scrolling.ts';

const CHILDREN = Number(process.env.CHILDREN ?? 100_000);
const FILES = Number(process.env.FILES ?? 10_000);
const TABLE: ListLooks = { list: '.files-rows', row: '[role=row]' };
const JUMPS = 40;

export async function benchFiles(): Promise<void> {
  let simulator: Simulator | undefined;
  const { browser, close } = await openBackedUp({
    source: 'Files',
    fill: (made) => {
      simulator = made;
      fillDrive(made);
    },
    profile: null,
    what: `${CHILDREN} children and ${FILES} files`,
  });
  const told = { goal: 'told, no goal' };
  try {
    const name = `folder of ${CHILDREN} children`;
    await browser.evaluate(`document.querySelector('nav a[href="/files"]').click()`);
    await browser.until(`${rowCalled('Children')} !== undefined`);
    const opened = await browser.evaluate<number>(openFolder('Children'));
    report({ figure: `${name}: first rows`, value: opened, unit: 'ms', ...told });
    const scrolled = await scroll(browser, TABLE);
    report({
      figure: `${name}: dropped frames while scrolling`,
      value: scrolled.dropped,
      unit: '%',
      goal: '≤ 5',
    });
    report({
      figure: `${name}: frames with a row in sight that was not there yet`,
      value: scrolled.empty,
      unit: '%',
      ...told,
    });
    const jumps = await browser.evaluate<number[]>(jumpAround(TABLE, JUMPS));
    report({
      figure: `${name}: from a jump to its rows, the slowest of ${JUMPS}`,
      value: Math.max(...jumps),
      unit: 'ms',
      ...told,
    });
    await measurePlan(browser, simulator);
  } finally {
    await close();
  }
}

async function measurePlan(browser: QuietBrowser, simulator: Simulator | undefined): Promise<void> {
  const told = { goal: 'told, no goal' };
  const name = `plan of ${FILES} files that are nowhere`;
  simulator?.drive.control.delete('Many');
  simulator?.drive.control.emptyBin();
  await browser.evaluate(`document.querySelector('nav a[href="/files"]').click()`);
  await browser.until(`${rowCalled('Many')} !== undefined`);
  await browser.evaluate(openFolder('Many'));
  const before = tabMemory(browser);
  let peak = before;
  const plan = browser.evaluate<{ ms: number; longest: number }>(PLAN);
  const isDone = plan.then(() => true);
  const pause = () => new Promise<false>((resolve) => setTimeout(() => resolve(false), 250));
  while (!(await Promise.race([isDone, pause()]))) peak = Math.max(peak, tabMemory(browser));
  const { ms, longest } = await plan;
  report({ figure: `${name}: click to its page`, value: ms, unit: 'ms', ...told });
  report({ figure: `${name}: longest the page stood still`, value: longest, unit: 'ms', ...told });
  report({ figure: `${name}: memory of the tab, peak`, value: peak, unit: 'MB', ...told });
  report({ figure: `${name}: memory of the tab, more`, value: peak - before, unit: 'MB', ...told });
}

function fillDrive({ drive: { control } }: Simulator): void {
  const { drive } = control.parts;
  const children = control.folder('Children');
  const owner = { id: 'sam', displayName: 'Sam Sender', email: 'sam@example.org' };
  for (let at = 0; at < CHILDREN; at += 1) {
    const name = `Shared folder ${at}`;
    const remote = { driveId: 'b!shared', id: `01${at}`, size: 0, isFolder: true, owner, name };
    drive.add(children, name, { kind: 'shortcut', remote });
  }
  for (let at = 0; at < FILES; at += 1) control.put(`Many/file ${at}.txt`, `file ${at}`);
}

function tabMemory(browser: QuietBrowser): number {
  const renderers = browserProcesses(browser.pid).filter(({ type }) => type === 'renderer');
  return Math.max(0, ...renderers.map(({ pid }) => pssOf(pid)));
}

function rowCalled(name: string): string {
  return `[...document.querySelectorAll('.files-rows [role=row][data-row]')]
    .find((row) => row.querySelector('[title="${name}"]'))`;
}

/** From the click on a folder to the frame after its first rows are in the page. */
function openFolder(name: string): string {
  return `(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const startedAt = performance.now();
    ${rowCalled(name)}.querySelector('.name').click();
    const isThere = () => document.querySelector('h1')?.textContent === ${JSON.stringify(name)} &&
      document.querySelector('.files-rows [role=row][data-row]');
    while (!isThere()) await frame();
    await frame();
    return performance.now() - startedAt;
  })()`;
}

const PLAN = `(async () => {
  const startedAt = performance.now();
  let [last, longest] = [startedAt, 0];
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    resolve();
  }));
  [...document.querySelectorAll('.files-acts button')]
    .find(({ textContent }) => textContent.includes('Restore')).click();
  while (!/^Restore \\d/.test(document.querySelector('h1')?.textContent ?? '')) await frame();
  const ms = performance.now() - startedAt;
  for (let at = 0; at < 20; at += 1) await frame();
  return { ms, longest };
})()`;
