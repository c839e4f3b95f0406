/**
 * How a list of 100,000 messages scrolls, in the built app in Chromium: all mail lies in one
 * folder. `PROFILE=DIR` keeps the browser profile, so that a mailbox that another measurement
 * backed up is not backed up again. Frames are counted by `requestAnimationFrame` in the page: a
 * gap of n frame times is n − 1 dropped ones. Scrolled is by a wheel gesture that Chromium makes
 * of itself, as fast as a hand does it; jumps are what dragging the scrollbar does.
 */
import { openBackedUp } from './backed-up.ts';
import { report } from './figure.ts';
import { fillLargeMailbox, KEPT_PROFILE, LARGE_MAILBOX } from './large-mailbox.ts';
import { jumpAround, MESSAGES, scroll } from './scrolling.ts';

const JUMPS = 40;

export async function benchList(): Promise<void> {
  const { browser, close } = await openBackedUp({
    fill: fillLargeMailbox,
    profile: KEPT_PROFILE,
    what: `${LARGE_MAILBOX} messages in one folder`,
  });
  try {
    const name = `list of ${LARGE_MAILBOX} messages`;
    const opened = await browser.evaluate<number>(OPEN_FOLDER);
    report({ figure: `${name}: first rows`, value: opened, unit: 'ms', goal: 'told, no goal' });
    const scrolled = await scroll(browser, MESSAGES);
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
      goal: 'told, no goal',
    });
    const jumps = await browser.evaluate<number[]>(jumpAround(MESSAGES, JUMPS));
    report({
      figure: `${name}: from a jump to its rows, the slowest of ${JUMPS}`,
      value: Math.max(...jumps),
      unit: 'ms',
      goal: 'told, no goal',
    });
  } finally {
    await close();
  }
}

/** From the click on "Mail" to the frame after the first rows are in the page. */
const OPEN_FOLDER = `(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const link = document.querySelector('nav a[href="/mail"]');
  const startedAt = performance.now();
  link.click();
  while (!document.querySelector('[role=option][data-row]')) await frame();
  await frame();
  return performance.now() - startedAt;
})()`;
