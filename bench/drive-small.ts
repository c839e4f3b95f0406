import { join } from 'node:path';
import { DriveBench } from './drive-copy.ts';
import { copyFilesByRclone, hasRclone } from './drive-rclone.ts';
import { change, type Started } from './drive-simulator.ts';
import { middleOf, report, told } from './figure.ts';

const SMALL_FILES = Number(process.env.DRIVE_FILES ?? 10_000);
const SMALL_BYTES = 20_000;
const FOLDERS = 50;

/** Many small files, and all of their folders below one that is renamed. */
export async function benchSmall({ url }: Started, folder: string, turns: number): Promise<void> {
  for (let number = 0; number < SMALL_FILES; number += 1) {
    const path = `small/${number % FOLDERS}/${number}.bin`;
    await change(url, 'put', { path, generated: { seed: number, size: SMALL_BYTES } });
  }
  const times: Record<'rclone' | 'copy', number[]> = { rclone: [], copy: [] };
  let bench: DriveBench | null = null;
  let requests = 0;
  for (let turn = 1; turn <= turns; turn += 1) {
    await bench?.close();
    bench = await DriveBench.open(url, join(folder, String(turn)));
    if (hasRclone()) {
      const addresses = new Map<string, Map<string, string>>();
      for (let number = 0; number < FOLDERS; number += 1) {
        addresses.set(String(number), await bench.addressesIn(`small/${number}`));
      }
      const { seconds, files } = await copyFilesByRclone(addresses, join(folder, 'rclone'));
      if (files !== SMALL_FILES) throw new Error(`rclone brought ${files} files`);
      times.rclone.push(seconds);
    }
    const { seconds, receipt } = await bench.copy();
    times.copy.push(seconds);
    requests = receipt.requests;
  }
  report({
    figure: `drive: ${SMALL_FILES} files of 20 KB into packs`,
    value: SMALL_FILES / middleOf(times.copy),
    unit: 'files/s',
    goal: '≥ 200',
  });
  if (times.rclone.length > 0) {
    const value = SMALL_FILES / middleOf(times.rclone);
    report({
      figure: 'drive: rclone copy of them onto the disk, from a page of links',
      value,
      ...told('files/s'),
    });
  }
  const items = SMALL_FILES + FOLDERS + 1;
  report({
    figure: 'drive: requests of that first copy beyond items / 200 + files',
    value: requests - SMALL_FILES - items / 200,
    unit: 'requests',
    goal: '≤ 0',
  });
  if (bench !== null) await benchRenamed(url, bench);
  await change(url, 'delete', { path: 'renamed' });
  await change(url, 'empty-bin', {});
}

async function benchRenamed(url: string, bench: DriveBench): Promise<void> {
  await change(url, 'rename', { path: 'small', name: 'renamed' });
  const { receipt } = await bench.copy();
  report({
    figure: `drive: stored when a folder of ${SMALL_FILES} files is renamed`,
    value: receipt.storedBytes / 1e6,
    unit: 'MB',
    goal: '< 1',
  });
  report({
    figure: 'drive: requests of that, none of which fetches a file',
    value: receipt.requests,
    ...told('requests'),
  });
  await bench.close();
}
