import { availableParallelism } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArgs, chromiumPath } from './scripts/chromium.ts';

export default defineConfig({
  test: {
    // Left to itself it keeps a core free, which on two means that files run one after the other.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: [
            '{shared,pwa,extension}/**/*.test.{ts,tsx}',
            'tests/*.test.ts',
            'scripts/**/*.test.ts',
            'recover/**/*.test.ts',
          ],
          // They end what hangs; how fast something is, says bench/.
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // What happens by itself is waited for as long as a slow machine may need.
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        // What needs a real browser's storage: IndexedDB, OPFS, workers, Web Locks.
        optimizeDeps: {
          exclude: ['@sqlite.org/sqlite-wasm', '@bokuweb/zstd-wasm'],
          // Found only when a worker asks for them, they would make Vite load the page anew.
          include: [
            '@microsoft/microsoft-graph-client',
            'dompurify',
            'fast-check',
            'hash-wasm',
            'idb',
            'jose',
            'postal-mime',
            'valibot',
          ],
        },
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 180_000,
          expect: { poll: { timeout: 15_000 } },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath: chromiumPath(), args: chromiumArgs() },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
