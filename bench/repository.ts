/**
 * The repository alone against restic 0.14, as Debian has it, in one run over the same files: those
 * of `--data DIR` (or `DATA`), else the corpora beside the project where they are, and about 4,000
 * generated ones. What a backup is here stands in repository-work.ts. The sides take turns, each
 * time on an empty repository, and the middle time of several turns counts.
 *
 * Times of restic are those of its whole command; what it says of itself, without the unlocking of
 * its repository, is told beside it. Ours begin with opening the repository. In Node each turn is a
 * process of its own, whose start does not count, and files are read from the disk as restic reads
 * them. In Chromium a worker has fetched the files before the clock starts, since no page reads
 * paths: reading them does not count there.
 *
 * Sizes for a short try: `SHARE` of the generated files, `TURNS`, `ENTRIES` of a snapshot and
 * `STREAM_BYTES`; 0 leaves a part out. `WITHOUT_CHROMIUM=1` stays in Node.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchOptions } from './bench.ts';
import { report } from './figure.ts';
import { measureInChromium } from './repository-chromium.ts';
import { type Data, makeData } from './repository-data.ts';
import type { IndexMeasured } from './repository-index.ts';
import type { MapsMeasured } from './repository-maps.ts';
import { checkRestic, measureRestic, type ResticMeasured } from './repository-restic.ts';
import type { StreamMeasured } from './repository-stream.ts';
import type { Measured } from './repository-work.ts';

const SHARE = Number(process.env.SHARE ?? 1);
const TURNS = Number(process.env.TURNS ?? 3);
const ENTRIES = Number(process.env.ENTRIES ?? 1_000_000);
const STREAM_BYTES = Number(process.env.STREAM_BYTES ?? 10_000_000_000);
const PLACES = process.env.WITHOUT_CHROMIUM
  ? (['Node'] as const)
  : (['Node', 'OPFS', 'IndexedDB'] as const);
const TOLD = 'told, no goal';

export async function benchRepository({ data: named }: BenchOptions): Promise<void> {
  checkRestic();
  const place = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    const data = await makeData(join(place, 'generated'), named ?? process.env.DATA ?? null, SHARE);
    await compareWithRestic(place, data);
    if (ENTRIES > 0) reportMaps(await inProcess('maps', place, `${ENTRIES}`));
    if (ENTRIES > 0) reportIndex(await inProcess('index', place, `${ENTRIES}`));
    if (STREAM_BYTES > 0) reportStream(await inProcess('stream', place, `${STREAM_BYTES}`));
  } finally {
    await rm(place, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function compareWithRestic(place: string, data: Data): Promise<void> {
  const list = join(place, 'files.json');
  await writeFile(list, JSON.stringify(data.files));
  const yardstick: ResticMeasured[] = [];
  const ours = new Map<string, Measured[]>(PLACES.map((name) => [name, []]));
  for (let turn = 0; turn < TURNS; turn++) {
    yardstick.push(await measureRestic(place, data.folders));
    for (const name of PLACES) {
      const measured =
        name === 'Node'
          ? await inProcess<Measured>('work', place, list)
          : await measureInChromium(name, data.files);
      ours.get(name)?.push(measured);
    }
  }
  if (TURNS === 0) return;
  const size = `${(data.sizeBytes / 1e6).toFixed(0)} MB in ${data.files.length} files`;
  reportRestic(`repository: ${size}`, yardstick);
  for (const name of PLACES) {
    reportPlace(`repository: ${size}, ${name}`, name, ours.get(name) ?? [], yardstick);
  }
}

function reportRestic(name: string, runs: readonly ResticMeasured[]): void {
  const told = { unit: 's', goal: TOLD };
  const first = middle(runs, ({ first }) => first.seconds);
  const ownFirst = middle(runs, ({ first }) => first.ownSeconds);
  const second = middle(runs, ({ second }) => second.seconds);
  const ownSecond = middle(runs, ({ second }) => second.ownSeconds);
  report({ figure: `${name}, restic: backup`, value: first, ...told });
  report({ figure: `${name}, restic: backup without unlocking`, value: ownFirst, ...told });
  report({ figure: `${name}, restic: unchanged run`, value: second, ...told });
  report({ figure: `${name}, restic: unchanged run without unlocking`, value: ownSecond, ...told });
  const stored = middle(runs, ({ storedBytes }) => storedBytes) / 1e6;
  report({ figure: `${name}, restic: stored`, value: stored, unit: 'MB', goal: TOLD });
}

function reportPlace(
  name: string,
  place: string,
  ours: readonly Measured[],
  theirs: readonly ResticMeasured[],
): void {
  const times = (figure: string, value: number, goal: string) =>
    report({ figure: `${name}: ${figure}`, value, unit: '× restic', goal });
  const told = (figure: string, value: number, unit: string, goal = TOLD) =>
    report({ figure: `${name}: ${figure}`, value, unit, goal });
  const first = middle(ours, ({ firstRun }) => firstRun);
  const second = middle(ours, ({ secondRun }) => secondRun);
  const stored = middle(ours, ({ storedBytes }) => storedBytes);
  const goal = place === 'Node' ? '≤ 1.2' : '≤ 1.5';
  told('backup', first, 's');
  times('backup', first / middle(theirs, ({ first }) => first.seconds), goal);
  times('backup, its unlocking left out', first / middle(theirs, (r) => r.first.ownSeconds), TOLD);
  times('stored', stored / middle(theirs, ({ storedBytes }) => storedBytes), '≤ 1.0');
  told('unchanged run', second, 's');
  times('unchanged run', second / middle(theirs, (r) => r.second.seconds), '≤ 1.0');
  const own = middle(theirs, (r) => r.second.ownSeconds);
  times('unchanged run, its unlocking left out', second / own, TOLD);
  told(
    'unchanged run that reads every file again',
    middle(ours, (r) => r.rereadRun),
    's',
  );
  const check = middle(ours, (r) => r.check);
  told('full check, of stored bytes', check, 'MB/s', '≥ 200');
  const reads = middle(ours, (r) => r.readP95);
  told('one item of 50 KB, 95 of 100', reads, 'ms', '< 15');
}

function reportMaps({ filled, opened, changed, writtenBytes, compared }: MapsMeasured): void {
  const name = `repository: snapshots of ${ENTRIES} entries`;
  report({ figure: `${name}: the first`, value: filled, unit: 's', goal: TOLD });
  report({ figure: `${name}: opened`, value: opened, unit: 's', goal: TOLD });
  report({ figure: `${name}: with 100 changes`, value: changed, unit: 's', goal: '≤ 1' });
  const written = { value: writtenBytes / 1e6, unit: 'MB', goal: '≤ 1' };
  report({ figure: `${name}: with 100 changes, written`, ...written });
  report({ figure: `${name}: two compared`, value: compared, unit: 'ms', goal: '< 200' });
}

function reportIndex({ seconds, startMb, peakMb }: IndexMeasured): void {
  const name = `repository: an index of ${ENTRIES} blobs opened`;
  report({ figure: name, value: seconds, unit: 's', goal: TOLD });
  const grown = { value: peakMb - startMb, unit: 'MB', goal: TOLD };
  report({ figure: `${name}, the process grows by`, ...grown });
}

function reportStream({ startMb, peakMb, stored, read }: StreamMeasured): void {
  const name = `repository: a stream of ${STREAM_BYTES / 1e6} MB`;
  report({ figure: `${name}: peak of the process`, value: peakMb, unit: 'MB', goal: '< 250' });
  report({ figure: `${name}: the process before`, value: startMb, unit: 'MB', goal: TOLD });
  const megabytes = STREAM_BYTES / 1e6;
  report({ figure: `${name}: in`, value: megabytes / stored, unit: 'MB/s', goal: TOLD });
  report({ figure: `${name}: out`, value: megabytes / read, unit: 'MB/s', goal: TOLD });
}

/** In a new repository below `place`, which is removed again. */
async function inProcess<T extends object>(kind: string, place: string, given: string): Promise<T> {
  const repository = await mkdtemp(join(place, 'repository-'));
  // Of a stream memory is measured: what understands TypeScript there has no thread of its own.
  const child =
    kind === 'stream'
      ? fork(join(import.meta.dirname, 'repository-process-stream.cjs'), [repository, given], {
          execArgv: [],
        })
      : fork(join(import.meta.dirname, `repository-process-${kind}.ts`), [repository, given]);
  try {
    return await new Promise<T>((resolve, reject) => {
      child.once('message', (measured) => resolve(measured as T));
      child.once('exit', (code) => reject(new Error(`${kind} ended with ${code}`)));
    });
  } finally {
    child.kill();
    await rm(repository, { recursive: true, force: true, maxRetries: 5 });
  }
}

function middle<T>(runs: readonly T[], value: (run: T) => number): number {
  return runs.map(value).toSorted((a, b) => a - b)[runs.length >> 1] ?? 0;
}
