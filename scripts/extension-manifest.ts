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
  content_security_policy: { extension_pages: string };
  content_scripts?: { matches: string[]; js: string[]; run_at: string }[];
  web_accessible_resources?: { resources: string[]; matches: string[] }[];
}

/** Where `npm start` serves the app; a published build names its own by HOLDFAST_APP_URL. */
const LOCAL_APP_URL = 'http://localhost:8300/';

/** The address of the page on the web that belongs to this build. */
export function readAppUrl(): string {
  return process.env.HOLDFAST_APP_URL || LOCAL_APP_URL;
}

/** What only Chrome and Edge know. */
const CHROMIUM_PERMISSIONS: ReadonlySet<string> = new Set(['offscreen', 'sidePanel']);

/**
 * The one manifest without what only the other browsers understand, with our version, and with what
 * ties it to its page on the web.
 */
export async function manifestFor(
  target: ExtensionTarget,
  appUrl = readAppUrl(),
): Promise<Manifest> {
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
  tieToPage(manifest, appUrl);
  return manifest;
}

/**
 * The page on the web learns of the extension and may show its application, and nobody else. Match
 * patterns know no ports: what runs there looks at the whole origin once more.
 */
function tieToPage(manifest: Manifest, appUrl: string): void {
  const { protocol, hostname, origin } = new URL(appUrl);
  const matches = [`${protocol}//${hostname}/*`];
  manifest.content_scripts = [{ matches, js: ['app-page.js'], run_at: 'document_start' }];
  manifest.web_accessible_resources = [{ resources: ['app.html'], matches }];
  const parent = hostname === 'localhost' ? `${protocol}//localhost:*` : origin;
  manifest.content_security_policy.extension_pages += `; frame-ancestors 'self' ${parent}`;
}

// Both files are ours and checked by the browsers that load them.
async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(new URL(path, ROOT), 'utf8')) as T;
}
