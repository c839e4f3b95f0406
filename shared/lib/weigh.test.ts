import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { weigh } from './weigh.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const MIB = 1024 * 1024;

test('what is weighed counts for the collector, takes no room, and goes when it has run', async () => {
  collect();
  const before = process.memoryUsage();

  weigh(24 * MIB);

  const now = process.memoryUsage();
  expect(now.arrayBuffers - before.arrayBuffers).toBeGreaterThanOrEqual(24 * MIB);
  expect(now.rss - before.rss).toBeLessThan(16 * MIB);
  // Until the end of a task what was looked at in it is held, and memory is given back beside it.
  const left = () => {
    collect();
    return process.memoryUsage().arrayBuffers - before.arrayBuffers;
  };
  await expect.poll(left).toBeLessThan(8 * MIB);
});
