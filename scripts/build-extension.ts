import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = new URL('../', import.meta.url);
/** Where `npm start` serves the app; a published build names its own. */
const LOCAL_APP_URL = 'http://localhost:8300/';

export const EXTENSION_TARGETS = ['chrome', 'firefox'] as const;
export type ExtensionTarget = (typeof EXTENSION_TARGETS)[number];

/** Builds the extension for one store into `dist/extension-…`. */
export async function buildExtension(target: ExtensionTarget, logLevel: 'warn' | 'info') {
  const outDir = new URL(`dist/extension-${target}/`, ROOT);
  await build({
    configFile: false,
    root: fileURLToPath(new URL('extension/', ROOT)),
    // Pages of an extension lie where its manifest says, whatever its origin.
    base: '/',
    publicDir: false,
    logLevel,
    define: { __APP_URL__: JSON.stringify(process.env.HOLDFAST_APP_URL || LOCAL_APP_URL) },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: fileURLToPath(outDir),
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: {
          popup: fileURLToPath(new URL('extension/popup.html', ROOT)),
          background: fileURLToPath(new URL('extension/background.ts', ROOT)),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  });
  await mkdir(new URL('icons/', outDir), { recursive: true });
  const manifest = await manifestFor(target);
  for (const icon of Object.values(manifest.icons)) {
    await cp(new URL(`public/${icon}`, ROOT), new URL(icon, outDir));
  }
  await writeFile(new URL('manifest.json', outDir), `${JSON.stringify(manifest, null, 2)}\n`);
}

interface Manifest {
  version: string;
  icons: Record<string, string>;
  background: { service_worker?: string; scripts?: string[]; type: string };
  minimum_chrome_version?: string;
  browser_specific_settings?: unknown;
}

/** The one manifest without what only the other browsers understand, and with our version. */
export async function manifestFor(target: ExtensionTarget): Promise<Manifest> {
  const manifest = await readJson<Manifest>('manifest.json');
  const { version } = await readJson<{ version: string }>('package.json');
  manifest.version = version;
  if (target === 'chrome') {
    delete manifest.background.scripts;
    delete manifest.browser_specific_settings;
  } else {
    delete manifest.background.service_worker;
    delete manifest.minimum_chrome_version;
  }
  return manifest;
}

// Both files are ours and checked by the browsers that load them.
async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(new URL(path, ROOT), 'utf8')) as T;
}
