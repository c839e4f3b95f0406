import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';
import {
  EXTENSION_TARGETS,
  type ExtensionTarget,
  manifestFor,
  readAppUrl,
} from './extension-manifest.ts';
import { noMarkupStrings } from './no-markup-strings.ts';
import { previewParts } from './preview-parts.ts';

const ROOT = new URL('../', import.meta.url);

const at = (path: string) => fileURLToPath(new URL(path, ROOT));

/** Pages by the name of their file in the package; where each lies in the tree. */
const PAGES: Readonly<Record<ExtensionTarget, readonly string[]>> = {
  chrome: ['pages/app', 'pages/popup', 'pages/panel', 'host/offscreen'],
  firefox: ['pages/app', 'pages/popup', 'pages/panel'],
};

/** Scripts that run in pages of Outlook, and in Holdfast's own on the web. */
const IN_OTHER_PAGES: Readonly<Record<string, string>> = {
  outlook: 'extension/outlook/outlook.ts',
  'app-page': 'extension/app-page/announce.ts',
};

export { EXTENSION_TARGETS };

/** Builds the extension for one store into `dist/extension-…`. */
export async function buildExtension(target: ExtensionTarget, logLevel: 'warn' | 'info') {
  const outDir = new URL(`dist/extension-${target}/`, ROOT);
  const background = target === 'chrome' ? 'background' : 'event-page';
  await build(pagesConfig(target, background, logLevel));
  await placePages(target, outDir);
  for (const [name, file] of Object.entries(IN_OTHER_PAGES)) {
    await build(pageScriptConfig(target, name, file, logLevel));
  }
  await mkdir(new URL('icons/', outDir), { recursive: true });
  const manifest = await manifestFor(target);
  for (const icon of Object.values(manifest.icons)) {
    await cp(new URL(`public/${icon}`, ROOT), new URL(icon, outDir));
  }
  // The engine puts it into each folder it writes; see recover/.
  await cp(at('recover/recover.html'), new URL('recover.html', outDir));
  await writeFile(new URL('manifest.json', outDir), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** What pages and background share lies in common files; all of it is loaded from the package. */
function pagesConfig(
  target: ExtensionTarget,
  background: string,
  logLevel: 'warn' | 'info',
): InlineConfig {
  const pages = PAGES[target].map((page) => [nameOf(page), at(`extension/${page}.html`)] as const);
  return {
    ...common(logLevel),
    worker: {
      format: 'es',
      plugins: () => [previewParts()],
      rolldownOptions: { checks: { pluginTimings: false } },
    },
    build: {
      outDir: at(`dist/extension-${target}/`),
      emptyOutDir: true,
      target: 'es2022',
      // PDF.js's worker is one file; .size-limit.mjs keeps watch over each part.
      chunkSizeWarningLimit: 1_500,
      modulePreload: false,
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: {
          ...Object.fromEntries(pages),
          [background]: at(`extension/background/${background}.ts`),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'assets/[name]-[hash].js' },
      },
    },
  };
}

/** A script in another page is one file: it can import nothing. */
function pageScriptConfig(
  target: ExtensionTarget,
  name: string,
  file: string,
  logLevel: 'warn' | 'info',
): InlineConfig {
  return {
    ...common(logLevel),
    build: {
      outDir: at(`dist/extension-${target}/`),
      emptyOutDir: false,
      target: 'es2022',
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: { [name]: at(file) },
        output: { format: 'iife', entryFileNames: '[name].js' },
      },
    },
  };
}

function common(logLevel: 'warn' | 'info'): InlineConfig {
  return {
    configFile: false,
    root: at('extension/'),
    // Pages of an extension lie where its manifest says, whatever its origin.
    base: '/',
    publicDir: false,
    logLevel,
    define: {
      __APP_URL__: JSON.stringify(readAppUrl()),
      __CLIENT_ID__: JSON.stringify(process.env.HOLDFAST_CLIENT_ID ?? ''),
    },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [noMarkupStrings(), previewParts()],
    optimizeDeps: { exclude: ['@sqlite.org/sqlite-wasm', '@bokuweb/zstd-wasm'] },
  };
}

/** The manifest names pages by their file; the build leaves them where they lie in the tree. */
async function placePages(target: ExtensionTarget, outDir: URL): Promise<void> {
  for (const page of PAGES[target]) {
    await rename(new URL(`${page}.html`, outDir), new URL(`${nameOf(page)}.html`, outDir));
  }
  for (const folder of ['pages', 'host']) {
    await rm(new URL(folder, outDir), { recursive: true, force: true });
  }
}

function nameOf(page: string): string {
  return page.slice(page.lastIndexOf('/') + 1);
}
