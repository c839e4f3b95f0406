/** How a long list scrolls, measured in the page of a browser that is left alone otherwise. */
import type { QuietBrowser } from './quiet-browser.ts';

const SPEEDS_PX_PER_S = [800, 3_000, 10_000];
const GESTURE_S = 6;
const FRAME_MS = 1000 / 60;

/** What scrolls and what its rows are, as selectors. */
export interface ListLooks {
  list: string;
  row: string;
}

export const MESSAGES: ListLooks = { list: '[role=listbox]', row: '[role=option]' };

/** Notes the time of every frame, and whether a row in sight had nothing in it, until told. */
const watchFrames = ({ list, row }: ListLooks) => `(() => {
  const list = document.querySelector('${list}');
  const seen = { times: [], empty: 0, isOn: true };
  globalThis.seen = seen;
  const note = (time) => {
    if (!seen.isOn) return;
    seen.times.push(time);
    const { top, bottom } = list.getBoundingClientRect();
    const isEmpty = [...list.querySelectorAll('${row}[aria-busy=true]')].some((row) => {
      const at = row.getBoundingClientRect();
      return at.bottom > top && at.top < bottom;
    });
    if (isEmpty) seen.empty += 1;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
})()`;

/**
 * By a wheel gesture, at several speeds: shares of frames that were dropped, or had an empty row, and how
 * many were drawn.
 */
export async function scroll(
  browser: QuietBrowser,
  looks: ListLooks,
): Promise<{ dropped: number; empty: number; frames: number }> {
  const { x, y } = await browser.evaluate<{ x: number; y: number }>(`(() => {
    const { left, top, width, height } = document.querySelector('${looks.list}').getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  })()`);
  const sums = { frames: 0, dropped: 0, empty: 0 };
  for (const speed of SPEEDS_PX_PER_S) {
    await browser.evaluate(watchFrames(looks));
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
    frames: sums.frames,
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
export function jumpAround({ list, row }: ListLooks, jumps: number): string {
  return `(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const list = document.querySelector('${list}');
    const times = [];
    for (let at = 0; at < ${jumps}; at += 1) {
      // Far apart, forth and back, and the same places each time.
      const share = ((at * 0.618034) % 1);
      const startedAt = performance.now();
      list.scrollTop = share * (list.scrollHeight - list.clientHeight);
      const first = Math.floor(list.scrollTop / (list.querySelector('${row}').offsetHeight));
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
