/**
 * A drive: what a copy of it takes of time, requests, memory and room. The engine in Node with its
 * repository on the disk, the simulator in a process of its own, without limits, over loopback. curl
 * fetches the same bytes from the same place onto the same disk. The pace of a drive waits on a clock
 * that jumps, as Microsoft would let 10,000 files take 17 minutes; time is this machine's. The peak
 * is that of a process that does nothing else. `DRIVE_ONLY=large` (`small`, `memory`, `unchanged`)
 * does one part alone, `DRIVE_GIB=1` takes a smaller file than the one of 10 GiB.
 */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { backUp, Simulated } from '../shared/engine/simulated.contract.ts';
import type { Receipt } from '../shared/model/receipt.ts';
import { DriveBench } from './drive-copy.ts';
import { report } from './figure.ts';

const GIB = 1024 ** 3;
const SMALL_FILES = Number(process.env.DRIVE_FILES ?? 10_000);
const SMALL_BYTES = 20_000;
const FOLDERS = 50;
const UNCHANGED_ITEMS = 100_000;
const LARGE_GIB = Number(process.env.DRIVE_GIB ?? 10);
const ONLY = process.env.DRIVE_ONLY;

export async function benchDrive(): Promise<void> {
  const below = await mkdtemp(join(tmpdir(), 'holdfast-bench-drive-'));
  const simulator = await startSimulator();
  const parts = {
    large: () => benchLarge(simulator.url, join(below, 'large')),
    small: () => benchSmall(simulator.url, join(below, 'small')),
    memory: () => benchMemory(simulator.url, join(below, 'memory')),
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

/** 1 GiB in one file, and 1 MB of it changed. */
async function benchLarge(url: string, folder: string): Promise<void> {
  await change(url, 'put', { path: 'film.bin', generated: { seed: 1, size: GIB } });
  const bench = await DriveBench.open(url, folder);
  // Its hash is made before anybody waits for it.
  const address = await bench.addressOf('film.bin');
  const curl = secondsOfCurl(address, join(tmpdir(), 'holdfast-bench-curl'));
  const first = await bench.copy();
  report({
    figure: 'drive: 1 GiB in one file, of curl’s rate onto the disk',
    value: curl / first.seconds,
    unit: 'times',
    goal: '≥ 0.7',
  });
  report({ figure: 'drive: curl, 1 GiB onto the disk', value: GIB / curl / 1e6, ...told('MB/s') });
  report({ figure: 'drive: copy of 1 GiB', value: GIB / first.seconds / 1e6, ...told('MB/s') });
  const generated = { seed: 2, size: 1_000_000 };
  await change(url, 'edit', { path: 'film.bin', at: GIB / 2, generated });
  await bench.addressOf('film.bin');
  const second = await bench.copy();
  report({
    figure: 'drive: stored for 1 MB changed in 1 GiB',
    value: second.receipt.storedBytes / 1e6,
    unit: 'MB',
    goal: '≤ 4',
  });
  await bench.close();
  await change(url, 'delete', { path: 'film.bin' });
  await change(url, 'empty-bin', {});
}

/** Many small files, and all of their folders below one that is renamed. */
async function benchSmall(url: string, folder: string): Promise<void> {
  for (let number = 0; number < SMALL_FILES; number += 1) {
    const path = `small/${number % FOLDERS}/${number}.bin`;
    await change(url, 'put', { path, generated: { seed: number, size: SMALL_BYTES } });
  }
  const bench = await DriveBench.open(url, folder);
  const { seconds, receipt } = await bench.copy();
  report({
    figure: `drive: ${SMALL_FILES} files of 20 KB into packs`,
    value: SMALL_FILES / seconds,
    unit: 'files/s',
    goal: '≥ 200',
  });
  const items = SMALL_FILES + FOLDERS + 1;
  report({
    figure: 'drive: requests of that first copy beyond items / 200 + files',
    value: receipt.requests - SMALL_FILES - items / 200,
    unit: 'requests',
    goal: '≤ 0',
  });
  await change(url, 'rename', { path: 'small', name: 'renamed' });
  const renamed = await bench.copy();
  report({
    figure: `drive: stored when a folder of ${SMALL_FILES} files is renamed`,
    value: renamed.receipt.storedBytes / 1e6,
    unit: 'MB',
    goal: '< 1',
  });
  report({
    figure: 'drive: requests of that, none of which fetches a file',
    value: renamed.receipt.requests,
    ...told('requests'),
  });
  await bench.close();
  await change(url, 'delete', { path: 'renamed' });
  await change(url, 'empty-bin', {});
}

/** A file of 10 GiB through a process that does nothing else. */
async function benchMemory(url: string, folder: string): Promise<void> {
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
  await engine.close();
  report({
    figure: `drive: requests of an unchanged run, ${UNCHANGED_ITEMS} items`,
    value: second.requests,
    unit: 'requests',
    goal: '≤ 2',
  });
  report({ figure: 'drive: time of that', value: seconds, unit: 's', goal: '< 1' });
}

function told(unit: string) {
  return { unit, goal: 'told, no goal' };
}

function secondsOfCurl(address: string, file: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync('curl', ['-s', '-f', '-o', file, address]);
  const seconds = (performance.now() - startedAt) / 1000;
  spawnSync('rm', ['-f', file]);
  if (status !== 0) throw new Error(`curl: ${stderr}`);
  return seconds;
}

async function change(url: string, what: string, body: unknown): Promise<void> {
  const init = { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}/simulator/drive/${what}`, init);
  if (!response.ok) throw new Error(`${what}: ${response.status} ${await response.text()}`);
}

function startSimulator(): Promise<{ url: string; process: ChildProcess }> {
  const args = ['--port', '0', '--messages', '0', '--drive-files', '0', '--limits', 'off'];
  const script = join(import.meta.dirname, '../scripts/serve-simulator.ts');
  const started = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    started.once('exit', () => reject(new Error('the simulator did not start')));
    started.stdout.on('data', (data) => {
      const url = /^Simulator: (\S+)/m.exec(String(data))?.[1];
      if (url !== undefined) resolve({ url, process: started });
    });
  });
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
