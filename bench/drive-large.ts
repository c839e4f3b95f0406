import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DriveBench } from './drive-copy.ts';
import { copyUrlByRclone, hasRclone } from './drive-rclone.ts';
import { change, type Started } from './drive-simulator.ts';
import { middleOf, report, told } from './figure.ts';

const GIB = 1024 ** 3;

/** 1 GiB in one file, and 1 MB of it changed. */
export async function benchLarge({ url }: Started, folder: string, turns: number): Promise<void> {
  await change(url, 'put', { path: 'film.bin', generated: { seed: 1, size: GIB } });
  const times: Record<'curl' | 'synced' | 'rclone' | 'copy', number[]> = {
    curl: [],
    synced: [],
    rclone: [],
    copy: [],
  };
  const isWithRclone = hasRclone();
  for (let turn = 1; turn <= turns; turn += 1) {
    const bench = await DriveBench.open(url, join(folder, String(turn)));
    // Its hash is made before anybody waits for it.
    const address = await bench.addressOf('film.bin');
    const [curl, synced] = secondsOfCurl(address, join(folder, 'curl'));
    times.curl.push(curl);
    times.synced.push(synced);
    if (isWithRclone) times.rclone.push(await copyUrlByRclone(address, join(folder, 'rclone')));
    times.copy.push((await bench.copy()).seconds);
    if (turn === turns) await benchChanged(url, bench);
    await bench.close();
    await rm(join(folder, String(turn)), { recursive: true });
  }
  const rate = (seconds: readonly number[]) => GIB / middleOf(seconds) / 1e6;
  report({
    figure: 'drive: 1 GiB in one file, of curl’s rate onto the disk',
    value: rate(times.copy) / rate(times.curl),
    unit: 'times',
    goal: '≥ 0.7',
  });
  report({ figure: 'drive: curl, 1 GiB', value: rate(times.curl), ...told('MB/s') });
  report({
    figure: 'drive: curl, 1 GiB, until the disk has it, which a copy waits for as well',
    value: rate(times.synced),
    ...told('MB/s'),
  });
  if (isWithRclone) {
    const value = rate(times.rclone);
    report({ figure: 'drive: rclone copyurl, 1 GiB', value, ...told('MB/s') });
  }
  report({ figure: 'drive: copy of 1 GiB', value: rate(times.copy), ...told('MB/s') });
  await change(url, 'delete', { path: 'film.bin' });
  await change(url, 'empty-bin', {});
}

async function benchChanged(url: string, bench: DriveBench): Promise<void> {
  const generated = { seed: 2, size: 1_000_000 };
  await change(url, 'edit', { path: 'film.bin', at: GIB / 2, generated });
  await bench.addressOf('film.bin');
  const { receipt } = await bench.copy();
  report({
    figure: 'drive: stored for 1 MB changed in 1 GiB',
    value: receipt.storedBytes / 1e6,
    unit: 'MB',
    goal: '≤ 4',
  });
}

/** Until curl ends, and until what it wrote has left the machine's memory. */
function secondsOfCurl(address: string, file: string): [ended: number, synced: number] {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  run('curl', ['-s', '-f', '--create-dirs', '-o', file, address]);
  const ended = seconds();
  run('sync', [file]);
  const synced = seconds();
  run('rm', ['-f', file]);
  return [ended, synced];
}

function run(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args);
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}
