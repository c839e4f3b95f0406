import { defineConfig } from '@playwright/test';

/** The built app in Chromium; `tests/faces/holdfast.ts` starts what stands behind it. */
export default defineConfig({
  testDir: 'tests/faces',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/faces',
  // Ends what hangs; how fast something is, says bench/.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  fullyParallel: true,
  // They wait more than they compute.
  workers: 4,
  forbidOnly: Boolean(process.env.CI),
  // A test that fails once has found something.
  retries: 0,
  reporter: 'list',
  use: { trace: 'off' },
});
