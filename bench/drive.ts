/**
 * A drive: what a copy of it takes of time, requests, memory and room. The engine in Node with its
 * repository on the disk, the simulator in a process of its own, without limits, over loopback. curl
 * and, where Debian's rclone is there, rclone fetch the same bytes from the same place onto the same
 * disk; all take turns, and the middle one of their times is told. The pace of a drive waits on a clock
 * that jumps, as Microsoft would let 10,000 files take 17 minutes; time is this machine's. The peak
 * is that of a process that does nothing else. `DRIVE_ONLY=large` (`small`, `memory`, `unchanged`)
 * does one part alone, `DRIVE_GIB=1` takes a smaller file than the one of 10 GiB, `DRIVE_TURNS=1` and
 * `DRIVE_FILES=1000` are for those in a hurry.
 */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { backUp, Simulated } from '../shared/engine/simulated.contract.ts';
import type { Receipt } from '../shared/model/receipt.ts';
import { benchLarge } from './drive-large.ts';
import { change, type Started, startSimulator } from './drive-simulator.ts';
import { benchSmall } from './drive-small.ts';
import { report, told } from './figure.ts';

const GIB = 1024 ** 3;
const UNCHANGED_ITEMS = 100_000;
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const LARGE_GIB = Number(process.env.DRIVE_GIB ?? 10);
const TURNS = Number(process.env.DRIVE_TURNS ?? 3);
const ONLY = process.env.DRIVE_ONLY;

export async function benchDrive(): Promise<void> {
  const below = await mkdtemp(join(tmpdir(), 'holdfast-bench-drive-'));
  const simulator = await startSimulator();
  const parts = {
    large: () => benchLarge(simulator, join(below, 'large'), TURNS),
    small: () => benchSmall(simulator, join(below, 'small'), TURNS),
    memory: () => benchMemory(simulator, join(below, 'memory')),
    unchanged: () => benchUnchanged(),
  };
  try {
    for (const [name, part] of Object.entries(parts)) {
      if (ONLY === undefined || ONLY === name) await part();
    }
  } finally {
    simulator.process.kill();
    await rm(below, { recursive: true, force: true });
  }
}

/** A file of 10 GiB through a process that does nothing else. */
async function benchMemory({ url }: Started, folder: string): Promise<void> {
  const size = LARGE_GIB * GIB;
  await change(url, 'put', { path: 'huge.bin', generated: { seed: 3, size } });
  const measured = await inProcess(url, folder);
  report({
    figure: `drive: peak of the process with a file of ${LARGE_GIB} GiB`,
    value: measured.peakMb,
    unit: 'MB',
    goal: '< 300',
  });
  report({
    figure: 'drive: of which were there before the copy began',
    value: measured.startMb,
    ...told('MB'),
  });
  report({ figure: 'drive: rate of that', value: size / measured.seconds / 1e6, ...told('MB/s') });
}

/** In this process alone: 100,000 empty files, of which there is nothing to fetch. */
async function benchUnchanged(): Promise<void> {
  const simulated = new Simulated({ simulator: { drive: {} } });
  const { control } = simulated.simulator.drive;
  for (let number = 0; number < UNCHANGED_ITEMS; number += 1) {
    control.put(`f${number % 500}/${number}.txt`, '');
  }
  const engine = await simulated.open();
  const first = await backUp(engine, 'drive');
  if (first.verdict !== 'complete') throw new Error(`not complete: ${first.reason}`);
  const startedAt = performance.now();
  const second = await backUp(engine, 'drive');
  const seconds = (performance.now() - startedAt) / 1000;
  simulated.clock.advance(WEEK_MS);
  const weeklyAt = performance.now();
  const weekly = await backUp(engine, 'drive');
  const weeklySeconds = (performance.now() - weeklyAt) / 1000;
  await engine.close();
  report({
    figure: `drive: requests of an unchanged run, ${UNCHANGED_ITEMS} items`,
    value: second.requests,
    unit: 'requests',
    goal: '≤ 2',
  });
  report({ figure: 'drive: time of that', value: seconds, unit: 's', goal: '< 1' });
  report({
    figure: 'drive: requests of the run after a week, which lists all of it again',
    value: weekly.requests,
    ...told('requests'),
  });
  report({ figure: 'drive: time of that run', value: weeklySeconds, ...told('s') });
}

interface Measured {
  seconds: number;
  startMb: number;
  peakMb: number;
  receipt: Receipt;
}

/**
 * Built before: what understands TypeScript would be measured as well, and knows no files that are
 * loaded later where it needs no thread of its own.
 */
async function inProcess(url: string, folder: string): Promise<Measured> {
  const root = join(import.meta.dirname, '..');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(import.meta.dirname, 'drive-process.ts'),
      outDir: join(root, 'dist'),
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const child = fork(join(root, 'dist/drive-process.js'), [url, folder], { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', (measured) => resolve(measured as Measured));
    child.once('exit', (code) => reject(new Error(`the copy ended with ${code}`)));
  });
}
