import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { copyCutAndKilled } from '../tests/killed/large-file.ts';
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
    console.log('1 passed, 0 failed');
    return 0;
  } catch (error) {
    console.error(error);
    console.log('0 passed, 1 failed');
    return 1;
  }
}
