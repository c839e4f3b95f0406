/**
 * What the catalog of 100,000 messages costs, plain and sealed, in Chromium: the catalog alone in a
 * worker, served by Vite as the tests have it, with the tests' own messages. A snapshot of 100 new
 * messages is taken in five times and the middle time told; it ends when it is durable. Opening is
 * that of a new tab with the key at hand, and the memory is the proportional set size of the tab's
 * process, from /proc: its peak while the catalog is built, and a second after it was opened anew.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'vite';
import { benchCatalogPast } from './catalog-past.ts';
import { report } from './figure.ts';
import { browserProcesses, pssOf } from './processes.ts';
import { QuietBrowser } from './quiet-browser.ts';

const MESSAGES = Number(process.env.MESSAGES ?? 100_000);
/** As many as a first copy has in a snapshot at most. */
const BATCH = 2_000;
const MORE = 100;
const REPEATS = 5;
const TICK_MS = 100;
const FORMS = { plain: 'null', sealed: 'new Uint8Array(32).fill(7)' } as const;
const GOALS = {
  plain: { more: 'told, no goal', open: 'told, no goal' },
  sealed: { more: '≤ 250', open: '≤ 1,500' },
} as const;
const TOLD = 'told, no goal';

export async function benchCatalog(): Promise<void> {
  await benchCatalogPast();
  const server = await createServer({
    configFile: false,
    root: join(import.meta.dirname, '..'),
    logLevel: 'error',
    // Packages may lie behind a link.
    server: { port: 0, fs: { strict: false }, watch: null, hmr: false },
    optimizeDeps: { exclude: ['@sqlite.org/sqlite-wasm'], noDiscovery: true },
    plugins: [
      {
        name: 'an empty page',
        configureServer: ({ middlewares }) => {
          middlewares.use('/empty', (_, response) => {
            response.setHeader('content-type', 'text/html');
            response.end('<!doctype html><title>catalog</title>');
          });
        },
      },
    ],
  });
  await server.listen();
  const url = `${server.resolvedUrls?.local[0]}empty`;
  try {
    for (const form of ['plain', 'sealed'] as const) await measure(url, form);
  } finally {
    await server.close();
  }
}

async function measure(url: string, form: keyof typeof FORMS): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const name = `catalog, ${form}, ${MESSAGES} messages`;
  const size = { width: 800, height: 600 };
  const open = `tab.open('c', 'r', 20000, ${FORMS[form]})`;
  const startTab = (browser: QuietBrowser) =>
    browser.evaluate(
      `import('/tests/browser/catalog-tab.ts').then(({ startTab }) => void (globalThis.tab = startTab()))`,
    );
  let browser = await QuietBrowser.launch(profile, url, size, null);
  try {
    await startTab(browser);
    await browser.evaluate(open);
    const { seconds, peak } = await build(browser);
    report({
      figure: `${name}: taken in, ${BATCH} at a time`,
      value: seconds,
      unit: 's',
      goal: TOLD,
    });
    report({ figure: `${name}: peak of the tab meanwhile`, value: peak, unit: 'MB', goal: TOLD });
    const more = await timesOf(browser, `tab.fill(${MORE})`);
    const { more: goal, open: goalOfOpen } = GOALS[form];
    report({ figure: `${name}: ${MORE} more`, value: middle(more), unit: 'ms', goal });
    const before = await timesOf(browser, 'tab.time().then(({ pageMs }) => pageMs)');
    report({
      figure: `${name}: a page of 100 rows`,
      value: middle(before),
      unit: 'ms',
      goal: TOLD,
    });
    const listed = await browser.evaluate<number>(SIZE_ON_DISK);
    const indexing = await browser.evaluate<number>('tab.index()');
    report({ figure: `${name}: texts indexed`, value: indexing / 1000, unit: 's', goal: TOLD });
    const searchable = await browser.evaluate<number>(SIZE_ON_DISK);
    report({
      figure: `${name}: index on disk`,
      value: searchable - listed,
      unit: 'MB',
      goal: TOLD,
    });
    await reportSearch(browser, name);
    await browser.close();

    browser = await QuietBrowser.launch(profile, url, size, null);
    await startTab(browser);
    const opened = await browser.evaluate<{ ms: number; sequence: number | null }>(
      `(async () => {
        const startedAt = performance.now();
        const { sequence } = await ${open};
        return { sequence, ms: performance.now() - startedAt };
      })()`,
    );
    if (opened.sequence === null) throw new Error('the catalog was not on disk');
    report({ figure: `${name}: opened`, value: opened.ms, unit: 'ms', goal: goalOfOpen });
    const { firstPageMs, anchorsMs, pageMs } = await browser.evaluate<Timing>('tab.time()');
    const told = { unit: 'ms', goal: TOLD };
    report({ figure: `${name}: first page after that`, value: firstPageMs, ...told });
    report({ figure: `${name}: all anchors after that`, value: anchorsMs, ...told });
    report({ figure: `${name}: a page of 100 rows after that`, value: pageMs, ...told });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    report({ figure: `${name}: the tab then`, value: tabOf(browser), unit: 'MB', goal: TOLD });
    const disk = await browser.evaluate<number>(SIZE_ON_DISK);
    report({ figure: `${name}: on disk`, value: disk, unit: 'MB', goal: TOLD });
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** In MB; what the browser says of its use lags behind. */
const SIZE_ON_DISK = `(async () => {
  const sizeOf = async (folder) => {
    let size = 0;
    for await (const handle of folder.values()) {
      size += handle.kind === 'file' ? (await handle.getFile()).size : await sizeOf(handle);
    }
    return size;
  };
  return (await sizeOf(await navigator.storage.getDirectory())) / 1e6;
})()`;

/** Every kind of query, and all of them: the middle, and what 95 of 100 take at most. */
async function reportSearch(browser: QuietBrowser, name: string): Promise<void> {
  const kinds = await browser.evaluate<Record<string, number[]>>('tab.timeSearch()');
  for (const [kind, times] of [...Object.entries(kinds), ['all', Object.values(kinds).flat()]]) {
    const sorted = [...(times as number[])].sort((a, b) => a - b);
    const upper = sorted[Math.floor(sorted.length * 0.95)] ?? 0;
    const figure = `${name}: found by ${kind}`;
    report({ figure: `${figure}, middle`, value: middle(sorted), unit: 'ms', goal: TOLD });
    report({ figure: `${figure}, 95 of 100`, value: upper, unit: 'ms', goal: '≤ 100' });
  }
}

interface Timing {
  firstPageMs: number;
  anchorsMs: number;
  pageMs: number;
}

async function build(browser: QuietBrowser): Promise<{ seconds: number; peak: number }> {
  let peak = 0;
  const ticks = setInterval(() => {
    peak = Math.max(peak, tabOf(browser));
  }, TICK_MS);
  try {
    let ms = 0;
    for (let taken = 0; taken < MESSAGES; taken += BATCH) {
      ms += await browser.evaluate<number>(`tab.fill(${BATCH})`);
    }
    return { seconds: ms / 1000, peak };
  } finally {
    clearInterval(ticks);
  }
}

async function timesOf(browser: QuietBrowser, expression: string): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < REPEATS; at += 1) times.push(await browser.evaluate<number>(expression));
  return times;
}

function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
}

/** A tab has one renderer; others are the browser's own and small. */
function tabOf(browser: QuietBrowser): number {
  const renderers = browserProcesses(browser.pid).filter(({ type }) => type === 'renderer');
  return Math.max(0, ...renderers.map(({ pid }) => pssOf(pid)));
}
