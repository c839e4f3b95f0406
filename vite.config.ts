import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { preact } from '@preact/preset-vite';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { previewParts } from './scripts/preview-parts.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const EVERY_PAGE =
  /[\\/]node_modules[\\/]@?preact[\\/]|[\\/]shared[\\/]ui[\\/](?:face|formats|sentences)\.ts$/;

/**
 * The second reader's page goes along as it is: the engine puts it into each folder it writes. Its
 * name stays, so that a person can fetch it by hand, too.
 */
function recoverPage(): Plugin {
  return {
    name: 'recover-page',
    apply: 'build',
    async generateBundle() {
      const source = await readFile(here('recover/recover.html'));
      this.emitFile({ type: 'asset', fileName: 'recover.html', source });
    },
  };
}

/** The PWA. The extension's pages are few and small: `scripts/build-extension.ts` builds them. */
export default defineConfig({
  root: here('pwa'),
  publicDir: here('public'),
  // A dev server, like a build, takes the app registration from the environment.
  define: {
    __CLIENT_ID__: JSON.stringify(process.env.HOLDFAST_CLIENT_ID ?? ''),
  },
  build: {
    outDir: here('dist/pwa'),
    emptyOutDir: true,
    // Tells .size-limit.mjs what the first page loads.
    manifest: true,
    target: 'es2022',
    // PDF.js's worker is one file; .size-limit.mjs keeps watch over each part.
    chunkSizeWarningLimit: 1_500,
    // Preloading lazily loaded parts would bring them into the first page's load.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: {
        index: here('pwa/index.html'),
        bridge: here('pwa/redirect-bridge.html'),
      },
      output: {
        codeSplitting: {
          // Every page has these. What needs only one of them would else tear them into small files.
          groups: [{ name: 'every-page', test: EVERY_PAGE }],
        },
      },
    },
  },
  worker: {
    format: 'es',
    plugins: () => [previewParts()],
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  // Both find their wasm beside their own file, which a prebuilt copy would not be.
  optimizeDeps: { exclude: ['@sqlite.org/sqlite-wasm', '@bokuweb/zstd-wasm'] },
  plugins: [
    preact({ devToolsEnabled: false }),
    previewParts(),
    recoverPage(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: '.',
      filename: 'service-worker.ts',
      // The page registers it by `updates.ts`, and its manifest is a plain file in public/.
      injectRegister: false,
      manifest: false,
      integration: {
        // Its own build would tell in full what is one line of this one. Errors are thrown all the same.
        configureCustomSWViteBuild(config) {
          config.logLevel = 'silent';
        },
      },
      injectManifest: {
        // The "es" build warns of an option the plugin sets itself; a worker of one file needs none.
        rollupFormat: 'iife',
        globPatterns: ['**/*.{html,js,css,wasm,bin,svg,png,webmanifest}'],
        globIgnores: [
          'redirect-bridge.html',
          'icons/*-{16,32,48,128}.png',
          // SQLite's own ways into a worker, which its package always brings along; ours is another.
          'assets/sqlite3-{worker1,opfs-async-proxy}*',
        ],
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
      },
    }),
  ],
});
