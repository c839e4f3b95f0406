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
import type { QuietBrowser } from './quiet-browser.ts';

const SPEEDS_PX_PER_S = [800, 3_000, 10_000];
const GESTURE_S = 6;
const JUMPS = 40;
const FRAME_MS = 1000 / 60;

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
    const scrolled = await scroll(browser);
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
    const jumps = await browser.evaluate<number[]>(jumpAround());
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

/** Notes the time of every frame, and whether a row in sight had nothing in it, until told. */
const WATCH_FRAMES = `(() => {
  const list = document.querySelector('[role=listbox]');
  const seen = { times: [], empty: 0, isOn: true };
  globalThis.seen = seen;
  const note = (time) => {
    if (!seen.isOn) return;
    seen.times.push(time);
    const { top, bottom } = list.getBoundingClientRect();
    const isEmpty = [...list.querySelectorAll('[role=option][aria-busy=true]')].some((row) => {
      const at = row.getBoundingClientRect();
      return at.bottom > top && at.top < bottom;
    });
    if (isEmpty) seen.empty += 1;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
})()`;

async function scroll(browser: QuietBrowser): Promise<{ dropped: number; empty: number }> {
  const { x, y } = await browser.evaluate<{ x: number; y: number }>(`(() => {
    const { left, top, width, height } = document.querySelector('[role=listbox]').getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  })()`);
  const sums = { frames: 0, dropped: 0, empty: 0 };
  for (const speed of SPEEDS_PX_PER_S) {
    await browser.evaluate(WATCH_FRAMES);
    const yDistance = -speed * GESTURE_S;
    await browser.send('Input.synthesizeScrollGesture', {
      ...{ x, y, yDistance, speed },
      gestureSourceType: 'mouse',
      preventFling: true,
    });
    const seen = await browser.evaluate<{ times: number[]; empty: number }>(
      '(seen.isOn = false, seen)',
    );
    sums.frames += seen.times.length;
    sums.dropped += droppedIn(seen.times);
    sums.empty += seen.empty;
  }
  return {
    dropped: (sums.dropped / (sums.frames + sums.dropped)) * 100,
    empty: (sums.empty / sums.frames) * 100,
  };
}

function droppedIn(times: readonly number[]): number {
  let dropped = 0;
  for (const [at, time] of times.entries()) {
    const before = times[at - 1];
    if (before !== undefined) dropped += Math.max(0, Math.round((time - before) / FRAME_MS) - 1);
  }
  return dropped;
}

/** Milliseconds of each jump until every row in sight is there. */
function jumpAround(): string {
  return `(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const list = document.querySelector('[role=listbox]');
    const times = [];
    for (let at = 0; at < ${JUMPS}; at += 1) {
      // Far apart, forth and back, and the same places each time.
      const share = ((at * 0.618034) % 1);
      const startedAt = performance.now();
      list.scrollTop = share * (list.scrollHeight - list.clientHeight);
      const first = Math.floor(list.scrollTop / (list.querySelector('[role=option]').offsetHeight));
      const isThere = () => {
        const row = list.querySelector('[data-index="' + (first + 1) + '"]');
        return row !== null && list.querySelector('[aria-busy=true]') === null;
      };
      do await frame(); while (!isThere());
      times.push(performance.now() - startedAt);
    }
    return times;
  })()`;
}
