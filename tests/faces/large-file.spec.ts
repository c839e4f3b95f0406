import { expect, test } from '@playwright/test';
import { copyCutAndKilled } from '../killed/large-file.ts';

const MIB = 1024 * 1024;
const SIZE = 96 * MIB;

/** The long version, of 5 GB, is `npm run test:large-file`. */
test('a large file goes on in a browser that was killed, and comes back as it was', async () => {
  test.setTimeout(480_000);
  const { goneOnAt } = await copyCutAndKilled({ sizeBytes: SIZE, cuts: 4, kills: 1, seed: 5 });

  // Begun anew it would be 0. The receipt's sum may hold what came between a checkpoint and the kill twice.
  expect(goneOnAt).toBeGreaterThan(10 * MIB);
});
