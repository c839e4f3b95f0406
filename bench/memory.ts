/**
 * What a first copy of 100,000 messages takes of this machine's memory: the built app in Chromium,
 * a simulator without limits in this (another) process, all mail in one folder. Four times a
 * second the proportional set size of the tab's process is read from /proc: the page, the engine's
 * worker, SQLite and zstd live in it. The browser's own process, which holds the storage of every
 * tab there is, is told beside it.
 */
import { openBackedUp } from './backed-up.ts';
import { report } from './figure.ts';
import { fillLargeMailbox, KEPT_PROFILE, LARGE_MAILBOX } from './large-mailbox.ts';
import { browserProcesses, pssOf } from './processes.ts';
import type { QuietBrowser } from './quiet-browser.ts';

interface Sizes {
  tab: number;
  browser: number;
  objects: number;
  buffers: number;
}

export async function benchMemory(): Promise<void> {
  const peaks: Sizes = { tab: 0, browser: 0, objects: 0, buffers: 0 };
  const { receipt, isReused, close } = await openBackedUp({
    fill: fillLargeMailbox,
    onTick: async (browser) => {
      const sizes = await measure(browser);
      for (const name of ['tab', 'browser', 'objects', 'buffers'] as const) {
        peaks[name] = Math.max(peaks[name], sizes[name]);
      }
    },
    profile: KEPT_PROFILE,
    what: `${LARGE_MAILBOX} messages in one folder`,
  });
  await close();
  if (isReused) throw new Error('the profile holds the backup already: nothing was measured');
  const name = `memory: first copy of ${LARGE_MAILBOX} messages`;
  const seconds = (Date.parse(receipt.endedAt) - Date.parse(receipt.startedAt)) / 1000;
  report({ figure: `${name}, peak of the tab`, value: peaks.tab, unit: 'MB', goal: '< 400' });
  const told = { unit: 'MB', goal: 'told, no goal' };
  report({ figure: `${name}, most objects in the engine`, value: peaks.objects, ...told });
  report({ figure: `${name}, most buffers in the engine`, value: peaks.buffers, ...told });
  report({ figure: `${name}, peak of the browser's process`, value: peaks.browser, ...told });
  report({ figure: `${name}, time`, value: seconds, unit: 's', goal: 'told, no goal' });
}

/** A tab has one renderer; the others, one in reserve and the browser's own pages, are small. */
async function measure(browser: QuietBrowser): Promise<Sizes> {
  const processes = browserProcesses(browser.pid);
  const renderers = processes.filter(({ type }) => type === 'renderer');
  const heap = await browser.sendToEngine<{ usedSize: number; backingStorageSize?: number }>(
    'Runtime.getHeapUsage',
  );
  return {
    tab: Math.max(0, ...renderers.map(({ pid }) => pssOf(pid))),
    browser: pssOf(browser.pid),
    objects: heap.usedSize / 1e6,
    buffers: (heap.backingStorageSize ?? 0) / 1e6,
  };
}
