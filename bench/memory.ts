/**
 * What a first copy of 100,000 messages takes of this machine's memory: the built app in Chromium,
 * a simulator without limits in this (another) process, all mail in one folder. Four times a
 * second the renderer processes of the browser are read from /proc and their proportional set
 * sizes added up: the tab with its page, the engine's worker, SQLite and zstd, and whatever
 * renderer Chromium keeps in reserve. The browser's own process, which holds the storage of every
 * tab there is, is told beside it.
 */
import { openBackedUp } from './backed-up.ts';
import { openEngineHeap } from './engine-heap.ts';
import { report } from './figure.ts';
import { fillLargeMailbox, KEPT_PROFILE, LARGE_MAILBOX } from './large-mailbox.ts';
import { browserProcesses, pssOf } from './processes.ts';

export async function benchMemory(): Promise<void> {
  const peaks = { tab: 0, browser: 0, objects: 0, buffers: 0 };
  let profile = '';
  let readHeap: Awaited<ReturnType<typeof openEngineHeap>>;
  const { receipt, isReused, close } = await openBackedUp({
    fill: fillLargeMailbox,
    onStart: async (folder, page) => {
      profile = folder;
      readHeap = await openEngineHeap(page);
    },
    onTick: async () => {
      const sizes = measure(profile);
      peaks.tab = Math.max(peaks.tab, sizes.tab);
      peaks.browser = Math.max(peaks.browser, sizes.browser);
      const [objects, buffers] = await readHeap();
      peaks.objects = Math.max(peaks.objects, objects);
      peaks.buffers = Math.max(peaks.buffers, buffers);
    },
    profile: KEPT_PROFILE,
    what: `${LARGE_MAILBOX} messages in one folder`,
  });
  await close();
  if (isReused) throw new Error('the profile holds the backup already: nothing was measured');
  const name = `memory: first copy of ${LARGE_MAILBOX} messages`;
  const seconds = (Date.parse(receipt.endedAt) - Date.parse(receipt.startedAt)) / 1000;
  report({ figure: `${name}, peak of the tab`, value: peaks.tab, unit: 'MB', goal: '< 400' });
  const told = { goal: 'told, no goal' };
  report({
    figure: `${name}, most objects in the engine`,
    value: peaks.objects,
    unit: 'MB',
    ...told,
  });
  report({
    figure: `${name}, most buffers in the engine`,
    value: peaks.buffers,
    unit: 'MB',
    ...told,
  });
  report({
    figure: `${name}, peak of the browser's own process`,
    value: peaks.browser,
    unit: 'MB',
    ...told,
  });
  report({ figure: `${name}, time`, value: seconds, unit: 's', ...told });
}

function measure(profile: string): { tab: number; browser: number } {
  const sizes = { tab: 0, browser: 0 };
  for (const { pid, type } of browserProcesses(profile)) {
    if (type === 'renderer') sizes.tab += pssOf(pid);
    if (type === 'browser') sizes.browser += pssOf(pid);
  }
  return sizes;
}
