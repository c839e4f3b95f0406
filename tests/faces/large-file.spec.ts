import { expect, test } from '@playwright/test';
import { copyCutAndKilled } from '../killed/large-file.ts';

const MIB = 1024 * 1024;
const SIZE = 96 * MIB;

/** The long version, of 5 GB, is `npm run test:large-file`. */
test('a large file goes on in a browser that was killed, and comes back as it was', async () => {
  test.setTimeout(180_000);
  const { fetchedBytes } = await copyCutAndKilled({ sizeBytes: SIZE, cuts: 4, kills: 1, seed: 5 });

  // Begun anew it would have been all of it.
  expect(fetchedBytes).toBeLessThan(SIZE - 10 * MIB);
});
