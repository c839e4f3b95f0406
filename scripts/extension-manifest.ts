import { readFile } from 'node:fs/promises';

const ROOT = new URL('../', import.meta.url);

/** Edge takes the package of Chrome. */
export const EXTENSION_TARGETS = ['chrome', 'firefox'] as const;
export type ExtensionTarget = (typeof EXTENSION_TARGETS)[number];

export interface Manifest {
  version: string;
  icons: Record<string, string>;
  permissions: string[];
  background: { service_worker?: string; scripts?: string[]; type: string };
  minimum_chrome_version?: string;
  browser_specific_settings?: unknown;
  side_panel?: unknown;
  sidebar_action?: unknown;
}

/** What only Chrome and Edge know. */
const CHROMIUM_PERMISSIONS: ReadonlySet<string> = new Set(['offscreen', 'sidePanel']);

/** The one manifest without what only the other browsers understand, and with our version. */
export async function manifestFor(target: ExtensionTarget): Promise<Manifest> {
  const manifest = await readJson<Manifest>('manifest.json');
  const { version } = await readJson<{ version: string }>('package.json');
  manifest.version = version;
  if (target === 'chrome') {
    delete manifest.background.scripts;
    delete manifest.browser_specific_settings;
    delete manifest.sidebar_action;
  } else {
    delete manifest.background.service_worker;
    delete manifest.minimum_chrome_version;
    delete manifest.side_panel;
    manifest.permissions = manifest.permissions.filter((name) => !CHROMIUM_PERMISSIONS.has(name));
  }
  return manifest;
}

// Both files are ours and checked by the browsers that load them.
async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(new URL(path, ROOT), 'utf8')) as T;
}
