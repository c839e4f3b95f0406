import { defineConfig } from '@playwright/test';

/** The real folder picker, on a screen of its own: `npm run test:folder` starts it. */
export default defineConfig({
  testDir: 'tests/folder',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/folder',
  timeout: 120_000,
  // One screen, one keyboard.
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  expect: { timeout: 20_000 },
  use: { actionTimeout: 20_000 },
  reporter: 'list',
});
