import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { copyCutAndKilled, type LargeFileResult } from '../tests/killed/large-file.ts';
import { ensureChromium } from './browsers.ts';

/**
 * A file of 5 GB is copied by the built app in Chromium, with the connection cut twenty times and the
 * browser killed twice, and put back from the copy (needs a build). Says how much was fetched and what
 * it took of memory; the last line is `1 passed, 0 failed`.
 */
const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '5120' },
    cuts: { type: 'string', default: '20' },
    kills: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
  },
});
/** The copy, what the simulator is sent back, and what a browser keeps beside it for a while. */
const ROOM_NEEDED = 3.5;
/** Of smaller files the first collection of garbage decides. */
const FLAT_FROM_BYTES = 1024 * 1024 * 1024;
/** Between two collections a tab goes up and down by this. */
const MOST_GROWTH_MB = 100;

process.exitCode = await main();

async function main(): Promise<number> {
  const found = ensureChromium();
  if (!found.ok) {
    console.error(found.advice);
    return 1;
  }
  const sizeBytes = Number(values.mib) * 1024 * 1024;
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < sizeBytes * ROOM_NEEDED) {
    console.error(`There is not enough room in ${tmpdir()}`);
    return 1;
  }
  try {
    const result = await copyCutAndKilled({
      sizeBytes,
      cuts: Number(values.cuts),
      kills: Number(values.kills),
      seed: Number(values.seed),
      tell: (line) => console.log(line),
    });
    console.log(JSON.stringify({ sizeBytes, ...result }));
    if (sizeBytes >= FLAT_FROM_BYTES) expectFlat(result);
    console.log('1 passed, 0 failed');
    return 0;
  } catch (error) {
    console.error(error);
    console.log('0 passed, 1 failed');
    return 1;
  }
}

/** What a tab takes in the second half of the time must not be more than in the first. */
function expectFlat({ copied, putBack }: LargeFileResult): void {
  for (const [name, { tabMb }] of Object.entries({ copied, putBack })) {
    const half = tabMb.length / 2;
    const grown = Math.max(...tabMb.slice(half)) - Math.max(...tabMb.slice(0, half));
    if (grown > MOST_GROWTH_MB)
      throw new Error(`while it was ${name}, the tab grew by ${grown} MB`);
  }
}
