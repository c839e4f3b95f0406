import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, preview } from 'vite';
import { noMarkupStrings } from '../../scripts/no-markup-strings.ts';
import { previewParts } from '../../scripts/preview-parts.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Which of the product's two policies the page is served under. */
export type Policy = 'page' | 'extension';

export interface ServedPreview {
  url: string;
  close(): Promise<void>;
}

/**
 * Builds a page with nothing but the preview in it, as the product's own builds would, and serves it
 * under the policy that the page or the extension has.
 */
export async function servePreview(policy: Policy): Promise<ServedPreview> {
  const root = here('.');
  const outDir = here(`../../test-results/preview-${policy}-${process.pid}`);
  const text = await readPolicy(policy);
  const ours: Plugin = {
    name: 'policy',
    transformIndexHtml: (html) => html.replace('%POLICY%', text),
  };
  const shared = { configFile: false, root, logLevel: 'warn' } as const;
  await build({
    ...shared,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    plugins: [ours, previewParts(), ...(policy === 'extension' ? [noMarkupStrings()] : [])],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 4_000,
      rolldownOptions: { input: here('page.html'), checks: { pluginTimings: false } },
    },
    worker: {
      format: 'es',
      plugins: () => [previewParts()],
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  });
  const server = await preview({ ...shared, build: { outDir }, preview: { port: 0 } });
  const [url] = server.resolvedUrls?.local ?? [];
  if (url === undefined) throw new Error('the page is not served');
  return { url: `${url}page.html`, close: () => server.close() };
}

async function readPolicy(policy: Policy): Promise<string> {
  if (policy === 'page') {
    const html = await readFile(here('../../pwa/index.html'), 'utf8');
    return /Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1] ?? '';
  }
  const manifest = JSON.parse(await readFile(here('../../manifest.json'), 'utf8'));
  return manifest.content_security_policy.extension_pages;
}
